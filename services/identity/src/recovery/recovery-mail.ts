import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import { isReleased } from './hold.ts';
import { findRecoveryFlowById, recoveryCodeTopic } from './recovery-store.ts';

type RecoveryMailDeps = Pick<IdentityDeps, 'db' | 'clock' | 'secondFactor' | 'logger'>;

/** What the worker does with the topics of recovery. */
export function createRecoveryMailJobs(deps: RecoveryMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [recoveryCodeTopic]: jobHandler(
      Type.Object({
        recoveryFlowId: Type.String({ minLength: 1, maxLength: 64 }),
        send: Type.String({ pattern: '^[1-9]$' }),
      }),
      async ({ recoveryFlowId, send }) => await sendCode(deps, { id: recoveryFlowId, send: Number(send) }),
    ),
  };
}

/** Has second-factor mail a code that was ordered and is still awaited; nothing for a user ID that nobody has. */
async function sendCode(
  { db, clock, secondFactor, logger }: RecoveryMailDeps,
  { id, send }: { id: string; send: number },
): Promise<void> {
  const flow = await findRecoveryFlowById(db, id, clock.now());
  if (flow?.userId === undefined || flow.state !== 'code_required' || send > flow.sends) return;
  const user = await findUser(db, flow.userId);
  if (user === undefined) return;
  await sendOnce({ db, topic: recoveryCodeTopic, messageId: `${id}-${send}` }, async () => {
    try {
      await secondFactor.sendCode({
        purpose: 'CODE_PURPOSE_RECOVERY',
        subjectId: id,
        channel: 'PIN_CHANNEL_EMAIL',
        destination: user.email,
        language: flow.languageChosen ? flow.language : user.language,
        newContact: '',
        // Strangers may have used up what is left to others before an officer released him.
        knownDevice: flow.deviceId !== undefined || isReleased(user, clock.now()),
      });
    } catch (error) {
      // Too early heals with time, and the job is tried again; a budget of the mailbox does not.
      if (!(error instanceof DomainError && error.reason === 'PIN_SENDS_EXHAUSTED')) throw error;
      logger.warn({ recoveryFlowId: id }, 'a mailbox gets no further codes for a while');
    }
  });
}

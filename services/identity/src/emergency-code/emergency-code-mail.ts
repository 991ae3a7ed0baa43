import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import { findApproval } from '../approval/approval-store.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';

/** Announced when an officer asked for an emergency code, and when he was given it; carries `approvalId` and `step`. */
export const emergencyCodeMailTopic = 'emergency-code-mail';

type EmergencyMailDeps = Pick<IdentityDeps, 'db'> & { mailer: Mailer };

/** What the worker does with the topic of emergency codes. */
export function createEmergencyCodeMailJobs(deps: EmergencyMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [emergencyCodeMailTopic]: jobHandler(
      Type.Object({
        approvalId: Type.String({ minLength: 1, maxLength: 64 }),
        step: Type.Enum(['requested', 'issued'], { type: 'string' }),
      }),
      async ({ approvalId, step }) => await tellUser(deps, approvalId, step),
    ),
  };
}

async function tellUser(
  { db, mailer }: EmergencyMailDeps,
  approvalId: string,
  step: 'requested' | 'issued',
): Promise<void> {
  const approval = await findApproval(db, approvalId);
  if (approval?.action !== 'emergency_code') return;
  const at = step === 'requested' ? approval.requestedAt : approval.collectedAt;
  const user = at && (await findUser(db, approval.subjectId));
  if (at === undefined || user === undefined) return;
  const messageId = `emergency-code-${approvalId}-${step}`;
  await sendOnce({ db, topic: emergencyCodeMailTopic, messageId }, async () => {
    const message = renderMessage(`emergency-code-${step}`, resolveLocale(user.language), { at });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

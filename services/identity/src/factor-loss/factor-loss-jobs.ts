import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import {
  findApprovedLoss,
  findLoss,
  grantReplacementTopic,
  hasLoggedInSince,
  lossReportedMailTopic,
} from './factor-loss-store.ts';

type LossJobDeps = Pick<IdentityDeps, 'db' | 'secondFactor' | 'logger'> & { mailer: Mailer };

const payload = Type.Object({ lossId: Type.String({ minLength: 1, maxLength: 64 }) });

/** What the worker does with the topics of reports of loss. */
export function createFactorLossJobs(deps: LossJobDeps): Readonly<Record<string, JobHandler>> {
  return {
    [lossReportedMailTopic]: jobHandler(payload, async ({ lossId }) => await tellReport(deps, lossId)),
    [grantReplacementTopic]: jobHandler(payload, async ({ lossId }) => await grantReplacement(deps, lossId)),
  };
}

async function tellReport({ db, mailer }: LossJobDeps, lossId: string): Promise<void> {
  const loss = await findLoss(db, lossId);
  const user = loss && (await findUser(db, loss.userId));
  if (loss === undefined || user === undefined) return;
  const messageId = `factor-loss-${lossId}`;
  await sendOnce({ db, topic: lossReportedMailTopic, messageId }, async () => {
    const { reportedAt: at, address } = loss;
    const message = renderMessage('factor-loss-reported', resolveLocale(user.language), { at, address });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

/**
 * Lets a user whose identity was validated after he reported the loss replace his factors, and tells him. Nothing is
 * granted to one who logged in with a factor since: then it is he who was told of a loss that was not his. Granting again
 * for the same report changes nothing.
 */
async function grantReplacement({ db, secondFactor, mailer, logger }: LossJobDeps, lossId: string): Promise<void> {
  const loss = await findApprovedLoss(db, lossId);
  const user = loss && (await findUser(db, loss.userId));
  if (loss === undefined || user === undefined) return;
  const { userId } = loss;
  if (await hasLoggedInSince(db, userId, loss.reportedAt)) {
    logger.warn({ userId, lossId }, 'no replacement of factors: their user logged in with one since');
    return;
  }
  const messageId = `replacement-${lossId}`;
  await sendOnce({ db, topic: grantReplacementTopic, messageId }, async () => {
    const { expiresAt: until } = await secondFactor.grantReplacement({ userId, causeId: lossId });
    if (until === undefined) throw new Error('second-factor granted a replacement without an end');
    const message = renderMessage('replacement-granted', resolveLocale(user.language), { until });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

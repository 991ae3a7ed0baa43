import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { listStaffMembers } from '../staff/staff-store.ts';
import { approvalRoles, approvalWaitingTopic, stateAt } from './approval.ts';
import { findApproval } from './approval-store.ts';

type ApprovalMailDeps = Pick<IdentityDeps, 'db' | 'clock'> & { mailer: Mailer };

/** What the worker does with the topic of approvals. */
export function createApprovalMailJobs(deps: ApprovalMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [approvalWaitingTopic]: jobHandler(
      Type.Object({ approvalId: Type.String({ minLength: 1, maxLength: 64 }) }),
      async ({ approvalId }) => await tellDeciders(deps, approvalId),
    ),
  };
}

/** Tells everybody who may decide; each of them once, so that a retry goes on with those who were not told. */
async function tellDeciders({ db, clock, mailer }: ApprovalMailDeps, approvalId: string): Promise<void> {
  const approval = await findApproval(db, approvalId);
  if (approval === undefined || stateAt(approval, clock.now()) !== 'pending') return;
  const { id, action, requestedBy, aboutUserId, expiresAt } = approval;
  const officers = await listStaffMembers(db, approvalRoles[action]);
  const deciders = officers.filter((officer) => officer.id !== requestedBy && officer.id !== aboutUserId);
  for (const officer of deciders) {
    const messageId = `${id}-${officer.id}`;
    // One after the other: a mail server takes them no faster, and each is remembered by itself.
    // oxlint-disable-next-line no-await-in-loop
    await sendOnce({ db, topic: approvalWaitingTopic, messageId }, async () => {
      const message = renderMessage('approval-waiting', resolveLocale(officer.language), { action, expiresAt });
      await mailer.send({ to: officer.email, ...message, messageId });
    });
  }
}

import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { conflict } from '@countersign/errors';
import { newId } from '@countersign/runtime';
import type { IdentityTransaction } from '../database.ts';
import {
  type Approval,
  type ApprovalRequest,
  approvalLifeMs,
  approvalStream,
  approvalWaitingTopic,
} from './approval.ts';
import { expireApproval, findPendingApproval, insertApproval } from './approval-store.ts';

/**
 * Asks for the approval of an action, in the transaction of the request. Asking again for the same returns the pending
 * one; throws `APPROVAL_PENDING` while something else is asked for about the same subject.
 */
export async function requestApproval(trx: IdentityTransaction, request: ApprovalRequest): Promise<Approval> {
  const { at, ...wanted } = request;
  await expireApproval(trx, request);
  const approval: Approval = {
    id: newId('apr'),
    ...wanted,
    state: 'pending',
    requestedAt: at,
    expiresAt: new Date(at.getTime() + approvalLifeMs),
  };
  if (!(await insertApproval(trx, approval))) {
    const pending = await findPendingApproval(trx, request);
    // Undefined when it was decided just now: what is asked for may have happened already.
    if (pending === undefined || !isSame(pending.parameters, request.parameters)) throw approvalPending();
    return pending;
  }
  await announce(trx, { queue: 'identity', topic: approvalWaitingTopic, payload: { approvalId: approval.id } });
  await appendAudit(trx, {
    stream: approvalStream,
    actor: approval.requestedBy,
    action: 'approval.requested',
    subject: approval.id,
    detail: { action: approval.action, ...(approval.aboutUserId !== undefined && { userId: approval.aboutUserId }) },
    at,
  });
  return approval;
}

function approvalPending() {
  return conflict('APPROVAL_PENDING', 'something else about the same waits for a decision; have that decided first');
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

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
  await recordRequest(trx, approval);
  return approval;
}

/** Records a request that policy wants nobody to decide: it is approved at once, and each is one of its own. */
export async function recordApproved(trx: IdentityTransaction, request: ApprovalRequest): Promise<Approval> {
  const { at, ...wanted } = request;
  const approval: Approval = {
    id: newId('apr'),
    ...wanted,
    state: 'approved',
    requestedAt: at,
    expiresAt: new Date(at.getTime() + approvalLifeMs),
    decidedAt: at,
  };
  await insertApproval(trx, approval);
  await recordRequest(trx, approval);
  return approval;
}

async function recordRequest(
  trx: IdentityTransaction,
  { id, action, requestedBy, requestedAt: at, aboutUserId }: Approval,
): Promise<void> {
  await appendAudit(trx, {
    stream: approvalStream,
    actor: requestedBy,
    action: 'approval.requested',
    subject: id,
    detail: { action, ...(aboutUserId !== undefined && { userId: aboutUserId }) },
    at,
  });
}

function approvalPending() {
  return conflict('APPROVAL_PENDING', 'something else about the same waits for a decision; have that decided first');
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

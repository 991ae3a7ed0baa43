import type { Approval as ApprovalMessage } from '@countersign/proto/identity';
import { type Approval, stateAt } from './approval.ts';

/** An approval for those who ask and decide, as it stands at `at`. */
export function toApprovalMessage(approval: Approval, at: Date): ApprovalMessage {
  const {
    id,
    action,
    subjectId,
    parameters,
    requestedBy,
    requestedAt,
    expiresAt,
    decidedBy = '',
    decidedAt,
  } = approval;
  return {
    id,
    action,
    subjectId,
    parameters: { ...parameters },
    state: stateAt(approval, at),
    requestedBy,
    requestedAt,
    expiresAt,
    decidedBy,
    decidedAt,
    reason: approval.state === 'rejected' ? (approval.decisionReason ?? '') : approval.reason,
  };
}

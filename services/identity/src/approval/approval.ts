import { conflict, forbidden, notFound } from '@countersign/errors';

/** What may need a second officer. */
export const approvalActions = [
  'user_release',
  'personal_validation',
  'staff_invitation',
  'staff_roles',
  'emergency_code',
] as const;
export type ApprovalAction = (typeof approvalActions)[number];

/** Staff role of those who may see and decide each. */
export const approvalRoles = {
  user_release: 'registration_officer',
  personal_validation: 'registration_officer',
  staff_invitation: 'operator',
  staff_roles: 'operator',
  emergency_code: 'registration_officer',
} as const satisfies Record<ApprovalAction, string>;

/** Where an approval stands. Nothing leads out of the last three. */
export const approvalStates = ['pending', 'approved', 'rejected', 'expired'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** How long an approval waits. */
export const approvalLifeMs = 72 * 3_600_000;

/** The stream of records about approvals; what an approved action does is recorded with whom it is done to. */
export const approvalStream = 'approvals';

/** The job that tells those who may decide. */
export const approvalWaitingTopic = 'approval-waiting';

/** An action that one officer asked for and another decides. */
export interface Approval {
  id: string;
  action: ApprovalAction;
  /** Id of what it is about; of each action only one is pending about the same. */
  subjectId: string;
  /** The user whom it is about, who never decides it; absent when that is nobody yet. */
  aboutUserId?: string;
  /** What was asked for, in words and ids. */
  parameters: Readonly<Record<string, string>>;
  /** Why it was asked for. */
  reason: string;
  /** As stored; `stateAt` tells whether it has expired meanwhile. */
  state: ApprovalState;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
  /** Absent while it is pending, like the two below; also where policy wanted nobody to decide. */
  decidedBy?: string;
  decidedAt?: Date;
  decisionReason?: string;
  /** When the officer who asked for an emergency code was given it; absent until then. */
  collectedAt?: Date;
}

/** What an officer asks for. */
export interface ApprovalRequest {
  action: ApprovalAction;
  subjectId: string;
  aboutUserId?: string;
  parameters: Readonly<Record<string, string>>;
  /** Empty when the action needs none. */
  reason: string;
  requestedBy: string;
  at: Date;
}

/** The state at a moment: what nobody decided in time has expired, whether or not somebody wrote it down. */
export function stateAt({ state, expiresAt }: Pick<Approval, 'state' | 'expiresAt'>, at: Date): ApprovalState {
  return state === 'pending' && expiresAt <= at ? 'expired' : state;
}

/** Throws why somebody cannot decide an approval: his own, one about himself, or one that is not pending. */
export function requireDecidable(approval: Approval, { userId, at }: { userId: string; at: Date }): void {
  if (approval.requestedBy === userId || approval.aboutUserId === userId) {
    throw forbidden('OWN_DECISION_FORBIDDEN', 'somebody else must decide what you asked for or what is about you');
  }
  const state = stateAt(approval, at);
  if (state !== 'pending') throw approvalWrongState(state);
}

/** `APPROVAL_WRONG_STATE`, to be thrown. */
export function approvalWrongState(state: ApprovalState) {
  return conflict('APPROVAL_WRONG_STATE', `the approval is ${state}`);
}

/** `APPROVAL_NOT_FOUND`, to be thrown. */
export function approvalNotFound() {
  return notFound('APPROVAL_NOT_FOUND', 'no such approval');
}

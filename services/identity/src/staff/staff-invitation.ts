import type { Invited } from '../invitation/invitation.ts';
import type { StaffRole } from './staff.ts';

/** How long an invitation may be used. */
export const invitationLifeMs = 72 * 3_600_000;

/** The stream of records about invitations of staff. */
export const invitationStream = 'operator-invitations';

/** An invitation of staff, by an operator or by the operator command. */
export interface StaffInvitation extends Invited {
  /** Address that it is mailed to; absent when it is only printed. */
  email?: string;
  roles: readonly StaffRole[];
  /** Language of the mail. */
  language: string;
  /** Absent for the operator command. */
  invitedBy?: string;
  createdAt: Date;
}

/** The page that takes an invitation: that of an operator's is its own, links of the operator command stay as they were. */
export function invitationPage({ invitedBy }: Pick<StaffInvitation, 'invitedBy'>) {
  return invitedBy === undefined ? 'operator-invitation' : 'staff-invitation';
}

import { conflict, notFound } from '@countersign/errors';
import { type Keyring, keyedHash } from '@countersign/sealing';
import type { StaffRole } from './staff.ts';

/** How long an invitation may be used. */
export const invitationLifeMs = 72 * 3_600_000;

/** The stream of records about invitations of staff. */
export const invitationStream = 'operator-invitations';

/** An invitation of staff, by an operator or by the operator command. */
export interface StaffInvitation {
  id: string;
  /** Version of the pepper that its token is derived with. */
  pepperVersion: number;
  /** Address that it is mailed to; absent when it is only printed. */
  email?: string;
  roles: readonly StaffRole[];
  /** Language of the mail. */
  language: string;
  /** Absent for the operator command. */
  invitedBy?: string;
  createdAt: Date;
  expiresAt: Date;
  /** Absent until it is used. */
  usedAt?: Date;
  /** Absent unless it was withdrawn. */
  withdrawnAt?: Date;
}

/**
 * The token of an invitation: 256 bits that only holders of the pepper can make from the id. So the mail job can write
 * the link while neither database nor broker ever holds the token.
 */
export function invitationToken(pepper: Keyring, { id, pepperVersion }: Pick<StaffInvitation, 'id' | 'pepperVersion'>) {
  const hash = keyedHash({ keys: pepper.keys, current: pepperVersion }, 'operator-invitation', id);
  // Without the version in front of it: those 4 bytes are no secret.
  return hash.subarray(4).toString('base64url');
}

/** The address that opens an invitation; the token stands in the fragment, which no server gets to see. */
export function invitationLink(
  frontendUrl: string,
  { invitedBy }: Pick<StaffInvitation, 'invitedBy'>,
  token: string,
): string {
  const page = invitedBy === undefined ? 'operator-invitation' : 'staff-invitation';
  return `${frontendUrl}/${page}#token=${token}`;
}

/** Where an invitation stands at a moment. */
export function invitationState({ usedAt, withdrawnAt, expiresAt }: StaffInvitation, at: Date) {
  if (usedAt !== undefined) return 'used';
  if (withdrawnAt !== undefined) return 'withdrawn';
  return expiresAt <= at ? 'expired' : 'open';
}

/** Throws `INVITATION_NOT_FOUND`, `INVITATION_USED` or `INVITATION_EXPIRED` unless the invitation may be used. */
export function requireUsable(invitation: StaffInvitation | undefined, at: Date): StaffInvitation {
  const state = invitation === undefined ? 'withdrawn' : invitationState(invitation, at);
  if (invitation === undefined || state === 'withdrawn') throw invitationNotFound();
  if (state === 'used') throw invitationUsed();
  if (state === 'expired') throw conflict('INVITATION_EXPIRED', 'the invitation is over; ask for a new one');
  return invitation;
}

/** `INVITATION_NOT_FOUND`, to be thrown. */
export function invitationNotFound() {
  return notFound('INVITATION_NOT_FOUND', 'no such invitation');
}

/** `INVITATION_USED`, to be thrown. */
export function invitationUsed() {
  return conflict('INVITATION_USED', 'the invitation was used already; log in');
}

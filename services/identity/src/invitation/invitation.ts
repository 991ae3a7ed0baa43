import { conflict, notFound } from '@countersign/errors';
import { type Keyring, keyedHash } from '@countersign/sealing';

/** What every invitation has, whoever it is for. */
export interface Invited {
  id: string;
  /** Version of the pepper that its token is derived with. */
  pepperVersion: number;
  expiresAt: Date;
  /** Absent until it is used. */
  usedAt?: Date;
  /** Absent unless it was withdrawn, or replaced by another one. */
  withdrawnAt?: Date;
}

/** What an invitation is for; part of what its token is derived from. */
export type InvitationKind = 'operator-invitation' | 'signer-invitation';

/**
 * The token of an invitation: 256 bits that only holders of the pepper can make from the id. So the mail job can write
 * the link while neither database nor broker ever holds the token.
 */
export function invitationToken(
  pepper: Keyring,
  kind: InvitationKind,
  { id, pepperVersion }: Pick<Invited, 'id' | 'pepperVersion'>,
): string {
  const hash = keyedHash({ keys: pepper.keys, current: pepperVersion }, kind, id);
  // Without the version in front of it: those 4 bytes are no secret.
  return hash.subarray(4).toString('base64url');
}

/** The address of a page that takes an invitation; the token stands in the fragment, which no server gets to see. */
export function invitationLink(frontendUrl: string, page: InvitationKind | 'staff-invitation', token: string): string {
  return `${frontendUrl}/${page}#token=${token}`;
}

/** Where an invitation stands at a moment. */
export function invitationStateAt(
  { withdrawnAt, usedAt, expiresAt }: Pick<Invited, 'withdrawnAt' | 'usedAt' | 'expiresAt'>,
  at: Date,
): 'open' | 'used' | 'withdrawn' | 'expired' {
  if (usedAt !== undefined) return 'used';
  if (withdrawnAt !== undefined) return 'withdrawn';
  return expiresAt <= at ? 'expired' : 'open';
}

/** Throws `INVITATION_NOT_FOUND`, `INVITATION_USED` or `INVITATION_EXPIRED` unless the invitation may be used. */
export function requireUsable<I extends Invited>(invitation: I | undefined, at: Date): I {
  // A withdrawn one tells its holder no more than one that never was.
  if (invitation === undefined) throw invitationNotFound();
  const state = invitationStateAt(invitation, at);
  if (state === 'withdrawn') throw invitationNotFound();
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

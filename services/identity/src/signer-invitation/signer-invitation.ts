import { conflict, notFound } from '@countersign/errors';
import { type Keyring, keyedHash } from '@countersign/sealing';

/** How long an invitation may be used. */
export const signerInvitationLifeMs = 7 * 86_400_000;

/** An invitation to personal validation. */
export interface SignerInvitation {
  id: string;
  /** Version of the pepper that its token is derived with. */
  pepperVersion: number;
  /** Address that it is mailed to, in normal form; it becomes the user ID. */
  email: string;
  /** Language of the mail. */
  language: string;
  createdAt: Date;
  expiresAt: Date;
  /** Absent unless it was withdrawn, or replaced by another one. */
  withdrawnAt?: Date;
  /** Absent until it is used. */
  usedAt?: Date;
}

/**
 * The token of an invitation: 256 bits that only holders of the pepper can make from the id, so that the mail job can
 * write the link while neither database nor broker ever holds the token.
 */
export function signerInvitationToken(
  pepper: Keyring,
  { id, pepperVersion }: Pick<SignerInvitation, 'id' | 'pepperVersion'>,
): string {
  const hash = keyedHash({ keys: pepper.keys, current: pepperVersion }, 'signer-invitation', id);
  // Without the version in front of it: those 4 bytes are no secret.
  return hash.subarray(4).toString('base64url');
}

/** The address that opens an invitation; the token stands in the fragment, which no server gets to see. */
export function signerInvitationLink(frontendUrl: string, token: string): string {
  return `${frontendUrl}/signer-invitation#token=${token}`;
}

/** Where an invitation stands at a moment. */
export function invitationStateAt(
  { withdrawnAt, usedAt, expiresAt }: Pick<SignerInvitation, 'withdrawnAt' | 'usedAt' | 'expiresAt'>,
  at: Date,
): 'open' | 'used' | 'withdrawn' | 'expired' {
  if (usedAt !== undefined) return 'used';
  if (withdrawnAt !== undefined) return 'withdrawn';
  return expiresAt <= at ? 'expired' : 'open';
}

/** Throws `INVITATION_NOT_FOUND`, `INVITATION_USED` or `INVITATION_EXPIRED` unless the invitation may be used. */
export function requireUsable(invitation: SignerInvitation | undefined, at: Date): SignerInvitation {
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

/** `USER_EXISTS`, to be thrown: an existing user needs no invitation. */
export function signerExists() {
  return conflict('USER_EXISTS', 'there is a user with this address; log in and submit your personal validation');
}

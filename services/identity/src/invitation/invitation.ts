import { conflict, notFound } from '@countersign/errors';
import { type Keyring, keyedHash } from '@countersign/sealing';

/** How long an invitation may be used. */
export const invitationLifeMs = 72 * 3_600_000;

/** An invitation of an operator. */
export interface OperatorInvitation {
  id: string;
  /** Version of the pepper that its token is derived with. */
  pepperVersion: number;
  /** Address that it is mailed to; absent when it is only printed. */
  email?: string;
  expiresAt: Date;
  /** Absent until it is used. */
  usedAt?: Date;
}

/**
 * The token of an invitation: 256 bits that only holders of the pepper can make from the id. So the mail job can write
 * the link while neither database nor broker ever holds the token.
 */
export function invitationToken(
  pepper: Keyring,
  { id, pepperVersion }: Pick<OperatorInvitation, 'id' | 'pepperVersion'>,
) {
  const hash = keyedHash({ keys: pepper.keys, current: pepperVersion }, 'operator-invitation', id);
  // Without the version in front of it: those 4 bytes are no secret.
  return hash.subarray(4).toString('base64url');
}

/** The address that opens an invitation; the token stands in the fragment, which no server gets to see. */
export function invitationLink(frontendUrl: string, token: string): string {
  return `${frontendUrl}/operator-invitation#token=${token}`;
}

/** Throws `INVITATION_NOT_FOUND`, `INVITATION_USED` or `INVITATION_EXPIRED` unless the invitation may be used. */
export function requireUsable(invitation: OperatorInvitation | undefined, at: Date): OperatorInvitation {
  if (invitation === undefined) throw notFound('INVITATION_NOT_FOUND', 'no such invitation');
  if (invitation.usedAt !== undefined) throw invitationUsed();
  if (invitation.expiresAt <= at) throw conflict('INVITATION_EXPIRED', 'the invitation is over; ask for a new one');
  return invitation;
}

/** `INVITATION_USED`, to be thrown. */
export function invitationUsed() {
  return conflict('INVITATION_USED', 'the invitation was used already; log in');
}

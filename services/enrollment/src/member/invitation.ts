import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { Role } from '../account/role.ts';

/** How long the link of an invitation lives. */
export const invitationLifeMs = 7 * 86_400_000;
/** How long one use of a link keeps others out: longer than any call that it makes. */
export const claimMs = 30_000;
/** How often an address may be invited to an account within a day. */
export const sendsPerDay = 5;
/** How many invitations an account sends within a day, to whomever. */
export const accountSendsPerDay = 200;

/** An invitation to an account. */
export interface Invitation {
  id: string;
  accountId: string;
  /** Address as it was typed. */
  email: string;
  /** User ID that is invited: the address, NFC and lower-cased. */
  loginId: string;
  givenName: string;
  surname: string;
  roles: Role[];
  language: string;
  expiresAt: Date;
  usedAt: Date | null;
}

/**
 * The invitation of a link that is good at `at`. Throws `INVITATION_NOT_FOUND`, `INVITATION_USED` or `INVITATION_EXPIRED`.
 */
export function requireOpen<T extends Pick<Invitation, 'usedAt' | 'expiresAt'>>(
  invitation: T | undefined,
  at: Date,
): T {
  if (invitation === undefined) throw unknownInvitation();
  if (invitation.usedAt !== null) throw conflict('INVITATION_USED', 'this invitation was used; log in');
  if (invitation.expiresAt <= at) {
    throw conflict('INVITATION_EXPIRED', 'this invitation is too old; ask for a new one');
  }
  return invitation;
}

/** The refusal of an invitation that is unknown, withdrawn, or for another person. */
export function unknownInvitation(): DomainError {
  return notFound('INVITATION_NOT_FOUND', 'no such invitation');
}

/** The refusal of a link that somebody else is using at this moment. */
export function underWay(): DomainError {
  return conflict('INVITATION_USED', 'this invitation is being used; wait half a minute, then log in', {
    retryAfterSeconds: claimMs / 1000,
  });
}

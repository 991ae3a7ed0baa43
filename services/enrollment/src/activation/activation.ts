import { conflict, type DomainError, notFound } from '@countersign/errors';

/** How long an activation link lives. */
export const activationLifeMs = 7 * 86_400_000;
/** How long one use of a link keeps others out: longer than any call that it makes. */
export const claimMs = 30_000;

/** An activation link and the account behind it. */
export interface Activation {
  id: string;
  orderId: string;
  accountId: string;
  accountName: string;
  /** User ID that the activation creates: the contact's address, NFC and lower-cased. */
  loginId: string;
  givenName: string;
  surname: string;
  language: string;
  expiresAt: Date;
  usedAt: Date | null;
}

/** The user ID that belongs to an e-mail address: NFC and lower-cased. */
export function loginIdOf(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

/**
 * The activation of a link that is good at `at`. Throws `ACTIVATION_NOT_FOUND`, `ACTIVATION_USED` or
 * `ACTIVATION_EXPIRED`.
 */
export function requireOpen<T extends Pick<Activation, 'usedAt' | 'expiresAt'>>(
  activation: T | undefined,
  at: Date,
): T {
  if (activation === undefined) throw notFound('ACTIVATION_NOT_FOUND', 'this activation link is not known');
  if (activation.usedAt !== null) throw conflict('ACTIVATION_USED', 'this activation link was used; log in');
  if (activation.expiresAt <= at) {
    throw conflict('ACTIVATION_EXPIRED', 'this activation link is too old; ask support for a new one');
  }
  return activation;
}

/** The refusal of a link that somebody else is using at this moment. */
export function underWay(): DomainError {
  return conflict('ACTIVATION_USED', 'this activation link is being used; wait half a minute, then log in', {
    retryAfterSeconds: claimMs / 1000,
  });
}

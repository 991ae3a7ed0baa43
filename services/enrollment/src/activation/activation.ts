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
  /** Rises when the activation goes to another person. */
  contactVersion: number;
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
    throw conflict('ACTIVATION_EXPIRED', 'this activation link is too old; have a new one sent');
  }
  return activation;
}

/** The refusal of a link that somebody else is using at this moment. */
export function underWay(): DomainError {
  return conflict('ACTIVATION_USED', 'this activation link is being used; wait half a minute, then log in', {
    retryAfterSeconds: claimMs / 1000,
  });
}

/**
 * Id under which identity registers the user of an activation. Another person gets another id: what an interrupted use by
 * the earlier one left must not stand in his way.
 */
export function registrationIdOf({ id, contactVersion }: Pick<Activation, 'id' | 'contactVersion'>): string {
  return contactVersion === 1 ? id : `${id}.${contactVersion}`;
}

/** An e-mail address with most of its name hidden: `a•••@example.com`. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${at > 0 ? first : ''}•••${email.slice(at)}`;
}

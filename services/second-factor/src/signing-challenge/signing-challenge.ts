import { conflict, forbidden, invalidField } from '@countersign/errors';
import { isOneLine } from '../one-line.ts';

const digestBytes = 32;
const maxDigests = 100;

/** Time in which a challenge can be answered. */
export const challengeLifeMs = 5 * 60_000;

/** A challenge: exactly this user, credential and list of digests. */
export interface SigningChallenge {
  id: string;
  userId: string;
  operationId: string;
  credentialId: string;
  /** Account of the credential, whose policy says which factors count; null for none. */
  accountId: string | null;
  /** SHA-256 digests one after the other. */
  digests: Buffer;
  /** Names of what is signed: one for each digest, or none. */
  labels: string[];
  expiresAt: Date;
  answeredAt: Date | null;
}

/** The digests one after the other; throws `DIGEST_INVALID` unless there are 1 to 100 of 32 bytes each. */
export function joinDigests(digests: readonly Buffer[]): Buffer {
  if (digests.length < 1 || digests.length > maxDigests || digests.some(({ length }) => length !== digestBytes)) {
    throw invalidField('DIGEST_INVALID', '/digests', `must be 1 to ${maxDigests} digests of ${digestBytes} bytes each`);
  }
  return Buffer.concat(digests);
}

/**
 * The names of what is signed, as an app shows them: one for each digest, or none. Throws `LABELS_INVALID` for another
 * number, for longer ones than 255 characters, or for what is not on one line.
 */
export function requireLabels(labels: readonly string[], digests: number): string[] {
  const fits = labels.every((label) => Array.from(label).length <= 255 && isOneLine(label));
  if (!fits || (labels.length > 0 && labels.length !== digests)) {
    throw invalidField('LABELS_INVALID', '/labels', 'must be one name on one line for each digest, or none');
  }
  return [...labels];
}

/** The digests one by one. */
export function splitDigests(digests: Buffer): Buffer[] {
  return Array.from({ length: digests.length / digestBytes }, (_, index) =>
    digests.subarray(index * digestBytes, (index + 1) * digestBytes),
  );
}

/** Throws unless the challenge can be answered now: `CHALLENGE_ANSWERED` or `CHALLENGE_EXPIRED`. */
export function requireOpen({ answeredAt, expiresAt }: SigningChallenge, at: Date): void {
  if (answeredAt !== null) throw conflict('CHALLENGE_ANSWERED', 'this challenge was answered before');
  if (expiresAt <= at) throw conflict('CHALLENGE_EXPIRED', 'the time to answer this challenge is over; begin again');
}

/**
 * Whether the newest challenge of an operation serves a repeated request; false when it expired and a new one is due.
 * Throws `CHALLENGE_ANSWERED` when the operation was authorised before, and `OPERATION_REUSED` for other digests or
 * another credential: what the user is about to confirm must not change under him.
 */
export function canServe(
  challenge: SigningChallenge,
  { credentialId, digests, at }: { credentialId: string; digests: Buffer; at: Date },
): boolean {
  if (challenge.credentialId !== credentialId || !challenge.digests.equals(digests)) {
    throw conflict('OPERATION_REUSED', 'this operation was begun with other digests or another credential');
  }
  if (challenge.answeredAt !== null) requireOpen(challenge, at);
  return challenge.expiresAt > at;
}

/** Throws `FACTOR_REQUIRED` for a user without an active factor. */
export function requireFactor(active: number): void {
  if (active === 0) throw forbidden('FACTOR_REQUIRED', 'set up a second factor first');
}

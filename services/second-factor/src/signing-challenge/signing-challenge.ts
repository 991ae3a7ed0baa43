import { conflict, forbidden, invalidField } from '@countersign/errors';
import { isOneLine } from '../one-line.ts';

/** Lengths of digests by SHA-256, SHA-384 and SHA-512, in bytes. */
const digestLengths = [32, 48, 64];
const maxDigests = 1000;

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
  /** Digests one after the other. */
  digests: Buffer;
  /** Bytes of each of them. */
  digestBytes: number;
  /** Names of what is signed: one for each digest, or none. */
  labels: string[];
  expiresAt: Date;
  answeredAt: Date | null;
}

/** The digests one after the other; throws `DIGEST_INVALID` unless there are 1 to 1000 of one length: 32, 48 or 64 bytes. */
export function joinDigests(digests: readonly Buffer[]): Pick<SigningChallenge, 'digests' | 'digestBytes'> {
  const digestBytes = digests[0]?.length ?? 0;
  const areAlike = digestLengths.includes(digestBytes) && digests.every(({ length }) => length === digestBytes);
  if (digests.length > maxDigests || !areAlike) {
    const lengths = digestLengths.join(', ');
    throw invalidField(
      'DIGEST_INVALID',
      '/digests',
      `must be 1 to ${maxDigests} digests of one length: ${lengths} bytes`,
    );
  }
  return { digests: Buffer.concat(digests), digestBytes };
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
export function splitDigests({ digests, digestBytes }: Pick<SigningChallenge, 'digests' | 'digestBytes'>): Buffer[] {
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
  {
    credentialId,
    digests,
    digestBytes,
    at,
  }: Pick<SigningChallenge, 'credentialId' | 'digests' | 'digestBytes'> & { at: Date },
): boolean {
  const isSame = challenge.digestBytes === digestBytes && challenge.digests.equals(digests);
  if (challenge.credentialId !== credentialId || !isSame) {
    throw conflict('OPERATION_REUSED', 'this operation was begun with other digests or another credential');
  }
  if (challenge.answeredAt !== null) requireOpen(challenge, at);
  return challenge.expiresAt > at;
}

/** Throws `FACTOR_REQUIRED` for a user without an active factor. */
export function requireFactor(active: number): void {
  if (active === 0) throw forbidden('FACTOR_REQUIRED', 'set up a second factor first');
}

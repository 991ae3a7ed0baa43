import { conflict, forbidden, invalidField } from '@countersign/errors';
import { isOneLine } from '../one-line.ts';

/** Lengths of digests by SHA-256, SHA-384 and SHA-512, in bytes. */
const digestLengths = [32, 48, 64];
const maxDigests = 1000;
const maxSignatures = 1_000_000;

/** Time in which a challenge can be answered. */
export const challengeLifeMs = 5 * 60_000;

/** A challenge: exactly this user, credential and list of digests; or so many signatures, whose digests are named later. */
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
  /** Signatures in all; null for as many as digests, or, where there are none, for as many as the answer says. */
  signatures: number | null;
  /** Application that asks for the user, and may alone answer; null for the user himself. */
  clientId: string | null;
  expiresAt: Date;
  answeredAt: Date | null;
}

/** What a code authorises. */
export type Wish = Pick<SigningChallenge, 'digests' | 'digestBytes' | 'signatures'>;

/**
 * What is to be authorised: digests, and how many signatures in all (0 for as many as digests). Throws `DIGEST_INVALID` for
 * more than 1000 digests or for lengths that differ or are not 32, 48 or 64 bytes, and `SIGNATURES_INVALID` for fewer
 * signatures than digests or more than 1,000,000.
 */
export function readWish(request: { digests: readonly Buffer[]; signatures: number }): Wish {
  const count = request.digests.length;
  if (request.signatures !== 0 && (request.signatures < count || request.signatures > maxSignatures)) {
    throw invalidField(
      'SIGNATURES_INVALID',
      '/signatures',
      `must be as many as the digests at least, and ${maxSignatures} at most`,
    );
  }
  const signatures = request.signatures === 0 || request.signatures === count ? null : request.signatures;
  return { ...joinDigests(request.digests), signatures };
}

function joinDigests(digests: readonly Buffer[]): Pick<SigningChallenge, 'digests' | 'digestBytes'> {
  const digestBytes = digests[0]?.length ?? 32;
  const areAlike = digestLengths.includes(digestBytes) && digests.every(({ length }) => length === digestBytes);
  if (digests.length > maxDigests || !areAlike) throw digestsInvalid();
  return { digests: Buffer.concat(digests), digestBytes };
}

function digestsInvalid() {
  const lengths = digestLengths.join(', ');
  return invalidField(
    'DIGEST_INVALID',
    '/digests',
    `must be 1 to ${maxDigests} digests of one length: ${lengths} bytes`,
  );
}

/** Whether nothing of what is signed was said when a challenge was opened: its answer says it. Only for applications. */
export function isBlank({ digests, signatures }: Pick<Wish, 'digests' | 'signatures'>): boolean {
  return digests.length === 0 && signatures === null;
}

/** Throws `DIGEST_INVALID` where it is the user himself who asks for what is not said: he is shown what he signs. */
export function requireSaid(wish: Wish, { clientId }: Pick<SigningChallenge, 'clientId'>): void {
  if (isBlank(wish) && clientId === null) throw digestsInvalid();
}

/**
 * What the answer to a challenge authorises: what the challenge says, or, where that says nothing, what the answer names.
 * Throws `DIGEST_INVALID` or `SIGNATURES_INVALID` for a malformed answer, and for one that names others than its challenge.
 */
export function readAuthorised(
  challenge: SigningChallenge,
  answer: { digests: readonly Buffer[]; signatures: number },
): Wish {
  const named = readWish(answer);
  if (isBlank(challenge)) {
    if (isBlank(named)) throw digestsInvalid();
    return named;
  }
  if (answer.digests.length > 0 && !named.digests.equals(challenge.digests)) {
    throw invalidField('DIGEST_INVALID', '/digests', 'must be those of the challenge, or none');
  }
  if (answer.signatures !== 0 && answer.signatures !== countSignatures(challenge)) {
    throw invalidField('SIGNATURES_INVALID', '/signatures', 'must be as many as the challenge says, or 0');
  }
  return challenge;
}

/** Signatures that are authorised in all. */
export function countSignatures({ digests, digestBytes, signatures }: Wish): number {
  return signatures ?? digests.length / digestBytes;
}

/** Whether a code can be made for exactly what is signed: all of it is named. */
export function isBindable({ digests, signatures }: Pick<Wish, 'digests' | 'signatures'>): boolean {
  return digests.length > 0 && signatures === null;
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
 * Whether the newest challenge of an operation serves a repeated request; false when it expired and a new one is due, as it
 * is after each answer where that named the digests. Throws `CHALLENGE_ANSWERED` when the operation was authorised before,
 * and `OPERATION_REUSED` for other digests, another number or another credential: what the user is about to confirm must not
 * change under him.
 */
export function canServe(
  challenge: SigningChallenge,
  { credentialId, digests, digestBytes, signatures, at }: Pick<SigningChallenge, 'credentialId'> & Wish & { at: Date },
): boolean {
  const isSame =
    challenge.digestBytes === digestBytes && challenge.digests.equals(digests) && challenge.signatures === signatures;
  if (challenge.credentialId !== credentialId || !isSame) {
    throw conflict('OPERATION_REUSED', 'this operation was begun with other digests or another credential');
  }
  if (challenge.answeredAt !== null) {
    if (isBlank(challenge)) return false;
    requireOpen(challenge, at);
  }
  return challenge.expiresAt > at;
}

/** Throws `FACTOR_REQUIRED` for a user without an active factor. */
export function requireFactor(active: number): void {
  if (active === 0) throw forbidden('FACTOR_REQUIRED', 'set up a second factor first');
}

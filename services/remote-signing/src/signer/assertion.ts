import { forbidden } from '@countersign/errors';
import type { Clock } from '@countersign/runtime';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';

/** What the second factor asserts: this user authorised exactly these digests for this credential. */
export interface Assertion {
  /** Challenge that was answered; used once. */
  jti: string;
  userId: string;
  credentialId: string;
  /** Session in which it was answered. */
  sessionId: string;
  /** Digests, in order. */
  digests: Buffer[];
  /** Signatures in all: as many as digests, or more, whose digests are named later. */
  signatures: number;
  /** Application whose token asked; empty for the user's own. */
  clientId: string;
  evidence: Evidence;
  /** Moment after which nothing may be signed by it. */
  outdatedAt: Date;
}

/** How a user proved that it is he. */
export interface Evidence {
  /** Methods (RFC 8176 where that has a name). */
  amr: string[];
  factorId: string;
  factorKind: string;
  /** Whether the code itself was made for these digests: a transaction code. */
  bound: boolean;
  /** Whether it was entered on our own page, which showed these digests. */
  shown: boolean;
  /** When he logged in. */
  authenticatedAt: Date;
}

/** Verifies a compact JWS of the second factor, or throws `ASSERTION_INVALID`. */
export type AssertionVerifier = (jws: string) => Promise<Assertion>;

/** Methods and kinds of factors that let somebody in who lost his own; they never sign. */
export const neverSigning: readonly string[] = ['kba', 'emergency', 'emergency_code'];

/** Assertions are fresh or worthless: whatever their own end says, none is believed for longer. */
const longestAgeSeconds = 300;
const requiredClaims = [
  'sub',
  'jti',
  'iat',
  'exp',
  'sid',
  'credential_id',
  'digests',
  'amr',
  'factor',
  'bound',
  'auth_time',
];
const clockToleranceSeconds = 5;

/** Makes a verifier with pinned public keys: ES256, issuer `second-factor`, audience `signer`. */
export function createAssertionVerifier(jwks: JSONWebKeySet, clock: Clock): AssertionVerifier {
  const keys = createLocalJWKSet(jwks);
  return async (jws) => {
    try {
      const { payload } = await jwtVerify(jws, keys, {
        issuer: 'second-factor',
        audience: 'signer',
        algorithms: ['ES256'],
        requiredClaims,
        maxTokenAge: longestAgeSeconds,
        clockTolerance: clockToleranceSeconds,
        currentDate: clock.now(),
      });
      return toAssertion(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw assertionInvalid({ cause: error });
      throw error;
    }
  };
}

/** The one answer to every assertion that does not hold. */
export function assertionInvalid(options?: ErrorOptions): Error {
  return forbidden('ASSERTION_INVALID', 'the authorisation does not hold for this key and person', options);
}

function toAssertion(payload: JWTPayload): Assertion {
  const { sub, jti, sid, iat, credential_id: credentialId, digests } = payload;
  if (
    typeof sid !== 'string' ||
    iat === undefined ||
    typeof sub !== 'string' ||
    typeof jti !== 'string' ||
    jti.length === 0 ||
    typeof credentialId !== 'string' ||
    !Array.isArray(digests) ||
    !digests.every((digest): digest is string => typeof digest === 'string')
  ) {
    throw assertionInvalid();
  }
  return {
    jti,
    userId: sub,
    credentialId,
    sessionId: sid,
    digests: digests.map((digest) => Buffer.from(digest, 'base64url')),
    signatures: toSignatures(payload['signatures'], digests.length),
    clientId: toClientId(payload['client_id']),
    evidence: toEvidence(payload),
    outdatedAt: new Date((iat + longestAgeSeconds) * 1000),
  };
}

/** A second factor of before says nothing of it. */
function toSignatures(signatures: unknown, digests: number): number {
  if (signatures === undefined) return digests;
  if (!Number.isSafeInteger(signatures) || Number(signatures) < Math.max(digests, 1)) throw assertionInvalid();
  return Number(signatures);
}

function toClientId(clientId: unknown): string {
  if (clientId === undefined) return '';
  if (typeof clientId !== 'string' || clientId === '') throw assertionInvalid();
  return clientId;
}

function toEvidence({ amr, factor, bound, shown = false, auth_time: at }: JWTPayload): Evidence {
  if (
    !(isMethods(amr) && isFactor(factor) && typeof bound === 'boolean' && typeof shown === 'boolean') ||
    !(typeof at === 'number' && Number.isSafeInteger(at) && at >= 0)
  ) {
    throw assertionInvalid();
  }
  return { amr, factorId: factor.id, factorKind: factor.kind, bound, shown, authenticatedAt: new Date(at * 1000) };
}

function isMethods(amr: unknown): amr is string[] {
  return (
    Array.isArray(amr) &&
    amr.length > 0 &&
    amr.every((method) => typeof method === 'string' && !neverSigning.includes(method))
  );
}

function isFactor(factor: unknown): factor is { id: string; kind: string } {
  const { id, kind } = Object(factor) as { id?: unknown; kind?: unknown };
  return typeof id === 'string' && typeof kind === 'string' && !neverSigning.includes(kind);
}

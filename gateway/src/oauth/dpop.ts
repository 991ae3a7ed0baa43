import { createHash } from 'node:crypto';
import { invalid } from '@countersign/errors';
import type { Clock } from '@countersign/runtime';
import type { FastifyRequest } from 'fastify';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import type { ProofStore } from './proof-store.ts';

/** Algorithms that proofs may be signed with; those of RFC 7518 that need a secret prove nothing. */
export const proofAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;

/** Seconds by which the moment that a proof states may be off, in either direction. */
const toleranceSeconds = 60;
/** A proof is refused by its own moment before it is forgotten. */
const rememberedMs = 2 * toleranceSeconds * 1000 + 10_000;
const longestProof = 8192;

/** The access token that a proof goes with. */
export interface BoundToken {
  token: string;
  /** Thumbprint of the key that it is bound to (RFC 7638, SHA-256, base64url). */
  thumbprint: string;
}

/** What of a request a proof is about. */
export type ProvedRequest = Pick<FastifyRequest, 'headers' | 'method' | 'url'>;

/** Checks that a client holds the key that it shows (DPoP, RFC 9449). */
export interface ProofVerifier {
  /**
   * The thumbprint of the key of the proof that came with a request for tokens (RFC 9449 5); undefined without a proof. Throws
   * OAUTH_INVALID_DPOP for one that is not right, SERVICE_UNAVAILABLE while it cannot be told whether it was used before.
   */
  find(request: ProvedRequest): Promise<string | undefined>;
  /** Lets a request with a bound token pass (RFC 9449 7); throws like `find`, also without a proof. */
  require(request: ProvedRequest, bound: BoundToken): Promise<void>;
}

/** Makes the verifier. Addresses are those under `publicUrl`, whatever the request says of its host. */
export function createProofVerifier({
  store,
  clock,
  publicUrl,
}: {
  store: ProofStore;
  clock: Clock;
  publicUrl: string;
}): ProofVerifier {
  const check = async (request: ProvedRequest, proof: string, token?: string): Promise<string> => {
    const { payload, thumbprint } = await verify(proof, clock.now());
    const path = request.url.split('?')[0] ?? '';
    if (payload['htm'] !== request.method) throw refused('the proof is for another method');
    if (addressOf(payload['htu']) !== addressOf(`${publicUrl}${path}`))
      throw refused('the proof is for another address');
    if (token !== undefined && payload['ath'] !== hash(token)) throw refused('the proof is for another access token');
    const key = hash(`${thumbprint} ${payload.jti}`);
    if (!(await store.takeOnce(key, rememberedMs))) throw refused('the proof was used before');
    return thumbprint;
  };

  return {
    find: async (request) => {
      const proof = proofOf(request);
      return proof === undefined ? undefined : await check(request, proof);
    },
    require: async (request, { token, thumbprint }) => {
      const proof = proofOf(request);
      if (proof === undefined) throw refused('the access token needs a proof, in the header DPoP');
      if ((await check(request, proof, token)) !== thumbprint) throw refused('the proof is by another key');
    },
  };
}

function proofOf({ headers }: ProvedRequest): string | undefined {
  const proof = headers['dpop'];
  // More than one are joined by the HTTP server, and then no proof.
  return typeof proof === 'string' ? proof : undefined;
}

async function verify(proof: string, now: Date): Promise<{ payload: JWTPayload; thumbprint: string }> {
  if (proof.length > longestProof) throw refused('the proof is too long');
  const { payload, protectedHeader } = await verifySignature(proof, now);
  const { jti, iat = 0 } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) throw refused('the proof has no jti');
  if (Math.abs(now.getTime() / 1000 - iat) > toleranceSeconds) throw refused('the proof is not of this moment');
  return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk as JWK) };
}

async function verifySignature(proof: string, now: Date): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: [...proofAlgorithms],
      requiredClaims: ['jti', 'htm', 'htu', 'iat'],
      currentDate: now,
    });
  } catch (error) {
    // Whatever it is: the key is the sender's too, and one that is none fails in many ways.
    throw refused('the proof is not a JWT of RFC 9449 4.2', error);
  }
}

/** Address without query and fragment, normalised (RFC 9449 4.3); undefined for what is no address. */
function addressOf(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return undefined;
  const { origin, pathname } = new URL(uri);
  return `${origin}${pathname}`;
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

const refused = (detail: string, cause?: unknown) => invalid('OAUTH_INVALID_DPOP', detail, { cause });

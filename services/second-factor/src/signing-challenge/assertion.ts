import { importJWK, type JSONWebKeySet, SignJWT } from 'jose';
import { countSignatures, type SigningChallenge, splitDigests, type Wish } from './signing-challenge.ts';

const lifeSeconds = 120;

/** What an assertion says beside the constants. */
export interface AssertionContent {
  challenge: SigningChallenge;
  /** What the code authorises: of the challenge, or of the answer to one that says nothing. */
  authorised: Wish;
  /** Session in which the challenge was answered. */
  sessionId: string;
  /** What the answer stands for (RFC 8176 where that has a name). */
  methods: readonly string[];
  /** Authenticator whose code it was. */
  factor: { id: string; kind: string };
  /** Whether the code itself was made for these digests, and not only for this challenge. */
  bound: boolean;
  /** Whether it was entered on our own page, which showed them, or how many there are. */
  shown: boolean;
  /** When the user logged in. */
  authenticatedAt: Date;
  at: Date;
}

/** Signs that a user authorised exactly these digests, or so many, by a second factor; a compact JWS good for two minutes. */
export type AssertionSigner = (content: AssertionContent) => Promise<string>;

/**
 * Makes the signer from a private JSON Web Key Set: ES256 with its first key, which needs a `kid`. The others are
 * there for their public halves. Throws an Error that repeats nothing of the set.
 */
export async function createAssertionSigner(jwks: string): Promise<AssertionSigner> {
  const { kid, key } = await readKey(jwks);
  return async ({ challenge, authorised, sessionId, methods, factor, bound, shown, authenticatedAt, at }) => {
    const issuedAt = Math.floor(at.getTime() / 1000);
    return await new SignJWT({
      credential_id: challenge.credentialId,
      digests: splitDigests(authorised).map((digest) => digest.toString('base64url')),
      amr: methods,
      factor,
      bound,
      shown,
      signatures: countSignatures(authorised),
      ...(challenge.clientId === null ? {} : { client_id: challenge.clientId }),
      auth_time: Math.floor(authenticatedAt.getTime() / 1000),
      sid: sessionId,
    })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer('second-factor')
      .setAudience('signer')
      .setSubject(challenge.userId)
      .setJti(challenge.id)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifeSeconds)
      .sign(key);
  };
}

async function readKey(jwks: string) {
  const fault = new Error('ASSERTION_KEY must be a key set whose first key is a private P-256 key with a kid');
  try {
    const [jwk] = (JSON.parse(jwks) as JSONWebKeySet).keys;
    if (jwk?.kid === undefined || jwk.d === undefined || jwk.crv !== 'P-256') throw fault;
    return { kid: jwk.kid, key: await importJWK(jwk, 'ES256') };
  } catch {
    // Without its cause: a parser's message quotes what it read.
    throw fault;
  }
}

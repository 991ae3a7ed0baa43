import type { ClientAuthentication } from '@countersign/proto/oauth';
import { equalsConstantTime, hashToken } from '@countersign/sealing';
import {
  createLocalJWKSet,
  decodeJwt,
  type JSONWebKeySet,
  type JWTPayload,
  errors as joseErrors,
  jwtVerify,
} from 'jose';
import { findClient, type OAuthClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { invalidClient } from './oauth-errors.ts';

/** Signature algorithms of assertions: those of the keys that can be registered. */
const assertionAlgorithms = ['ES256', 'RS256', 'PS256'];
/** Seconds ahead that the end of an assertion may lie, and by which clocks may differ. */
const longestSeconds = 300;
const toleranceSeconds = 30;

/** Stands for the secret of a client that has none: equal to no SHA-256 of anything known. */
const nobody = hashToken('');

/**
 * The application that proved itself by exactly the method it is registered with (RFC 6749 2.3, RFC 7523 for
 * `private_key_jwt`); one that keeps no secret names itself. Throws `OAUTH_INVALID_CLIENT`, the same for an unknown
 * application, one that was switched off, and a wrong proof.
 */
export async function authenticateClient(
  deps: Pick<OAuthDependencies, 'db' | 'clock' | 'issuer'>,
  authentication: ClientAuthentication | undefined,
): Promise<OAuthClient> {
  if (authentication === undefined) throw invalidClient();
  const { clientSecret, assertion } = authentication;
  // RFC 6749 2.3: never more than one method in a request.
  if (clientSecret !== '' && assertion !== '') throw invalidClient();
  const id = authentication.clientId === '' ? subjectOf(assertion) : authentication.clientId;
  const client = await findClient(deps.db, id);
  // Whatever the client is, the same is computed: how long a refusal takes tells nothing.
  const isProved = holdsSecret(client, clientSecret, deps.clock.now());
  const method = methodOf(authentication);
  const isRightMethod = client?.authMethod === method && client.disabledAt === null;
  if (client === undefined || !isRightMethod) throw invalidClient();
  if (method === 'private_key_jwt') await useAssertion(deps, client, assertion);
  else if (method !== 'none' && !isProved) throw invalidClient();
  return client;
}

function methodOf({ basic, clientSecret, assertion }: ClientAuthentication): OAuthClient['authMethod'] {
  if (assertion !== '') return 'private_key_jwt';
  if (basic) return 'client_secret_basic';
  return clientSecret === '' ? 'none' : 'client_secret_post';
}

/** Whether the secret is the client's, or the one before as long as that holds. */
function holdsSecret(client: OAuthClient | undefined, secret: string, at: Date): boolean {
  const given = hashToken(secret);
  const isPreviousGood = (client?.previousSecretUntil?.getTime() ?? 0) > at.getTime();
  const isPresent = equalsConstantTime(given, client?.secretHash ?? nobody);
  const isPrevious = equalsConstantTime(given, client?.previousSecretHash ?? nobody);
  return secret !== '' && (isPresent || (isPrevious && isPreviousGood));
}

/** The application that an assertion speaks of, unverified; empty for what is none. */
function subjectOf(assertion: string): string {
  try {
    return decodeJwt(assertion).sub ?? '';
  } catch {
    return '';
  }
}

/** Verifies an assertion (RFC 7523 3) and uses it up: its jti is good once. */
async function useAssertion(
  { db, clock, issuer }: Pick<OAuthDependencies, 'db' | 'clock' | 'issuer'>,
  client: OAuthClient,
  assertion: string,
): Promise<void> {
  const now = clock.now();
  const payload = await verifyAssertion(client, assertion, now);
  const { jti, exp = 0 } = payload;
  const audiences = [payload.aud ?? []].flat();
  const ours = [issuer, `${issuer}/oauth2/token`, `${issuer}/csc/v1/oauth2/token`];
  // Every audience, not only one: what is meant for others too could be presented here by them.
  const isForUs = audiences.length > 0 && audiences.every((audience) => ours.includes(audience));
  const isShort = exp <= now.getTime() / 1000 + longestSeconds + toleranceSeconds;
  if (!isForUs || !isShort || jti === undefined || !/^[\x20-\x7e]{1,255}$/.test(jti)) throw invalidClient();
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('oauthUsedAssertions')
    .values({ clientId: client.id, jti, expiresAt: new Date((exp + toleranceSeconds) * 1000) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) throw invalidClient();
}

async function verifyAssertion(client: OAuthClient, assertion: string, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(client.jwks as JSONWebKeySet), {
      issuer: client.id,
      subject: client.id,
      algorithms: assertionAlgorithms,
      requiredClaims: ['exp', 'jti', 'aud'],
      currentDate: now,
      clockTolerance: toleranceSeconds,
    });
    return payload;
  } catch (error) {
    if (error instanceof joseErrors.JOSEError) throw invalidClient({ cause: error });
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Grant, RedeemAuthorisationCodeRequest } from '@countersign/proto/oauth';
import { equalsConstantTime, openUnder, SealBrokenError } from '@countersign/sealing';
import { authenticateClient } from './client-authentication.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { toGrantMessage } from './grant-message.ts';
import { activationPlace, type EndedGrant, endGrant, type OAuthGrant } from './grant-store.ts';
import { endAtSigner, endGrantNow } from './grant-use.ts';
import { invalidDpop, invalidGrant } from './oauth-errors.ts';
import { bindGrant, findGrantOfUsedCode, issueRefreshToken, useCode } from './token-store.ts';

/**
 * Redeems a code for what was granted. It is used up before anything else is looked at, so that nobody tries verifiers on it:
 * a redemption that is refused ends the grant, and so does a second one (RFC 6749 4.1.2). Throws `OAUTH_INVALID_CLIENT`,
 * `OAUTH_INVALID_GRANT` or, before the code is touched, `OAUTH_INVALID_DPOP`.
 */
export async function redeemCode(deps: OAuthDependencies, request: RedeemAuthorisationCodeRequest): Promise<Grant> {
  const { db, clock } = deps;
  const client = await authenticateClient(deps, request.authentication);
  if (client.requireDpop && request.dpopThumbprint === '') throw invalidDpop();
  const { code } = request;
  const at = clock.now();
  const result = await db.transaction().execute(async (trx): Promise<Grant | EndedGrant | undefined> => {
    const used = await useCode(trx, { code, clientId: client.id, at });
    if (used === undefined) return undefined;
    const { grant, sealedHandle } = used;
    if (!isRightRedemption(grant, request, at)) {
      return await endGrant(trx, { id: grant.id, reason: 'redemption_refused', at, actor: client.id });
    }
    const handle = sealedHandle === null ? '' : findHandle(code, sealedHandle, grant.id);
    if (handle === undefined) {
      deps.logger.error({ grantId: grant.id }, 'what a code was to give out was changed in the database');
      return await endGrant(trx, { id: grant.id, reason: 'activation_broken', at, actor: 'system' });
    }
    const dpopThumbprint = grant.dpopThumbprint || request.dpopThumbprint;
    if (dpopThumbprint !== grant.dpopThumbprint) await bindGrant(trx, { id: grant.id, dpopThumbprint });
    return toGrantMessage(grant, {
      at,
      dpopThumbprint,
      ...(grant.scope === 'service' && { refreshToken: await issueRefreshToken(trx, grant, at) }),
      ...(handle !== '' && { handle }),
    });
  });
  if (result !== undefined && 'scope' in result) return result;
  if (result === undefined) {
    const id = await findGrantOfUsedCode(db, { code, clientId: client.id });
    if (id !== undefined) await endGrantNow(deps, { id, reason: 'code_used_twice', actor: client.id });
  } else {
    await endAtSigner(deps, result.authorisationIds);
  }
  throw invalidGrant();
}

/** The signer's handle that waited for its code; undefined for one that somebody changed or put into another grant. */
function findHandle(code: string, sealed: Buffer, grantId: string): string | undefined {
  try {
    return openUnder(code, sealed, activationPlace(grantId)).toString();
  } catch (error) {
    if (error instanceof SealBrokenError) return undefined;
    throw error;
  }
}

/** Whether a code is redeemed in its time, and by whom and from where it was asked for. */
function isRightRedemption(grant: OAuthGrant, request: RedeemAuthorisationCodeRequest, at: Date): boolean {
  const isInTime = grant.codeExpiresAt !== null && grant.codeExpiresAt > at && grant.expiresAt > at;
  // RFC 6749 4.1.3: what the request named, the redemption must; RFC 9449 10: and by the same key.
  const isRedirectRight =
    request.redirectUri === grant.redirectUri || (request.redirectUri === '' && !grant.redirectUriGiven);
  const isKeyRight = grant.dpopThumbprint === '' || grant.dpopThumbprint === request.dpopThumbprint;
  const isVerified = isVerifierOf(grant.codeChallenge, request.codeVerifier);
  return isInTime && isRedirectRight && isKeyRight && isVerified && isWithin(grant, request.authorizationDetails);
}

/** Whether a verifier is the one of a challenge by S256 (RFC 7636 4.6). */
function isVerifierOf(challenge: string | null, verifier: string): boolean {
  const isOfForm = /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  const made = createHash('sha256').update(verifier).digest('base64url');
  return equalsConstantTime(made, challenge ?? '') && isOfForm && challenge !== null;
}

/** Whether details ask for no more than was granted (RFC 9396 6): what was granted stays as it is. */
function isWithin({ authorizationDetails }: OAuthGrant, asked: string): boolean {
  if (asked === '') return true;
  const [granted, wanted] = [parse(authorizationDetails), parse(asked)];
  return Array.isArray(granted) && Array.isArray(wanted) && contains(granted, wanted);
}

function contains(granted: unknown, wanted: unknown): boolean {
  if (Array.isArray(granted) && Array.isArray(wanted)) {
    return wanted.every((each: unknown) => granted.some((one: unknown) => contains(one, each)));
  }
  if (isObject(granted) && isObject(wanted)) {
    return Object.entries(wanted).every(([name, value]) => contains(granted[name], value));
  }
  return isDeepStrictEqual(granted, wanted);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

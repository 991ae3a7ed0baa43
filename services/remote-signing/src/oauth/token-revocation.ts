import type { RevokeTokenRequest } from '@countersign/proto/oauth';
import { authenticateClient } from './client-authentication.ts';
import { findClient, type OAuthClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { findGrant, type OAuthGrant } from './grant-store.ts';
import { endAtSigner, endGrantNow } from './grant-use.ts';
import { invalidClient } from './oauth-errors.ts';
import { endToken, findRefreshToken } from './token-store.ts';

/**
 * Ends a token of an application (RFC 7009): a refresh token with its whole grant, an access token alone; with the one of a
 * grant that is about nothing else, the grant. An unknown token and another application's change nothing. Throws
 * `OAUTH_INVALID_CLIENT`.
 */
export async function revokeToken(deps: OAuthDependencies, request: RevokeTokenRequest): Promise<void> {
  const client = await readClient(deps, request);
  const end = async ({ id }: OAuthGrant) =>
    await endGrantNow(deps, { id, reason: 'revoked_by_client', actor: client.id });
  if (request.refreshToken !== '') {
    const found = await findRefreshToken(deps.db, { token: request.refreshToken, clientId: client.id });
    if (found !== undefined) await end(found.grant);
    return;
  }
  const { grantId, tokenId, authorisationId } = request;
  const grant = await findGrant(deps.db, grantId);
  if (grant === undefined || grant.clientId !== client.id || tokenId === '') return;
  // Nothing but this token comes of the others, and nothing is left of them without it.
  if (grant.scope !== 'service' && (authorisationId === '' || authorisationId === grant.authorisationId)) {
    await end(grant);
    return;
  }
  const at = deps.clock.now();
  const token = { grant, tokenId, authorisationId, at };
  await endAtSigner(deps, await deps.db.transaction().execute((trx) => endToken(trx, token)));
}

async function readClient(
  deps: OAuthDependencies,
  { byToken, authentication }: RevokeTokenRequest,
): Promise<OAuthClient> {
  if (!byToken) return await authenticateClient(deps, authentication);
  const client = await findClient(deps.db, authentication?.clientId ?? '');
  if (client === undefined || client.disabledAt !== null) throw invalidClient();
  return client;
}

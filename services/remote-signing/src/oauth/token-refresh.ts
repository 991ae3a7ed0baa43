import type { Grant, RefreshGrantRequest } from '@countersign/proto/oauth';
import { authenticateClient } from './client-authentication.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { toGrantMessage } from './grant-message.ts';
import { endGrantNow, holdsInSession } from './grant-use.ts';
import { invalidDpop, invalidGrant, invalidScope } from './oauth-errors.ts';
import { findRefreshToken, issueRefreshToken, useRefreshToken } from './token-store.ts';

/**
 * Exchanges a refresh token for the next one and what an access token is made of. One that comes a second time ends the grant
 * with all that came of it: either of the two was stolen (RFC 9700 4.14.2). Of two exchanges at the same time one is answered,
 * and the other ends the grant. Throws `OAUTH_INVALID_CLIENT`, `OAUTH_INVALID_GRANT`, and before the token is touched
 * `OAUTH_INVALID_SCOPE` or `OAUTH_INVALID_DPOP`.
 */
export async function refreshGrant(deps: OAuthDependencies, request: RefreshGrantRequest): Promise<Grant> {
  const { db, clock } = deps;
  const client = await authenticateClient(deps, request.authentication);
  const token = request.refreshToken;
  const found = await findRefreshToken(db, { token, clientId: client.id });
  if (found === undefined) throw invalidGrant();
  const { grant, isUsed } = found;
  const at = clock.now();
  const ended = async () => {
    await endGrantNow(deps, { id: grant.id, reason: 'refresh_token_used_twice', actor: client.id });
    return invalidGrant();
  };
  if (isUsed) throw await ended();
  if (grant.endedAt !== null || grant.expiresAt <= at) throw invalidGrant();
  if (request.scope !== '' && request.scope !== grant.scope) throw invalidScope();
  const isRightKey = grant.dpopThumbprint === '' || grant.dpopThumbprint === request.dpopThumbprint;
  if (!isRightKey || (client.requireDpop && request.dpopThumbprint === '')) throw invalidDpop();
  if (!(await holdsInSession(deps, grant))) throw invalidGrant();

  const next = await db
    .transaction()
    .execute(async (trx) =>
      (await useRefreshToken(trx, { token, at })) ? await issueRefreshToken(trx, grant, at) : undefined,
    );
  if (next === undefined) throw await ended();
  return toGrantMessage(grant, { at, dpopThumbprint: request.dpopThumbprint, refreshToken: next });
}

import { type Handlers, requireActor } from '@countersign/grpc';
import type { Grant, GrantToClientRequest, OAuthServiceService, OwnGrant } from '@countersign/proto/oauth';
import { newId } from '@countersign/runtime';
import { authenticateClient } from './client-authentication.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { toGrantMessage } from './grant-message.ts';
import { findGrant, insertGrant, type OAuthGrant } from './grant-store.ts';
import { endGrantNow } from './grant-use.ts';
import { grantNotFound, invalidDpop, invalidScope, unauthorisedClient } from './oauth-errors.ts';
import { redeemCode } from './token-redemption.ts';
import { refreshGrant } from './token-refresh.ts';
import { revokeToken } from './token-revocation.ts';
import { listGrantsOfUser } from './token-store.ts';

type Method =
  | 'redeemAuthorisationCode'
  | 'refreshGrant'
  | 'grantToClient'
  | 'revokeToken'
  | 'listGrants'
  | 'revokeGrant';

const listLimit = 100;
/** What an application is given for itself ends with its token. */
const applicationLifeMs = 3_600_000;

/** The handlers of what was granted: its tokens, and what users see and take back of it. */
export function createTokenHandlers(deps: OAuthDependencies): Pick<Handlers<typeof OAuthServiceService>, Method> {
  const { db, clock, counted } = deps;
  return {
    redeemAuthorisationCode: (request) =>
      counted('redeem_code', async () => ({ grant: await redeemCode(deps, request) })),

    refreshGrant: (request) => counted('refresh_grant', async () => ({ grant: await refreshGrant(deps, request) })),

    grantToClient: (request) => counted('grant_to_client', async () => ({ grant: await grantToClient(deps, request) })),

    revokeToken: (request) =>
      counted('revoke_token', async () => {
        await revokeToken(deps, request);
        return {};
      }),

    async listGrants(_request, context) {
      const { userId } = requireActor(context);
      const grants = await listGrantsOfUser(db, { userId, at: clock.now(), limit: listLimit });
      return { grants: grants.map(toOwnGrant) };
    },

    revokeGrant: ({ grantId }, context) =>
      counted('revoke_grant', async () => {
        const { userId } = requireActor(context);
        const grant = await findGrant(db, grantId);
        if (grant === undefined || grant.userId !== userId) throw grantNotFound();
        await endGrantNow(deps, { id: grant.id, reason: 'taken_back', actor: userId });
        return {};
      }),
  };
}

/**
 * Grants an application what it may do without a user (RFC 6749 4.4), if it is registered for it and keeps a secret. Throws
 * `OAUTH_INVALID_CLIENT`, `OAUTH_UNAUTHORISED_CLIENT`, `OAUTH_INVALID_SCOPE` or `OAUTH_INVALID_DPOP`.
 */
async function grantToClient(deps: OAuthDependencies, request: GrantToClientRequest): Promise<Grant> {
  const { authentication, scope, dpopThumbprint } = request;
  const client = await authenticateClient(deps, authentication);
  if (client.authMethod === 'none' || !client.scopes.includes('application')) throw unauthorisedClient();
  if (!['', 'service', 'application'].includes(scope)) throw invalidScope();
  if (client.requireDpop && dpopThumbprint === '') throw invalidDpop();
  const at = deps.clock.now();
  const grant = await deps.db.transaction().execute((trx) =>
    insertGrant(trx, {
      id: newId('ogr'),
      clientId: client.id,
      scope: 'application',
      cscVersion: 2,
      dpopThumbprint,
      createdAt: at,
      expiresAt: new Date(at.getTime() + applicationLifeMs),
    }),
  );
  return toGrantMessage(grant, { at, dpopThumbprint });
}

function toOwnGrant(grant: OAuthGrant & { clientName: string }): OwnGrant {
  return {
    id: grant.id,
    clientId: grant.clientId,
    clientName: grant.clientName,
    scope: grant.scope,
    credentialId: grant.credentialId ?? '',
    signatures: grant.signatures,
    grantedAt: grant.createdAt,
    expiresAt: grant.expiresAt,
    lastUsedAt: grant.lastUsedAt ?? undefined,
  };
}

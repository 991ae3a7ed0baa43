import {
  type CallContext,
  type Handlers,
  readPageSize,
  readPageToken,
  requireRecentAuthentication,
  requireSecondFactor,
  requireStaff,
  toPage,
} from '@countersign/grpc';
import type { OAuthClient as OAuthClientMessage, OAuthServiceService } from '@countersign/proto/oauth';
import { clientNotFound, registerClient, rotateSecret, updateClient } from './client-change.ts';
import { readRegistration } from './client-registration.ts';
import { findClient, isClientId, listClients, type OAuthClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';

type Method = 'registerClient' | 'listClients' | 'getClient' | 'updateClient' | 'rotateClientSecret';

const operatorRole = 'operator';

/** The handlers of registered applications: for operators, and for whoever runs the installation. */
export function createClientHandlers(deps: OAuthDependencies): Pick<Handlers<typeof OAuthServiceService>, Method> {
  const { db, clock, counted, reauthenticationMs: withinMs } = deps;
  /** Who looks; the operators' command has nobody's token. */
  const requireOperator = (context: CallContext): string => {
    if (context.caller === 'ops') return 'ops';
    requireStaff(context, operatorRole);
    return requireSecondFactor(context).userId;
  };
  const requireRecentOperator = (context: CallContext): string => {
    const actor = requireOperator(context);
    if (context.caller !== 'ops') requireRecentAuthentication(context, { withinMs, at: clock.now() });
    return actor;
  };

  return {
    registerClient: ({ client: wish, idempotencyKey }, context) =>
      counted('register_client', async () => {
        const actor = requireRecentOperator(context);
        const { client, secret } = await registerClient(deps, readRegistration(wish), { idempotencyKey, actor });
        return { client: toClientMessage(client), clientSecret: secret };
      }),

    async listClients({ pageSize, pageToken }, context) {
      requireOperator(context);
      const size = readPageSize(pageSize);
      const [after] = readPageToken(pageToken, [/^cli_[0-9A-Z]{26}$/]) ?? [];
      const rows = await listClients(db, { after, limit: size + 1 });
      const { page, nextPageToken } = toPage(rows, { size, cursorOf: ({ id }) => [id] });
      return { clients: page.map(toClientMessage), nextPageToken };
    },

    async getClient({ clientId }, context) {
      requireOperator(context);
      const client = await findClient(db, clientId);
      if (client === undefined) throw clientNotFound();
      return { client: toClientMessage(client) };
    },

    updateClient: ({ client: wish }, context) =>
      counted('update_client', async () => {
        const actor = requireRecentOperator(context);
        const registration = readRegistration(wish);
        const { id = '', version = 0, disabled = false } = wish ?? {};
        return { client: toClientMessage(await updateClient(deps, registration, { id, version, disabled, actor })) };
      }),

    rotateClientSecret: ({ clientId, graceSeconds }, context) =>
      counted('rotate_client_secret', async () => {
        const actor = requireRecentOperator(context);
        if (!isClientId(clientId)) throw clientNotFound();
        return { clientSecret: await rotateSecret(deps, { id: clientId, graceSeconds, actor }) };
      }),
  };
}

function toClientMessage(client: OAuthClient): OAuthClientMessage {
  const { id, name, clientUri, redirectUris, scopes, explicitAuthorisation, requireDpop, responseHosts } = client;
  return {
    id,
    name,
    clientUri,
    redirectUris,
    scopes,
    explicitAuthorisation,
    requireDpop,
    responseHosts,
    tokenEndpointAuthMethod: client.authMethod,
    jwks: client.jwks === null ? '' : JSON.stringify(client.jwks),
    requirePushedAuthorisationRequests: client.requirePushed,
    disabled: client.disabledAt !== null,
    version: client.version,
    createdAt: client.createdAt,
  };
}

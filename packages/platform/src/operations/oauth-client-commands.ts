import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { OAuthClient } from '@countersign/proto/oauth';
import { PlatformFault } from '../launcher/fault.ts';
import type { Command, CommandContext, Result } from './command.ts';
import { type Connection, getConnection } from './connection.ts';
import { askAboutClients, fetchClient, fetchClients, replaceClient } from './oauth-client-calls.ts';

type Options = Readonly<Record<string, string>>;

const noun = 'oauth-client';
const lists = ['redirect-uri', 'scope', 'response-host'];
const options = ['name', 'client-uri', 'auth-method', 'jwks', 'explicit', 'pushed', 'dpop'];
const usage = `[--client-uri <page>] [--response-host <host> …]
      [--auth-method client_secret_basic|client_secret_post|private_key_jwt|none] [--jwks keys.json]
      [--scope service|credential|credential-creation|credential-deletion|application …]
      [--explicit on|off] [--pushed on|off] [--dpop on|off]`;

/** Commands about applications that sign for users. */
export const oauthClientCommands: readonly Command[] = [
  {
    noun,
    verb: 'register',
    usage: `--name <name> --redirect-uri <uri> … ${usage}`,
    summary: 'register an application that signs, for service and credential unless told; its secret is printed once',
    options,
    lists,
    run: async (given, context) => {
      const wish = await readWish(given, unregistered);
      const idempotencyKey = randomUUID();
      const { client, clientSecret } = await askAboutClients(await connect(context), (oauth) =>
        oauth.registerClient({ client: wish, idempotencyKey }),
      );
      if (client === undefined) throw new Error('an answer lacks its application');
      const secret = clientSecret === '' ? '' : `\n${describeSecret(clientSecret)}`;
      return {
        text: `${describe(client)}${secret}`,
        json: { ...toJson(client), ...(clientSecret === '' ? {} : { clientSecret }) },
      };
    },
  },
  {
    noun,
    verb: 'list',
    usage: '',
    summary: 'list the applications, oldest first',
    options: [],
    run: async (_, context) => {
      const clients = await fetchClients(await connect(context));
      const lines = clients.map(({ id, name, disabled }) => `${id}  ${disabled ? 'off' : 'on '}  ${name}`);
      return {
        text: lines.length === 0 ? 'No application is registered' : lines.join('\n'),
        json: { applications: clients.map(toJson) },
      };
    },
  },
  {
    noun,
    verb: 'show',
    usage: '--id <client_id>',
    summary: 'show what is registered of an application',
    options: ['id'],
    run: async ({ id }, context) => shown(await fetchClient(await connect(context), readId(id))),
  },
  {
    noun,
    verb: 'update',
    usage: `--id <client_id> [--name <name>] [--redirect-uri <uri> …] ${usage}`,
    summary: 'change what is registered of an application; what is not named stays',
    options: ['id', ...options],
    lists,
    run: async ({ id, ...given }, context) => {
      const connection = await connect(context);
      const wish = await readWish(given, await fetchClient(connection, readId(id)));
      return shown(await replaceClient(connection, wish));
    },
  },
  ...[true, false].map(
    (disabled): Command => ({
      noun,
      verb: disabled ? 'disable' : 'enable',
      usage: '--id <client_id>',
      summary: disabled ? 'switch an application off: nothing of it is accepted from then on' : 'switch it on again',
      options: ['id'],
      run: async ({ id }, context) => {
        const connection = await connect(context);
        return shown(await replaceClient(connection, { ...(await fetchClient(connection, readId(id))), disabled }));
      },
    }),
  ),
  {
    noun,
    verb: 'rotate-secret',
    usage: '--id <client_id> [--grace 0]',
    summary: 'print another secret, once; the present one holds for so many seconds more, a week at most',
    options: ['id', 'grace'],
    run: async ({ id, grace = '0' }, context) => {
      if (!/^[0-9]{1,6}$/.test(grace)) throw new PlatformFault('--grace must be a number of seconds');
      const request = { clientId: readId(id), graceSeconds: Number(grace) };
      const { clientSecret } = await askAboutClients(await connect(context), (oauth) =>
        oauth.rotateClientSecret(request),
      );
      return { text: describeSecret(clientSecret), json: { id: request.clientId, clientSecret } };
    },
  },
];

const unregistered: OAuthClient = {
  id: '',
  name: '',
  clientUri: '',
  tokenEndpointAuthMethod: '',
  jwks: '',
  redirectUris: [],
  scopes: [],
  explicitAuthorisation: false,
  requirePushedAuthorisationRequests: true,
  requireDpop: false,
  responseHosts: [],
  disabled: false,
  version: 0,
  createdAt: undefined,
};

async function connect(context: CommandContext & { home: string }): Promise<Connection> {
  return await getConnection('remote-signing', context);
}

function readId(id: string | undefined): string {
  if (id === undefined || id === '') throw new PlatformFault('--id must name the application');
  return id;
}

/** What options say of an application, over what is known of it. */
async function readWish(given: Options, known: OAuthClient): Promise<OAuthClient> {
  const listed = (name: string, before: string[]) => given[name]?.split(' ') ?? before;
  const switched = (name: string, before: boolean) => {
    const value = given[name];
    if (value !== undefined && value !== 'on' && value !== 'off') throw new PlatformFault(`--${name} is on or off`);
    return value === undefined ? before : value === 'on';
  };
  const file = given['jwks'];
  return {
    ...known,
    name: given['name'] ?? known.name,
    clientUri: given['client-uri'] ?? known.clientUri,
    tokenEndpointAuthMethod: given['auth-method'] ?? known.tokenEndpointAuthMethod,
    jwks: file === undefined ? known.jwks : await readKeys(file),
    redirectUris: listed('redirect-uri', known.redirectUris),
    scopes: listed('scope', known.scopes),
    explicitAuthorisation: switched('explicit', known.explicitAuthorisation),
    requirePushedAuthorisationRequests: switched('pushed', known.requirePushedAuthorisationRequests),
    requireDpop: switched('dpop', known.requireDpop),
    responseHosts: listed('response-host', known.responseHosts),
  };
}

async function readKeys(file: string): Promise<string> {
  try {
    return await readFile(path.resolve(file), 'utf8');
  } catch {
    throw new PlatformFault(`--jwks: ${path.resolve(file)} cannot be read`);
  }
}

function shown(client: OAuthClient): Result {
  return { text: describe(client), json: toJson(client) };
}

function describeSecret(secret: string): string {
  return `Secret: ${secret}\nIt is not shown again.`;
}

function describe(client: OAuthClient): string {
  const onOff = (value: boolean) => (value ? 'on' : 'off');
  const lines = {
    Application: client.id,
    Name: client.name,
    Page: client.clientUri,
    'Proves itself by': client.tokenEndpointAuthMethod,
    'Sends users back to': client.redirectUris.join(' '),
    Scopes: client.scopes.join(' '),
    'Collects factors itself': onOff(client.explicitAuthorisation),
    'Pushed requests only': onOff(client.requirePushedAuthorisationRequests),
    'Bound tokens only': onOff(client.requireDpop),
    'Hosts for announcements': client.responseHosts.join(' '),
    State: client.disabled ? 'switched off' : 'switched on',
    Registered: client.createdAt?.toISOString() ?? '',
  };
  return Object.entries(lines)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function toJson({ jwks, createdAt, ...client }: OAuthClient): object {
  const keys = jwks === '' ? {} : { jwks: JSON.parse(jwks) as object };
  return { ...client, ...keys, createdAt: createdAt?.toISOString() };
}

import { createCaller } from '@countersign/grpc';
import { type OAuthClient, OAuthServiceService } from '@countersign/proto/oauth';
import { PlatformFault } from '../launcher/fault.ts';
import type { Connection } from './connection.ts';

function createOAuthCaller({ address, tls }: Connection) {
  return createCaller(OAuthServiceService, { address, callee: 'remote-signing', tls });
}
type OAuthCaller = ReturnType<typeof createOAuthCaller>;

/**
 * Asks remote-signing about applications. Throws its `DomainError`; a fault that names the fields where it refused some, or
 * when it cannot be reached.
 */
export async function askAboutClients<T>(connection: Connection, call: (oauth: OAuthCaller) => Promise<T>): Promise<T> {
  const oauth = createOAuthCaller(connection);
  try {
    return await call(oauth);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('fields' in error && Array.isArray(error.fields) && error.fields.length > 0) {
      const faults = error.fields as { pointer: string; detail: string }[];
      throw new PlatformFault(faults.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`.trim()).join('\n'));
    }
    if (!('kind' in error) || error.kind !== 'unavailable') throw error;
    throw new PlatformFault(`remote-signing does not answer at ${connection.address}; is the platform running?`);
  } finally {
    oauth.close();
  }
}

/** Reads an application. */
export async function fetchClient(connection: Connection, clientId: string): Promise<OAuthClient> {
  const { client } = await askAboutClients(connection, (oauth) => oauth.getClient({ clientId }));
  if (client === undefined) throw new Error('an answer lacks its application');
  return client;
}

/** Replaces an application, which was read before. Throws `CLIENT_CHANGED` when somebody changed it meanwhile. */
export async function replaceClient(connection: Connection, client: OAuthClient): Promise<OAuthClient> {
  const { client: changed } = await askAboutClients(connection, (oauth) => oauth.updateClient({ client }));
  if (changed === undefined) throw new Error('an answer lacks its application');
  return changed;
}

/** Reads all applications, oldest first. */
export async function fetchClients(connection: Connection): Promise<OAuthClient[]> {
  return await askAboutClients(connection, async (oauth) => {
    const all: OAuthClient[] = [];
    let pageToken = '';
    do {
      // Each page needs the one before it.
      // oxlint-disable-next-line no-await-in-loop
      const page = await oauth.listClients({ pageSize: 100, pageToken });
      all.push(...page.clients);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return all;
  });
}

import type { Db } from '@countersign/db';
import type { Selectable } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import { clientUnknown } from './oauth-errors.ts';
import type { OAuthClientTable } from './tables.ts';

/** An application as it is registered. */
export type OAuthClient = Selectable<OAuthClientTable>;

/** The database or a transaction: the caller decides what is atomic. */
export type OAuthDb = Db<RemoteSigningDatabase>;

/** Whether a text has the form of a client_id; another one is not looked for. */
export function isClientId(text: string): boolean {
  return /^cli_[0-9A-Z]{26}$/.test(text);
}

/** An application, also one that was switched off; undefined for an unknown id. */
export async function findClient(db: OAuthDb, id: string): Promise<OAuthClient | undefined> {
  if (!isClientId(id)) return undefined;
  return await db.selectFrom('oauthClients').selectAll().where('id', '=', id).executeTakeFirst();
}

/** An application that may be used; throws `OAUTH_CLIENT_UNKNOWN` for an unknown one and one that was switched off alike. */
export async function requireClient(db: OAuthDb, id: string): Promise<OAuthClient> {
  const client = await findClient(db, id);
  if (client === undefined || client.disabledAt !== null) throw clientUnknown();
  return client;
}

import type { Db } from '@countersign/db';
import type { Selectable, Transaction } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { Registration } from './client-registration.ts';
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

/** An application that was registered with that key. */
export async function findClientByKey(db: OAuthDb, idempotencyKey: string): Promise<OAuthClient | undefined> {
  return await db
    .selectFrom('oauthClients')
    .selectAll()
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst();
}

/** Applications after an id, oldest first, `limit` at most. */
export async function listClients(
  db: OAuthDb,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<OAuthClient[]> {
  return await db
    .selectFrom('oauthClients')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    // Ids sort by the time they were made.
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Stores a new application; undefined when one was registered with the same key before. */
export async function insertClient(
  trx: Transaction<RemoteSigningDatabase>,
  {
    jwks,
    ...client
  }: Registration & Pick<OAuthClient, 'id' | 'secretHash' | 'idempotencyKey' | 'fingerprint' | 'createdAt'>,
): Promise<OAuthClient | undefined> {
  return await trx
    .insertInto('oauthClients')
    .values({ ...client, jwks: jwks === null ? null : JSON.stringify(jwks) })
    .onConflict((conflict) => conflict.column('idempotencyKey').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Replaces what is registered of an application; undefined when it is of another version by now. */
export async function changeClient(
  trx: Transaction<RemoteSigningDatabase>,
  {
    id,
    version,
    registration: { jwks, ...registration },
    ...change
  }: Pick<OAuthClient, 'id' | 'version' | 'disabledAt'> &
    Partial<Pick<OAuthClient, 'secretHash' | 'previousSecretHash' | 'previousSecretUntil'>> & {
      registration: Registration;
    },
): Promise<OAuthClient | undefined> {
  return await trx
    .updateTable('oauthClients')
    .set({ ...registration, jwks: jwks === null ? null : JSON.stringify(jwks), ...change, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
}

import { newId } from '@countersign/runtime';
import type { ExpressionBuilder, Updateable } from 'kysely';
import { sql } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import { type Credential, type CredentialDb, credentialColumns, isUnclaimed } from './store.ts';
import type { CredentialTable } from './tables.ts';

/** What owners are mailed of their credentials. */
export type NoticeKind =
  | 'suspended_by_staff'
  | 'suspended_after_replacement'
  | 'revoked'
  | 'revoked_by_staff'
  | 'revoked_licence_ended'
  | 'rekeyed'
  | 'expiring';

/** Changes of a credential's life. */
export type LifeChange = Pick<
  Updateable<CredentialTable>,
  | 'state'
  | 'suspensionCause'
  | 'suspendedAt'
  | 'revokedAt'
  | 'revocationReason'
  | 'signerDue'
  | 'authorityDue'
  | 'licenceDue'
  | 'policy'
>;

/** Locks a credential until the end of the transaction; undefined for an unknown one, and for another's than `userId`. */
export async function lockCredential(
  trx: CredentialDb,
  { id, userId }: { id: string; userId?: string },
): Promise<Credential | undefined> {
  return await trx
    .selectFrom('credentials')
    .select(credentialColumns)
    .where('id', '=', id)
    .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
    .forUpdate()
    .executeTakeFirst();
}

/** Changes a locked credential; whoever decided by what it was before finds out by its version. */
export async function changeLife(trx: CredentialDb, { id }: Credential, change: LifeChange): Promise<Credential> {
  return await trx
    .updateTable('credentials')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .returning(credentialColumns)
    .executeTakeFirstOrThrow();
}

/** Whether somebody has still to be told of a credential. */
const isDue = (where: ExpressionBuilder<RemoteSigningDatabase, 'credentials'>) =>
  where.or([where('signerDue', '=', true), where('authorityDue', '=', true), where('licenceDue', '=', true)]);

/** Credentials of which somebody has still to be told, and that nobody works on, oldest first. */
export async function listDue(db: CredentialDb, { at, limit }: { at: Date; limit: number }): Promise<string[]> {
  const rows = await db
    .selectFrom('credentials')
    .select('id')
    .where(isDue)
    .where(isUnclaimed(at))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Takes a credential of which somebody has still to be told for this process; undefined when there is nothing to do. */
export async function claimDue(
  db: CredentialDb,
  { id, at, until }: { id: string; at: Date; until: Date },
): Promise<Credential | undefined> {
  return await db
    .updateTable('credentials')
    .set({ claimedUntil: until })
    .where('id', '=', id)
    .where('state', '<>', 'creating')
    .where(isDue)
    .where(isUnclaimed(at))
    .returning(credentialColumns)
    .executeTakeFirst();
}

/**
 * Takes a suspended credential, which is as its version says, for the process that resumes it. From here on the signer is
 * due: unless it is resumed in the end, its key is put to rest again.
 */
export async function claimResumption(
  db: CredentialDb,
  { id, version, at, until }: { id: string; version: number; at: Date; until: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('credentials')
    .set({ claimedUntil: until, signerDue: true })
    .where('id', '=', id)
    .where('state', '=', 'suspended')
    .where('version', '=', version)
    .where(isUnclaimed(at))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that somebody was told where a credential stands, unless it stands elsewhere by now. */
export async function clearDue(
  db: CredentialDb,
  { id, version }: Credential,
  what: 'signerDue' | 'authorityDue' | 'licenceDue',
): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ [what]: false })
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
}

/** Has the owner of a credential mailed about it. */
export async function addNotice(
  trx: CredentialDb,
  { credentialId, kind, at }: { credentialId: string; kind: NoticeKind; at: Date },
): Promise<void> {
  await trx
    .insertInto('credentialNotices')
    .values({ id: newId('ntc'), credentialId, kind, at })
    .execute();
}

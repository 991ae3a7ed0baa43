import type { Db } from '@countersign/db';
import type { ExpressionBuilder, Selectable, Updateable } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { CredentialTable, Failure } from './tables.ts';

/** A credential and how far its making came. */
export type Credential = Selectable<CredentialTable>;

/** The database or a transaction: the caller decides what is atomic. */
export type CredentialDb = Db<RemoteSigningDatabase>;

/** Columns of a credential. */
export const credentialColumns = [
  'id',
  'userId',
  'accountId',
  'idempotencyKey',
  'state',
  'nonce',
  'licenceValidUntil',
  'publicKey',
  'proofOfPossession',
  'certificate',
  'chain',
  'failure',
  'claimedUntil',
  'createdAt',
  'keyAlgorithm',
  'policy',
  'custody',
  'notAfter',
  'replaces',
  'licenceOf',
  'suspensionCause',
  'suspendedAt',
  'revokedAt',
  'revocationReason',
  'version',
  'signerDue',
  'authorityDue',
  'licenceDue',
  'toldExpiryDays',
] as const satisfies readonly (keyof Credential)[];

/** A credential of the user; undefined for an unknown id and for another's alike. */
export async function findCredential(
  db: CredentialDb,
  { id, userId }: { id: string; userId: string },
): Promise<Credential | undefined> {
  return await db
    .selectFrom('credentials')
    .select(credentialColumns)
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** The credential that the user asked for with that key. */
export async function findCredentialByKey(
  db: CredentialDb,
  { userId, idempotencyKey }: { userId: string; idempotencyKey: string },
): Promise<Credential | undefined> {
  return await db
    .selectFrom('credentials')
    .select(credentialColumns)
    .where('userId', '=', userId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst();
}

/** The user's credentials, oldest first, `limit` at most. */
export async function listCredentials(db: CredentialDb, userId: string, limit: number): Promise<Credential[]> {
  return await db
    .selectFrom('credentials')
    .select(credentialColumns)
    .where('userId', '=', userId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Stores a new credential unless the user asked with the same key before. */
export async function insertCredential(
  db: CredentialDb,
  {
    policy,
    ...row
  }: Pick<
    Credential,
    | 'id'
    | 'userId'
    | 'accountId'
    | 'idempotencyKey'
    | 'nonce'
    | 'createdAt'
    | 'keyAlgorithm'
    | 'policy'
    | 'replaces'
    | 'licenceOf'
  >,
): Promise<void> {
  await db
    .insertInto('credentials')
    .values({ ...row, policy: JSON.stringify(policy), state: 'creating' })
    .onConflict((conflict) => conflict.columns(['userId', 'idempotencyKey']).doNothing())
    .execute();
}

/** Whether no process works on a credential at a moment. */
export const isUnclaimed = (at: Date) => (where: ExpressionBuilder<RemoteSigningDatabase, 'credentials'>) =>
  where.or([where('claimedUntil', 'is', null), where('claimedUntil', '<=', at)]);

/** Takes an unfinished credential for this process until `until`; undefined when another one has it or it is finished. */
export async function claimCredential(
  db: CredentialDb,
  { id, at, until }: { id: string; at: Date; until: Date },
): Promise<Credential | undefined> {
  return await db
    .updateTable('credentials')
    .set({ claimedUntil: until })
    .where('id', '=', id)
    .where('state', '=', 'creating')
    .where(isUnclaimed(at))
    .returning(credentialColumns)
    .executeTakeFirst();
}

/** Gives a claim back. */
export async function releaseClaim(db: CredentialDb, { id, until }: { id: string; until: Date }): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ claimedUntil: null })
    .where('id', '=', id)
    .where('claimedUntil', '=', until)
    .execute();
}

/** Records progress of an unfinished credential. Throws when it is finished: its claim was lost for too long. */
export async function updateCredential(
  db: CredentialDb,
  id: string,
  progress: Omit<Updateable<CredentialTable>, 'failure'> & { failure?: Failure },
): Promise<Credential> {
  const { failure, ...rest } = progress;
  return await db
    .updateTable('credentials')
    .set({ ...rest, ...(failure === undefined ? {} : { failure: JSON.stringify(failure) }) })
    .where('id', '=', id)
    .where('state', '=', 'creating')
    .returning(credentialColumns)
    .executeTakeFirstOrThrow();
}

/** The credentials under the licence that was reserved with the id of a credential: that one and those in its place. */
export async function listCredentialsOfLicence(db: CredentialDb, reservationId: string): Promise<Credential[]> {
  return await db
    .selectFrom('credentials')
    .select(credentialColumns)
    .where((where) => where.or([where('id', '=', reservationId), where('licenceOf', '=', reservationId)]))
    .orderBy('id')
    .execute();
}

/** Credentials whose making began before a moment and never ended, 100 at most. */
export async function listUnfinished(db: CredentialDb, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('credentials')
    .select('id')
    .where('state', '=', 'creating')
    .where('createdAt', '<', before)
    .orderBy('createdAt')
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** A credential, whoever it belongs to: for staff. */
export async function findCredentialOfAnybody(db: CredentialDb, id: string): Promise<Credential | undefined> {
  return await db.selectFrom('credentials').select(credentialColumns).where('id', '=', id).executeTakeFirst();
}

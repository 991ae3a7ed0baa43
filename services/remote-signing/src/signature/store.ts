import type { Db } from '@countersign/db';
import type { Factor } from '@countersign/proto/second-factor';
import type { Selectable } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { SignatureDocumentTable, SignatureRequestTable } from './tables.ts';

/** A signature request. */
export type SignatureRequest = Selectable<SignatureRequestTable>;

/** The document of a request, sealed. */
export type SignatureDocument = Omit<Selectable<SignatureDocumentTable>, 'createdAt'>;

type Database = Db<RemoteSigningDatabase>;
type Key = { id: string; userId: string };

/** The challenge that authorises a request, and what is shown of it. */
export interface SigningChallenge {
  challengeId: string;
  challengeKind: string;
  factors: Factor[];
  /** Empty for a user without a soft token. */
  transactionUri: string;
  transactionQrSvg: string;
  expiresAt: Date;
}

/** Who signed or came too late is shown no factors; they do not stay. */
const nothingToShow = { factors: null, transactionUri: null, transactionQrSvg: null };

const columns = [
  'id',
  'userId',
  'credentialId',
  'idempotencyKey',
  'fingerprint',
  'state',
  'digests',
  'labels',
  'hasDocument',
  'challengeId',
  'challengeKind',
  'factors',
  'transactionUri',
  'transactionQrSvg',
  'expiresAt',
  'signingSince',
  'signatures',
  'signedAt',
  'createdAt',
] as const satisfies readonly (keyof SignatureRequest)[];

/** A request of the user; undefined for an unknown id and for another's alike. */
export async function findSignatureRequest(db: Database, { id, userId }: Key): Promise<SignatureRequest | undefined> {
  return await db
    .selectFrom('signatureRequests')
    .select(columns)
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** The request that the user made with that key. */
export async function findSignatureRequestByKey(
  db: Database,
  { userId, idempotencyKey }: { userId: string; idempotencyKey: string },
): Promise<SignatureRequest | undefined> {
  return await db
    .selectFrom('signatureRequests')
    .select(columns)
    .where('userId', '=', userId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst();
}

/** Stores a new request with its document, unless the user asked with the same key before: false then. */
export async function insertSignatureRequest(
  trx: Database,
  request: Omit<
    SignatureRequest,
    'state' | keyof Omit<SigningChallenge, 'expiresAt'> | 'signingSince' | 'signatures' | 'signedAt'
  >,
  document: SignatureDocument | undefined,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('signatureRequests')
    .values({ ...request, state: 'awaiting_authorisation' })
    .onConflict((conflict) => conflict.columns(['userId', 'idempotencyKey']).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  if (document !== undefined) await trx.insertInto('signatureDocuments').values(document).execute();
  return true;
}

/** Records the challenge that authorises a request; the first one stays. */
export async function setChallenge(
  db: Database,
  id: string,
  { factors, ...challenge }: SigningChallenge,
): Promise<void> {
  await db
    .updateTable('signatureRequests')
    .set({ ...challenge, factors: JSON.stringify(factors) })
    .where('id', '=', id)
    .where('challengeId', 'is', null)
    .execute();
}

/** Turns a request that waits into one that is being signed; for one caller only. Undefined for all others. */
export async function beginSigning(
  db: Database,
  { id, userId, at }: Key & { at: Date },
): Promise<SignatureRequest | undefined> {
  return await db
    .updateTable('signatureRequests')
    .set({ state: 'signing', signingSince: at })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('state', '=', 'awaiting_authorisation')
    .where('challengeId', 'is not', null)
    .where('expiresAt', '>', at)
    .returning(columns)
    .executeTakeFirst();
}

/** Lets a request wait again: nothing was authorised. */
export async function resumeWaiting(db: Database, id: string): Promise<void> {
  await db
    .updateTable('signatureRequests')
    .set({ state: 'awaiting_authorisation', signingSince: null })
    .where('id', '=', id)
    .where('state', '=', 'signing')
    .execute();
}

/** Ends the signing of a request with its signatures; undefined when it was given up meanwhile. */
export async function finishSigning(
  trx: Database,
  { id, signatures, at }: { id: string; signatures: Buffer[]; at: Date },
): Promise<SignatureRequest | undefined> {
  return await trx
    .updateTable('signatureRequests')
    .set({ state: 'signed', signatures, signedAt: at, ...nothingToShow })
    .where('id', '=', id)
    .where('state', '=', 'signing')
    .returning(columns)
    .executeTakeFirst();
}

/** Ends a request that cannot be signed any more, and deletes its document. */
export async function expireSignatureRequest(trx: Database, id: string): Promise<void> {
  await expire(trx, [id]);
}

/**
 * Ends all requests that were not authorised by `at`, and those whose signing began before `interruptedBefore` and
 * never ended; deletes their documents and returns their number.
 */
export async function expireOverdue(
  trx: Database,
  { at, interruptedBefore }: { at: Date; interruptedBefore: Date },
): Promise<number> {
  const overdue = await trx
    .selectFrom('signatureRequests')
    .select('id')
    .where((where) =>
      where.or([
        where.and([where('state', '=', 'awaiting_authorisation'), where('expiresAt', '<=', at)]),
        where.and([where('state', '=', 'signing'), where('signingSince', '<=', interruptedBefore)]),
      ]),
    )
    .limit(500)
    .forUpdate()
    .skipLocked()
    .execute();
  const ids = overdue.map(({ id }) => id);
  if (ids.length > 0) await expire(trx, ids);
  return ids.length;
}

async function expire(trx: Database, ids: readonly string[]): Promise<void> {
  const ended = await trx
    .updateTable('signatureRequests')
    .set({ state: 'expired', ...nothingToShow })
    .where('id', 'in', ids)
    .where('state', 'in', ['awaiting_authorisation', 'signing'])
    .returning('id')
    .execute();
  if (ended.length === 0) return;
  await trx
    .deleteFrom('signatureDocuments')
    .where(
      'requestId',
      'in',
      ended.map(({ id }) => id),
    )
    .execute();
}

/** The document of a request, sealed. */
export async function findSignatureDocument(db: Database, requestId: string): Promise<SignatureDocument | undefined> {
  return await db
    .selectFrom('signatureDocuments')
    .select(['requestId', 'content', 'contentsStart', 'contentsEnd'])
    .where('requestId', '=', requestId)
    .executeTakeFirst();
}

/** Replaces the prepared document by the signed one. */
export async function replaceDocument(trx: Database, requestId: string, content: Buffer): Promise<void> {
  await trx.updateTable('signatureDocuments').set({ content }).where('requestId', '=', requestId).execute();
}

import type { Db } from '@countersign/db';
import type { Factor } from '@countersign/proto/second-factor';
import type { Insertable, Selectable } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { SignatureItemTable, SignatureRequestTable } from './tables.ts';

/** A signature request. */
export type SignatureRequest = Selectable<SignatureRequestTable>;

/** A document of a request, without what was prepared. */
export type SignatureItem = Omit<Selectable<SignatureItemTable>, 'addition'>;

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

/** What there is only at the end. */
const notYet = { signatures: null, signedAt: null, receipt: null, soleControlLevel: null };

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
  'hashAlgorithm',
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
  'receipt',
  'soleControlLevel',
  'createdAt',
] as const satisfies readonly (keyof SignatureRequest)[];

const itemColumns = [
  'requestId',
  'ordinal',
  'documentId',
  'format',
  'level',
  'reason',
  'location',
  'appearance',
  'claimedAt',
  'contentsStart',
  'contentsEnd',
  'signedDocumentId',
] as const satisfies readonly (keyof SignatureItem)[];

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

/** Stores a new request with its documents, unless the user asked with the same key before: false then. */
export async function insertSignatureRequest(
  trx: Database,
  request: Omit<
    SignatureRequest,
    'state' | keyof Omit<SigningChallenge, 'expiresAt'> | 'signingSince' | keyof typeof notYet
  >,
  items: readonly Insertable<SignatureItemTable>[],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('signatureRequests')
    .values({ ...request, ...notYet, state: 'awaiting_authorisation' })
    .onConflict((conflict) => conflict.columns(['userId', 'idempotencyKey']).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  if (items.length > 0) await trx.insertInto('signatureItems').values(items).execute();
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

/** What the signing of a request came to. */
export interface SigningResult {
  signatures: Buffer[];
  receipt: string;
  soleControlLevel: number;
  /** Ids of what was made of each document, in their order; empty for digests. */
  signedDocumentIds: readonly string[];
}

/** Ends the signing of a request with its signatures; undefined when it was given up meanwhile. */
export async function finishSigning(
  trx: Database,
  { id, at, signedDocumentIds, ...result }: SigningResult & { id: string; at: Date },
): Promise<SignatureRequest | undefined> {
  const finished = await trx
    .updateTable('signatureRequests')
    .set({ state: 'signed', ...result, signedAt: at, ...nothingToShow })
    .where('id', '=', id)
    .where('state', '=', 'signing')
    .returning(columns)
    .executeTakeFirst();
  if (finished === undefined) return undefined;
  for (const [ordinal, signedDocumentId] of signedDocumentIds.entries()) {
    // oxlint-disable-next-line no-await-in-loop
    await trx
      .updateTable('signatureItems')
      .set({ signedDocumentId, addition: null })
      .where('requestId', '=', id)
      .where('ordinal', '=', ordinal)
      .execute();
  }
  return finished;
}

/** Gives up a request that waits; undefined for one that does not. */
export async function cancelWaiting(
  trx: Database,
  { id, userId, at }: Key & { at: Date },
): Promise<SignatureRequest | undefined> {
  const cancelled = await trx
    .updateTable('signatureRequests')
    .set({ state: 'cancelled', ...nothingToShow })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('state', '=', 'awaiting_authorisation')
    .where('expiresAt', '>', at)
    .returning(columns)
    .executeTakeFirst();
  if (cancelled !== undefined) await dropAdditions(trx, [id]);
  return cancelled;
}

/** The user's requests, newest first, `limit` at most, from behind `before` on. */
export async function listSignatureRequests(
  db: Database,
  { userId, before, limit }: { userId: string; before: string | undefined; limit: number },
): Promise<SignatureRequest[]> {
  return await db
    .selectFrom('signatureRequests')
    .select(columns)
    .where('userId', '=', userId)
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Ends a request that cannot be signed any more, and deletes what was prepared. */
export async function expireSignatureRequest(trx: Database, id: string): Promise<void> {
  await expire(trx, [id]);
}

/**
 * Ends all requests that were not authorised by `at`, and those whose signing began before `interruptedBefore` and
 * never ended; deletes what was prepared and returns their number.
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
  await dropAdditions(
    trx,
    ended.map(({ id }) => id),
  );
}

async function dropAdditions(trx: Database, ids: readonly string[]): Promise<void> {
  await trx.updateTable('signatureItems').set({ addition: null }).where('requestId', 'in', ids).execute();
}

/** The documents of requests, each in the order of its digests; without what was prepared. */
export async function listItems(db: Database, requestIds: readonly string[]): Promise<SignatureItem[]> {
  if (requestIds.length === 0) return [];
  return await db
    .selectFrom('signatureItems')
    .select(itemColumns)
    .where('requestId', 'in', requestIds)
    .orderBy('requestId')
    .orderBy('ordinal')
    .execute();
}

/** What preparing added to the PDF of a request, sealed; null for CAdES and after the end. */
export async function findAddition(
  db: Database,
  { requestId, ordinal }: { requestId: string; ordinal: number },
): Promise<Buffer | null> {
  const row = await db
    .selectFrom('signatureItems')
    .select('addition')
    .where('requestId', '=', requestId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row?.addition ?? null;
}

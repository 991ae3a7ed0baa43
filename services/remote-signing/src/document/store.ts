import type { Db } from '@countersign/db';
import { type Selectable, sql } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { DocumentTable } from './tables.ts';

/** A stored document, without its content. */
export type Document = Selectable<DocumentTable>;

type Database = Db<RemoteSigningDatabase>;
/** Whose documents: a user's own, or those that an application stored for him, or had made. */
export interface DocumentOwner {
  userId: string;
  /** Null or absent for the user's own. */
  clientId?: string | null;
}

/** A document of its owner; undefined for an unknown id and for another's alike, and for one whose time is over. */
export async function findDocument(
  db: Database,
  { id, userId, clientId = null, at }: DocumentOwner & { id: string; at: Date },
): Promise<Document | undefined> {
  return await db
    .selectFrom('documents')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('clientId', 'is not distinct from', clientId)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
}

/** The document that was uploaded, or is, under that key. */
export async function findDocumentByKey(
  db: Database,
  { userId, clientId = null, idempotencyKey }: DocumentOwner & { idempotencyKey: string },
): Promise<Document | undefined> {
  return await db
    .selectFrom('documents')
    .selectAll()
    .where('userId', '=', userId)
    .where('clientId', 'is not distinct from', clientId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst();
}

/** The user's own whole documents, newest first, `limit` at most, from behind `before` on. */
export async function listDocuments(
  db: Database,
  { userId, before, at, limit }: { userId: string; before: string | undefined; at: Date; limit: number },
): Promise<Document[]> {
  return await db
    .selectFrom('documents')
    .selectAll()
    .where('userId', '=', userId)
    .where('clientId', 'is', null)
    .where('completedAt', 'is not', null)
    .where('expiresAt', '>', at)
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/**
 * Bytes that the user's documents take, unfinished ones as much as they may grow to. Until the transaction ends nobody
 * else is told: two uploads cannot both take the last of the space.
 */
export async function takeSpace(trx: Database, userId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents of ${userId}`}, 0))`.execute(trx);
  return await readSpace(trx, userId);
}

/** Bytes that the user's documents take. */
export async function readSpace(db: Database, userId: string): Promise<number> {
  const { bytes } = await db
    .selectFrom('documents')
    .select(sql<number>`coalesce(sum(size), 0)::float8`.as('bytes'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return bytes;
}

/** Bytes that the signatures which the user has begun will take when they are made: a document each, at least as large. */
export async function readAwaitedSpace(db: Database, { userId, at }: { userId: string; at: Date }): Promise<number> {
  const { bytes } = await db
    .selectFrom('signatureRequests')
    .innerJoin('signatureItems', 'signatureItems.requestId', 'signatureRequests.id')
    .innerJoin('documents', 'documents.id', 'signatureItems.documentId')
    .select(sql<number>`coalesce(sum(documents.size), 0)::float8`.as('bytes'))
    .where('signatureRequests.userId', '=', userId)
    .where((where) =>
      where.or([
        where('signatureRequests.state', '=', 'signing'),
        where.and([
          where('signatureRequests.state', '=', 'awaiting_authorisation'),
          where('signatureRequests.expiresAt', '>', at),
        ]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return bytes;
}

/** Stores a document of which no content is there yet. */
export async function insertDocument(
  trx: Database,
  row: Omit<Document, 'storedBytes' | 'chunkCount' | 'sha256' | 'proof' | 'completedAt'>,
): Promise<Document> {
  return await trx
    .insertInto('documents')
    .values({ ...row, storedBytes: 0, chunkCount: 0, sha256: null, proof: null, completedAt: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Drops what came of an unfinished upload: it begins again. Undefined when it is whole. */
export async function beginAgain(
  trx: Database,
  { id, size, expiresAt }: { id: string; size: number; expiresAt: Date },
): Promise<Document | undefined> {
  const document = await trx
    .updateTable('documents')
    .set({ storedBytes: 0, chunkCount: 0, size, expiresAt })
    .where('id', '=', id)
    .where('completedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (document !== undefined) await trx.deleteFrom('documentChunks').where('documentId', '=', id).execute();
  return document;
}

/** Adds the next chunk, sealed; false when it is not the next one, would be too much, or the document is whole. */
export async function appendChunk(
  trx: Database,
  { id, ordinal, content, bytes }: { id: string; ordinal: number; content: Buffer; bytes: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('documents')
    .set((set) => ({ chunkCount: ordinal + 1, storedBytes: set('storedBytes', '+', bytes) }))
    .where('id', '=', id)
    .where('chunkCount', '=', ordinal)
    .where('completedAt', 'is', null)
    .where(sql<number>`stored_bytes + ${bytes}`, '<=', sql<number>`size`)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await trx.insertInto('documentChunks').values({ documentId: id, ordinal, content }).execute();
  return true;
}

/** A chunk, sealed. */
export async function findChunk(db: Database, id: string, ordinal: number): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('documentChunks')
    .select('content')
    .where('documentId', '=', id)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row?.content;
}

/** How much content there is, its digest, and what proves both. */
export type WholeContent = Pick<Document, 'id' | 'chunkCount' | 'storedBytes'> & { sha256: Buffer; proof: Buffer };

/** Declares a document whole, as long as no chunk came since it was looked at; undefined otherwise. */
export async function completeDocument(
  trx: Database,
  { id, chunkCount, storedBytes, sha256, proof, at, expiresAt }: WholeContent & { at: Date; expiresAt: Date },
): Promise<Document | undefined> {
  return await trx
    .updateTable('documents')
    .set({ sha256, proof, size: storedBytes, completedAt: at, expiresAt })
    .where('id', '=', id)
    .where('chunkCount', '=', chunkCount)
    .where('storedBytes', '=', storedBytes)
    .where('completedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Whether a signature over the document is awaited or being made. */
export async function isInUse(trx: Database, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom('signatureItems')
    .innerJoin('signatureRequests', 'signatureRequests.id', 'signatureItems.requestId')
    .select('signatureItems.requestId')
    .where('signatureItems.documentId', '=', id)
    .where('signatureRequests.state', 'in', ['awaiting_authorisation', 'signing'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Locks a document until the transaction ends, so that nobody begins to sign it while it is deleted. */
export async function lockDocuments(trx: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom('documents')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** Deletes a document and its content. */
export async function deleteDocument(trx: Database, id: string): Promise<void> {
  await trx.deleteFrom('documents').where('id', '=', id).execute();
}

/** Deletes documents whose time is over, 100 at most, and returns their number; not those that are being signed. */
export async function deleteExpired(trx: Database, at: Date): Promise<number> {
  const expired = await trx
    .selectFrom('documents')
    .select('id')
    .where('expiresAt', '<=', at)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('signatureItems')
            .innerJoin('signatureRequests', 'signatureRequests.id', 'signatureItems.requestId')
            .select('signatureItems.requestId')
            .whereRef('signatureItems.documentId', '=', 'documents.id')
            .where('signatureRequests.state', 'in', ['awaiting_authorisation', 'signing']),
        ),
      ),
    )
    .limit(100)
    .forUpdate()
    .skipLocked()
    .execute();
  const ids = expired.map(({ id }) => id);
  if (ids.length > 0) await trx.deleteFrom('documents').where('id', 'in', ids).execute();
  return ids.length;
}

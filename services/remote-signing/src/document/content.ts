import { createHash } from 'node:crypto';
import { newId } from '@countersign/runtime';
import { type Keyring, open, SealBrokenError, seal } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import { appendChunk, type Document, findChunk, insertDocument, type WholeContent } from './store.ts';

/** Largest document that is taken. */
export const maxUploadBytes = 50 * 1024 * 1024;
/** Largest piece in which content comes and lies. */
export const chunkBytes = 1024 * 1024;
/** Time in which an upload must be finished, and a signed document stored. */
export const unfinishedLifeMs = 3_600_000;

/** Where content is kept, and what it is sealed with. */
export interface ContentPlace {
  db: Kysely<RemoteSigningDatabase>;
  keyring: Keyring;
}

/** Seals a chunk to its place: it opens as no other chunk and in no other document. */
export function sealChunk(keyring: Keyring, content: Uint8Array, at: { id: string; ordinal: number }): Buffer {
  return seal(keyring, content, chunkPlace(at));
}

/** One chunk of a document; throws when it is not there or does not open. */
export async function readChunk({ db, keyring }: ContentPlace, id: string, ordinal: number): Promise<Buffer> {
  const sealed = await findChunk(db, id, ordinal);
  if (sealed === undefined) throw new Error('a chunk of a document vanished');
  return open(keyring, sealed, chunkPlace({ id, ordinal }));
}

/** Proves how much content a document has, and which: chunks prove only what they are and where they belong. */
export function proveContent(keyring: Keyring, content: Omit<WholeContent, 'proof'>): WholeContent {
  return { ...content, proof: seal(keyring, extentOf(content), proofPlace(content.id)) };
}

/** Throws unless a whole document is as it was when it became whole. */
export function requireIntact(keyring: Keyring, { proof, sha256, ...document }: Document): void {
  const intact = (given: Buffer, digest: Buffer) =>
    open(keyring, given, proofPlace(document.id)).equals(extentOf({ ...document, sha256: digest }));
  try {
    if (proof !== null && sha256 !== null && intact(proof, sha256)) return;
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
  }
  throw new Error('a document is not the one that was stored');
}

function extentOf({ chunkCount, storedBytes, sha256 }: Omit<WholeContent, 'proof' | 'id'>): Buffer {
  return Buffer.from(`${chunkCount} ${storedBytes} ${sha256.toString('hex')}`);
}

/** The content of a document, chunk by chunk. Throws when it is not the one that became whole. */
export async function* readChunks(place: ContentPlace, document: Document): AsyncGenerator<Buffer, void> {
  const { id, chunkCount } = document;
  if (document.completedAt !== null) requireIntact(place.keyring, document);
  for (let ordinal = 0; ordinal < chunkCount; ordinal += 1) {
    // One after the other: more must not lie in memory.
    // oxlint-disable-next-line no-await-in-loop
    yield await readChunk(place, id, ordinal);
  }
}

/** Digest of the content, without holding it in memory. `hash` as node:crypto names it. */
export async function digestContent(place: ContentPlace, document: Document, hash: string): Promise<Buffer> {
  const digest = createHash(hash);
  for await (const chunk of readChunks(place, document)) digest.update(chunk);
  return digest.digest();
}

/** The whole content. Throws when it is not the one whose digest was stored. */
export async function readContent(place: ContentPlace, document: Document): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readChunks(place, document)) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  const digest = createHash('sha256').update(content).digest();
  if (document.sha256 === null || !digest.equals(document.sha256)) {
    throw new Error('a document is not the one that was stored');
  }
  return content;
}

/** What a signature makes of a document. */
export interface ProducedDocument {
  userId: string;
  /** Application that had it made; null for the user himself. */
  clientId: string | null;
  name: string;
  mediaType: string;
  content: Buffer;
  /** Null for one that an application had made. */
  signatureRequestId: string | null;
}

/**
 * Stores a document that a signature made, all but its completion: until that is committed together with the signature,
 * nobody sees it, and it is swept like an unfinished upload.
 */
export async function storeProduced(
  { db, keyring }: ContentPlace,
  { content, ...produced }: ProducedDocument,
  at: Date,
): Promise<WholeContent> {
  const { id } = await insertDocument(db, {
    ...produced,
    id: newId('doc'),
    size: content.length,
    idempotencyKey: null,
    createdAt: at,
    expiresAt: new Date(at.getTime() + unfinishedLifeMs),
  });
  const chunkCount = Math.ceil(content.length / chunkBytes);
  for (let ordinal = 0; ordinal < chunkCount; ordinal += 1) {
    const chunk = content.subarray(ordinal * chunkBytes, (ordinal + 1) * chunkBytes);
    const sealed = sealChunk(keyring, chunk, { id, ordinal });
    // oxlint-disable-next-line no-await-in-loop
    const isStored = await db
      .transaction()
      .execute((trx) => appendChunk(trx, { id, ordinal, content: sealed, bytes: chunk.length }));
    if (!isStored) throw new Error('a chunk of a signed document found no place');
  }
  const sha256 = createHash('sha256').update(content).digest();
  return proveContent(keyring, { id, chunkCount, storedBytes: content.length, sha256 });
}

function proofPlace(id: string) {
  return { table: 'documents', row: id, column: 'proof' };
}

function chunkPlace({ id, ordinal }: { id: string; ordinal: number }) {
  return { table: 'document_chunks', row: `${id}/${ordinal}`, column: 'content' };
}

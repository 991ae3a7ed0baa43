import { requireIdempotencyKey } from '@countersign/db';
import { conflict, invalid, invalidField, notFound } from '@countersign/errors';
import type {
  AppendDocumentRequest,
  FinishDocumentRequest,
  StartDocumentRequest,
} from '@countersign/proto/remote-signing';
import { type Clock, newId } from '@countersign/runtime';
import { findTextFault } from '../display-text.ts';
import {
  type ContentPlace,
  chunkBytes,
  digestContent,
  maxUploadBytes,
  proveContent,
  sealChunk,
  unfinishedLifeMs,
} from './content.ts';
import {
  appendChunk,
  beginAgain,
  completeDocument,
  type Document,
  type DocumentOwner,
  findDocument,
  findDocumentByKey,
  insertDocument,
  takeSpace,
} from './store.ts';

export interface DocumentDependencies extends ContentPlace {
  clock: Clock;
  /** Days for which a document that was signed here is kept. */
  documentRetentionDays: number;
}

/** Space of one user. */
export const maxSpaceBytes = 500 * 1024 * 1024;
const dayMs = 86_400_000;
const uploadedDays = 7;
/** An application signs at once, and fetches what came of it. */
const applicationDays = 1;

/** Type and subtype (RFC 6838 4.2), in lower case; parameters say nothing that is kept. */
const mediaTypeForm = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

/**
 * Begins an upload, or begins the unfinished one with the same key again; a whole one is returned as it is. Throws
 * `DOCUMENT_INVALID`, `DOCUMENT_TOO_LARGE` or `DOCUMENT_SPACE_EXHAUSTED`.
 */
export async function startDocument(
  { db, clock }: DocumentDependencies,
  { name: given, mediaType, size, idempotencyKey: key }: StartDocumentRequest,
  { userId, clientId = null }: DocumentOwner,
): Promise<Document> {
  requireIdempotencyKey(key);
  // With a blank, which no key has: those of an application are apart from all others.
  const idempotencyKey = clientId === null ? key : `${clientId} ${key}`;
  const name = given.normalize('NFC');
  const fault = name.trim() === '' ? 'must not be empty' : findTextFault(name);
  if (fault !== undefined) throw invalidField('DOCUMENT_INVALID', '/name', fault);
  if (!mediaTypeForm.test(mediaType)) {
    throw invalidField('DOCUMENT_INVALID', '/mediaType', 'must be a media type such as application/pdf');
  }
  if (size > maxUploadBytes) throw documentTooLarge();
  // Nobody said how much comes: as much as may.
  const room = size === 0n ? maxUploadBytes : Number(size);
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + unfinishedLifeMs);
  return await db.transaction().execute(async (trx) => {
    const used = await takeSpace(trx, userId);
    const found = await findDocumentByKey(trx, { userId, clientId, idempotencyKey });
    if (found !== undefined && (found.name !== name || found.mediaType !== mediaType)) {
      throw conflict(
        'IDEMPOTENCY_KEY_REUSED',
        'this Idempotency-Key came with another request before; choose a new one',
      );
    }
    if (found?.completedAt != null) return found;
    if (used - (found?.size ?? 0) + room > maxSpaceBytes) throw spaceExhausted();
    if (found !== undefined) {
      const again = await beginAgain(trx, { id: found.id, size: room, expiresAt });
      if (again === undefined) throw new Error('an upload was finished while it began again');
      return again;
    }
    return await insertDocument(trx, {
      id: newId('doc'),
      userId,
      clientId,
      name,
      mediaType,
      size: room,
      idempotencyKey,
      signatureRequestId: null,
      createdAt: at,
      expiresAt,
    });
  });
}

/** Adds the next chunk; the last one again changes nothing. */
export async function appendToDocument(
  { db, clock, keyring }: DocumentDependencies,
  { documentId: id, ordinal, content }: AppendDocumentRequest,
  owner: DocumentOwner,
): Promise<void> {
  if (content.length > chunkBytes) throw documentTooLarge();
  if (content.length === 0) throw invalidField('DOCUMENT_INVALID', '/content', 'must not be empty');
  const sealed = sealChunk(keyring, content, { id, ordinal });
  const find = () => findDocument(db, { id, ...owner, at: clock.now() });
  if ((await find()) === undefined) throw documentNotFound();
  const isStored = await db
    .transaction()
    .execute((trx) => appendChunk(trx, { id, ordinal, content: sealed, bytes: content.length }));
  if (isStored) return;
  const document = await find();
  if (document === undefined) throw documentNotFound();
  if (document.completedAt !== null) throw conflict('DOCUMENT_WRONG_STATE', 'this document is whole already');
  // Its answer got lost, and it comes again.
  if (document.chunkCount === ordinal + 1) return;
  if (document.chunkCount !== ordinal) throw conflict('CHUNK_OUT_OF_ORDER', 'another part of this document is due');
  throw document.size === maxUploadBytes
    ? documentTooLarge()
    : invalid('DOCUMENT_INVALID', 'the document is longer than was announced');
}

/** Ends an upload; repeating changes nothing. Throws `DOCUMENT_INVALID` for one that is not what its sender saw. */
export async function finishDocument(
  deps: DocumentDependencies,
  { documentId: id, sha256: seen }: FinishDocumentRequest,
  owner: DocumentOwner,
): Promise<Document> {
  const { db, clock, keyring } = deps;
  const at = clock.now();
  const document = await findDocument(db, { id, ...owner, at });
  if (document === undefined) throw documentNotFound();
  if (document.storedBytes === 0) throw invalid('DOCUMENT_INVALID', 'the document is empty');
  // Over what is stored: only that is ever given out and signed.
  const sha256 = document.sha256 ?? (await digestContent(deps, document, 'sha256'));
  if (seen.length > 0 && !seen.equals(sha256)) {
    throw invalid('DOCUMENT_INVALID', 'what arrived is not what was sent; send the document again');
  }
  if (document.completedAt !== null) return document;
  const days = document.clientId === null ? uploadedDays : applicationDays;
  const expiresAt = new Date(at.getTime() + days * dayMs);
  const whole = await completeDocument(db, { ...proveContent(keyring, { ...document, sha256 }), at, expiresAt });
  if (whole === undefined) throw conflict('DOCUMENT_WRONG_STATE', 'this document is being uploaded by another request');
  return whole;
}

/** When a document that was signed at a moment is deleted. */
export function signedExpiry({ documentRetentionDays }: DocumentDependencies, at: Date): Date {
  return new Date(at.getTime() + documentRetentionDays * dayMs);
}

/** When a document that an application had made at a moment is deleted, unless it does so before. */
export function applicationExpiry(at: Date): Date {
  return new Date(at.getTime() + applicationDays * dayMs);
}

/** The answer for a document that is unknown or another's. */
export function documentNotFound(): Error {
  return notFound('DOCUMENT_NOT_FOUND', 'no such document');
}

/** The answer to a document, or to several together, that are too much. */
export function documentTooLarge(detail = 'a document has at most 50 MiB'): Error {
  return invalid('DOCUMENT_TOO_LARGE', detail);
}

/** The answer to somebody who has too much stored. */
export function spaceExhausted(): Error {
  return conflict('DOCUMENT_SPACE_EXHAUSTED', 'your documents take all of your space; delete some of them');
}

import { createHash } from 'node:crypto';
import { appendAudit } from '@countersign/audit';
import { type Db, fingerprintOf, requireIdempotencyKey } from '@countersign/db';
import { conflict, invalid } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import type { CreateSignatureRequestRequest } from '@countersign/proto/remote-signing';
import { newId } from '@countersign/runtime';
import { seal } from '@countersign/sealing';
import { requireValidationCurrent } from '../credential/usable.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import { digestContent } from '../document/content.ts';
import {
  type Document,
  findDocument,
  lockDocuments,
  readAwaitedSpace,
  readSpace,
  takeSpace,
} from '../document/store.ts';
import { documentNotFound, documentTooLarge, maxSpaceBytes, spaceExhausted } from '../document/upload.ts';
import { hashOf, signedAttributes } from '../format/cms.ts';
import { openSigningChallenge } from './challenge.ts';
import { maxTotalBytes, readContent, type SignatureContent, type WantedSignature } from './content.ts';
import { type ActiveCredential, getActiveCredential } from './credential.ts';
import type { SignatureDependencies } from './dependencies.ts';
import { preparePdfAddition } from './pdf-addition.ts';
import {
  findSignatureRequestByKey,
  insertSignatureRequest,
  type SignatureItem,
  type SignatureRequest,
  setChallenge,
} from './store.ts';
import type { HashAlgorithm } from './tables.ts';

/** Until the second factor says when its challenge ends. */
const defaultLifeMs = 300_000;

/**
 * Prepares signatures and opens the challenge that authorises them all, or goes on with what was prepared before with the
 * same key. What the second factor authorises for a document is the digest of the signed attributes over exactly the bytes
 * that are stored: for a PDF, the document with its signature field.
 */
export async function createSignatureRequest(
  deps: SignatureDependencies,
  request: CreateSignatureRequestRequest,
  userId: string,
): Promise<SignatureRequest> {
  const { db } = deps;
  const { credentialId, idempotencyKey } = request;
  requireIdempotencyKey(idempotencyKey);
  const content = readContent(request.content);
  const key = { userId, idempotencyKey };
  const fingerprint = fingerprintOf({ credentialId, content });

  let found = await findSignatureRequestByKey(db, key);
  if (found === undefined) {
    const credential = await getActiveCredential(deps, { id: credentialId, userId });
    const wanted = content.kind === 'digests' ? content.digests : content.documents;
    requireAllowed(credential, wanted.length);
    await requireValidationCurrent(deps, userId);
    await prepare(deps, { key, fingerprint, content, credential });
    found = await findSignatureRequestByKey(db, key);
  }
  if (found === undefined) throw new Error('a signature request vanished');
  if (!found.fingerprint.equals(fingerprint)) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came with another request before; choose a new one');
  }
  if (found.challengeId !== null || found.state !== 'awaiting_authorisation') return found;
  return await openChallenge(deps, found);
}

/** Where what preparing added to a PDF is sealed to. */
export function additionPlace({ requestId, ordinal }: { requestId: string; ordinal: number }) {
  return { table: 'signature_items', row: `${requestId}/${ordinal}`, column: 'addition' };
}

interface Prepared {
  digests: Buffer[];
  hashAlgorithm: HashAlgorithm;
  labels: string[];
  items: (SignatureItem & { addition: Buffer | null })[];
  /** Bytes of the documents together. */
  total: number;
}

async function prepare(
  deps: SignatureDependencies,
  {
    key,
    fingerprint,
    content,
    credential,
  }: {
    key: { userId: string; idempotencyKey: string };
    fingerprint: Buffer;
    content: SignatureContent;
    credential: ActiveCredential;
  },
): Promise<void> {
  const createdAt = deps.clock.now();
  const id = newId('sig');
  const { items, total, ...signed }: Prepared =
    content.kind === 'digests'
      ? { total: 0, digests: content.digests, labels: content.labels, hashAlgorithm: content.hashAlgorithm, items: [] }
      : await prepareDocuments(deps, { id, userId: key.userId, wanted: content.documents, credential, at: createdAt });
  const request = {
    ...key,
    ...signed,
    id,
    credentialId: credential.id,
    fingerprint,
    hasDocument: items.length > 0,
    expiresAt: new Date(createdAt.getTime() + defaultLifeMs),
    createdAt,
  };
  await deps.db.transaction().execute(async (trx) => {
    const documentIds = [...new Set(items.map(({ documentId }) => documentId))];
    if (documentIds.length > 0 && (await lockDocuments(trx, documentIds)).length < documentIds.length) {
      throw documentNotFound();
    }
    if (documentIds.length > 0) {
      // Once more: others may have been begun while the documents were read.
      await takeSpace(trx, key.userId);
      await requireSpace(trx, { userId: key.userId, at: createdAt, total });
    }
    const rows = items.map(({ appearance, ...item }) => ({
      ...item,
      appearance: appearance === null ? null : JSON.stringify(appearance),
    }));
    if (!(await insertSignatureRequest(trx, request, rows))) return;
    await appendAudit(trx, {
      stream: credential.id,
      actor: key.userId,
      action: 'signature.requested',
      subject: id,
      detail: { digests: request.digests.length, document: request.hasDocument },
      at: createdAt,
    });
  });
}

async function prepareDocuments(
  deps: SignatureDependencies,
  {
    id,
    userId,
    wanted,
    credential,
    at,
  }: { id: string; userId: string; wanted: readonly WantedSignature[]; credential: ActiveCredential; at: Date },
): Promise<Prepared> {
  const documents = await findDocuments(deps, { userId, wanted, at });
  const prepared: Prepared = {
    digests: [],
    labels: [],
    items: [],
    total: documents.reduce((sum, { document }) => sum + document.size, 0),
    hashAlgorithm: hashOf(credential.algorithm) === 'sha384' ? 'SHA-384' : 'SHA-256',
  };
  for (const [ordinal, { document, signature }] of documents.entries()) {
    const place = { requestId: id, ordinal };
    const work = () => prepareDocument(deps, { document, signature, credential, place, at });
    // One after the other: each is in memory as a whole.
    // oxlint-disable-next-line no-await-in-loop
    const { item, messageDigest } = await deps.documentWork.run(work, findContext()?.signal);
    const attributes = signedAttributes({
      messageDigest,
      certificate: credential.chain[0],
      ...(item.format === 'cades' ? { signingTime: at } : {}),
    });
    prepared.digests.push(createHash(hashOf(credential.algorithm)).update(attributes).digest());
    prepared.labels.push(signature.label === '' ? document.name : signature.label);
    prepared.items.push(item);
  }
  return prepared;
}

/** The documents that are to be signed. Throws when one is missing, or they are too much together. */
async function findDocuments(
  { db }: SignatureDependencies,
  { userId, wanted, at }: { userId: string; wanted: readonly WantedSignature[]; at: Date },
): Promise<{ document: Document; signature: WantedSignature }[]> {
  const found: { document: Document; signature: WantedSignature }[] = [];
  for (const signature of wanted) {
    // oxlint-disable-next-line no-await-in-loop
    const document = await findDocument(db, { id: signature.documentId, userId, at });
    if (document === undefined) throw documentNotFound();
    if (document.completedAt === null) throw conflict('DOCUMENT_WRONG_STATE', 'a document is not whole yet');
    found.push({ document, signature });
  }
  const total = found.reduce((sum, { document }) => sum + document.size, 0);
  if (total > maxTotalBytes) throw documentTooLarge('the documents of one signature have at most 100 MiB together');
  await requireSpace(db, { userId, at, total });
  return found;
}

/** Throws `DOCUMENT_SPACE_EXHAUSTED` unless there is room for as many bytes beside all that is there and is being signed. */
async function requireSpace(
  db: Db<RemoteSigningDatabase>,
  { userId, at, total }: { userId: string; at: Date; total: number },
): Promise<void> {
  const taken = (await readSpace(db, userId)) + (await readAwaitedSpace(db, { userId, at }));
  if (taken + total > maxSpaceBytes) throw spaceExhausted();
}

async function prepareDocument(
  deps: SignatureDependencies,
  {
    document,
    signature,
    credential,
    place,
    at,
  }: {
    document: Document;
    signature: WantedSignature;
    credential: ActiveCredential;
    place: { requestId: string; ordinal: number };
    at: Date;
  },
): Promise<{ item: Prepared['items'][number]; messageDigest: Buffer }> {
  const { level, reason, location, appearance } = signature;
  const hash = hashOf(credential.algorithm);
  const common = {
    ...place,
    documentId: document.id,
    level,
    reason,
    location,
    appearance: appearance ?? null,
    claimedAt: at,
    signedDocumentId: null,
  };
  const format = signature.format === '' ? usualFormat(document) : signature.format;
  if (format === 'cades') {
    const messageDigest = await digestContent(deps, document, hash);
    return { item: { ...common, format, addition: null, contentsStart: null, contentsEnd: null }, messageDigest };
  }
  const { ordinal } = place;
  const wish = { credential, level, reason, location, at, appearance, ordinal };
  const { addition, messageDigest } = await preparePdfAddition(deps, document, wish);
  const { bytes, ...contents } = addition;
  const item = { ...common, format, addition: seal(deps.keyring, bytes, additionPlace(place)), ...contents };
  return { item, messageDigest };
}

function usualFormat({ mediaType }: Document) {
  return mediaType === 'application/pdf' ? 'pades' : 'cades';
}

/** The second factor returns the same challenge for the same request, however often it is asked. */
async function openChallenge(deps: SignatureDependencies, request: SignatureRequest): Promise<SignatureRequest> {
  const { id, userId, credentialId, digests, labels } = request;
  const credential = await getActiveCredential(deps, { id: credentialId, userId });
  const challenge = await openSigningChallenge(deps, credential, { operationId: id, digests, labels, signatures: 0 });
  await setChallenge(deps.db, id, challenge);
  return { ...request, ...challenge };
}

/** Before anything is prepared: the signer would refuse it only once the code is used up. */
function requireAllowed({ policy: { maxDigests } }: ActiveCredential, wanted: number): void {
  if (wanted > maxDigests) {
    throw invalid('TOO_MANY_DIGESTS', `this credential signs at most ${maxDigests} at a time`);
  }
}

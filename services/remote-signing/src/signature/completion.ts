import { createHash } from 'node:crypto';
import { open } from '@countersign/sealing';
import { digestContent, readContent, storeProduced } from '../document/content.ts';
import { type Document, findDocument } from '../document/store.ts';
import { hashOf, signedAttributes, signedData } from '../format/cms.ts';
import { byteRangeDigest, embedSignature, type PreparedPdf } from '../format/signed-pdf.ts';
import { additionPlace } from './creation.ts';
import type { ActiveCredential } from './credential.ts';
import type { SignatureDependencies } from './dependencies.ts';
import {
  createValidationDataSource,
  getTimestamp,
  type ValidationData,
  type ValidationDataSource,
} from './evidence.ts';
import { findAddition, type SignatureItem, type SignatureRequest } from './store.ts';
import type { SignatureLevel } from './tables.ts';

/** A signed document that is stored, and still waits to be declared whole. */
type StoredResult = Awaited<ReturnType<typeof storeProduced>>;

interface Completion {
  request: SignatureRequest;
  items: readonly SignatureItem[];
  credential: ActiveCredential;
  /** In the order of the documents. */
  signatures: readonly Buffer[];
}

/**
 * Makes a document of each signature: the PDF with the signature in it, or the detached signature as a file; with what its
 * level asks for. Each is looked at first whether it is still the one that was authorised.
 */
export async function completeDocuments(
  deps: SignatureDependencies,
  { request, items, credential, signatures }: Completion,
): Promise<StoredResult[]> {
  const validationData = createValidationDataSource(deps);
  const results: StoredResult[] = [];
  for (const [index, item] of items.entries()) {
    const [digest, signature] = [request.digests[index], signatures[index]];
    if (digest === undefined || signature === undefined) throw new Error('a document has no digest or no signature');
    // Before the document is read: a time-stamp may take a minute.
    // oxlint-disable-next-line no-await-in-loop
    const evidence = await collectEvidence(deps, { level: item.level, signature, credential, validationData });
    const work = { userId: request.userId, item, credential, digest, signature, evidence };
    const complete = item.format === 'pades' ? completePdf : completeDetached;
    // One after the other: each is in memory as a whole.
    // oxlint-disable-next-line no-await-in-loop
    results.push(await deps.documentWork.run(() => complete(deps, work)));
  }
  return results;
}

/** What the level of a signature asks for beside it. */
export interface Evidence {
  timestampToken?: Buffer;
  validationData?: ValidationData;
}

interface Work {
  userId: string;
  item: SignatureItem;
  credential: ActiveCredential;
  digest: Buffer;
  signature: Buffer;
  evidence: Evidence;
}

/** Collects what the level of a signature asks for. Throws as `getTimestamp` and `ValidationDataSource` do. */
export async function collectEvidence(
  deps: Pick<SignatureDependencies, 'clients' | 'retryAfterMs'>,
  {
    level,
    signature,
    credential,
    validationData,
  }: {
    level: SignatureLevel;
    signature: Buffer;
    credential: Pick<ActiveCredential, 'chain'>;
    validationData: ValidationDataSource;
  },
): Promise<Evidence> {
  if (level === 'B-B') return {};
  const timestampToken = await getTimestamp(deps, signature);
  if (level === 'B-T') return { timestampToken };
  return { timestampToken, validationData: await validationData.collect(credential.chain, timestampToken) };
}

async function completePdf(deps: SignatureDependencies, work: Work): Promise<StoredResult> {
  const { item, credential } = work;
  const document = await getDocument(deps, work);
  const prepared = await rebuild(deps, document, item);
  const attributes = requireAuthorised(work, byteRangeDigest(prepared, hashOf(credential.algorithm)));
  const content = await assemblePdf(deps, prepared, { ...work, attributes });
  return await store(deps, work, { name: document.name, mediaType: document.mediaType, content });
}

/** A signature, what it is over, and what its level asks for beside it. */
export interface SignatureParts {
  credential: Pick<ActiveCredential, 'algorithm' | 'embedded'>;
  /** As `signedAttributes` made them. */
  attributes: Buffer;
  signature: Buffer;
  evidence: Evidence;
}

/** The signature for a PDF, whose validation data stand in the PDF itself. */
export function assembleForPdf({ credential, attributes, signature, evidence }: SignatureParts): Buffer {
  const { timestampToken } = evidence;
  const { algorithm, embedded: certificates } = credential;
  return signedData({ algorithm, attributes, signature, certificates, ...(timestampToken && { timestampToken }) });
}

/** The signed PDF, with the validation data that its level asks for. */
export async function assemblePdf(
  { pdfs }: Pick<SignatureDependencies, 'pdfs'>,
  prepared: PreparedPdf,
  parts: SignatureParts,
): Promise<Buffer> {
  const { contentsStart, contentsEnd } = prepared;
  const { validationData } = parts.evidence;
  const content = embedSignature(prepared, assembleForPdf(parts));
  if (validationData === undefined) return content;
  return await pdfs.addValidationData({ content, contentsStart, contentsEnd, ...validationData });
}

/** A signature by itself (CAdES), with the content in it where that is given. */
export function assembleCms(
  { credential, attributes, signature, evidence: { timestampToken, validationData } }: SignatureParts,
  content?: Buffer,
): Buffer {
  const [signer, ...authorities] = credential.embedded;
  const others = [...authorities, ...(validationData?.certificates ?? [])].filter((each) => !each.equals(signer));
  return signedData({
    algorithm: credential.algorithm,
    attributes,
    signature,
    certificates: [signer, ...others],
    ...(content === undefined ? {} : { content }),
    ...(timestampToken === undefined ? {} : { timestampToken }),
    ...(validationData === undefined ? {} : { revocation: { ocsps: validationData.ocsps, crls: validationData.crls } }),
  });
}

async function completeDetached(deps: SignatureDependencies, work: Work): Promise<StoredResult> {
  const { credential } = work;
  const document = await getDocument(deps, work);
  const attributes = requireAuthorised(work, await digestContent(deps, document, hashOf(credential.algorithm)));
  const content = assembleCms({ ...work, attributes });
  const name = `${document.name.slice(0, 251)}.p7s`;
  return await store(deps, work, { name, mediaType: 'application/pkcs7-signature', content });
}

async function getDocument({ db }: SignatureDependencies, { userId, item }: Work): Promise<Document> {
  // Its time may be over: it is kept for as long as it is being signed.
  const document = await findDocument(db, { id: item.documentId, userId, at: new Date(0) });
  if (document === undefined) throw new Error('a document vanished while it was signed');
  return document;
}

/** The prepared PDF: what was uploaded, and what preparing added behind it. */
async function rebuild(deps: SignatureDependencies, document: Document, item: SignatureItem): Promise<PreparedPdf> {
  const { contentsStart, contentsEnd } = item;
  const addition = await findAddition(deps.db, item);
  if (addition === null || contentsStart === null || contentsEnd === null) {
    throw new Error('what was prepared of a document vanished');
  }
  const content = await readContent(deps, document);
  const bytes = Buffer.concat([content, open(deps.keyring, addition, additionPlace(item))]);
  return { bytes, contentsStart, contentsEnd };
}

/** The signed attributes over a content, if they are those whose digest was authorised. */
function requireAuthorised({ item, credential, digest }: Work, messageDigest: Buffer): Buffer {
  const attributes = signedAttributes({
    messageDigest,
    certificate: credential.chain[0],
    ...(item.format === 'cades' ? { signingTime: item.claimedAt } : {}),
  });
  if (!createHash(hashOf(credential.algorithm)).update(attributes).digest().equals(digest)) {
    throw new Error('the prepared document is not the one that was authorised');
  }
  return attributes;
}

async function store(
  deps: SignatureDependencies,
  { userId, item }: Work,
  result: { name: string; mediaType: string; content: Buffer },
): Promise<StoredResult> {
  return await storeProduced(
    deps,
    { userId, clientId: null, signatureRequestId: item.requestId, ...result },
    deps.clock.now(),
  );
}

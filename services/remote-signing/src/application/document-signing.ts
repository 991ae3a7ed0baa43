import { createHash } from 'node:crypto';
import { conflict, DomainError } from '@countersign/errors';
import type {
  ApplicationValidationData,
  SignDocumentsRequest,
  SignDocumentsResponse,
  SignedApplicationDocument,
} from '@countersign/proto/signing-application';
import { digestContent, readContent, storeProduced } from '../document/content.ts';
import { completeDocument, type Document, findDocument, readSpace } from '../document/store.ts';
import {
  applicationExpiry,
  documentNotFound,
  documentTooLarge,
  maxSpaceBytes,
  spaceExhausted,
} from '../document/upload.ts';
import { hashOf, signedAttributes } from '../format/cms.ts';
import { assembleCms, assembleForPdf, assemblePdf, collectEvidence, type Evidence } from '../signature/completion.ts';
import { maxTotalBytes } from '../signature/content.ts';
import { createValidationDataSource, type ValidationData } from '../signature/evidence.ts';
import { type PdfAddition, preparePdfAddition } from '../signature/pdf-addition.ts';
import { requireSignatures, signAtSigner } from '../signature/signer-calls.ts';
import { atSigner } from './authorisation-store.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import { recordSigning, type SigningUse } from './signing.ts';
import { documentNotAuthorised, hashNameOf, readWantedDocuments, type WantedDocument } from './wanted-documents.ts';

interface PreparedItem {
  wanted: WantedDocument;
  /** What was authorised: of the document as it is, or of its content. */
  digest: Buffer;
  attributes: Buffer;
  /** Absent for a digest. */
  document?: Document;
  /** Only for PAdES of a document. */
  addition?: PdfAddition;
}

/** Documents that wait for their signatures. */
export interface PreparedDocuments {
  signing: SigningUse;
  handle: string;
  withValidationData: boolean;
  items: PreparedItem[];
}

/**
 * Checks documents and prepares them for their signatures; nothing is used up by it. Throws as `SignDocuments` says, but for
 * what the signer finds.
 */
export async function prepareDocuments(
  deps: ApplicationDependencies,
  signing: SigningUse,
  { documents, handle, withValidationData }: SignDocumentsRequest,
): Promise<PreparedDocuments> {
  const wanted = readWantedDocuments(documents, signing);
  const at = deps.clock.now();
  const found = await findDocuments(deps, signing, { wanted, at });
  const items: PreparedItem[] = [];
  for (const [ordinal, each] of wanted.entries()) {
    const document = found[ordinal];
    const work = { wanted: each, ordinal, at, signing };
    // One after the other: each is in memory as a whole.
    // oxlint-disable-next-line no-await-in-loop
    items.push(document === undefined ? prepareDigest(work) : await prepareDocument(deps, { ...work, document }));
  }
  return { signing, handle, withValidationData, items };
}

/**
 * Signs prepared documents, all or none, and makes what was asked for of them. Throws `DOCUMENT_NOT_AUTHORISED`, as
 * `signHashes` does, and `SIGNATURE_INTERRUPTED` for signatures that were made and could not be completed.
 */
export async function signPrepared(
  deps: ApplicationDependencies,
  { signing, handle, withValidationData, items }: PreparedDocuments,
): Promise<SignDocumentsResponse> {
  const { use, authorisation, credential } = signing;
  const { signatures, receipt } = await atSigner(() =>
    signAtSigner(deps, {
      keyId: credential.id,
      handle,
      digests: items.map(({ digest }) => digest),
      hashAlgorithm: authorisation.hashAlgorithm,
      clientId: use.client.id,
      signedAttributes: items.map(({ attributes }) => attributes),
    }),
  ).catch((error: unknown) => {
    const isOther = error instanceof DomainError && error.reason === 'DIGESTS_NOT_AUTHORISED';
    throw isOther ? documentNotAuthorised({ cause: error }) : error;
  });
  const hash = hashOf(credential.algorithm);
  const digests = items.map(({ attributes }) => createHash(hash).update(attributes).digest());
  await requireSignatures(credential, { hash: hashNameOf(credential), digests, signatures });
  await recordSigning(deps, signing, { receipt, count: items.length });
  try {
    return await complete(deps, { signing, withValidationData, items }, signatures);
  } catch (error) {
    if (!(error instanceof DomainError) || !error.transient) throw error;
    throw conflict('SIGNATURE_INTERRUPTED', 'the signature was interrupted; prepare it anew', { cause: error });
  }
}

/** The documents that are wanted, in their order; undefined for digests. */
async function findDocuments(
  { db }: ApplicationDependencies,
  { use }: SigningUse,
  { wanted, at }: { wanted: readonly WantedDocument[]; at: Date },
): Promise<(Document | undefined)[]> {
  const owner = { userId: use.actor.userId, clientId: use.client.id };
  const found = await Promise.all(
    wanted.map(async (each) => {
      if (each.kind === 'digest') return undefined;
      const document = await findDocument(db, { id: each.documentId, ...owner, at });
      if (document?.completedAt == null) throw documentNotFound();
      return document;
    }),
  );
  const total = found.reduce((sum, document) => sum + (document?.size ?? 0), 0);
  if (total > maxTotalBytes) throw documentTooLarge('documents that are signed together have at most 100 MiB');
  if (total > 0 && (await readSpace(db, owner.userId)) + total > maxSpaceBytes) throw spaceExhausted();
  return found;
}

interface Preparation {
  wanted: WantedDocument;
  ordinal: number;
  at: Date;
  signing: SigningUse;
}

function prepareDigest({ wanted, at, signing }: Preparation): PreparedItem {
  if (wanted.kind !== 'digest') throw new Error('a document was not looked for');
  const { digest } = wanted;
  return { wanted, digest, attributes: attributesOf({ wanted, at, signing }, digest) };
}

async function prepareDocument(
  deps: ApplicationDependencies,
  { document, ...work }: Preparation & { document: Document },
): Promise<PreparedItem> {
  const { wanted, signing } = work;
  const hash = hashOf(signing.credential.algorithm);
  const authorised = signing.authorisation.hashAlgorithm.replace('-', '').toLowerCase();
  const digest = await digestContent(deps, document, authorised);
  if (wanted.format === 'cades') {
    const messageDigest = authorised === hash ? digest : await digestContent(deps, document, hash);
    return { wanted, digest, document, attributes: attributesOf(work, messageDigest) };
  }
  if (wanted.kind === 'digest') throw new Error('of a digest no PDF is prepared');
  const { level, reason, location } = wanted;
  const wish = { credential: signing.credential, level, reason, location, at: work.at, ordinal: work.ordinal };
  const prepare = async () => await preparePdfAddition(deps, document, wish);
  const { addition, messageDigest } = await deps.documentWork.run(prepare);
  return { wanted, digest, document, addition, attributes: attributesOf(work, messageDigest) };
}

function attributesOf({ wanted, at, signing }: Omit<Preparation, 'ordinal'>, messageDigest: Buffer): Buffer {
  const { format, signingTime = at } = wanted;
  const [certificate] = signing.credential.chain;
  return signedAttributes({ messageDigest, certificate, ...(format === 'cades' ? { signingTime } : {}) });
}

async function complete(
  deps: ApplicationDependencies,
  { signing, withValidationData, items }: Omit<PreparedDocuments, 'handle'>,
  signatures: readonly Buffer[],
): Promise<SignDocumentsResponse> {
  const { credential } = signing;
  const validationData = createValidationDataSource(deps);
  const collected: ValidationData[] = [];
  const documents: SignedApplicationDocument[] = [];
  for (const [index, item] of items.entries()) {
    const signature = signatures[index];
    if (signature === undefined) throw new Error('a document has no signature');
    const { level } = item.wanted;
    // oxlint-disable-next-line no-await-in-loop
    const evidence = await collectEvidence(deps, { level, signature, credential, validationData });
    if (withValidationData) {
      // What was learnt for one is known for all.
      // oxlint-disable-next-line no-await-in-loop
      collected.push(
        evidence.validationData ?? (await validationData.collect(credential.chain, evidence.timestampToken)),
      );
    }
    // One after the other: each is in memory as a whole.
    // oxlint-disable-next-line no-await-in-loop
    documents.push(await deps.documentWork.run(() => finishItem(deps, signing, { item, signature, evidence })));
  }
  return { documents, responseId: '', validationData: withValidationData ? merge(collected) : undefined };
}

async function finishItem(
  deps: ApplicationDependencies,
  signing: SigningUse,
  { item, signature, evidence }: { item: PreparedItem; signature: Buffer; evidence: Evidence },
): Promise<SignedApplicationDocument> {
  const { wanted, document, addition, attributes } = item;
  const parts = { credential: signing.credential, attributes, signature, evidence };
  const none = { documentId: '', signature: Buffer.alloc(0) };
  if (document === undefined || wanted.kind === 'digest') {
    return { ...none, signature: wanted.format === 'pades' ? assembleForPdf(parts) : assembleCms(parts) };
  }
  if (addition === undefined && !wanted.attached) return { ...none, signature: assembleCms(parts) };
  const uploaded = await readContent(deps, document);
  if (addition === undefined) {
    const made = { name: `${document.name.slice(0, 251)}.p7m`, mediaType: 'application/pkcs7-mime' };
    return { ...none, documentId: await store(deps, signing, { ...made, content: assembleCms(parts, uploaded) }) };
  }
  const prepared = { ...addition, bytes: Buffer.concat([uploaded, addition.bytes]) };
  const content = await assemblePdf(deps, prepared, parts);
  const { name, mediaType } = document;
  return { ...none, documentId: await store(deps, signing, { name, mediaType, content }) };
}

/** Stores what was made, for the application alone. */
async function store(
  deps: ApplicationDependencies,
  { use }: SigningUse,
  made: { name: string; mediaType: string; content: Buffer },
): Promise<string> {
  const at = deps.clock.now();
  const owner = { userId: use.actor.userId, clientId: use.client.id };
  const stored = await storeProduced(deps, { ...owner, signatureRequestId: null, ...made }, at);
  const whole = await completeDocument(deps.db, { ...stored, at, expiresAt: applicationExpiry(at) });
  if (whole === undefined) throw new Error('a signed document vanished while it was stored');
  return whole.id;
}

/** Each value once. */
function merge(collected: readonly ValidationData[]): ApplicationValidationData {
  const once = (values: readonly Buffer[]) => [
    ...new Map(values.map((each) => [each.toString('base64'), each])).values(),
  ];
  return {
    certificates: once(collected.flatMap(({ certificates }) => certificates)),
    ocsps: once(collected.flatMap(({ ocsps }) => [...ocsps])),
    crls: once(collected.flatMap(({ crls }) => [...crls])),
  };
}

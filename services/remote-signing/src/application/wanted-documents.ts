import { DomainError, type FieldFault, forbidden, invalid, invalidField } from '@countersign/errors';
import { digestKindFromJSON } from '@countersign/proto/signer';
import type { ApplicationDocument } from '@countersign/proto/signing-application';
import { findTextFault } from '../display-text.ts';
import { hashOf } from '../format/cms.ts';
import { readDigests } from '../signature/content.ts';
import type { HashAlgorithm, SignatureFormat, SignatureLevel } from '../signature/tables.ts';
import { requireAuthorisedHash, type SigningUse } from './signing.ts';

const maxDocuments = 50;
const levels: readonly string[] = ['B-B', 'B-T', 'B-LT'];

/** What an application wants to have signed, checked: a document, or the digest of one. */
export type WantedDocument = {
  format: SignatureFormat;
  level: SignatureLevel;
  /** Moment that a CAdES signature claims; absent for now. */
  signingTime: Date | undefined;
} & (
  | { kind: 'document'; documentId: string; attached: boolean; reason: string; location: string }
  | { kind: 'digest'; digest: Buffer }
);

/**
 * Checks what an application wants to have signed against what was authorised. Throws `DOCUMENT_INVALID`, `DIGEST_INVALID`,
 * `SIGN_ALGORITHM_MISMATCH`, or `DOCUMENT_NOT_AUTHORISED` for an authorisation of another kind.
 */
export function readWantedDocuments(
  documents: readonly ApplicationDocument[],
  { authorisation, credential }: SigningUse,
): WantedDocument[] {
  if (documents.length < 1 || documents.length > maxDocuments) {
    throw invalidField('DOCUMENT_INVALID', '/documents', `must be 1 to ${maxDocuments} documents`);
  }
  const fields = documents.flatMap((document, index) =>
    faultsOf(document).map(({ pointer, detail }) => ({ pointer: `/documents/${index}${pointer}`, detail })),
  );
  if (fields.length > 0) {
    throw new DomainError('invalid', 'DOCUMENT_INVALID', 'some documents cannot be signed like that', { fields });
  }
  const wanted = documents.map((document) => read(document));
  for (const [index, { hashAlgorithm }] of wanted.entries()) {
    requireAuthorisedHash(authorisation, hashAlgorithm);
    const given = documents[index];
    if (given?.documentId === '') readDigests([{ digest: given.digest, label: '' }], hashAlgorithm);
  }
  requireKind(wanted, digestKindFromJSON(authorisation.digestKind));
  const own = hashNameOf(credential);
  if (authorisation.hashAlgorithm !== own && digestKindFromJSON(authorisation.digestKind) === 'DIGEST_KIND_CONTENT') {
    throw invalid('SIGN_ALGORITHM_MISMATCH', `this credential signs contents by their ${own} digests`);
  }
  return wanted;
}

/** Name of the hash with which a credential signs. */
export function hashNameOf({ algorithm }: SigningUse['credential']): 'SHA-256' | 'SHA-384' {
  return hashOf(algorithm) === 'sha384' ? 'SHA-384' : 'SHA-256';
}

/** The answer to a document that is not among what was authorised. */
export function documentNotAuthorised(options?: ErrorOptions): DomainError {
  const message = 'these documents are not those that were authorised; authorise their digests with their hashType';
  return forbidden('DOCUMENT_NOT_AUTHORISED', message, options);
}

/** Over the content of a document its own digest may be authorised, too, as long as nothing is prepared of it. */
function requireKind(wanted: readonly WantedDocument[], authorised: string): void {
  const isCovered = wanted.every(({ kind, format }) =>
    authorised === 'DIGEST_KIND_DOCUMENT'
      ? kind === 'document'
      : authorised === 'DIGEST_KIND_CONTENT' && (kind === 'digest' || format === 'cades'),
  );
  if (!isCovered) throw documentNotAuthorised();
}

function faultsOf(document: ApplicationDocument): FieldFault[] {
  const { documentId, digest, format, level, attached } = document;
  const texts = (['reason', 'location'] as const).flatMap((name) => {
    const isOver = document[name] !== '' && (format !== 'pades' || documentId === '');
    const detail = isOver ? 'is for documents that become a signed PDF' : findTextFault(document[name]);
    return detail === undefined ? [] : [{ pointer: `/${name}`, detail }];
  });
  const isOne = (documentId === '') !== (digest.length === 0);
  const mayAttach = format === 'cades' && documentId !== '';
  return [
    ...(isOne ? [] : [{ pointer: '/documentId', detail: 'must be a document, or the digest of one' }]),
    ...(format === 'pades' || format === 'cades' ? [] : [{ pointer: '/format', detail: 'must be pades or cades' }]),
    ...(levels.includes(level) ? [] : [{ pointer: '/level', detail: 'must be B-B, B-T or B-LT' }]),
    ...(attached && !mayAttach ? [{ pointer: '/attached', detail: 'needs a document, and cades' }] : []),
    ...(document.signingTime !== undefined && format === 'pades'
      ? [{ pointer: '/signingTime', detail: 'is for cades; in a PDF it stands beside the signature' }]
      : []),
    ...texts,
  ];
}

function read(document: ApplicationDocument): WantedDocument & { hashAlgorithm: HashAlgorithm } {
  const { documentId, digest, format, level, attached, signingTime, reason, location, hashAlgorithm } = document;
  const common = {
    format: format as SignatureFormat,
    level: level as SignatureLevel,
    signingTime,
    hashAlgorithm: hashAlgorithm as HashAlgorithm,
  };
  return documentId === ''
    ? { ...common, kind: 'digest', digest }
    : { ...common, kind: 'document', documentId, attached, reason, location };
}

import { DomainError, type FieldFault, invalidField } from '@countersign/errors';
import type {
  CreateSignatureRequestRequest,
  DocumentSignature,
  LabelledDigest,
} from '@countersign/proto/remote-signing';
import { findTextFault } from '../display-text.ts';
import type { Appearance } from '../format/appearance.ts';
import type { HashAlgorithm, SignatureFormat, SignatureLevel } from './tables.ts';

/** A document that is to be signed, and how. */
export interface WantedSignature {
  documentId: string;
  /** Empty for the one that fits the document. */
  format: SignatureFormat | '';
  level: SignatureLevel;
  /** Empty for the name of the document. */
  label: string;
  reason: string;
  location: string;
  appearance: Appearance | undefined;
}

/** What is to be signed, checked: documents that must still be prepared, or digests. */
export type SignatureContent =
  | { kind: 'documents'; documents: WantedSignature[] }
  | { kind: 'digests'; digests: Buffer[]; labels: string[]; hashAlgorithm: HashAlgorithm };

/** Documents of one request, and their bytes together. */
const maxDocuments = 50;
export const maxTotalBytes = 100 * 1024 * 1024;
/** No policy allows more. */
const maxDigests = 1000;

/** Bytes of a digest by its algorithm. */
const digestLengths: Readonly<Record<HashAlgorithm, number>> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };
const formats: readonly string[] = ['', 'pades', 'cades'];
const levels: readonly string[] = ['', 'B-B', 'B-T', 'B-LT'];

/** Checks the content of a request; throws `CONTENT_REQUIRED`, `DOCUMENT_INVALID` or `DIGEST_INVALID` with the fields. */
export function readContent(content: CreateSignatureRequestRequest['content']): SignatureContent {
  if (content === undefined) {
    throw invalidField('CONTENT_REQUIRED', '/documents', 'give documents or digests to sign');
  }
  return content.$case === 'documents'
    ? { kind: 'documents', documents: readDocuments(content.value.documents) }
    : { kind: 'digests', ...readDigests(content.value.digests, content.value.hashAlgorithm) };
}

function readDocuments(documents: readonly DocumentSignature[]): WantedSignature[] {
  if (documents.length < 1 || documents.length > maxDocuments) {
    throw invalidField('DOCUMENT_INVALID', '/documents', `must be 1 to ${maxDocuments} documents`);
  }
  const fields = documents.flatMap((document, index) =>
    faultsOf(document).map(({ pointer, detail }) => ({ pointer: `/documents/${index}${pointer}`, detail })),
  );
  if (fields.length > 0) {
    throw new DomainError('invalid', 'DOCUMENT_INVALID', 'some documents cannot be signed like that', { fields });
  }
  return documents.map(({ documentId, format, level, label, reason, location, appearance }) => ({
    documentId,
    format: format as SignatureFormat | '',
    level: level === '' ? 'B-T' : (level as SignatureLevel),
    label,
    reason,
    location,
    appearance,
  }));
}

function faultsOf({ format, level, appearance, ...texts }: DocumentSignature): FieldFault[] {
  const named = (['label', 'reason', 'location'] as const).flatMap((name) => {
    const detail = findTextFault(texts[name]);
    return detail === undefined ? [] : [{ pointer: `/${name}`, detail }];
  });
  return [
    ...named,
    ...(formats.includes(format) ? [] : [{ pointer: '/format', detail: 'must be pades or cades' }]),
    ...(levels.includes(level) ? [] : [{ pointer: '/level', detail: 'must be B-B, B-T or B-LT' }]),
    ...(appearance === undefined ? [] : appearanceFaults(appearance, format)),
  ];
}

function appearanceFaults({ x, y, width, height }: Appearance, format: string): FieldFault[] {
  const limits = [
    ['x', x, 0, 14_400],
    ['y', y, 0, 14_400],
    ['width', width, 40, 600],
    ['height', height, 20, 400],
  ] as const;
  const faults = limits.flatMap(([name, value, least, most]) =>
    value >= least && value <= most
      ? []
      : [{ pointer: `/appearance/${name}`, detail: `must be ${least} to ${most} points` }],
  );
  return format === 'cades' ? [{ pointer: '/appearance', detail: 'is for signatures inside a PDF only' }] : faults;
}

/** Checks digests, `least` of them at least, and their names; an empty algorithm is SHA-256. Throws `DIGEST_INVALID`. */
export function readDigests(digests: readonly LabelledDigest[], algorithm: string, { least = 1 } = {}) {
  const name = algorithm === '' ? 'SHA-256' : algorithm;
  if (!Object.hasOwn(digestLengths, name)) {
    throw invalidField('DIGEST_INVALID', '/hashAlgorithm', 'must be SHA-256, SHA-384 or SHA-512');
  }
  const hashAlgorithm = name as HashAlgorithm;
  if (digests.length < least || digests.length > maxDigests) {
    throw invalidField('DIGEST_INVALID', '/digests', `must be ${least} to ${maxDigests} digests`);
  }
  const fields = digests.flatMap(({ digest, label }, index) => {
    const fault = findTextFault(label);
    return [
      ...(digest.length === digestLengths[hashAlgorithm]
        ? []
        : [{ pointer: `/digests/${index}/digest`, detail: `must be a ${hashAlgorithm} digest` }]),
      ...(fault === undefined ? [] : [{ pointer: `/digests/${index}/label`, detail: fault }]),
    ];
  });
  if (fields.length > 0) {
    throw new DomainError('invalid', 'DIGEST_INVALID', 'some digests cannot be signed', { fields });
  }
  return { digests: digests.map(({ digest }) => digest), labels: digests.map(({ label }) => label), hashAlgorithm };
}

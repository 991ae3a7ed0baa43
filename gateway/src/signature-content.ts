import { invalid, invalidField } from '@countersign/errors';
import type { CreateSignatureRequestRequest, DocumentSignature } from '@countersign/proto/remote-signing';
import { type Static, Type } from 'typebox';
import { closed, id, oneOf, text } from './schemas.ts';
import { AppearanceSchema, formats, hashAlgorithms, levels } from './signatures.ts';

const words = (description: string, example: string) => Type.Optional(text({ description, maxLength: 255, example }));

/** What is to be signed, and with which credential. */
export const OrderedSignatureSchema = closed(
  {
    credentialId: id('crd', 'the credential'),
    documents: Type.Optional(
      Type.Array(
        closed({
          documentId: id('doc', 'the document'),
          format: Type.Optional(oneOf(formats, 'By default PAdES for a PDF, CAdES for everything else.')),
          level: Type.Optional(oneOf(levels, 'B-T by default.')),
          label: words('Name for people; by default that of the document.', 'contract.pdf'),
          reason: words('Reason, written into a PDF.', 'I agree'),
          location: words('Place, written into a PDF.', 'Springfield'),
          appearance: Type.Optional(AppearanceSchema),
        }),
        {
          description: 'Documents to be signed.',
          minItems: 1,
          maxItems: 50,
          examples: [[{ documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K', level: 'B-LT', reason: 'I agree' }]],
        },
      ),
    ),
    digests: Type.Optional(
      Type.Array(
        closed({
          digest: text({
            description: 'Digest, base64.',
            maxLength: 88,
            pattern: '^[A-Za-z0-9+/]{43}=$|^[A-Za-z0-9+/]{64}$|^[A-Za-z0-9+/]{86}==$',
            example: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
          }),
          label: text({ description: 'Name for people.', maxLength: 255, example: 'contract.pdf' }),
        }),
        {
          description: 'Digests to be signed: 100, or as many as the policy of the credential allows.',
          minItems: 1,
          maxItems: 1000,
          examples: [[{ digest: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=', label: 'contract.pdf' }]],
        },
      ),
    ),
    hashAlgorithm: Type.Optional(oneOf(hashAlgorithms, 'Hash of the digests; SHA-256 by default.')),
  },
  {
    examples: [
      {
        credentialId: 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
        documents: [{ documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K', level: 'B-LT', reason: 'I agree' }],
      },
    ],
  },
);
type OrderedSignature = Static<typeof OrderedSignatureSchema>;

/** What an order says is to be signed. Throws `REQUEST_INVALID` unless it is exactly one of documents and digests. */
export function fromContentJson({
  documents,
  digests,
  hashAlgorithm,
}: OrderedSignature): NonNullable<CreateSignatureRequestRequest['content']> {
  if (documents !== undefined && digests === undefined && hashAlgorithm === undefined) {
    return { $case: 'documents', value: { documents: documents.map(fromDocumentJson) } };
  }
  if (digests !== undefined && documents === undefined) {
    const value = digests.map(({ digest, label }, index) => ({
      digest: decode(digest, `/digests/${index}/digest`),
      label,
    }));
    return { $case: 'digests', value: { digests: value, hashAlgorithm: hashAlgorithm ?? 'SHA-256' } };
  }
  const detail = 'send exactly one of documents and digests; hashAlgorithm goes with digests only';
  throw invalid('REQUEST_INVALID', detail, {
    fields: [
      { pointer: '/documents', detail },
      { pointer: '/digests', detail },
    ],
  });
}

function fromDocumentJson({
  documentId,
  appearance,
  format,
  level,
  label = '',
  reason = '',
  location = '',
}: NonNullable<OrderedSignature['documents']>[number]): DocumentSignature {
  return {
    documentId,
    format: format ?? '',
    level: level ?? '',
    label,
    reason,
    location,
    appearance,
    signedDocumentId: '',
  };
}

/** Decodes base64 (RFC 4648 4) strictly: Node skips what it does not know, and would sign something else. */
function decode(base64: string, pointer: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64)
    throw invalidField('REQUEST_INVALID', pointer, 'must be base64 with padding');
  return bytes;
}

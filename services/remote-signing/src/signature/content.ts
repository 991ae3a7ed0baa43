import { DomainError, invalidField } from '@countersign/errors';
import type { CreateSignatureRequestRequest } from '@countersign/proto/remote-signing';

/** What is to be signed, checked: a document that must still be prepared, or digests. */
export type SignatureContent =
  | { kind: 'document'; content: Buffer; label: string; reason: string }
  | { kind: 'digests'; digests: Buffer[]; labels: string[] };

const maxTextLength = 255;
const maxDigests = 100;

/** Checks the content of a request; throws `CONTENT_REQUIRED`, `DOCUMENT_INVALID` or `DIGEST_INVALID` with the fields. */
export function readContent(content: CreateSignatureRequestRequest['content']): SignatureContent {
  if (content === undefined) {
    throw invalidField('CONTENT_REQUIRED', '/document', 'give a document or digests to sign');
  }
  if (content.$case === 'documents') throw new Error('documents cannot be signed yet');
  const { digests } = content.value;
  if (digests.length < 1 || digests.length > maxDigests) {
    throw invalidField('DIGEST_INVALID', '/digests', `must be 1 to ${maxDigests} digests`);
  }
  const fields = digests.flatMap(({ digest, label }, index) => {
    const fault = textFault(label);
    return [
      ...(digest.length === 32 ? [] : [{ pointer: `/digests/${index}/digest`, detail: 'must be a SHA-256 digest' }]),
      ...(fault === undefined ? [] : [{ pointer: `/digests/${index}/label`, detail: fault }]),
    ];
  });
  if (fields.length > 0) {
    throw new DomainError('invalid', 'DIGEST_INVALID', 'some digests cannot be signed', { fields });
  }
  return {
    kind: 'digests',
    digests: digests.map(({ digest }) => digest),
    labels: digests.map(({ label }) => label),
  };
}

function textFault(text: string): string | undefined {
  if (text.length > maxTextLength) return `must be at most ${maxTextLength} characters`;
  // They would let a name pretend to be something else in a list, a viewer or the app that confirms the signature.
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
    ? 'must be on one line, without control or direction marks'
    : undefined;
}

import { DomainError } from '@countersign/errors';

/** The refusal of a document; `detail` says, as the end of a sentence, what is wrong with it. */
export function documentInvalid(detail: string, cause?: unknown): DomainError {
  return new DomainError('invalid', 'DOCUMENT_INVALID', `the document ${detail}`, {
    fields: [{ pointer: '/document', detail }],
    cause,
  });
}

import { DomainError } from '@countersign/errors';

/**
 * The refusal of a document; `detail` says, as the end of a sentence, what is wrong with it, and `place` where in what
 * was asked for it, for example `/appearance/page`. `pointer` is where the caller's request names the document;
 * what was asked for it stands beside that name.
 */
export function documentInvalid(
  detail: string,
  { cause, place = '', pointer = '/document' }: { cause?: unknown; place?: string; pointer?: string | undefined } = {},
): DomainError {
  const subject = place === '' ? 'the document' : place.slice(1).replaceAll('/', '.');
  const named = place === '' ? pointer : pointer.replace(/\/documentId$/, '');
  return new DomainError('invalid', 'DOCUMENT_INVALID', `${subject} ${detail}`, {
    fields: [{ pointer: `${named}${place}`, detail }],
    cause,
  });
}

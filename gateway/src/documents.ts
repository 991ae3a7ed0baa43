import type { Document } from '@countersign/proto/remote-signing';
import { type Static, Type } from 'typebox';
import { getPart, getTime, omitUndefined, orAbsent, toCount } from './json.ts';
import { closed, count, moment, said } from './schemas.ts';

/** Time for a call about one piece of a document. */
export const pieceLimitMs = 10_000;

/** A stored document in answers. */
export const DocumentSchema = closed(
  {
    id: said('Id of the document.', 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    name: said('Name for people.', 'contract.pdf'),
    mediaType: said('Media type.', 'application/pdf'),
    size: count('Bytes.', 48_213),
    sha256: said('SHA-256 of the content, base64.', 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='),
    createdAt: moment('When it was stored.'),
    expiresAt: moment('When it is deleted.'),
    signatureId: Type.Optional(said('Signature that made it.', 'sig_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
  },
  { title: 'Document' },
);

/** A stored document as JSON. */
export function toDocumentJson(part: Document | undefined): Static<typeof DocumentSchema> {
  const document = getPart(part, 'document');
  return omitUndefined({
    id: document.id,
    name: document.name,
    mediaType: document.mediaType,
    size: toCount(document.size),
    sha256: document.sha256.toString('base64'),
    createdAt: getTime(document.createdAt, 'created_at'),
    expiresAt: getTime(document.expiresAt, 'expires_at'),
    signatureId: orAbsent(document.signatureRequestId),
  });
}

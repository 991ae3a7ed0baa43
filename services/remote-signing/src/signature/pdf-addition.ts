import { readContent } from '../document/content.ts';
import type { Document } from '../document/store.ts';
import type { Appearance } from '../format/appearance.ts';
import { hashOf, signedDataLimit } from '../format/cms.ts';
import { byteRangeDigest } from '../format/signed-pdf.ts';
import type { ActiveCredential } from './credential.ts';
import type { SignatureDependencies } from './dependencies.ts';
import type { SignatureLevel } from './tables.ts';

/** What was added to a PDF behind what was uploaded, with room for the signature. */
export interface PdfAddition {
  bytes: Buffer;
  /** Where in the prepared PDF the signature's string begins and ends. */
  contentsStart: number;
  contentsEnd: number;
}

/** What the signature in a PDF is to be. */
export interface PdfWish {
  credential: Pick<ActiveCredential, 'algorithm' | 'signer' | 'embedded'>;
  level: SignatureLevel;
  reason: string;
  location: string;
  /** Time of signing that the PDF states. */
  at: Date;
  appearance?: Appearance | undefined;
  /** Of the document in its request, for errors. */
  ordinal: number;
}

/**
 * Prepares a stored PDF for its signature: what that adds, and the digest over all but the signature itself. What was uploaded
 * stays as it is. Throws `DOCUMENT_INVALID` for what cannot be signed.
 */
export async function preparePdfAddition(
  deps: Pick<SignatureDependencies, 'db' | 'keyring' | 'pdfs'>,
  document: Document,
  { credential, level, reason, location, at, appearance, ordinal }: PdfWish,
): Promise<{ addition: PdfAddition; messageDigest: Buffer }> {
  const content = await readContent(deps, document);
  const prepared = await deps.pdfs.prepare({
    content,
    signer: credential.signer,
    reason,
    location,
    at,
    reservedBytes: signedDataLimit(credential.embedded, { timestamped: level !== 'B-B' }),
    ...(appearance === undefined ? {} : { appearance }),
    pointer: `/documents/${ordinal}/documentId`,
  });
  const { bytes, contentsStart, contentsEnd } = prepared;
  if (!bytes.subarray(0, content.length).equals(content)) throw new Error('preparing changed the document itself');
  // A copy: of a large document only what was added stays in memory.
  const added = Buffer.from(bytes.subarray(content.length));
  const messageDigest = byteRangeDigest(prepared, hashOf(credential.algorithm));
  return { addition: { bytes: added, contentsStart, contentsEnd }, messageDigest };
}

import { createHash } from 'node:crypto';

/** A PDF with a signature field whose signature is still missing: every other byte is final. */
export interface PreparedPdf {
  bytes: Buffer;
  /** Where the hexadecimal string of the signature begins, its `<` included. */
  contentsStart: number;
  /** Where it ends, behind its `>`. */
  contentsEnd: number;
}

/** Digest of what the ByteRange covers: all but the signature's own string. `hash` is `hashOf` the key. */
export function byteRangeDigest({ bytes, contentsStart, contentsEnd }: PreparedPdf, hash: 'sha256' | 'sha384'): Buffer {
  return createHash(hash).update(bytes.subarray(0, contentsStart)).update(bytes.subarray(contentsEnd)).digest();
}

/** The signed PDF: the CMS in its place, padded with zeros. */
export function embedSignature({ bytes, contentsStart, contentsEnd }: PreparedPdf, cms: Buffer): Buffer {
  const room = contentsEnd - contentsStart - 2;
  const hex = cms.toString('hex');
  if (hex.length > room) throw new Error('the signature is larger than the room reserved for it');
  const signed = Buffer.from(bytes);
  signed.write(hex.padEnd(room, '0'), contentsStart + 1, 'latin1');
  return signed;
}

import { type PdfDict, PdfNumber, PdfString } from '@libpdf/core';
import { listOf, type ReadPdf } from './pdf-document.ts';

/** Where the parts of a signature stand. */
export interface SignedRange {
  /** Behind the last byte that is signed: the end of its revision. */
  end: number;
  /** What is signed. */
  content: [Buffer, Buffer];
  /** What the signature's string holds, padding included. */
  contents: Buffer;
}

/**
 * Reads what a signature covers (ISO 32000-1 12.8.1). It must be all of a revision from the first byte to the last, but for
 * just the string of the signature, which stands there in hexadecimal: whatever else is not covered could be exchanged.
 * Returns what is wrong otherwise.
 */
export function readSignedRange(bytes: Buffer, pdf: ReadPdf, signature: PdfDict): SignedRange | string {
  const numbers = listOf(pdf, signature, 'ByteRange').map((each) =>
    each instanceof PdfNumber ? each.value : Number.NaN,
  );
  const [start = Number.NaN, gapStart = Number.NaN, gapEnd = Number.NaN, rest = Number.NaN] = numbers;
  if (numbers.length !== 4 || !numbers.every((each) => Number.isSafeInteger(each) && each >= 0)) {
    return 'The ByteRange is not four numbers.';
  }
  const end = gapEnd + rest;
  if (start !== 0 || gapStart + 2 > gapEnd || end > bytes.length || rest === 0) {
    return 'The ByteRange does not cover one revision from its first byte to its last.';
  }
  const hex = bytes.toString('latin1', gapStart + 1, gapEnd - 1);
  const isString =
    bytes[gapStart] === 0x3c && bytes[gapEnd - 1] === 0x3e && hex.length % 2 === 0 && /^[0-9a-f]*$/i.test(hex);
  const stated = pdf.resolve(signature.get('Contents'));
  const contents = Buffer.from(hex, 'hex');
  if (!isString || !(stated instanceof PdfString) || !contents.equals(stated.bytes)) {
    return 'The ByteRange leaves out something else than the signature.';
  }
  if (!/\/Contents\s*$/.test(bytes.toString('latin1', Math.max(0, gapStart - 30), gapStart))) {
    return 'What the ByteRange leaves out is not the signature of this field.';
  }
  if (!/startxref\s+\d+\s+%%EOF\s*$/.test(bytes.toString('latin1', Math.max(0, end - 60), end))) {
    return 'What is signed does not end where a revision of the document ends.';
  }
  return { end, content: [bytes.subarray(0, gapStart), bytes.subarray(gapEnd, end)], contents };
}

import { DomainError } from '@countersign/errors';
import { PDF, PdfArray, PdfDict, type PdfObject, PdfRef } from '@libpdf/core';
import { documentInvalid } from './document-invalid.ts';

/** Largest document that is taken, in bytes. */
export const maxDocumentBytes = 50 * 1024 * 1024;

/** Changes a PDF by an incremental update: what it had before stays, byte by byte. Throws `DOCUMENT_INVALID`. */
export async function updatePdf(content: Buffer, change: (pdf: PDF) => void): Promise<Buffer> {
  if (content.subarray(0, 5).toString('latin1') !== '%PDF-') throw documentInvalid('must be a PDF');
  return await whole(async () => {
    const pdf = await PDF.load(content);
    change(pdf);
    const saved = await pdf.save({ incremental: true, subsetFonts: true });
    return Buffer.from(saved.buffer, saved.byteOffset, saved.byteLength);
  });
}

/** Runs the parser; whatever it throws is the document's fault. */
async function whole<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw documentInvalid('is damaged or not a PDF', { cause: error });
  }
}

/** Follows references until something else is there. */
export function resolve(pdf: PDF, object: PdfObject | undefined | null): PdfObject | undefined {
  let found = object ?? undefined;
  // A document may refer in circles.
  for (let step = 0; step < 8 && found instanceof PdfRef; step += 1) found = pdf.getObject(found) ?? undefined;
  return found;
}

/** What a dictionary has under a name, if it is a dictionary itself. */
export function findDict(pdf: PDF, from: PdfDict | undefined, name: string): PdfDict | undefined {
  const found = resolve(pdf, from?.get(name));
  return found instanceof PdfDict ? found : undefined;
}

/** What a dictionary has under a name, if it is an array. */
export function findArray(pdf: PDF, from: PdfDict | undefined, name: string): PdfArray | undefined {
  const found = resolve(pdf, from?.get(name));
  return found instanceof PdfArray ? found : undefined;
}

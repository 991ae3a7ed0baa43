import { randomBytes } from 'node:crypto';
import { type PDF, type PDFPage, PdfArray, PdfDict, PdfName, PdfNumber, type PdfRef, PdfString } from '@libpdf/core';
import { type Appearance, drawAppearance, type Mark, placeAppearance } from './appearance.ts';
import { documentInvalid } from './document-invalid.ts';
import { findArray, maxDocumentBytes, updatePdf } from './pdf-document.ts';
import { requireSignable } from './signable.ts';
import type { PreparedPdf } from './signed-pdf.ts';

export type { Appearance } from './appearance.ts';

/** What is to be prepared. */
export interface PreparationOrder {
  /** The PDF. */
  content: Buffer;
  /** Name of the signer, as it is shown. */
  signer: string;
  /** Written into the signature; empty for none. */
  reason: string;
  /** Written into the signature; empty for none. */
  location: string;
  /** Time of signing that the PDF states. */
  at: Date;
  /** Room for the signature. */
  reservedBytes: number;
  /** Where the signature shows; absent for one that draws nothing. */
  appearance?: Appearance;
  /** JSON pointer of the document in the caller's request, for refusals; `/document` when absent. */
  pointer?: string;
}

/**
 * Adds a signature field to a PDF as an incremental update, with room for a signature of `reservedBytes`
 * (EN 319 142-1: SubFilter ETSI.CAdES.detached, M, Name, Reason, Location). Throws `DOCUMENT_INVALID` for what is not a
 * whole PDF, is encrypted, too large, an XFA form, or was certified against changes, and for an appearance that is not on
 * one of its pages.
 */
export async function preparePdf({ content, reservedBytes, ...order }: PreparationOrder): Promise<PreparedPdf> {
  if (content.length > maxDocumentBytes) throw documentInvalid('must be a PDF of at most 50 MiB');
  const marker = randomBytes(32);
  const contents = Buffer.concat([marker, Buffer.alloc(reservedBytes - marker.length)]);
  const saved = await updatePdf(content, (pdf) => {
    requireSignable(pdf);
    addSignature(pdf, { ...order, contents });
  });
  return pinByteRange(saved, marker);
}

/** Fills a ten-digit place in the ByteRange until the real number is known. */
const unknownNumber = 9_999_999_999;

function addSignature(
  pdf: PDF,
  { contents, appearance, ...mark }: Mark & { contents: Buffer; appearance?: Appearance },
): void {
  const { signer, reason, location, at } = mark;
  const unknown = PdfNumber.of(unknownNumber);
  const signature = PdfDict.of({
    Type: PdfName.of('Sig'),
    Filter: PdfName.of('Adobe.PPKLite'),
    SubFilter: PdfName.of('ETSI.CAdES.detached'),
    ByteRange: new PdfArray([PdfNumber.of(0), unknown, unknown, unknown]),
    Contents: PdfString.fromBytes(contents),
    M: PdfString.fromString(pdfDate(at)),
    ...(signer === '' ? {} : { Name: PdfString.fromString(signer) }),
    ...(reason === '' ? {} : { Reason: PdfString.fromString(reason) }),
    ...(location === '' ? {} : { Location: PdfString.fromString(location) }),
  });
  const form = pdf.getOrCreateForm();
  const names = new Set(form.getFields().map(({ name }) => name));
  let count = 1;
  while (names.has(`Signature_${count}`)) count += 1;
  // Without an appearance, a widget without extent: the signature shows in the viewer's panel and draws nothing.
  const { page, rectangle, rotation } = appearance === undefined ? nowhere(pdf) : placeAppearance(pdf, appearance);

  // Field and widget in one object.
  const field = form.createSignatureField(`Signature_${count}`);
  const dict = field.getDict();
  dict.delete('Kids');
  dict.set('Type', PdfName.of('Annot'));
  dict.set('Subtype', PdfName.of('Widget'));
  dict.set('F', PdfNumber.of(132)); // Print and Locked.
  dict.set('P', page.ref);
  dict.set('Rect', numbers(rectangle));
  // What a screen reader says instead of the drawing.
  if (signer !== '') dict.set('TU', PdfString.fromString([signer, reason].filter(Boolean).join(', ')));
  if (appearance !== undefined) {
    dict.set('AP', PdfDict.of({ N: drawAppearance(pdf, mark, { ...appearance, rotation }) }));
    if (rotation !== 0) dict.set('MK', PdfDict.of({ R: PdfNumber.of(rotation) }));
  }
  dict.set('V', pdf.register(signature));
  annotate(pdf, page, field.getRef());
}

function nowhere(pdf: PDF): ReturnType<typeof placeAppearance> {
  const [page] = pdf.getPages();
  if (page === undefined) throw documentInvalid('has no pages');
  return { page, rectangle: [0, 0, 0, 0], rotation: 0 };
}

/** Lists the widget among the annotations of its page, as every widget must be (ISO 32000-1 12.5.2). */
function annotate(pdf: PDF, page: PDFPage, widget: PdfRef | null): void {
  if (widget === null) throw new Error('the signature field is not an object of its own');
  const annotations = findArray(pdf, page.dict, 'Annots');
  if (annotations === undefined) page.dict.set('Annots', new PdfArray([widget]));
  else annotations.push(widget);
}

/** Writes the real ByteRange over its placeholder. The random marker finds our string, whatever the document holds. */
function pinByteRange(bytes: Buffer, marker: Buffer): PreparedPdf {
  const contentsStart = bytes.lastIndexOf(`<${marker.toString('hex').toUpperCase()}`, undefined, 'latin1');
  const contentsEnd = bytes.indexOf('>', contentsStart) + 1;
  const placeholder = `[0 ${unknownNumber} ${unknownNumber} ${unknownNumber}]`;
  const rangeStart = bytes.lastIndexOf(placeholder, contentsStart, 'latin1');
  if (contentsStart < 0 || contentsEnd <= 0 || rangeStart < 0) throw new Error('the prepared PDF lacks its signature');
  const range = `[0 ${contentsStart} ${contentsEnd} ${bytes.length - contentsEnd}]`;
  bytes.write(range.padEnd(placeholder.length), rangeStart, 'latin1');
  bytes.fill('0', contentsStart + 1, contentsEnd - 1, 'latin1');
  return { bytes, contentsStart, contentsEnd };
}

function numbers(values: readonly number[]): PdfArray {
  return new PdfArray(values.map((value) => PdfNumber.of(value)));
}

function pdfDate(at: Date): string {
  return `D:${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
}

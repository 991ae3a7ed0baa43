import { randomBytes } from 'node:crypto';
import { DomainError } from '@countersign/errors';
import { PDF, type PDFPage, PdfArray, PdfDict, PdfName, PdfNumber, PdfRef, PdfString } from '@libpdf/core';
import { documentInvalid } from './document-invalid.ts';
import type { PreparedPdf } from './signed-pdf.ts';

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

/** A place on a page, in points from its lower left corner as it is read. */
export interface Appearance {
  /** From 1; 0 for the last. */
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Largest document that is taken. */
export const maxDocumentBytes = 10 * 1024 * 1024;

/**
 * Adds an invisible signature field to a PDF as an incremental update, with room for a signature of `reservedBytes`
 * (EN 319 142-1: SubFilter ETSI.CAdES.detached, M, Reason). Throws `DOCUMENT_INVALID` for what is not a whole PDF, is
 * encrypted, too large, or was certified against changes.
 */
export async function preparePdf({ content, reason, at, reservedBytes }: PreparationOrder): Promise<PreparedPdf> {
  if (content.length > maxDocumentBytes) throw documentInvalid('must be a PDF of at most 10 MiB');
  if (content.subarray(0, 5).toString('latin1') !== '%PDF-') throw documentInvalid('must be a PDF');
  const marker = randomBytes(32);
  const saved = await whole(async () => {
    const pdf = await PDF.load(content);
    requireSignable(pdf);
    addSignature(pdf, { reason, at, contents: Buffer.concat([marker, Buffer.alloc(reservedBytes - marker.length)]) });
    return Buffer.from(await pdf.save({ incremental: true }));
  });
  return pinByteRange(saved, marker);
}

/** Fills a ten-digit place in the ByteRange until the real number is known. */
const unknownNumber = 9_999_999_999;

function requireSignable(pdf: PDF): void {
  if (pdf.isEncrypted) throw documentInvalid('must not be encrypted; remove the password first');
  // A repaired document would not be the one that was sent.
  if (pdf.recoveredViaBruteForce) throw documentInvalid('is damaged; save it anew with a PDF program');
  if (pdf.getPageCount() === 0) throw documentInvalid('has no pages');
  const signed =
    pdf
      .getForm()
      ?.getSignatureFields()
      .some((field) => field.isSigned()) ?? false;
  if (signed && pdf.canSaveIncrementally() !== null) {
    throw documentInvalid('cannot take another signature without breaking the one it has');
  }
  if (forbidsChanges(pdf)) throw documentInvalid('was certified by its author against any change');
}

/** Whether a certification signature allows no change at all (ISO 32000-1 12.8.2.2, P = 1). */
function forbidsChanges(pdf: PDF): boolean {
  const resolve = (ref: PdfRef) => pdf.getObject(ref);
  const certification = pdf.getCatalog().getDict('Perms', resolve)?.getDict('DocMDP', resolve);
  const references = certification?.getArray('Reference', resolve);
  const first = references?.at(0);
  const reference = first instanceof PdfRef ? resolve(first) : first;
  if (!(reference instanceof PdfDict)) return false;
  return reference.getDict('TransformParams', resolve)?.getNumber('P', resolve)?.value === 1;
}

function addSignature(pdf: PDF, { reason, at, contents }: { reason: string; at: Date; contents: Buffer }): void {
  const unknown = PdfNumber.of(unknownNumber);
  const signature = PdfDict.of({
    Type: PdfName.of('Sig'),
    Filter: PdfName.of('Adobe.PPKLite'),
    SubFilter: PdfName.of('ETSI.CAdES.detached'),
    ByteRange: new PdfArray([PdfNumber.of(0), unknown, unknown, unknown]),
    Contents: PdfString.fromBytes(contents),
    M: PdfString.fromString(pdfDate(at)),
    ...(reason === '' ? {} : { Reason: PdfString.fromString(reason) }),
  });
  const form = pdf.getOrCreateForm();
  const names = new Set(form.getFields().map(({ name }) => name));
  let count = 1;
  while (names.has(`Signature_${count}`)) count += 1;
  const page = pdf.getPages()[0];
  if (page === undefined) throw documentInvalid('has no pages');

  // Field and widget in one object, without extent: the signature shows in the viewer's panel and draws nothing.
  const field = form.createSignatureField(`Signature_${count}`);
  const dict = field.getDict();
  dict.delete('Kids');
  dict.set('Type', PdfName.of('Annot'));
  dict.set('Subtype', PdfName.of('Widget'));
  dict.set('F', PdfNumber.of(132)); // Print and Locked.
  dict.set('P', page.ref);
  dict.set('Rect', new PdfArray([0, 0, 0, 0].map((value) => PdfNumber.of(value))));
  dict.set('V', pdf.register(signature));
  annotate(pdf, page, field.getRef());
}

/** Lists the widget among the annotations of its page, as every widget must be (ISO 32000-1 12.5.2). */
function annotate(pdf: PDF, page: PDFPage, widget: PdfRef | null): void {
  if (widget === null) throw new Error('the signature field is not an object of its own');
  const annotations = page.dict.getArray('Annots', (ref) => pdf.getObject(ref));
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

/** Runs the parser; whatever it throws is the document's fault. */
async function whole<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw documentInvalid('is damaged or not a PDF', error);
  }
}

function pdfDate(at: Date): string {
  return `D:${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
}

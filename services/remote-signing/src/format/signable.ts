import { type PDF, PdfBool, PdfDict } from '@libpdf/core';
import { documentInvalid } from './document-invalid.ts';
import { findArray, findDict, resolve } from './pdf-document.ts';

/** Throws `DOCUMENT_INVALID` for a PDF that cannot take a signature, or whose signature would not say what it seems to. */
export function requireSignable(pdf: PDF): void {
  if (pdf.isEncrypted) throw documentInvalid('must not be encrypted; remove the password first');
  // A repaired document would not be the one that was sent.
  if (pdf.recoveredViaBruteForce) throw documentInvalid('is damaged; save it anew with a PDF program');
  if (pdf.getPageCount() === 0) throw documentInvalid('has no pages');
  // What such a form shows is computed by the viewer, from data that the pages do not hold.
  if (isXfa(pdf)) throw documentInvalid('is an XFA form; print it into a plain PDF first');
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

function isXfa(pdf: PDF): boolean {
  const catalog = pdf.getCatalog();
  const needsRendering = resolve(pdf, catalog.get('NeedsRendering'));
  const form = findDict(pdf, catalog, 'AcroForm');
  return (needsRendering instanceof PdfBool && needsRendering.value) || resolve(pdf, form?.get('XFA')) !== undefined;
}

/** Whether a certification signature allows no change at all (ISO 32000-1 12.8.2.2, P = 1). */
function forbidsChanges(pdf: PDF): boolean {
  const certification = findDict(pdf, findDict(pdf, pdf.getCatalog(), 'Perms'), 'DocMDP');
  const references = findArray(pdf, certification, 'Reference');
  return Array.from({ length: references?.length ?? 0 }, (_, index) => resolve(pdf, references?.at(index))).some(
    (reference) =>
      reference instanceof PdfDict && findDict(pdf, reference, 'TransformParams')?.getNumber('P')?.value === 1,
  );
}

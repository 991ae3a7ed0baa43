import { createHash } from 'node:crypto';
import { type PDF, PdfArray, PdfDict, PdfName, type PdfObject, PdfStream } from '@libpdf/core';
import { findArray, findDict, resolve, updatePdf } from './pdf-document.ts';
import type { RevocationValues } from './revocation.ts';

/** What is to be added to a signed PDF. */
export interface ValidationDataOrder extends RevocationValues {
  /** The signed PDF. */
  content: Buffer;
  /** Where the string of the signature that the data are for begins, its `<` included. */
  contentsStart: number;
  /** Where it ends, behind its `>`. */
  contentsEnd: number;
  /** Of the signer, of the time-stamp and of OCSP, each up to the root; DER. */
  certificates: readonly Buffer[];
}

/**
 * Adds what a verifier needs when nobody can be asked any more, as an incremental update: the document security store
 * with the signature's own list in it (ISO 32000-2 12.8.4.3, EN 319 142-1 5.4.2). What the document has stays; what it
 * has already is not stored again.
 */
export async function addValidationData({
  content,
  contentsStart,
  contentsEnd,
  ...data
}: ValidationDataOrder): Promise<Buffer> {
  const key = validationKey(content, contentsStart, contentsEnd);
  const updated = await updatePdf(content, (pdf) => addSecurityStore(pdf, { ...data, key }));
  if (!updated.subarray(0, content.length).equals(content)) {
    throw new Error('the signed PDF was rewritten instead of updated');
  }
  return updated;
}

/** Upper-case SHA-1 of the signature as it stands in the PDF, its padding included (ISO 32000-2, table 262). */
function validationKey(content: Buffer, contentsStart: number, contentsEnd: number): string {
  const hex = content.subarray(contentsStart + 1, contentsEnd - 1).toString('latin1');
  const signature = Buffer.from(hex, 'hex');
  if (signature.length * 2 !== hex.length) throw new Error('there is no signature at this place');
  return createHash('sha1').update(signature).digest('hex').toUpperCase();
}

function addSecurityStore(
  pdf: PDF,
  { key, certificates, ocsps, crls }: RevocationValues & { key: string; certificates: readonly Buffer[] },
): void {
  const catalog = pdf.getCatalog();
  const old = findDict(pdf, catalog, 'DSS');
  const lists = [
    storeAll(pdf, old, { name: 'Certs', short: 'Cert', values: certificates }),
    storeAll(pdf, old, { name: 'OCSPs', short: 'OCSP', values: ocsps }),
    storeAll(pdf, old, { name: 'CRLs', short: 'CRL', values: crls }),
  ].filter(({ all }) => all.length > 0);
  const own = PdfDict.of({ Type: PdfName.of('VRI') });
  for (const { short, used } of lists) if (used.length > 0) own.set(short, new PdfArray(used));
  const byKey = new PdfDict(findDict(pdf, old, 'VRI'));
  byKey.set(key, pdf.register(own));
  const store = new PdfDict(old);
  store.set('Type', PdfName.of('DSS'));
  store.set('VRI', pdf.register(byKey));
  for (const { name, all } of lists) store.set(name, pdf.register(new PdfArray(all)));
  catalog.set('DSS', pdf.register(store));
}

/** Stores values that are not there yet. `all` is what the list then has, `used` the places of the values. */
function storeAll(
  pdf: PDF,
  old: PdfDict | undefined,
  { name, short, values }: { name: string; short: string; values: readonly Buffer[] },
): { name: string; short: string; all: PdfObject[]; used: PdfObject[] } {
  const list = findArray(pdf, old, name);
  const all: PdfObject[] = Array.from({ length: list?.length ?? 0 }, (_, index) => list?.at(index)).filter(
    (each) => each !== undefined,
  );
  const places = new Map<string, PdfObject>();
  for (const place of all) {
    const stream = resolve(pdf, place);
    if (stream instanceof PdfStream) places.set(Buffer.from(stream.getDecodedData()).toString('base64'), place);
  }
  const used = values.map((value) => {
    const known = places.get(value.toString('base64'));
    if (known !== undefined) return known;
    const place = pdf.register(PdfStream.fromDict({}, value));
    places.set(value.toString('base64'), place);
    all.push(place);
    return place;
  });
  return { name, short, all, used: [...new Set(used)] };
}

import { PDF, PdfArray, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '@libpdf/core';

/** A signature field of a PDF that has a signature (ISO 32000-1 12.7.4.5). */
export interface SignedField {
  /** Fully qualified name. */
  name: string;
  /** Signature dictionary. */
  signature: PdfDict;
}

/** A PDF, read strictly: what would have to be guessed makes it unreadable. */
export interface ReadPdf {
  catalog: PdfDict;
  trailer: PdfDict;
  resolve(object: PdfObject | null | undefined): PdfObject | undefined;
}

/** Fields that are looked at, at most. */
const fieldLimit = 20_000;

/** Reads a PDF by its cross-reference tables. Rejects when they lead nowhere, and for an encrypted one. */
export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const pdf = await PDF.load(bytes, { lenient: false });
  if (pdf.recoveredViaBruteForce || pdf.isEncrypted) throw new Error('this PDF cannot be read as it is');
  return {
    catalog: pdf.getCatalog(),
    trailer: pdf.context.info.trailer,
    resolve(object) {
      let resolved = object ?? undefined;
      // A reference may lead to another one; nobody needs many.
      for (let step = 0; resolved instanceof PdfRef && step < 8; step += 1)
        resolved = pdf.getObject(resolved) ?? undefined;
      return resolved instanceof PdfRef ? undefined : resolved;
    },
  };
}

/** The dictionary under a key, wherever it stands; undefined for anything else. */
export function findDict(pdf: ReadPdf, dict: PdfDict | undefined, key: string): PdfDict | undefined {
  const found = pdf.resolve(dict?.get(key));
  return found instanceof PdfDict ? found : undefined;
}

/** The members of an array under a key, as they stand there; none for anything else. */
export function listOf(pdf: ReadPdf, dict: PdfDict | undefined, key: string): PdfObject[] {
  const found = pdf.resolve(dict?.get(key));
  return found instanceof PdfArray ? found.toArray() : [];
}

/** The text of a name under a key; undefined for anything else. */
export function findName(pdf: ReadPdf, dict: PdfDict, key: string): string | undefined {
  const found = pdf.resolve(dict.get(key));
  return found?.type === 'name' ? found.value : undefined;
}

/** The fields that hold a signature, in the order of the form. Throws an Error for more fields than anybody has. */
export function listSignedFields(pdf: ReadPdf): SignedField[] {
  const found: SignedField[] = [];
  const seen = new Set<PdfDict>();
  const waiting = listOf(pdf, findDict(pdf, pdf.catalog, 'AcroForm'), 'Fields')
    .toReversed()
    .map((object) => ({ object, prefix: '', type: undefined as string | undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const field = pdf.resolve(next.object);
    if (!(field instanceof PdfDict) || seen.has(field)) continue;
    seen.add(field);
    if (seen.size > fieldLimit) throw new Error('this form has too many fields');
    const title = pdf.resolve(field.get('T'));
    const own = title instanceof PdfString ? title.asString() : undefined;
    const name = [next.prefix, own].filter((part) => part !== undefined && part !== '').join('.');
    const type = findName(pdf, field, 'FT') ?? next.type;
    const signature = findDict(pdf, field, 'V');
    if (type === 'Sig' && signature !== undefined) found.push({ name, signature });
    const kids = listOf(pdf, field, 'Kids').toReversed();
    waiting.push(...kids.map((object) => ({ object, prefix: name, type })));
  }
  return found;
}

/** Certificates, revocation lists and OCSP responses of the document (EN 319 142-1 5.4.2). */
export function readSecurityStore(pdf: ReadPdf): { certificates: Buffer[]; crls: Buffer[]; ocsps: Buffer[] } {
  const store = findDict(pdf, pdf.catalog, 'DSS');
  const streams = (key: string) =>
    listOf(pdf, store, key).flatMap((member) => {
      const stream = pdf.resolve(member);
      return stream instanceof PdfStream ? [Buffer.from(stream.getDecodedData())] : [];
    });
  return { certificates: streams('Certs'), crls: streams('CRLs'), ocsps: streams('OCSPs') };
}

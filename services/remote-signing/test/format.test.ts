import { createHash, verify, X509Certificate } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { DomainError } from '@countersign/errors';
import { hasWitness, itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDF } from '@libpdf/core';
import { signedAttributes } from '../src/format/cms.ts';
import { maxDocumentBytes } from '../src/format/pdf-document.ts';
import { startPdfPreparation } from '../src/format/preparation.ts';
import {
  aPdf,
  signedAt as at,
  createFormatSigner,
  type FormatSigner,
  type PdfWishes,
  signPdf,
} from './format-signers.ts';
import { certifiedPdf, onePage, pdfOf, pdfWithForm } from './pdf-samples.ts';
import { createSigningAuthority, type SigningAuthority } from './signing-authority.ts';
import { checkWithQpdf, readSignatures, rewriteWithQpdf, verifyWithOpenssl, verifyWithPdfsig } from './witnesses.ts';

const hasPdfsig = hasWitness('pdfsig') && hasWitness('certutil');
const withOpenssl = itWitnessedBy('openssl');
const withPdfsig = itWitnessedBy('pdfsig', 'certutil');
const withQpdf = itWitnessedBy('qpdf');
const pdfs = startPdfPreparation();
let authority: SigningAuthority;
let signer: FormatSigner;

beforeAll(async () => {
  authority = await createSigningAuthority();
  signer = await createFormatSigner(authority);
});

afterAll(() => pdfs.close());

async function sign(pdf: Buffer, wishes?: PdfWishes): Promise<Buffer> {
  return (await signPdf(pdfs, signer, pdf, wishes)).signed;
}

/** How many signatures pdfsig finds valid; 0 where it is not installed. */
async function validByPdfsig(pdf: Buffer): Promise<number> {
  if (!hasPdfsig) return 0;
  return (await verifyWithPdfsig(pdf, authority.chain[1])).match(/Signature is Valid/g)?.length ?? 0;
}

async function fault(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof DomainError)) throw new Error(`no refusal: ${String(error)}`, { cause: error });
  return { reason: error.reason, fields: error.fields };
}

const invalid = (detail: unknown) => ({ reason: 'DOCUMENT_INVALID', fields: [{ pointer: '/document', detail }] });

describe('a signed PDF', () => {
  it('begins with the document byte by byte, and its ByteRange covers all but the signature', async () => {
    const pdf = await aPdf();
    const signed = await sign(pdf);
    expect(signed.subarray(0, pdf.length).equals(pdf)).toBe(true);
    const [signature] = readSignatures(signed);
    const [start, length = 0, restart = 0, rest = 0] = signature?.range ?? [];
    expect([start, restart + rest]).toEqual([0, signed.length]);
    expect(signed.subarray(length, length + 1).toString()).toBe('<');
    expect(signed.subarray(restart - 1, restart).toString()).toBe('>');
    expect(signed.subarray(length + 1, restart - 1).toString()).toMatch(/^[0-9a-f]+$/);
  });

  it('is PAdES: CAdES detached, time in the PDF and no signing-time in the CMS', async () => {
    const signed = await sign(await aPdf(), { reason: 'I agree' });
    const text = signed.toString('latin1');
    expect(text).toContain('/SubFilter /ETSI.CAdES.detached');
    expect(text).toContain(`/M (D:${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z)`);
    expect(text).toContain('/Reason (I agree)');
    const hex = readSignatures(signed)[0]?.cms.toString('hex') ?? '';
    const oid = {
      messageDigest: '06092a864886f70d010904',
      signingTime: '06092a864886f70d010905',
      ess: '060b2a864886f70d010910022f',
    };
    expect([hex.includes(oid.messageDigest), hex.includes(oid.ess), hex.includes(oid.signingTime)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(hex).toContain(createHash('sha256').update(signer.certificate).digest('hex'));
  });

  withOpenssl('is accepted by openssl cms -verify with its default purpose and CAdES checks', async () => {
    const [signature] = readSignatures(await sign(await aPdf()));
    if (signature === undefined) throw new Error('no signature');
    const said = await verifyWithOpenssl(signature, { root: authority.chain[1], at });
    expect(said).toMatch(/successful/);
    const content = Buffer.from(signature.content);
    content.writeUInt8(content.readUInt8(100) ^ 1, 100);
    await expect(verifyWithOpenssl({ ...signature, content }, { root: authority.chain[1], at })).rejects.toThrow(
      /digest|verif/i,
    );
  });

  withPdfsig('is accepted by pdfsig with the root trusted', async () => {
    const said = await verifyWithPdfsig(await sign(await aPdf()), authority.chain[1]);
    expect(said).toMatch(/Signature is Valid/);
    expect(said).toMatch(/Total document signed/);
    expect(said).toMatch(/Certificate is Trusted/);
    expect(said).toMatch(/ETSI\.CAdES\.detached/);
  });

  withQpdf('is accepted by qpdf and pdfsig, whatever form the PDF had', async () => {
    const three = await aPdf('Contract', 3);
    const sources = {
      'three pages': three,
      'fifty pages': await aPdf('Clause. '.repeat(60), 50),
      'object streams': await rewriteWithQpdf(three, '--object-streams=generate'),
      linearized: await rewriteWithQpdf(three, '--linearize'),
      'a form in PDF 1.4': pdfWithForm(),
      'certified, signatures allowed': certifiedPdf(2),
      'text behind its end': Buffer.concat([three, Buffer.from('more\n')]),
    };
    for (const [name, source] of Object.entries(sources)) {
      // oxlint-disable-next-line no-await-in-loop
      const signed = await sign(source);
      // oxlint-disable-next-line no-await-in-loop
      expect([name, await checkWithQpdf(signed)]).toEqual([name, expect.stringMatching(/No syntax or stream/)]);
      // oxlint-disable-next-line no-await-in-loop
      expect([name, await validByPdfsig(signed)]).toEqual([name, hasPdfsig ? 1 : 0]);
      expect(signed.subarray(0, source.length).equals(source)).toBe(true);
    }
    const damaged = await sign(three);
    const place = damaged.lastIndexOf('startxref') + 'startxref\n'.length;
    damaged.writeUInt8(damaged.readUInt8(place) ^ 1, place);
    await expect(checkWithQpdf(damaged)).rejects.toThrow(/damaged/);
  });

  it('takes a second signature that leaves the first one whole', async () => {
    const once = await sign(await aPdf());
    const twice = await sign(once);
    expect(twice.subarray(0, once.length).equals(once)).toBe(true);
    const signatures = readSignatures(twice);
    expect(signatures).toHaveLength(2);
    for (const { cms, content } of signatures) expect(holds(cms, content)).toBe(true);
    expect(await validByPdfsig(twice)).toBe(hasPdfsig ? 2 : 0);
  });

  it('keeps its structure when the reason is written to look like a signature', async () => {
    const reason = ') /ByteRange [0 9999999999 9999999999 9999999999] /Contents <00> >> endobj (';
    const signed = await sign(await aPdf(`/ByteRange [0 9999999999 9999999999 9999999999]`), { reason });
    const signatures = readSignatures(signed);
    expect(signatures).toHaveLength(1);
    expect(signatures[0] && holds(signatures[0].cms, signatures[0].content)).toBe(true);
    expect(await validByPdfsig(signed)).toBe(hasPdfsig ? 1 : 0);
  });

  it('may be as large as is allowed, and grow beyond by what is added to it', async () => {
    const room = '<</Length 52426000>>\nstream\n'.padEnd(52_426_000, 'x');
    const large = onePage({ more: [`${room}\nendstream`] });
    expect(maxDocumentBytes - large.length).toBeLessThan(4_000);
    const { signed, ...place } = await signPdf(pdfs, signer, large);
    expect(signed.length).toBeGreaterThan(maxDocumentBytes);
    const data = { certificates: [signer.certificate], ocsps: [], crls: [] };
    const completed = await pdfs.addValidationData({ ...place, content: signed, ...data });
    expect(completed.subarray(0, signed.length).equals(signed)).toBe(true);
  });

  it('breaks when any byte that its signature covers is changed', async () => {
    const [signature] = readSignatures(await sign(await aPdf()));
    if (signature === undefined) throw new Error('no signature');
    for (const place of [0, 200, signature.content.length - 1]) {
      const content = Buffer.from(signature.content);
      content.writeUInt8(content.readUInt8(place) ^ 1, place);
      expect(holds(signature.cms, content)).toBe(false);
    }
  });
});

describe('a document is refused', () => {
  it.each<[string, () => Promise<Buffer>, RegExp]>([
    ['that is empty', async () => Buffer.alloc(0), /must be a PDF/],
    ['that is no PDF', async () => Buffer.from('hello'), /must be a PDF/],
    ['that only begins like a PDF', async () => Buffer.from('%PDF-1.7\nhello'), /damaged/],
    ['that was cut', async () => (await aPdf()).subarray(0, 700), /damaged/],
    [
      'whose cross-reference table lies',
      async () => replaced(await aPdf(), /startxref\n\d+/, 'startxref\n99999'),
      /damaged/,
    ],
    ['without pages', () => aPdf('', 0), /no pages/],
    ['that is larger than 50 MiB', async () => Buffer.concat([await aPdf(), Buffer.alloc(maxDocumentBytes)]), /50 MiB/],
    ['that is encrypted', encrypted, /encrypted/],
    [
      'that is an XFA form',
      async () => onePage({ catalog: '/AcroForm <</Fields [] /XFA 4 0 R>>', more: ['<<>>'] }),
      /XFA/,
    ],
    ['that its viewer draws anew', async () => onePage({ catalog: '/NeedsRendering true' }), /XFA/],
    ['that was certified against changes', async () => certifiedPdf(1), /certified/],
    [
      'that is linearized, so that it would be rewritten, and already signed',
      async () => linearized,
      /another signature/,
    ],
  ])('%s', async (_which, make, detail) => {
    expect(await fault(sign(await make()))).toEqual(invalid(expect.stringMatching(detail)));
  });
});

describe('a document that swells when it is unpacked', () => {
  let swollen: Buffer;

  beforeAll(() => {
    swollen = swellingPdf();
  });

  it('is given up in time, and the next one is prepared', async () => {
    const hurried = startPdfPreparation({ limitMs: 5_000 });
    const order = { signer: '', reason: '', location: '', at, reservedBytes: 4_000 };
    await hurried.prepare({ ...order, content: await aPdf() });
    const [swelling, next] = await Promise.allSettled([
      hurried.prepare({ ...order, content: swollen }),
      hurried.prepare({ ...order, content: await aPdf() }),
    ]);
    expect(swelling).toMatchObject({ status: 'rejected', reason: { reason: 'DOCUMENT_INVALID' } });
    expect(next).toMatchObject({ status: 'fulfilled' });
    await hurried.close();
  });

  it('is refused, too, when it is small and sends its reader round in circles', async () => {
    const hurried = startPdfPreparation({ limitMs: 5_000 });
    const order = { signer: '', reason: '', location: '', at, reservedBytes: 4_000 };
    const circling = onePage({ catalog: '/AcroForm <</Fields [4 0 R]>>', more: ['<</FT /Tx /V [mine) /T (A)>>'] });
    await expect(hurried.prepare({ ...order, content: circling })).rejects.toMatchObject({
      reason: 'DOCUMENT_INVALID',
    });
    expect(await hurried.prepare({ ...order, content: onePage() })).toMatchObject({ bytes: expect.any(Buffer) });
    await hurried.close();
  });

  it('does not let others pile up behind it in memory', async () => {
    const small = startPdfPreparation({ limitMs: 5_000, waitingAtMost: 2 });
    const order = { signer: '', reason: '', location: '', at, reservedBytes: 4_000 };
    const swelling = { ...order, content: swollen };
    const sound = { ...order, content: await aPdf() };
    const results = await Promise.allSettled([swelling, sound, sound, sound].map((each) => small.prepare(each)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'rejected']);
    expect(results[3]).toMatchObject({ reason: { kind: 'unavailable', reason: 'DOCUMENTS_BUSY' } });
    expect(await small.prepare(sound)).toMatchObject({ bytes: expect.any(Buffer) });
    await small.close();
  });
});

/** A PDF of half a megabyte whose pages lie in an object stream of half a gigabyte. */
function swellingPdf(): Buffer {
  const pageTree = '<</Type /Pages /Kids [3 0 R] /Count 1>>';
  const objects = `2 0 3 ${pageTree.length + 1} ${pageTree} <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>`;
  const stream = deflateSync(Buffer.concat([Buffer.from(objects), Buffer.alloc(512 * 1024 * 1024, ' ')]), { level: 1 });
  const head = Buffer.from('%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n');
  const container = Buffer.concat([
    Buffer.from(
      `4 0 obj\n<</Type /ObjStm /N 2 /First ${objects.indexOf(pageTree)} /Filter /FlateDecode /Length ${stream.length}>>\nstream\n`,
    ),
    stream,
    Buffer.from('\nendstream\nendobj\n'),
  ]);
  const xref = head.length + container.length;
  const entry = (type: number, place: number, index: number) => {
    const bytes = Buffer.from([type, 0, 0, 0, 0, index]);
    bytes.writeUInt32BE(place, 1);
    return bytes;
  };
  const table = Buffer.concat([
    entry(0, 0, 255),
    entry(1, 9, 0),
    entry(2, 4, 0),
    entry(2, 4, 1),
    entry(1, head.length, 0),
    entry(1, xref, 0),
  ]);
  return Buffer.concat([
    head,
    container,
    Buffer.from(`5 0 obj\n<</Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length ${table.length}>>\nstream\n`),
    table,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${xref}\n%%EOF\n`),
  ]);
}

/** Checks message digest and signature of a CMS without the code under test: by the places of known bytes. */
function holds(cms: Buffer, content: Buffer): boolean {
  const digest = createHash('sha256').update(content).digest();
  if (!cms.includes(digest)) return false;
  const attributes = signedAttributes({ messageDigest: digest, certificate: signer.certificate });
  const ecdsa = Buffer.from('300a06082a8648ce3d040302', 'hex');
  const start = cms.lastIndexOf(ecdsa) + ecdsa.length + 2;
  return verify('sha256', attributes, new X509Certificate(signer.certificate).publicKey, cms.subarray(start));
}

function replaced(pdf: Buffer, what: string | RegExp, by: string): Buffer {
  return Buffer.from(pdf.toString('latin1').replace(what, by), 'latin1');
}

async function encrypted(): Promise<Buffer> {
  const pdf = PDF.create();
  pdf.addPage({ size: 'a4' });
  pdf.setProtection({ userPassword: 'secret', ownerPassword: 'owner' });
  return Buffer.from(await pdf.save());
}

const linearized = pdfOf(
  [
    '<</Linearized 1 /L 1000 /H [1 1] /O 3 /E 1 /N 1 /T 1>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>',
    '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [5 0 R] /SigFlags 3>>>>',
    '<</FT /Sig /T (Signature_1) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /V 6 0 R>>',
    '<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <00>>>',
  ],
  { fromZero: false },
);

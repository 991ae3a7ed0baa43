import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDF, PdfArray, PdfDict, PdfName, PdfNumber, type PdfObject, PdfRef, PdfStream, PdfString } from '@libpdf/core';
import fc from 'fast-check';
import { startPdfPreparation } from '../src/format/preparation.ts';
import { validateDocument } from '../src/validation/document-validation.ts';
import type { SignatureReport } from '../src/validation/report.ts';
import { startDocumentValidation } from '../src/validation/validation-process.ts';
import { aPdf, signedAt, signFile, signPdf } from './format-signers.ts';
import { addTimestamp, createValidationWorld, type ValidationWorld } from './validation-world.ts';
import { readSignatures } from './witnesses.ts';

const pdfs = startPdfPreparation();
const content = Buffer.from('We agree.\n');
let world: ValidationWorld;
let signed: Buffer;
let range: number[];

beforeAll(async () => {
  world = await createValidationWorld();
  ({ signed } = await signPdf(pdfs, world.signer, await aPdf()));
  range = readSignatures(signed)[0]?.range ?? [];
});

afterAll(() => pdfs.close());

const verdict = ({ indication, subIndication }: SignatureReport) => [indication, subIndication];
const formatFailure = ['TOTAL-FAILED', 'FORMAT_FAILURE'];
const changedLater = ['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'];

/** The verdicts on a document that may also have lost its signature, which is no pass either. */
async function verdicts(document: Buffer): Promise<string[]> {
  const [issuing, root] = world.authority.chain;
  const crls = await world.lists(signedAt);
  const order = { document, content: undefined, now: signedAt, anchors: [root], authorities: [issuing, root], crls };
  const result = await validateDocument(order);
  return 'reports' in result ? result.reports.map(({ indication }) => indication) : ['none'];
}

/** The document with one more update, as an editor would save it. */
async function updated(change: (pdf: PDF) => void, pdf = signed): Promise<Buffer> {
  const read = await PDF.load(pdf);
  change(read);
  const saved = Buffer.from(await read.save({ incremental: true }));
  expect(saved.length > pdf.length && saved.subarray(0, pdf.length).equals(pdf)).toBe(true);
  return saved;
}

function firstPage(pdf: PDF): PdfDict {
  const [page] = pdf.getPages();
  if (page === undefined) throw new Error('no page');
  return page.dict;
}

/** Replaces text by text of the same length. */
function replaced(pdf: Buffer, from: string | RegExp, to: (found: string) => string): Buffer {
  const text = pdf.toString('latin1');
  const after = text.replace(from, (found) => to(found).padEnd(found.length));
  expect(after).not.toBe(text);
  expect(after).toHaveLength(text.length);
  return Buffer.from(after, 'latin1');
}

describe('an update after the signature is found out', () => {
  it.each<[string, (pdf: PDF) => void]>([
    ['that adds a page', (pdf) => void pdf.addPage({ size: 'a4' })],
    ['that draws over a page', (pdf) => pdf.getPages()[0]?.drawText('and more', { x: 50, y: 600 })],
    [
      'that puts a note over a page',
      (pdf) => {
        const note = PdfDict.of({ Type: PdfName.of('Annot'), Subtype: PdfName.of('FreeText') });
        const annotations = firstPage(pdf).getArray('Annots', (ref) => pdf.getObject(ref));
        annotations?.push(pdf.register(note));
      },
    ],
    [
      'that makes the document do something when it is opened',
      (pdf) => pdf.getCatalog().set('OpenAction', PdfName.of('Print')),
    ],
    [
      'that adds a field without a signature, which may draw',
      (pdf) => void pdf.getOrCreateForm().createSignatureField('Empty'),
    ],
    ['that takes a mark off a page', (pdf) => firstPage(pdf).set('Annots', new PdfArray([]))],
    [
      'that gives the signature another reason',
      (pdf) => {
        const [field] = pdf.getForm()?.getSignatureFields() ?? [];
        const value = field?.getDict().getDict('V', (ref) => pdf.getObject(ref));
        value?.set('Reason', PdfString.fromString('I was forced'));
      },
    ],
  ])('%s', async (_which, change) => {
    const [report, ...others] = await world.validate(await updated(change));
    expect(others).toEqual([]);
    expect(report).toMatchObject({ laterChanges: 'other', coversWholeDocument: false });
    expect(report === undefined ? [] : verdict(report)).toEqual(changedLater);
  });

  it('that only adds validation data is permitted', async () => {
    const changed = await updated((pdf) => pdf.getCatalog().set('DSS', PdfDict.of({ Certs: new PdfArray([]) })));
    expect(await world.validate(changed)).toMatchObject([{ indication: 'TOTAL-PASSED', laterChanges: 'permitted' }]);
  });

  it('that brings a page back which lay hidden in what was signed (replace by a shadow)', async () => {
    const shadowed = Buffer.from(await shadowPdf());
    const made = await signPdf(pdfs, world.signer, shadowed);
    expect((await world.validate(made.signed)).map(verdict)).toEqual([['TOTAL-PASSED', '']]);
    const hidden = made.signed.toString('latin1').indexOf('7 0 obj');
    const xref = made.signed.lastIndexOf('startxref');
    const previous = /startxref\s+(\d+)/.exec(made.signed.toString('latin1', xref))?.[1];
    const table = `xref\n4 1\n${String(hidden).padStart(10, '0')} 00000 n \n`;
    const trailer = `trailer\n<</Size 30 /Root 1 0 R /Prev ${previous}>>\nstartxref\n${made.signed.length}\n%%EOF\n`;
    const forged = Buffer.concat([made.signed, Buffer.from(table + trailer)]);
    // Object 4 is read from where object 7 stands: either it is not accepted as such, or the page is another one.
    expect(await verdicts(forged)).not.toContain('TOTAL-PASSED');
    const shown = await updated((pdf) => firstPage(pdf).set('Contents', PdfRef.of(7, 0)), made.signed);
    expect((await world.validate(shown)).map(verdict)).toEqual([changedLater]);
  });

  it('that is no update, but only bytes behind the end', async () => {
    const [report] = await world.validate(Buffer.concat([signed, Buffer.from('% more\n')]));
    expect(report).toMatchObject({ indication: 'INDETERMINATE', laterChanges: 'other' });
    const [spaced] = await world.validate(Buffer.concat([signed, Buffer.from('\r\n')]));
    expect(spaced).toMatchObject({ indication: 'TOTAL-PASSED', laterChanges: 'none' });
  });
});

describe('a ByteRange or Contents that lie', () => {
  it.each<[string, (pdf: Buffer) => Buffer]>([
    ['a range that leaves out more than the signature', (pdf) => withRange(pdf, ([a, b, c, d]) => [a, b - 10, c, d])],
    ['a range that does not begin with the document', (pdf) => withRange(pdf, ([, b, c, d]) => [1, b, c, d])],
    ['a range that ends early', (pdf) => withRange(pdf, ([a, b, c, d]) => [a, b, c, d - 8])],
    ['a range beyond the end', (pdf) => withRange(pdf, ([a, b, c, d]) => [a, b, c, d + 1])],
    ['a range that overlaps', (pdf) => withRange(pdf, ([a, b, , d]) => [a, b, b, d])],
    ['a range of three numbers', (pdf) => replaced(pdf, /\/ByteRange \[0 \d+/, (found) => found.replace(/0 /, '  '))],
    ['no range', (pdf) => replaced(pdf, '/ByteRange', () => '/BiteRange')],
    ['no signature', (pdf) => replaced(pdf, /\/Contents </, () => '/Kontents <')],
    ['an unknown kind', (pdf) => replaced(pdf, 'ETSI.CAdES.detached', () => 'ETSI.CAdES.detachde')],
    ['another string than hexadecimal', (pdf) => replaced(pdf, /\/Contents <../, () => '/Contents <zz')],
    [
      'an empty signature',
      (pdf) => replaced(pdf, /\/Contents <[0-9a-f]+/, (found) => `/Contents <${'0'.repeat(found.length - 11)}`),
    ],
  ])('%s', async (_which, change) => {
    expect((await world.validate(change(signed))).map(verdict)).toEqual([formatFailure]);
  });

  it('a signature moved aside, with other content where it stood (signature wrapping)', async () => {
    const [start = 0, length = 0, restart = 0, rest = 0] = range;
    const evil = Buffer.from('\n% what nobody signed\n');
    const moved = Buffer.concat([signed.subarray(start, restart), evil, signed.subarray(restart, restart + rest)]);
    const wrapped = withRange(moved, () => [0, length, restart + evil.length, rest]);
    expect(await verdicts(wrapped)).not.toContain('TOTAL-PASSED');
  });

  it('a signature of an older revision under another field', async () => {
    const copied = await updated((pdf) => {
      const [field] = pdf.getForm()?.getSignatureFields() ?? [];
      const value = field?.getDict().get('V');
      const copy = pdf.getOrCreateForm().createSignatureField('Signature_9').getDict();
      if (value !== undefined) copy.set('V', value);
    });
    const reports = await world.validate(copied);
    expect(reports.map(verdict)).toEqual([changedLater, formatFailure].slice(0, reports.length));
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.some(({ indication }) => indication === 'TOTAL-PASSED')).toBe(false);
  });
});

describe('what a new field draws over a page', () => {
  const rectangle = [0, 0, 600, 800].map((each) => PdfNumber.of(each));
  const ownField = (pdf: PDF) => pdf.getForm()?.getSignatureFields()[0]?.getDict();
  const ownName = (pdf: PDF) => ownField(pdf)?.getString('T')?.asString() ?? '';
  const ownValue = (pdf: PDF) => ownField(pdf)?.getRef('V') ?? PdfRef.of(0, 0);

  /** Puts a field with a drawing over the page. */
  const addField = (pdf: PDF, entries: Record<string, PdfObject>) => {
    const form = { Type: PdfName.of('XObject'), Subtype: PdfName.of('Form'), BBox: PdfArray.of(...rectangle) };
    const drawing = pdf.register(PdfStream.fromDict(form, Buffer.from('0 0 600 800 re f')));
    const field = pdf.register(
      PdfDict.of({
        Type: PdfName.of('Annot'),
        Subtype: PdfName.of('Widget'),
        FT: PdfName.of('Sig'),
        Rect: PdfArray.of(...rectangle),
        AP: PdfDict.of({ N: drawing }),
        ...entries,
      }),
    );
    const follow = (ref: PdfRef) => pdf.getObject(ref);
    pdf.getCatalog().getDict('AcroForm', follow)?.getArray('Fields', follow)?.push(field);
    firstPage(pdf).getArray('Annots', follow)?.push(field);
  };

  it('under the name and with the signature of an older one is found out', async () => {
    const forged = await updated((pdf) => addField(pdf, { T: PdfString.fromString(ownName(pdf)), V: ownValue(pdf) }));
    const reports = await world.validate(forged);
    expect(reports.map(({ laterChanges }) => laterChanges)).toEqual(['other', 'other']);
    expect(reports.map(verdict)).toEqual([changedLater, changedLater]);
  });

  it('with a time-stamp, which everybody can have, is found out', async () => {
    const appearance = { page: 0, x: 0, y: 0, width: 500, height: 300 };
    const stamped = await addTimestamp(pdfs, world, { pdf: signed, at: signedAt, appearance });
    expect((await world.validate(stamped)).map(verdict)).toEqual([changedLater, ['TOTAL-PASSED', '']]);
    const unseen = await addTimestamp(pdfs, world, { pdf: signed, at: signedAt });
    expect((await world.validate(unseen)).map(verdict)).toEqual([
      ['TOTAL-PASSED', ''],
      ['TOTAL-PASSED', ''],
    ]);
  });
});

describe('any bit', () => {
  it('of what was signed in a PDF that is turned over leaves no signature that passes', async () => {
    const [, length = 0, restart = 0, rest = 0] = range;
    const place = fc.oneof(
      fc.integer({ min: 0, max: length - 1 }),
      fc.integer({ min: restart, max: restart + rest - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const flipped = Buffer.from(signed);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        expect(await verdicts(flipped)).not.toContain('TOTAL-PASSED');
      }),
      { numRuns: 150 },
    );
  });

  it('of a PDF or CMS that is turned over never makes the validation fail itself', async () => {
    const cms = await signFile(world.signer, content, {
      timestamp: async (signature) => world.timestamp(signedAt, signature),
    });
    const crls = await world.lists(signedAt);
    const order = { content, now: signedAt, anchors: world.authority.chain, authorities: [], crls };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(cms, signed),
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        async (source, places) => {
          const flipped = Buffer.from(source);
          for (const at of places) flipped.writeUInt8((at >>> 8) & 0xff, at % flipped.length);
          const result = await validateDocument({
            ...order,
            document: flipped,
            content: source === cms ? content : undefined,
          });
          expect(Object.keys(result)).toHaveLength(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of garbage is no signature', async () => {
    const order = { content: undefined, now: signedAt, anchors: [], authorities: [], crls: [] };
    const starts = [
      Buffer.alloc(0),
      Buffer.from('%PDF-1.7\n'),
      Buffer.from([0x30, 0x80]),
      Buffer.from('-----BEGIN CMS-----\n'),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, bytes) => {
        expect(await validateDocument({ ...order, document: Buffer.concat([start, bytes]) })).toEqual({
          notSigned: true,
        });
      }),
    );
    const deep = Buffer.alloc(200_000, Buffer.from([0x30, 0x80]));
    expect(await validateDocument({ ...order, document: deep })).toEqual({ notSigned: true });
  });
});

describe('the process', () => {
  it('reports as the code itself does, refuses what is not signed, and gives up what takes too long', async () => {
    const worker = startDocumentValidation();
    const [issuing, root] = world.authority.chain;
    const order = {
      content: undefined,
      now: signedAt,
      anchors: [root],
      authorities: [issuing, root],
      crls: await world.lists(signedAt),
    };
    expect(await worker.validate({ ...order, document: signed })).toEqual(await world.validate(signed, order));
    await expect(worker.validate({ ...order, document: await aPdf() })).rejects.toMatchObject({ reason: 'NOT_SIGNED' });
    await worker.close();
    const hurried = startDocumentValidation({ limitMs: 1 });
    await expect(hurried.validate({ ...order, document: signed })).rejects.toMatchObject({
      reason: 'DOCUMENT_INVALID',
    });
    await hurried.close();
  });
});

function withRange(pdf: Buffer, change: (range: [number, number, number, number]) => number[]): Buffer {
  return replaced(pdf, /\/ByteRange \[[\d ]+\] */, (found) => {
    const [a = 0, b = 0, c = 0, d = 0] = (found.match(/\d+/g) ?? []).map(Number);
    return `/ByteRange [${change([a, b, c, d]).join(' ')}]`;
  });
}

/** A page whose contents are object 4, and another text that nothing refers to as object 7. */
async function shadowPdf(): Promise<Buffer> {
  const stream = (text: string) => {
    const drawing = `BT /F1 12 Tf 50 50 Td (${text}) Tj ET`;
    return `<</Length ${drawing.length}>>\nstream\n${drawing}\nendstream`;
  };
  const objects = [
    '<</Type /Catalog /Pages 2 0 R>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>',
    stream('Pay 10'),
    '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
    '<<>>',
    stream('Pay 99'),
  ];
  let text = '%PDF-1.7\n';
  const entries = objects.map((object, index) => {
    const entry = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return entry;
  });
  const table = `xref\n0 8\n0000000000 65535 f \n${entries.join('')}`;
  return Buffer.from(`${text}${table}trailer\n<</Size 8 /Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`);
}

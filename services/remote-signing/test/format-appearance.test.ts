import { DomainError } from '@countersign/errors';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Appearance } from '../src/format/appearance.ts';
import { startPdfPreparation } from '../src/format/preparation.ts';
import { aPdf, createFormatSigner, type FormatSigner, signedAt, signPdf } from './format-signers.ts';
import { onePage } from './pdf-samples.ts';
import { createSigningAuthority, type SigningAuthority } from './signing-authority.ts';
import { checkWithQpdf, readTextWithMutool, verifyWithPdfsig } from './witnesses.ts';

const pdfs = startPdfPreparation();
const withTools = itWitnessedBy('mutool', 'qpdf', 'pdfsig', 'certutil');
const withMutool = itWitnessedBy('mutool');
let authority: SigningAuthority;
let signer: FormatSigner;

beforeAll(async () => {
  authority = await createSigningAuthority();
  signer = await createFormatSigner(authority);
});

afterAll(() => pdfs.close());

const place = { page: 1, x: 50, y: 60, width: 200, height: 70 };

async function signAt(pdf: Buffer, appearance: Appearance, texts: { reason?: string; location?: string } = {}) {
  return (await signPdf(pdfs, signer, pdf, { appearance, ...texts })).signed;
}

/** The lines on a page with their boxes, in points from the upper left corner as it is read. */
async function linesOf(pdf: Buffer, page = 1): Promise<{ text: string; box: number[] }[]> {
  const read = await readTextWithMutool(pdf, page);
  return [...read.matchAll(/<line bbox="([^"]*)"[^>]*>([^]*?)<\/line>/g)].map(([, box = '', inside = '']) => ({
    text: [...inside.matchAll(/ c="([^"]*)"/g)].map(([, letter = '']) => letterOf(letter)).join(''),
    box: box.split(' ').map(Number),
  }));
}

/** Letters beyond ASCII are written by their number. */
function letterOf(written: string): string {
  const [, hex] = /^&#x([0-9a-f]+);$/.exec(written) ?? [];
  return hex === undefined ? written : String.fromCodePoint(Number.parseInt(hex, 16));
}

describe('a signature that shows on a page', () => {
  withTools('shows name, date, reason and place in any European script, and stays valid', async () => {
    const texts = { reason: 'Ελέγχθηκε και εγκρίθηκε', location: 'Łódź, Київ' };
    const pdf = await aPdf('Contract', 3);
    const signed = await signAt(pdf, { ...place, page: 0 }, texts);
    const date = `${signedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const lines = await linesOf(signed, 3);
    expect(lines.map(({ text }) => text)).toEqual(['Contract', 'Zoë Example', date, texts.reason, texts.location]);
    expect((await linesOf(signed, 1)).map(({ text }) => text)).toEqual(['Contract']);
    expect(await checkWithQpdf(signed)).toMatch(/No syntax or stream encoding errors/);
    expect(await verifyWithPdfsig(signed, authority.chain[1])).toMatch(/Signature is Valid/);
    // Of the font only what is shown: the whole one has half a megabyte.
    expect(signed.length - pdf.length).toBeLessThan(40_000);
  });

  // With the height of the page as it is read.
  withMutool.each([
    ['upright', { page: '/MediaBox [0 0 612 792]' }, 792],
    ['turned right', { page: '/MediaBox [0 0 612 792] /Rotate 90' }, 612],
    ['upside down', { page: '/MediaBox [0 0 612 792] /Rotate 180' }, 792],
    ['turned left', { page: '/MediaBox [0 0 612 792] /Rotate -90' }, 612],
    ['turned as all pages are', { page: '', pages: '/MediaBox [0 0 612 792] /Rotate 90' }, 612],
    ['cut', { page: '/MediaBox [-100 -50 700 900] /CropBox [30 40 630 740]' }, 700],
    ['cut and turned', { page: '/MediaBox [0 0 700 900] /CropBox [630 740 30 40] /Rotate 90' }, 600],
  ])('stands where it was put, upright for the reader, on a page that is %s', async (_name, entries, height) => {
    const lines = await linesOf(await signAt(onePage(entries), place));
    expect(lines.map(({ text }) => text)[0]).toBe('Zoë Example');
    for (const { box } of lines) {
      const [left = 0, top = 0, right = 0, bottom = 0] = box;
      expect(left).toBeGreaterThanOrEqual(place.x);
      expect(right).toBeLessThanOrEqual(place.x + place.width);
      expect(height - bottom).toBeGreaterThanOrEqual(place.y);
      expect(height - top).toBeLessThanOrEqual(place.y + place.height + 2);
      expect(right - left).toBeGreaterThan(bottom - top);
    }
    // Name above date.
    expect(lines[0]?.box[1]).toBeLessThan(lines[1]?.box[1] ?? 0);
  });

  withMutool('makes long lines smaller, cuts what could not be read, and leaves out what has no room', async () => {
    const texts = { reason: 'for '.repeat(60).trim(), location: 'Nowhere' };
    const lines = await linesOf(await signAt(onePage(), { ...place, width: 60, height: 20 }, texts));
    expect(lines[0]?.text).toBe('Zoë Example');
    expect(lines).toHaveLength(2);
    const roomy = await linesOf(await signAt(onePage(), place, texts));
    expect(roomy.map(({ text }) => text)[2]).toMatch(/^for for .*…$/);
    expect(roomy[2]?.box[2]).toBeLessThanOrEqual(place.x + place.width);
  });
});

describe('a place for a signature is refused', () => {
  it.each<[string, Partial<Appearance>, string]>([
    ['on a page that the document lacks', { page: 2 }, '/documents/3/appearance/page'],
    ['on a page before the first', { page: -1 }, '/documents/3/appearance/page'],
    ['on a part of a page', { page: 0.5 }, '/documents/3/appearance/page'],
    ['that is too narrow', { width: 39 }, '/documents/3/appearance/width'],
    ['that is too high', { height: 401 }, '/documents/3/appearance/height'],
    ['that has no width', { width: Number.NaN }, '/documents/3/appearance/width'],
    ['left of the page', { x: -1 }, '/documents/3/appearance/x'],
    ['right of the page', { x: 500 }, '/documents/3/appearance/x'],
    ['above the page', { y: 760 }, '/documents/3/appearance/y'],
    ['nowhere', { y: Number.POSITIVE_INFINITY }, '/documents/3/appearance/y'],
  ])('%s', async (_name, wrong, pointer) => {
    const refused = await pdfs
      .prepare({
        content: onePage(),
        signer: 'Zoë Example',
        reason: '',
        location: '',
        at: signedAt,
        reservedBytes: 4000,
        appearance: { ...place, ...wrong },
        pointer: '/documents/3/documentId',
      })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({ reason: 'DOCUMENT_INVALID', fields: [{ pointer }] });
  });
});

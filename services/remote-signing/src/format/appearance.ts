import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type EmbeddedFont,
  type PDF,
  type PDFPage,
  PdfArray,
  PdfDict,
  PdfName,
  PdfNumber,
  PdfStream,
} from '@libpdf/core';
import { documentInvalid } from './document-invalid.ts';
import { type Rotation, readGeometry } from './page-geometry.ts';

const require = createRequire(import.meta.url);
// Latin, Greek and Cyrillic with all their accents; only the letters used are embedded.
const fontFile = readFileSync(require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'));

/** A place on a page, in points (1/72 inch) from the lower left corner of the page as it is read. */
export interface Appearance {
  /** From 1; 0 for the last. */
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a signature says of itself. */
export interface Mark {
  signer: string;
  reason: string;
  location: string;
  at: Date;
}

const limits = { width: { least: 40, most: 600 }, height: { least: 20, most: 400 } };

/**
 * Where an appearance lies in the coordinates of its page, whatever way the page is turned, cut or scaled. Throws
 * `DOCUMENT_INVALID` when there is no such page, or the appearance is too small, too large or not wholly on it.
 */
export function placeAppearance(
  pdf: PDF,
  { page: number, ...wanted }: Appearance,
): { page: PDFPage; rectangle: [number, number, number, number]; rotation: Rotation } {
  const pages = pdf.getPages();
  const page = Number.isInteger(number) ? pages.at(number - 1) : undefined;
  if (page === undefined || number < 0) {
    throw documentInvalid(`must be a page of the document, which has ${pages.length}`, { place: '/appearance/page' });
  }
  for (const side of ['width', 'height'] as const) {
    const { least, most } = limits[side];
    // Written so that what is no number is refused.
    if (!(wanted[side] >= least && wanted[side] <= most)) {
      throw documentInvalid(`must be ${least} to ${most} points`, { place: `/appearance/${side}` });
    }
  }
  const { visible, rotation, unit } = readGeometry(pdf, page);
  const { left, bottom, right, top } = visible;
  const isTurned = rotation === 90 || rotation === 270;
  const [x, y] = [wanted.x / unit, wanted.y / unit];
  const [width, height] = [wanted.width / unit, wanted.height / unit];
  requireInside({ at: x, size: width, of: isTurned ? top - bottom : right - left }, '/appearance/x');
  requireInside({ at: y, size: height, of: isTurned ? right - left : top - bottom }, '/appearance/y');
  const rectangles: Record<Rotation, [number, number, number, number]> = {
    0: [left + x, bottom + y, left + x + width, bottom + y + height],
    90: [right - y - height, bottom + x, right - y, bottom + x + width],
    180: [right - x - width, top - y - height, right - x, top - y],
    270: [left + y, top - x - width, left + y + height, top - x],
  };
  return { page, rectangle: rectangles[rotation], rotation };
}

function requireInside({ at, size, of }: { at: number; size: number; of: number }, place: string): void {
  if (!(at >= 0 && at + size <= of + 0.01)) {
    throw documentInvalid('must lie on the page with its whole extent', { place });
  }
}

/** Against the turn of the page, so that the lines stand upright for its reader. */
const matrices: Record<Rotation, readonly number[]> = {
  0: [1, 0, 0, 1, 0, 0],
  90: [0, 1, -1, 0, 0, 0],
  180: [-1, 0, 0, -1, 0, 0],
  270: [0, -1, 1, 0, 0, 0],
};

const padding = 3;
const lineHeight = 1.3;
const sizes = { least: 4, most: 11 };

/** Draws name, date, reason and location, one line each, as a form XObject with the letters of its font that it needs. */
export function drawAppearance(
  pdf: PDF,
  mark: Mark,
  { width, height, rotation }: { width: number; height: number; rotation: Rotation },
) {
  const font = pdf.embedFont(fontFile);
  const all = [mark.signer, writtenDate(mark.at), mark.reason, mark.location].filter((line) => line !== '');
  const room = height - 2 * padding;
  // At least the name, and what else can be read.
  const lines = all.slice(0, Math.max(1, Math.floor(room / (sizes.least * lineHeight))));
  const size = Math.min(sizes.most, room / (lines.length * lineHeight));
  const shown = lines.map((line) => fit(font, line.normalize('NFC'), { size, width: width - 2 * padding }));
  const operators = [
    'q 0.6 G 0.5 w',
    `0.25 0.25 ${decimal(width - 0.5)} ${decimal(height - 0.5)} re S Q`,
    'BT 0 g',
    ...shown.map(({ text, size: own }, index) => {
      const baseline = height - padding - size * (lineHeight * index + 1);
      const glyphs = font.encodeTextToGids(text).map((glyph) => glyph.toString(16).padStart(4, '0'));
      return `/F ${decimal(own)} Tf 1 0 0 1 ${padding} ${decimal(baseline)} Tm <${glyphs.join('')}> Tj`;
    }),
    'ET',
  ];
  const numbers = (values: readonly number[]) => new PdfArray(values.map((value) => PdfNumber.of(value)));
  return pdf.register(
    PdfStream.fromDict(
      {
        Type: PdfName.of('XObject'),
        Subtype: PdfName.of('Form'),
        BBox: numbers([0, 0, width, height]),
        Matrix: numbers(matrices[rotation]),
        Resources: PdfDict.of({ Font: PdfDict.of({ F: pdf.fonts.getRef(font) }) }),
      },
      Buffer.from(operators.join('\n'), 'latin1'),
    ),
  );
}

/** The line in a size in which it fits; cut where it would be too small to be read. */
function fit(font: EmbeddedFont, line: string, { size, width }: { size: number; width: number }) {
  const readable = Array.from(line, (letter) => (hasGlyph(font, letter) ? letter : '?'));
  const widthOf = (letters: readonly string[]) =>
    letters.reduce((sum, letter) => sum + font.getWidth(letter.codePointAt(0) ?? 0), 0) / 1000;
  const own = Math.min(size, width / widthOf(readable));
  if (own >= sizes.least) return { text: readable.join(''), size: own };
  const cut = [...readable];
  while (cut.length > 0 && widthOf([...cut, '…']) * sizes.least > width) cut.pop();
  return { text: `${cut.join('')}…`, size: sizes.least };
}

function hasGlyph(font: EmbeddedFont, letter: string): boolean {
  return font.codePointToGid(letter.codePointAt(0) ?? 0) !== 0;
}

/** Without words, which would need a language. */
function writtenDate(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function decimal(value: number): string {
  return value.toFixed(2);
}

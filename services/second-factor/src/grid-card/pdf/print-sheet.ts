import { setImmediate } from 'node:timers/promises';
import { showInFives } from '@countersign/soft-token/protocol';
import PdfDocument from 'pdfkit';
import { columnNames } from '../geometry.ts';
import { characterWidth, useCardFont } from './card-font.ts';
import type { DrawnCard } from './egrid-pdf.ts';

type Pdf = InstanceType<typeof PdfDocument>;

const pointsPerMm = 72 / 25.4;
/** ID-1 (ISO/IEC 7810), the size of a bank card. */
const cardWidth = 85.6 * pointsPerMm;
const cardHeight = 53.98 * pointsPerMm;
const gap = 24;
const across = 2;
const down = 4;
const inset = 9;
const headHeight = 20;
/** Length of a crop mark, and its distance from the corner that it marks. */
const mark = { length: 7, distance: 3 };

/**
 * The sheet that a print shop prints: eight cards of ID-1 size on each A4 page, with crop marks. In clear: whoever calls
 * seals it at once. Gives other work a turn after each page.
 */
export async function drawPrintSheet(cards: readonly DrawnCard[], providerName: string): Promise<Buffer> {
  const pdf = new PdfDocument({
    size: 'A4',
    margin: 0,
    font: '',
    autoFirstPage: false,
    info: { Title: `${cards.length} cards`, Author: providerName, Creator: '', Producer: '' },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject));
  useCardFont(pdf);
  const perPage = across * down;
  for (let first = 0; first < cards.length; first += perPage) {
    pdf.addPage();
    for (const [place, card] of cards.slice(first, first + perPage).entries()) {
      drawCard(pdf, card, { providerName, ...cornerOf(pdf, place) });
    }
    // oxlint-disable-next-line no-await-in-loop
    await setImmediate();
  }
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

function cornerOf(pdf: Pdf, place: number): { left: number; top: number } {
  const column = place % across;
  const row = Math.floor(place / across);
  return {
    left: (pdf.page.width - across * cardWidth - (across - 1) * gap) / 2 + column * (cardWidth + gap),
    top: (pdf.page.height - down * cardHeight - (down - 1) * gap) / 2 + row * (cardHeight + gap),
  };
}

function drawCard(
  pdf: Pdf,
  { serial, validUntil, geometry, grid }: DrawnCard,
  { providerName, left, top }: { providerName: string; left: number; top: number },
): void {
  drawCropMarks(pdf, left, top);
  // The day as everybody reads it: who will hold the card is not known yet, nor his language.
  const facts = `${showInFives(serial)}  ${validUntil.toISOString().slice(0, 10)}`;
  const room = cardWidth - 2 * inset;
  pdf
    .fontSize(7)
    .text(facts, left + inset + room - facts.length * 7 * characterWidth, top + inset, { lineBreak: false });
  const nameSize = Math.min(
    8,
    (room - (facts.length + 2) * 7 * characterWidth) / (providerName.length * characterWidth),
  );
  pdf.fontSize(nameSize).text(providerName, left + inset, top + inset - 0.5, { lineBreak: false });

  const columns = columnNames(geometry);
  const stepX = room / (columns.length + 1);
  const stepY = (cardHeight - 2 * inset - headHeight) / (geometry.rows + 1);
  const draw = (text: string, column: number, row: number, size: number) =>
    pdf
      .fontSize(size)
      .text(
        text,
        left + inset + (column + 0.5) * stepX - (text.length * size * characterWidth) / 2,
        top + inset + headHeight + (row + 0.5) * stepY - size * 0.65,
        { lineBreak: false },
      );
  const large = Math.min(13, stepY * 0.85);
  for (const [index, column] of columns.entries()) draw(column, index + 1, 0, large * 0.7);
  for (let row = 1; row <= geometry.rows; row += 1) {
    draw(String(row), 0, row, large * 0.7);
    for (const [index, column] of columns.entries()) draw(grid.get(column + row) ?? '', index + 1, row, large);
  }
}

function drawCropMarks(pdf: Pdf, left: number, top: number): void {
  for (const [x, outX] of [
    [left, -1],
    [left + cardWidth, 1],
  ] as const) {
    for (const [y, outY] of [
      [top, -1],
      [top + cardHeight, 1],
    ] as const) {
      const near = mark.distance;
      const far = mark.distance + mark.length;
      pdf.moveTo(x + outX * near, y).lineTo(x + outX * far, y);
      pdf.moveTo(x, y + outY * near).lineTo(x, y + outY * far);
    }
  }
  pdf.lineWidth(0.25).strokeColor('black').stroke();
}

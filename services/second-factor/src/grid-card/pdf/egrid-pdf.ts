import type { Locale } from '@countersign/messaging';
import { showInFives } from '@countersign/soft-token/protocol';
import PdfDocument from 'pdfkit';
import type { Grid } from '../card-key.ts';
import { columnNames, type Geometry } from '../geometry.ts';
import { characterWidth, useCardFont } from './card-font.ts';
import { cardTexts, dayIn } from './card-texts.ts';
import { encryptPdf } from './pdf-encryption.ts';

/** A card as it is drawn. */
export interface DrawnCard {
  serial: string;
  validUntil: Date;
  geometry: Geometry;
  grid: Grid;
}

type Pdf = InstanceType<typeof PdfDocument>;

const margin = 56;
const cellHeight = 34;
const headWidth = 40;

/**
 * An eGrid as a PDF of one page on A4, encrypted (AES-256, revision 6) under a password of ASCII characters. The grid is a
 * table of text in the structure of the page, so that it can be listened to, too. Nothing in it names its user.
 */
export async function drawEgrid(
  card: DrawnCard,
  { providerName, locale, password }: { providerName: string; locale: Locale; password: string },
): Promise<Buffer> {
  const words = cardTexts[locale];
  const pdf = new PdfDocument({
    size: 'A4',
    margin,
    font: '',
    pdfVersion: '1.7',
    tagged: true,
    lang: locale,
    displayTitle: true,
    info: { Title: `${words.title} ${showInFives(card.serial)}`, Author: providerName, Creator: '', Producer: '' },
  });
  encryptPdf(pdf, password);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject));
  useCardFont(pdf);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  root.add(pdf.struct('H1', {}, () => void pdf.fontSize(20).text(`${providerName} ${words.title}`)));
  root.add(
    pdf.struct('P', {}, () => {
      pdf.moveDown(0.5).fontSize(11);
      pdf.text(`${words.serial}: ${showInFives(card.serial)}`);
      pdf.text(`${words.goodUntil}: ${dayIn(locale, card.validUntil)}`).moveDown(1);
    }),
  );
  drawGrid(pdf, root, card, words.row);
  root.add(
    pdf.struct('P', {}, () => {
      pdf.fontSize(9);
      pdf.text(words.howTo, margin, pdf.y).moveDown(0.5).text(words.keepSafe);
    }),
  );
  root.end();
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawGrid(pdf: Pdf, root: PDFKit.PDFStructureElement, { geometry, grid }: DrawnCard, rowWord: string): void {
  const columns = columnNames(geometry);
  const top = pdf.y;
  const width = (pdf.page.width - 2 * margin - headWidth) / columns.length;
  const rows = Array.from({ length: geometry.rows }, (_, row) => String(row + 1));
  const lines = [
    [rowWord, ...columns],
    ...rows.map((row) => [row, ...columns.map((column) => grid.get(column + row) ?? '')]),
  ];
  const table = pdf.struct('Table');
  root.add(table);
  for (const [index, line] of lines.entries()) {
    const tableRow = pdf.struct('TR');
    table.add(tableRow);
    const y = top + index * cellHeight;
    for (const [place, text] of line.entries()) {
      const isHead = index === 0 || place === 0;
      const middle = place === 0 ? margin + headWidth / 2 : margin + headWidth + (place - 0.5) * width;
      const size = isHead ? 9 : 16;
      tableRow.add(
        pdf.struct(isHead ? 'TH' : 'TD', {}, () => {
          pdf.fontSize(size);
          // Centred by hand: all characters are as wide, and breaking lines is what takes pdfkit's time.
          const x = middle - (text.length * size * characterWidth) / 2;
          pdf.text(text, x, y + (cellHeight - size) / 2 - 2, { lineBreak: false });
        }),
      );
    }
    tableRow.end();
  }
  table.end();
  pdf.y = top + lines.length * cellHeight;
  drawLines(pdf, { top, lines: lines.length, columns: columns.length, width });
  pdf.y += 20;
}

function drawLines(
  pdf: Pdf,
  { top, lines, columns, width }: { top: number; lines: number; columns: number; width: number },
): void {
  pdf.markContent('Artifact', { type: 'Layout' });
  const right = pdf.page.width - margin;
  const bottom = top + lines * cellHeight;
  for (let line = 0; line <= lines; line += 1) {
    pdf.moveTo(margin, top + line * cellHeight).lineTo(right, top + line * cellHeight);
  }
  for (let column = -1; column <= columns; column += 1) {
    const x = column < 0 ? margin : margin + headWidth + column * width;
    pdf.moveTo(x, top).lineTo(x, bottom);
  }
  pdf.lineWidth(0.5).strokeColor('#999999').stroke();
  pdf.endMarkedContent();
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PdfDocument from 'pdfkit';
import type { DocumentRow, DocumentText } from './document-text.ts';

const require = createRequire(import.meta.url);
// Latin, Greek and Cyrillic with all their accents; only the letters used are embedded.
const regular = readFileSync(require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'));
const bold = readFileSync(require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'));

const margin = 56;
const amountWidth = 120;
const gap = 12;
const footerHeight = 40;

type Pdf = InstanceType<typeof PdfDocument>;

/**
 * Draws a document as a PDF on A4. The same text and moment give the same bytes. A table that is longer than a page goes on
 * with its head on the next; no row is torn apart.
 */
export async function drawDocument(text: DocumentText, { title, issuedAt }: { title: string; issuedAt: Date }) {
  const pdf = new PdfDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: text.locale,
    displayTitle: true,
    info: { Title: title, Author: text.seller[0] ?? '', CreationDate: issuedAt, ModDate: issuedAt },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject));
  pdf.registerFont('regular', regular).registerFont('bold', bold);
  drawHead(pdf, text);
  drawColumns(pdf, text);
  for (const row of text.rows) drawRow(pdf, text, row);
  drawSums(pdf, text);
  drawPageNumbers(pdf, text);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawHead(pdf: Pdf, { title, seller, buyerTitle, buyer, facts }: DocumentText): void {
  pdf.font('bold').fontSize(20).text(title);
  pdf.moveDown(0.5).fontSize(9);
  const top = pdf.y;
  const half = (widthOf(pdf) - gap) / 2;
  drawBlock(pdf, seller, { x: margin, y: top, width: half });
  const left = pdf.y;
  const right = margin + half + gap;
  pdf.y = top;
  for (const { label, value } of facts) {
    pdf.font('regular').text(`${label}: `, right, pdf.y, { width: half, continued: true });
    pdf.font('bold').text(value);
  }
  pdf.y = Math.max(left, pdf.y) + 2 * gap;
  pdf.font('regular').text(buyerTitle, margin, pdf.y, { width: half });
  drawBlock(pdf, buyer, { x: margin, y: pdf.y, width: widthOf(pdf) });
  pdf.y += 2 * gap;
}

function drawBlock(pdf: Pdf, [first = '', ...others]: string[], at: { x: number; y: number; width: number }): void {
  pdf.font('bold').text(first, at.x, at.y, { width: at.width });
  pdf.font('regular');
  for (const line of others) pdf.text(line, { width: at.width });
}

function drawColumns(pdf: Pdf, { columns }: DocumentText): void {
  const y = pdf.y;
  pdf.font('bold').fontSize(9);
  pdf.text(columns.description, margin, y, { width: textWidthOf(pdf) });
  pdf.text(columns.amount, amountLeft(pdf), y, { width: amountWidth, align: 'right' });
  drawLine(pdf);
}

function drawRow(pdf: Pdf, text: DocumentText, { title, details, amount }: DocumentRow): void {
  const width = textWidthOf(pdf);
  pdf.fontSize(9).font('bold');
  const titleHeight = pdf.heightOfString(title, { width });
  pdf.font('regular');
  const height = details.reduce((sum, each) => sum + pdf.heightOfString(each, { width }), titleHeight);
  if (!fits(pdf, height)) {
    pdf.addPage();
    drawColumns(pdf, text);
  }
  const y = pdf.y;
  pdf.font('regular').text(amount, amountLeft(pdf), y, { width: amountWidth, align: 'right' });
  pdf.font('bold').text(title, margin, y, { width });
  pdf.font('regular');
  for (const each of details) pdf.text(each, margin, pdf.y, { width });
  drawLine(pdf);
}

function drawSums(pdf: Pdf, { sums, notes }: DocumentText): void {
  const width = textWidthOf(pdf);
  pdf.fontSize(9);
  const height = (sums.length + 2 * notes.length + 2) * pdf.currentLineHeight(true);
  if (!fits(pdf, height)) pdf.addPage();
  for (const { label, value, isTotal } of sums) {
    const y = pdf.y;
    pdf.font(isTotal ? 'bold' : 'regular');
    pdf.text(label, margin, y, { width, align: 'right' });
    pdf.text(value, amountLeft(pdf), y, { width: amountWidth, align: 'right' });
  }
  pdf.font('regular').moveDown(1);
  for (const note of notes) pdf.text(note, margin, pdf.y, { width: widthOf(pdf) }).moveDown(0.5);
}

function drawPageNumbers(pdf: Pdf, text: DocumentText): void {
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin, where text would otherwise begin another page.
    pdf.page.margins.bottom = 0;
    pdf.font('regular').fontSize(8);
    const y = pdf.page.height - margin;
    pdf.text(text.page(page + 1, count), margin, y, { width: widthOf(pdf), align: 'center', lineBreak: false });
  }
}

function drawLine(pdf: Pdf): void {
  const y = pdf.y + 4;
  pdf
    .moveTo(margin, y)
    .lineTo(margin + widthOf(pdf), y)
    .lineWidth(0.5)
    .strokeColor('#999999')
    .stroke();
  pdf.y = y + 6;
}

function fits(pdf: Pdf, height: number): boolean {
  return pdf.y + height <= pdf.page.height - margin - footerHeight;
}

function widthOf(pdf: Pdf): number {
  return pdf.page.width - 2 * margin;
}

function textWidthOf(pdf: Pdf): number {
  return widthOf(pdf) - amountWidth - gap;
}

function amountLeft(pdf: Pdf): number {
  return margin + widthOf(pdf) - amountWidth;
}

// The raw building block: a page of pdfkit with as many texts as an eGrid has, in the same embedded font, nothing around it.
import { once } from 'node:events';
import PdfDocument from 'pdfkit';
import { symbolsOf } from '../../../services/second-factor/src/grid-card/geometry.ts';
import { useCardFont } from '../../../services/second-factor/src/grid-card/pdf/card-font.ts';
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { egridGeometry } from './egrid-geometry.ts';
import type { Load } from './orders.ts';

const symbols = symbolsOf(egridGeometry.alphabet);

answerParent(async (order: Load): Promise<LoadResult> => await inParallel(order, drawPage));

async function drawPage(): Promise<Buffer> {
  const pdf = new PdfDocument({ size: 'A4', font: '' });
  useCardFont(pdf);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  pdf.fontSize(20).text('Countersign eGrid').fontSize(11).text('Serial number: 69350-19387').text('Good until today');
  const { rows, columns } = egridGeometry;
  for (let row = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1) {
      pdf.text(symbols.charAt((row * columns + column) % symbols.length), 80 + column * 40, 200 + row * 34, {
        lineBreak: false,
      });
    }
  }
  const ended = once(pdf, 'end');
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

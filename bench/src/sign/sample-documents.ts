import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import PdfDocument from 'pdfkit';

/** A document to be signed. */
export interface SampleDocument {
  name: string;
  content: Buffer;
}

const sentence =
  'The lessee returns the orchard in the state in which he took it over, with all trees that were in it. ';

/** A short letter, a report of 50 pages, and a thick file with pictures, which no compression makes smaller. */
export async function makeSampleDocuments(): Promise<SampleDocument[]> {
  const megabyte = 1_048_576;
  const drawn = [
    { pages: 3, sentences: 24, attached: 0 },
    { pages: 50, sentences: 20, attached: 0 },
    { pages: 50, sentences: 20, attached: 10 * megabyte },
  ];
  return await Promise.all(
    drawn.map(async (wanted) => {
      const content = await draw(wanted);
      const size =
        content.length < megabyte
          ? `${Math.round(content.length / 1024)} KiB`
          : `${Math.round(content.length / megabyte)} MiB`;
      return { name: `${wanted.pages} pages, ${size}`, content };
    }),
  );
}

async function draw({ pages, sentences, attached }: { pages: number; sentences: number; attached: number }) {
  const pdf = new PdfDocument({ size: 'A4', autoFirstPage: false, info: { Title: 'Lease of the orchard' } });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (let page = 1; page <= pages; page += 1) {
    pdf.addPage().fontSize(11);
    // Pages of the same text would be as small as one.
    for (let line = 0; line < sentences; line += 1)
      pdf.text(`${page}.${line} ${randomBytes(24).toString('hex')} ${sentence}`);
  }
  for (let part = 0; part < attached; part += 262_144) pdf.file(randomBytes(262_144), { name: `scan-${part}.bin` });
  const ended = once(pdf, 'end');
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

/**
 * A PDF of these objects, numbered from 1; the catalog is among them. Its table begins with object 0 as it should,
 * unless it is to be like the first one of a linearized file.
 */
export function pdfOf(objects: readonly string[], { version = '1.7', fromZero = true } = {}): Buffer {
  let text = `%PDF-${version}\n`;
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const root = objects.findIndex((object) => object.includes('/Catalog')) + 1;
  const size = objects.length + 1;
  const head = fromZero ? `0 ${size}\n0000000000 65535 f \n` : `1 ${objects.length}\n`;
  return Buffer.from(
    `${text}xref\n${head}${offsets.join('')}trailer\n<</Size ${size} /Root ${root} 0 R>>\n` +
      `startxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

/** A PDF of one page without content, with more entries in its page, in the node above it, in its catalog, and more objects from number 4. */
export function onePage({
  page = '/MediaBox [0 0 612 792]',
  pages = '',
  catalog = '',
  more = [],
  version = '1.7',
}: {
  page?: string;
  pages?: string;
  catalog?: string;
  more?: readonly string[];
  version?: string;
} = {}): Buffer {
  return pdfOf(
    [
      `<</Type /Catalog /Pages 2 0 R ${catalog}>>`,
      `<</Type /Pages /Kids [3 0 R] /Count 1 ${pages}>>`,
      `<</Type /Page /Parent 2 0 R ${page}>>`,
      ...more,
    ],
    { version },
  );
}

/** A certification by the author that allows changes of some kind: none (1), forms and signatures (2). */
export function certifiedPdf(allowed: 1 | 2): Buffer {
  return onePage({
    catalog: '/Perms <</DocMDP 4 0 R>>',
    more: [
      `<</Type /Sig /Filter /Adobe.PPKLite /Reference [<</Type /SigRef /TransformMethod /DocMDP
        /TransformParams <</Type /TransformParams /P ${allowed} /V /1.2>>>>]>>`,
    ],
  });
}

/** PDF 1.4 with a filled text field whose name is the one that a first signature would get. */
export function pdfWithForm(): Buffer {
  return onePage({
    version: '1.4',
    page: '/MediaBox [0 0 612 792] /Annots [4 0 R]',
    catalog: '/AcroForm <</Fields [4 0 R] /DA (/Helv 0 Tf)>>',
    more: ['<</FT /Tx /T (Signature_1) /V (mine) /Type /Annot /Subtype /Widget /Rect [10 10 200 30] /F 4 /P 3 0 R>>'],
  });
}

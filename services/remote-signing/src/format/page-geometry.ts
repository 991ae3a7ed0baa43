import { type PDF, type PDFPage, PdfArray, PdfDict, PdfNumber, type PdfObject } from '@libpdf/core';
import { findDict, resolve } from './pdf-document.ts';

/** Turns of a page with the clock, in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** A rectangle in the coordinates of a page. */
export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** What of a page is shown, and how. */
export interface PageGeometry {
  visible: Box;
  rotation: Rotation;
  /** Points to a unit of its coordinates (ISO 32000-1 14.11.2). */
  unit: number;
}

const letter = { left: 0, bottom: 0, right: 612, top: 792 };

/** Reads the geometry of a page, most of which it may have from the nodes above it (ISO 32000-1 7.7.3.4). */
export function readGeometry(pdf: PDF, page: PDFPage): PageGeometry {
  const media = readBox(pdf, findInherited(pdf, page.dict, 'MediaBox')) ?? letter;
  const crop = readBox(pdf, findInherited(pdf, page.dict, 'CropBox')) ?? media;
  const visible = {
    left: Math.max(media.left, crop.left),
    bottom: Math.max(media.bottom, crop.bottom),
    right: Math.min(media.right, crop.right),
    top: Math.min(media.top, crop.top),
  };
  const turn = (((readNumber(pdf, findInherited(pdf, page.dict, 'Rotate')) ?? 0) % 360) + 360) % 360;
  const unit = readNumber(pdf, page.dict.get('UserUnit')) ?? 1;
  return {
    visible,
    rotation: turn === 90 || turn === 180 || turn === 270 ? turn : 0,
    unit: unit > 0 ? unit : 1,
  };
}

function findInherited(pdf: PDF, page: PdfDict, name: string): PdfObject | undefined {
  let node: PdfDict | undefined = page;
  // A tree that is deeper is a circle.
  for (let depth = 0; depth < 64 && node !== undefined; depth += 1) {
    const found = resolve(pdf, node.get(name));
    if (found !== undefined) return found;
    node = findDict(pdf, node, 'Parent');
  }
  return undefined;
}

/** Its corners may stand in any order (ISO 32000-1 7.9.5). */
function readBox(pdf: PDF, found: PdfObject | undefined): Box | undefined {
  if (!(found instanceof PdfArray) || found.length !== 4) return undefined;
  const [x1, y1, x2, y2] = [0, 1, 2, 3].map((index) => readNumber(pdf, found.at(index)));
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined;
  return { left: Math.min(x1, x2), bottom: Math.min(y1, y2), right: Math.max(x1, x2), top: Math.max(y1, y2) };
}

function readNumber(pdf: PDF, object: PdfObject | undefined): number | undefined {
  const found = resolve(pdf, object);
  return found instanceof PdfNumber ? found.value : undefined;
}

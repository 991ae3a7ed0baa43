import { decode as decodePng } from 'fast-png';
import { decodeQR } from 'qr/decode.js';
import { AppFault } from './app-fault.ts';

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const pixelsPerModule = 4;
/** Larger ones are no pictures of a QR code, and cost memory. */
const pixelsAtMost = 20_000_000;
const bytesAtMost = 20_000_000;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha. */
  readonly data: Uint8Array;
}

/**
 * The text of the QR code in a picture: PNG, or SVG of black modules as the service draws it. Throws an AppFault for
 * other kinds, and for a picture without a readable code.
 */
export function readQrImage(file: Uint8Array): string {
  const bytes = Buffer.from(file);
  if (bytes.length > bytesAtMost) throw new AppFault('image-unreadable');
  const isPng = bytes.subarray(0, pngSignature.length).equals(pngSignature);
  const isSvg = !isPng && /<svg[\s>]/.test(bytes.subarray(0, 2_000).toString('utf8'));
  if (!isPng && !isSvg) throw new AppFault('image-kind-unknown');
  try {
    const picture = isPng ? pngPicture(bytes) : svgPicture(bytes.toString('utf8'));
    return decodeQR(picture, { effort: 8, timeLimit: 3_000 });
  } catch (error) {
    throw error instanceof AppFault ? error : new AppFault('image-unreadable', {}, error);
  }
}

/** Makes any PNG one of 8-bit RGBA on white. */
function pngPicture(bytes: Buffer): Picture {
  // Width and height stand at a fixed place, before anything is unpacked.
  requireSides(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
  const { width, height, data, channels, depth, palette } = decodePng(bytes);
  const rowLength = Math.ceil((width * channels * depth) / 8);
  const highest = 2 ** depth - 1;
  /** A sample of 1 to 16 bits; small ones share a byte, and each row begins with a byte of its own. */
  const sampleAt = (x: number, y: number, channel: number): number => {
    const at = x * channels + channel;
    if (depth >= 8) return data[y * width * channels + at] ?? 0;
    const byte = data[y * rowLength + Math.floor((at * depth) / 8)] ?? 0;
    return (byte >> (8 - depth - ((at * depth) % 8))) & highest;
  };
  const shadesAt = (x: number, y: number): readonly number[] => {
    if (palette) return palette[sampleAt(x, y, 0)] ?? [];
    const shades = Array.from({ length: channels }, (_, channel) => (sampleAt(x, y, channel) * 255) / highest);
    const [grey = 0, alpha = 255] = shades;
    return channels <= 2 ? [grey, grey, grey, alpha] : shades;
  };
  const out = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = shadesAt(pixel % width, Math.floor(pixel / width));
    const onWhite = (shade: number) => Math.round(255 + ((shade - 255) * alpha) / 255);
    out.set([onWhite(red), onWhite(green), onWhite(blue), 255], pixel * 4);
  }
  return { width, height, data: out };
}

/**
 * Draws the SVG of a QR code: paths of strokes one module high (`M4 4.5h7m1 0h3`), as the common generators write them.
 * Filled paths are the background.
 */
function svgPicture(svg: string): Picture {
  const [, , width = '', height = ''] =
    /viewBox="([\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)"/.exec(svg)?.slice(1) ?? [];
  const modules = Number(width);
  if (!Number.isInteger(modules) || modules !== Number(height)) throw new AppFault('image-unreadable');
  const side = modules * pixelsPerModule;
  requireSides(side, side);
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const { x, y, length } of strokesOf(svg)) {
    for (let down = 0; down < pixelsPerModule; down += 1) {
      const row = (Math.floor(y) * pixelsPerModule + down) * side;
      for (let right = x * pixelsPerModule; right < (x + length) * pixelsPerModule; right += 1) {
        data.set([0, 0, 0], (row + right) * 4);
      }
    }
  }
  return { width: side, height: side, data };
}

function strokesOf(svg: string): { x: number; y: number; length: number }[] {
  const strokes: { x: number; y: number; length: number }[] = [];
  for (const [element] of svg.matchAll(/<path[^>]*stroke=[^>]*>/g)) {
    let x = 0;
    let y = 0;
    const path = /\sd="([^"]*)"/.exec(element)?.[1] ?? '';
    for (const [, command, first = '0', second = '0'] of path.matchAll(/([Mmh])\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?/g)) {
      if (command === 'M') [x, y] = [Number(first), Number(second)];
      if (command === 'm') [x, y] = [x + Number(first), y + Number(second)];
      if (command !== 'h') continue;
      strokes.push({ x, y, length: Number(first) });
      x += Number(first);
    }
  }
  return strokes;
}

function requireSides(width: number, height: number): void {
  if (!(width > 0 && height > 0 && width * height <= pixelsAtMost)) throw new AppFault('image-unreadable');
}

import { expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import { toString as qrToString, toBuffer } from 'qrcode';
import { readQrImage } from './qr-image.ts';

const text =
  'softtoken://a?v=1&u=https%3A%2F%2Fsign.example.com&sn=6935019387&act=AAAAAAAAAAAAAAAAAAAAAA&ik=AAAAAAAAAAAAAAAAAAAAAA&exp=1795000000';

test('the SVG of a QR code is read, small and large', async () => {
  const long = `softtoken://t?v=1&p=${'aB3'.repeat(900)}`;
  for (const [content, errorCorrectionLevel] of [
    [text, 'M'],
    [long, 'L'],
  ] as const) {
    const svg = await qrToString(content, { type: 'svg', errorCorrectionLevel });
    expect(readQrImage(Buffer.from(svg))).toBe(content);
  }
});

test('PNGs of all kinds are read', async () => {
  expect(readQrImage(await toBuffer(text))).toBe(text);
  expect(readQrImage(await toBuffer(text, { scale: 7, color: { dark: '#003355', light: '#ffffee' } }))).toBe(text);
  // On nothing: what shows through is white.
  expect(readQrImage(await toBuffer(text, { color: { light: '#ffffff00' } }))).toBe(text);
  const { data, side } = await modulesOf(text);
  const grey = { width: side, height: side, channels: 1 as const };
  expect(readQrImage(encode({ ...grey, depth: 8, data: data.map((bit) => bit * 255) }))).toBe(text);
  expect(readQrImage(encode({ ...grey, depth: 16, data: Uint16Array.from(data, (bit) => bit * 65_535) }))).toBe(text);
});

test('what holds no QR code is refused', async () => {
  const png = await toBuffer(text);
  const kindOf = (bytes: Uint8Array) => () => readQrImage(bytes);
  const unreadable = expect.objectContaining({ kind: 'image-unreadable' });
  const unknown = expect.objectContaining({ kind: 'image-kind-unknown' });
  expect(kindOf(Buffer.from('GIF89a'))).toThrow(unknown);
  expect(kindOf(Buffer.alloc(0))).toThrow(unknown);
  expect(kindOf(png.subarray(0, 60))).toThrow(unreadable);
  expect(kindOf(Buffer.from('<svg viewBox="0 0 40 40"><path stroke="#000" d="M0 0.5h4"/></svg>'))).toThrow(unreadable);
  expect(kindOf(Buffer.from('<svg></svg>'))).toThrow(unreadable);
  // A picture that claims to be huge is not unpacked.
  const huge = Buffer.from(png);
  huge.writeUInt32BE(2 ** 31 - 1, 16);
  expect(kindOf(huge)).toThrow(unreadable);
});

/** One byte a pixel, 1 for white, 8 pixels a module, drawn from the SVG's own text form. */
async function modulesOf(content: string): Promise<{ data: Uint8Array; side: number }> {
  const scale = 8;
  const rows = (await qrToString(content, { type: 'utf8', margin: 4 })).split('\n').filter((row) => row !== '');
  const width = rows[0]?.length ?? 0;
  const side = width * scale;
  const data = new Uint8Array(side * side).fill(1);
  rows.forEach((row, at) => {
    row.split('').forEach((half, column) => {
      // The text form draws two modules a character; it draws what is light.
      const isDark = [half === ' ' || half === '▄', half === ' ' || half === '▀'];
      isDark.forEach((dark, part) => {
        const y = at * 2 + part;
        if (!dark || y >= width) return;
        for (let down = 0; down < scale; down += 1) {
          data.fill(0, (y * scale + down) * side + column * scale, (y * scale + down) * side + (column + 1) * scale);
        }
      });
    });
  });
  return { data, side };
}

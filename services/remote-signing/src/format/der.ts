/** DER (X.690): the few forms that a CMS signature needs, and raw access to those of a certificate. */

/** One element: tag, length and content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), encodeLength(body.length), body]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => element(0x30, ...content);
export const octetString = (content: Uint8Array): Buffer => element(0x04, content);

/** SET OF: DER orders its members by their encoding (X.690 11.6). */
export function setOf(...members: readonly Uint8Array[]): Buffer {
  return element(0x31, ...members.toSorted((a, b) => Buffer.compare(a, b)));
}

/** A small non-negative whole number, below 128. */
export function smallInteger(value: number): Buffer {
  if (!Number.isInteger(value) || value < 0 || value > 127) throw new RangeError('not a small integer');
  return element(0x02, Buffer.from([value]));
}

/** An object identifier, from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A decoded element: `raw` is all of it, `content` what is inside. */
export interface Element {
  tag: number;
  raw: Buffer;
  content: Buffer;
}

/** Splits bytes into the elements that follow each other; throws on anything that is not definite-length DER. */
export function readElements(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes.readUInt8(at);
    const short = bytes.readUInt8(at + 1);
    const more = short < 0x80 ? 0 : short & 0x7f;
    if (short === 0x80 || more > 4) throw new Error('not DER: a length that is not definite');
    const length = more === 0 ? short : bytes.readUIntBE(at + 2, more);
    const start = at + 2 + more;
    const end = start + length;
    if (end > bytes.length) throw new Error('not DER: an element is longer than what holds it');
    elements.push({ tag, raw: bytes.subarray(at, end), content: bytes.subarray(start, end) });
    at = end;
  }
  return elements;
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 | significant.length]), significant]);
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest % 128));
  return digits;
}

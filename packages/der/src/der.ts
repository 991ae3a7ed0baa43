/** An element of DER (ITU-T X.690). */
export interface Element {
  tag: number;
  content: Buffer;
  /** Tag, length and content. */
  raw: Buffer;
}

/** Bytes that are not DER, or not the structure that was looked for. */
export class NotDerError extends Error {
  override readonly name = 'NotDerError';

  constructor() {
    super('these bytes are not DER');
  }
}

/** Tags of the elements that we read and write. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/**
 * Reads the elements that follow one another in `bytes`. Throws an Error unless they fill it exactly, with tags of one
 * octet and lengths in their shortest form, as DER demands.
 */
export function readElements(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes.subarray(at));
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

function readElement(bytes: Buffer): Element {
  const [tag = 0x1f, first = 0x80] = bytes;
  const lengthOctets = first < 0x80 ? 0 : first - 0x80;
  if ((tag & 0x1f) === 0x1f || first === 0x80 || lengthOctets > 4 || bytes.length < 2 + lengthOctets)
    throw new NotDerError();
  const length = lengthOctets === 0 ? first : bytes.readUIntBE(2, lengthOctets);
  const start = 2 + lengthOctets;
  const shortest = lengthOctets === 0 || (length >= 0x80 && bytes[2] !== 0);
  if (!shortest || bytes.length < start + length) throw new NotDerError();
  return { tag, content: bytes.subarray(start, start + length), raw: bytes.subarray(0, start + length) };
}

/** Reads the one element that is `bytes`, and the elements inside it. Throws an Error when there is more or less. */
export function readSequence(bytes: Buffer): Element[] {
  const [sequence, ...others] = readElements(bytes);
  if (sequence?.tag !== tags.sequence || others.length > 0) throw new NotDerError();
  return readElements(sequence.content);
}

/** Writes an element with the parts as its content. */
export function writeElement(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Uint8Array.of(tag, content.length), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const significant = length.subarray(length.findIndex((octet) => octet !== 0));
  return Buffer.concat([Uint8Array.of(tag, 0x80 | significant.length), significant, content]);
}

export const writeSequence = (...parts: readonly Uint8Array[]): Buffer => writeElement(tags.sequence, ...parts);
export const writeOctetString = (content: Uint8Array): Buffer => writeElement(tags.octetString, content);

/** Writes a SET OF: DER orders its members by their encoding (X.690 11.6). */
export function writeSetOf(...members: readonly Uint8Array[]): Buffer {
  return writeElement(tags.set, ...members.toSorted((a, b) => Buffer.compare(a, b)));
}

/** Writes a BIT STRING of whole octets. */
export function writeBitString(content: Uint8Array): Buffer {
  return writeElement(tags.bitString, Uint8Array.of(0), content);
}

/** Writes an INTEGER that is not negative. */
export function writeInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  // A leading bit would make it negative.
  const sign = (octets[0] ?? 0) > 0x7f ? Buffer.alloc(1) : Buffer.alloc(0);
  return writeElement(tags.integer, sign, octets);
}

/** Writes an OBJECT IDENTIFIER given as numbers with dots between them, of any size. */
export function writeObjectIdentifier(identifier: string): Buffer {
  const [first = 0n, second = 0n, ...others] = identifier.split('.').map(BigInt);
  const octets = [first * 40n + second, ...others].flatMap((arc) => {
    const sevens = [Number(arc & 0x7fn)];
    for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) sevens.unshift(Number(rest & 0x7fn) | 0x80);
    return sevens;
  });
  return writeElement(tags.objectIdentifier, Uint8Array.from(octets));
}

/** Reads an OBJECT IDENTIFIER as numbers with dots between them. Throws an Error for anything else. */
export function readObjectIdentifier({ tag, content }: Element): string {
  if (tag !== tags.objectIdentifier || content.length === 0 || (content.at(-1) ?? 0) > 0x7f) throw new NotDerError();
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [head = 0n, ...others] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...others].join('.');
}

/**
 * Writes a moment as GeneralizedTime: to the second, or with the fraction of a second, which DER writes without zeros at
 * its end (X.690 11.7, RFC 3161 2.4.2).
 */
export function writeGeneralizedTime(moment: Date, { fraction = false } = {}): Buffer {
  const text = moment.toISOString();
  const digits = text.slice(0, 19).replace(/[-:T]/g, '');
  const milliseconds = fraction ? text.slice(19, 23).replace(/\.?0+$/, '') : '';
  return writeElement(tags.generalizedTime, Buffer.from(`${digits}${milliseconds}Z`));
}

/** Writes a moment, to the second: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5). */
export function writeTime(moment: Date): Buffer {
  if (moment.getUTCFullYear() >= 2050) return writeGeneralizedTime(moment);
  const digits = moment.toISOString().slice(2, 19).replace(/[-:T]/g, '');
  return writeElement(tags.utcTime, Buffer.from(`${digits}Z`));
}

/** Writes an extension (RFC 5280 4.1); DER leaves out what is the default, that it is not critical. */
export function writeExtension(id: string, critical: boolean, value: Buffer): Buffer {
  return writeElement(
    tags.sequence,
    writeObjectIdentifier(id),
    critical ? writeElement(tags.boolean, Uint8Array.of(0xff)) : Buffer.alloc(0),
    writeElement(tags.octetString, value),
  );
}

import { type Element, readElements, readObjectIdentifier, tags, writeElement } from '@countersign/der';

/** Deepest nesting that is read: what people sign stays below 30. */
const deepest = 60;

/**
 * Reads one element that may be BER (X.690 8), as streams of CMS are written, and returns it as DER, with the bytes behind it.
 * What is DER comes back byte by byte. Throws an Error for anything else.
 */
export function readDerOrBer(bytes: Buffer): { der: Buffer; rest: Buffer } {
  const { der, length } = normalise(bytes, 0);
  return { der, rest: bytes.subarray(length) };
}

function normalise(bytes: Buffer, depth: number): { der: Buffer; length: number } {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > deepest) throw notReadable();
  const isConstructed = (tag & 0x20) !== 0;
  if (first !== 0x80) {
    const octets = first < 0x80 ? 0 : first - 0x80;
    if (octets > 4 || bytes.length < 2 + octets) throw notReadable();
    const size = octets === 0 ? first : bytes.readUIntBE(2, octets);
    const length = 2 + octets + size;
    if (bytes.length < length) throw notReadable();
    const content = bytes.subarray(2 + octets, length);
    if (!isConstructed) return { der: writeElement(tag, content), length };
    return { der: rebuild(tag, normaliseAll(content, depth)), length };
  }
  if (!isConstructed) throw notReadable();
  const parts: Buffer[] = [];
  let at = 2;
  for (;;) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return { der: rebuild(tag, parts), length: at + 2 };
    const part = normalise(bytes.subarray(at), depth + 1);
    parts.push(part.der);
    at += part.length;
  }
}

function normaliseAll(content: Buffer, depth: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const part = normalise(content.subarray(at), depth + 1);
    parts.push(part.der);
    at += part.length;
  }
  return parts;
}

/** An OCTET STRING in parts becomes one (X.690 8.7.3). */
function rebuild(tag: number, parts: readonly Buffer[]): Buffer {
  if (tag !== (tags.octetString | 0x20)) return writeElement(tag, ...parts);
  return writeElement(tags.octetString, ...parts.map((part) => one(part, tags.octetString).content));
}

/** The one element that is `bytes`, of this tag if one is given. Throws an Error otherwise. */
export function one(bytes: Buffer, tag?: number): Element {
  const [element, ...others] = readElements(bytes);
  if (element === undefined || others.length > 0 || (tag !== undefined && element.tag !== tag)) throw notReadable();
  return element;
}

/** The elements inside one, which must have this tag. Throws an Error otherwise. */
export function inside(element: Element | undefined, tag: number): Element[] {
  return readElements(need(element, tag).content);
}

/** The element, which must be there and have this tag. Throws an Error otherwise. */
export function need(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw notReadable();
  return element;
}

/** Takes the first element off `elements` if it has this tag. */
export function takeOptional(elements: Element[], tag: number): Element | undefined {
  return elements[0]?.tag === tag ? elements.shift() : undefined;
}

/** Takes the first element, which must have this tag, off `elements`. Throws an Error otherwise. */
export function take(elements: Element[], tag: number): Element {
  return need(elements.shift(), tag);
}

/** Reads an OBJECT IDENTIFIER. Throws an Error for anything else. */
export function readOid(element: Element | undefined): string {
  return readObjectIdentifier(need(element, tags.objectIdentifier));
}

/** Reads a small INTEGER or ENUMERATED that is not negative. Throws an Error for anything else. */
export function readSmall(element: Element | undefined, tag: number = tags.integer): number {
  const { content } = need(element, tag);
  if (content.length < 1 || content.length > 4 || (content[0] ?? 0) > 0x7f) throw notReadable();
  return content.readUIntBE(0, content.length);
}

/** Reads a moment: UTCTime or GeneralizedTime in UTC, with a fraction if it has one. Throws an Error for anything else. */
export function readTime(element: Element | undefined): Date {
  const text = element?.content.toString('latin1') ?? '';
  const short = element?.tag === tags.utcTime;
  if (!short && element?.tag !== tags.generalizedTime) throw notReadable();
  const match = short
    ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/.exec(text)
    : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text);
  if (match === null) throw notReadable();
  const [, year = '', month, day, hour, minute, second, fraction = ''] = match;
  // RFC 5280 4.1.2.5.1.
  const fullYear = short ? `${Number(year) < 50 ? 20 : 19}${year}` : year;
  const moment = new Date(`${fullYear}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(moment.getTime())) throw notReadable();
  return moment;
}

/** The octets of a BIT STRING that has no unused bits. Throws an Error for anything else. */
export function readBits(element: Element | undefined): Buffer {
  const { content } = need(element, tags.bitString);
  if (content[0] !== 0) throw notReadable();
  return content.subarray(1);
}

/** An error that says no more than that these bytes are not what they should be. */
export function notReadable(): Error {
  return new Error('this is not the structure that it should be');
}

import { addressOf } from './cryptoki.ts';

/** Attributes of objects (PKCS #11 2.40, `CKA_…`). */
export const attributes = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  value: 0x11,
  trusted: 0x86,
  keyType: 0x100,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  sign: 0x108,
  verify: 0x10a,
  derive: 0x10c,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  privateExponent: 0x123,
  prime1: 0x124,
  prime2: 0x125,
  exponent1: 0x126,
  exponent2: 0x127,
  coefficient: 0x128,
  valueLength: 0x161,
  extractable: 0x162,
  local: 0x163,
  neverExtractable: 0x164,
  alwaysSensitive: 0x165,
  modifiable: 0x170,
  copyable: 0x171,
  ecParams: 0x180,
  ecPoint: 0x181,
  wrapWithTrusted: 0x210,
  unwrapTemplate: 0x40000212,
} as const;
type AttributeName = keyof typeof attributes;

/** Classes of objects and types of keys (`CKO_…`, `CKK_…`). */
export const objectClasses = { publicKey: 2, privateKey: 3, secretKey: 4 } as const;
export const keyTypes = { rsa: 0, ec: 3, genericSecret: 0x10, aes: 0x1f } as const;

/** What an object is to be like: numbers are `CK_ULONG`, a nested description is a template of its own. */
export type Description = { readonly [name in AttributeName]?: boolean | number | Buffer | Description };

const attributeSize = 24;

/**
 * Lays out a description as `CK_ATTRIBUTE[]` for LP64. Everything it points to lies behind it in the same buffer, so that
 * whoever holds the buffer holds all of it.
 */
export function template(description: Description): [template: Buffer, count: number] {
  const buffer = Buffer.alloc(sizeOf(description));
  place(buffer, 0, addressOf(buffer), description);
  return [buffer, Object.keys(description).length];
}

/** Room for reading one attribute, and how to take out what was read. */
export function attributeReader(name: AttributeName, longest: number): { template: Buffer; taken: () => Buffer } {
  const buffer = Buffer.alloc(attributeSize + longest);
  writeAttribute(buffer, 0, name, addressOf(buffer) + BigInt(attributeSize), longest);
  return {
    template: buffer,
    taken: () => {
      const length = buffer.readBigUInt64LE(16);
      if (length > BigInt(longest)) throw new Error(`the token has no readable attribute ${name}`);
      return Buffer.from(buffer.subarray(attributeSize, attributeSize + Number(length)));
    },
  };
}

/** A `CK_MECHANISM` without a parameter. */
export function mechanism(type: number): Buffer {
  const buffer = Buffer.alloc(24);
  buffer.writeBigUInt64LE(BigInt(type));
  return buffer;
}

/** Lays out the attributes at `start` and what they point to behind them; answers with the end of it all. */
function place(buffer: Buffer, start: number, base: bigint, description: Description): number {
  let free = start + Object.keys(description).length * attributeSize;
  for (const [index, [name, value]] of Object.entries(description).entries()) {
    const at = start + index * attributeSize;
    const begin = free;
    let length: number;
    if (isNested(value)) {
      length = Object.keys(value).length * attributeSize;
      free = place(buffer, begin, base, value);
    } else {
      const bytes = bytesOf(value);
      length = bytes.copy(buffer, begin);
      free = begin + roundUp(length);
    }
    writeAttribute(buffer, at, name as AttributeName, length === 0 ? 0n : base + BigInt(begin), length);
  }
  return free;
}

function sizeOf(description: Description): number {
  return Object.values(description).reduce<number>(
    (size, value) => size + attributeSize + (isNested(value) ? sizeOf(value) : roundUp(bytesOf(value).length)),
    0,
  );
}

function writeAttribute(buffer: Buffer, at: number, name: AttributeName, address: bigint, length: number): void {
  buffer.writeBigUInt64LE(BigInt(attributes[name]), at);
  buffer.writeBigUInt64LE(address, at + 8);
  buffer.writeBigUInt64LE(BigInt(length), at + 16);
}

function bytesOf(value: boolean | number | Buffer): Buffer {
  if (typeof value === 'boolean') return Buffer.of(value ? 1 : 0);
  if (typeof value !== 'number') return value;
  const word = Buffer.alloc(8);
  word.writeBigUInt64LE(BigInt(value));
  return word;
}

function isNested(value: Description[AttributeName] & {}): value is Description {
  return typeof value === 'object' && !Buffer.isBuffer(value);
}

/** Words behind are aligned. */
function roundUp(length: number): number {
  return Math.ceil(length / 8) * 8;
}

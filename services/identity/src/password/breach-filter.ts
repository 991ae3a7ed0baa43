import { createHash } from 'node:crypto';

/** Bits of the filter, and so bits of each position: 2^20 bits are 128 KiB. */
const positionBits = 20;
/** Positions per password. SHA-512 gives 24 bits to each of 21. */
const positions = 21;

/**
 * A Bloom filter over passwords: knows every one that was added, and one in 10^10 of the others at 18,000 entries
 * ((1 - e^(-21n/2^20))^21). It holds no password, and needs no network.
 */
export class BreachFilter {
  readonly #bits: Uint8Array;

  constructor(bits: Uint8Array = new Uint8Array(2 ** positionBits / 8)) {
    if (bits.length !== 2 ** positionBits / 8) throw new Error('a breach filter has another size');
    this.#bits = bits;
  }

  /** The filter as it is stored. */
  get bits(): Uint8Array {
    return this.#bits;
  }

  /** Adds a password in the form of `breachForm`. */
  add(password: string): void {
    for (const at of positionsOf(password)) this.#bits[at >>> 3] = (this.#bits[at >>> 3] ?? 0) | (1 << (at & 7));
  }

  /** Whether a password in the form of `breachForm` was added. */
  has(password: string): boolean {
    return positionsOf(password).every((at) => ((this.#bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0);
  }
}

/** The form in which passwords are looked up: case hides none of them. */
export function breachForm(password: string): string {
  return password.normalize('NFC').toLowerCase();
}

function positionsOf(password: string): number[] {
  const digest = createHash('sha512').update(password, 'utf8').digest();
  return Array.from({ length: positions }, (_, n) => digest.readUIntBE(n * 3, 3) & (2 ** positionBits - 1));
}

import { createHmac } from 'node:crypto';
import { CodeSource } from './code-source.ts';

const periodMs = 30_000;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app as people have it: reads an otpauth URI and shows a code that lives thirty seconds. */
export class AuthenticatorApp extends CodeSource {
  readonly #secret: Buffer;

  constructor(otpauthUri: string) {
    const uri = new URL(otpauthUri);
    const { secret, algorithm = 'SHA1', digits = '6', period = '30' } = Object.fromEntries(uri.searchParams);
    if (
      uri.protocol !== 'otpauth:' ||
      algorithm !== 'SHA1' ||
      digits !== '6' ||
      period !== '30' ||
      secret === undefined
    ) {
      throw new Error('this app reads otpauth URIs with SHA1, 6 digits and 30 seconds');
    }
    const key = fromBase32(secret);
    super((step) => codeOf(key, step));
    this.#secret = key;
  }

  /** The code shown now. */
  shown(at = Date.now()): string {
    return codeOf(this.#secret, Math.floor(at / periodMs));
  }
}

/** RFC 4226 5.3 with the time step as counter (RFC 6238). */
function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

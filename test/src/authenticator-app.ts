import { createHmac } from 'node:crypto';

const periodMs = 30_000;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app as people have it: reads an otpauth URI and shows a code that lives thirty seconds. */
export class AuthenticatorApp {
  readonly #secret: Buffer;
  #lastStep = -1;
  /** Time spent waiting for a next code, all apps together. */
  static waitedMs = 0;

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
    this.#secret = fromBase32(secret);
  }

  /** The code shown now. */
  shown(at = Date.now()): string {
    return codeOf(this.#secret, Math.floor(at / periodMs));
  }

  /**
   * A code that was not used before, as soon as a server takes one: an app whose clock is up to one step off is served
   * too (RFC 6238 5.2). The first code is that of the step before, a later one at most that of the next step.
   */
  async early(onWait: (ms: number) => void = () => undefined): Promise<string> {
    const now = Math.floor(Date.now() / periodMs);
    const step = this.#lastStep < 0 ? now - 1 : Math.max(now, this.#lastStep + 1);
    const opensAt = (step - 1) * periodMs;
    const leftMs = (now + 1) * periodMs - Date.now();
    // Not so late that the step is over before the server looks.
    const ms = Math.max(opensAt - Date.now(), leftMs < 2_000 ? leftMs : 0);
    if (ms > 0) {
      onWait(ms);
      AuthenticatorApp.waitedMs += ms;
      await new Promise((resolve) => setTimeout(resolve, ms + 50));
      return await this.early(onWait);
    }
    this.#lastStep = step;
    return codeOf(this.#secret, step);
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

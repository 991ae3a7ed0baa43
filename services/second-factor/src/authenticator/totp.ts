import { createHmac } from 'node:crypto';
import { equalsConstantTime } from '@countersign/sealing';

const stepMs = 30_000;

/** The codes that are taken around the expected one. */
export interface TotpWindow {
  /** Steps on either side of the expected one (RFC 6238 5.2). */
  readonly windowSteps: number;
  /** Time at the beginning of a step in which the step before the window is taken, too: the user was still typing. */
  readonly graceMs: number;
}

/** A code that fits, and what to remember of it when it is accepted. */
export interface StepMatch {
  /** Time step of the code: it and all before it are used up. */
  step: number;
  /** Drift to expect next time, in steps. */
  driftSteps: number;
}

/** The time step of a moment (RFC 6238 4.2, T0 = 0, 30 s), in whole numbers: a fraction would break replay checks. */
export function stepAt(at: Date): number {
  return Math.floor(at.getTime() / stepMs);
}

/** The code of a counter: HMAC-SHA-1 with dynamic truncation (RFC 4226 5.3); 6 digits unless told otherwise. */
export function hotp(seed: Uint8Array, counter: number, digits = 6): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', seed).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * Finds the time step that a code belongs to, in the window around the expected one; undefined when there is none. The
 * newest step wins. Whether the step was used before is decided where it is stored.
 */
export function matchStep(
  seed: Uint8Array,
  { code, at, driftSteps, window }: { code: string; at: Date; driftSteps: number; window: TotpWindow },
): StepMatch | undefined {
  const { windowSteps, graceMs } = window;
  // With no more drift than the window is wide, the current step always stays inside it: an app whose clock was set
  // right again is never locked out.
  const clamp = (drift: number) => Math.max(-windowSteps, Math.min(windowSteps, drift));
  const drift = clamp(driftSteps);
  const expected = stepAt(at) + drift;
  const isGrace = at.getTime() % stepMs < graceMs;
  let match: StepMatch | undefined;
  // The whole window is walked whatever fits, so that the time taken does not tell which step did.
  for (let offset = isGrace ? -windowSteps - 1 : -windowSteps; offset <= windowSteps; offset += 1) {
    const step = expected + offset;
    const fits = equalsConstantTime(hotp(seed, step), code);
    // A code that is only late says nothing about the clock of its app.
    if (fits) match = { step, driftSteps: offset < -windowSteps ? drift : clamp(drift + offset) };
  }
  return match;
}

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { equalsConstantTime } from '@countersign/sealing';

const stepMs = 30_000;

/** The codes that are taken around the expected one. */
export interface TotpWindow {
  /** Steps on either side of the expected one (RFC 6238 5.2). */
  readonly windowSteps: number;
  /** Time at the beginning of a step in which the step before the window is taken, too: the user was still typing. */
  readonly graceMs: number;
}

/** The codes that are taken under the strict profile: the current one, and the one before while it is still being typed. */
export const strictWindow: TotpWindow = { windowSteps: 0, graceMs: 10_000 };

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

/** The code of a counter with dynamic truncation (RFC 4226 5.3); of HMAC-SHA-1 and 6 digits unless told otherwise. */
export function hotp(
  seed: Uint8Array | KeyObject,
  counter: number,
  digits = 6,
  algorithm: 'sha1' | 'sha256' = 'sha1',
): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(algorithm, seed).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** What is known of an app, and the code that is said to be its. */
export interface AppAnswer {
  code: string;
  at: Date;
  /** What its codes said of its clock. */
  driftSteps: number;
  /** What a resynchronisation said of it before. */
  clockSteps?: number;
  window: TotpWindow;
  algorithm?: 'sha1' | 'sha256';
  digits?: number;
}

/**
 * Finds the time step that a code belongs to, in the window around the expected one; undefined when there is none. The
 * newest step wins. Whether the step was used before is decided where it is stored.
 */
export function matchStep(
  seed: Uint8Array,
  { code, at, driftSteps, clockSteps = 0, window, algorithm, digits }: AppAnswer,
): StepMatch | undefined {
  const { windowSteps, graceMs } = window;
  // With no more drift than the window is wide, the current step always stays inside it: an app whose clock was set
  // right again is never locked out, unless a resynchronisation said otherwise.
  const clamp = (drift: number) => Math.max(-windowSteps, Math.min(windowSteps, drift));
  const drift = clamp(driftSteps);
  const expected = stepAt(at) + clockSteps + drift;
  const isGrace = at.getTime() % stepMs < graceMs;
  // Bytes as the key of an HMAC cost five times as much, each time.
  const key = createSecretKey(seed);
  let match: StepMatch | undefined;
  // The whole window is walked whatever fits, so that the time taken does not tell which step did.
  for (let offset = isGrace ? -windowSteps - 1 : -windowSteps; offset <= windowSteps; offset += 1) {
    const step = expected + offset;
    const fits = equalsConstantTime(hotp(key, step, digits, algorithm), code);
    // A code that is only late says nothing about the clock of its app.
    if (fits) match = { step, driftSteps: offset < -windowSteps ? drift : clamp(drift + offset) };
  }
  return match;
}

/** Steps that a clock may be off for a resynchronisation to find it. */
const resyncSteps = 20;

/**
 * Finds how far the clock of an app is off from two codes that follow each other (RFC 4226 7.4), at most 20 steps; the
 * match is that of the second code. Undefined when there is none.
 */
export function matchResync(
  seed: Uint8Array,
  {
    code,
    nextCode,
    at,
    algorithm,
    digits,
  }: Pick<AppAnswer, 'code' | 'at' | 'algorithm' | 'digits'> & { nextCode: string },
): (StepMatch & { clockSteps: number }) | undefined {
  const now = stepAt(at);
  const key = createSecretKey(seed);
  let match: (StepMatch & { clockSteps: number }) | undefined;
  for (let offset = -resyncSteps; offset <= resyncSteps; offset += 1) {
    const step = now + offset;
    const first = equalsConstantTime(hotp(key, step - 1, digits, algorithm), code);
    const second = equalsConstantTime(hotp(key, step, digits, algorithm), nextCode);
    if (first && second) match = { step, driftSteps: 0, clockSteps: offset };
  }
  return match;
}

import { createSecretKey } from 'node:crypto';
import { equalsConstantTime } from '@countersign/sealing';
import { hotp, timeStep } from '@countersign/soft-token/protocol';

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

/** What is known of an app, and the code that is said to be its. */
export interface AppAnswer {
  code: string;
  at: Date;
  /** What its codes said of its clock. */
  driftSteps: number;
  /** What a resynchronisation said of it before. */
  clockSteps?: number;
  window: TotpWindow;
  /** SHA-1 when absent. */
  algorithm?: 'sha1' | 'sha256';
  /** Six when absent. */
  digits?: number;
}

/**
 * Finds the time step that a code belongs to, in the window around the expected one; undefined when there is none. The
 * newest step wins. Whether the step was used before is decided where it is stored.
 */
export function matchStep(
  seed: Uint8Array,
  { code, at, driftSteps, clockSteps = 0, window, algorithm: hash = 'sha1', digits = 6 }: AppAnswer,
): StepMatch | undefined {
  const { windowSteps, graceMs } = window;
  // With no more drift than the window is wide, the current step always stays inside it: an app whose clock was set
  // right again is never locked out, unless a resynchronisation said otherwise.
  const clamp = (drift: number) => Math.max(-windowSteps, Math.min(windowSteps, drift));
  const drift = clamp(driftSteps);
  const expected = timeStep(at.getTime()) + clockSteps + drift;
  const isGrace = at.getTime() % stepMs < graceMs;
  const key = createSecretKey(seed);
  let match: StepMatch | undefined;
  // The whole window is walked whatever fits, so that the time taken does not tell which step did.
  for (let offset = isGrace ? -windowSteps - 1 : -windowSteps; offset <= windowSteps; offset += 1) {
    const step = expected + offset;
    const fits = equalsConstantTime(hotp(key, step, { hash, digits }), code);
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
    algorithm: hash = 'sha1',
    digits = 6,
  }: Pick<AppAnswer, 'code' | 'at' | 'algorithm' | 'digits'> & { nextCode: string },
): (StepMatch & { clockSteps: number }) | undefined {
  const now = timeStep(at.getTime());
  const key = createSecretKey(seed);
  let match: (StepMatch & { clockSteps: number }) | undefined;
  for (let offset = -resyncSteps; offset <= resyncSteps; offset += 1) {
    const step = now + offset;
    const first = equalsConstantTime(hotp(key, step - 1, { hash, digits }), code);
    const second = equalsConstantTime(hotp(key, step, { hash, digits }), nextCode);
    if (first && second) match = { step, driftSteps: 0, clockSteps: offset };
  }
  return match;
}

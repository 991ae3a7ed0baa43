import type { SeededRandom } from '../../seeded-random.ts';

/** What is done with an authorisation once signatures were made by it, or instead. */
export const endings = [
  'nothing',
  'code again',
  'code twice at once',
  'request URI again',
  'refresh token again',
  'revoked by the application',
  'taken back by the user',
  'proof again',
  'handle again',
] as const;
export type Ending = (typeof endings)[number];

/** What one run has authorised and signs, and how. */
export interface ApplicationPlan {
  run: number;
  /** Number of the desk, modulo how many there are. */
  desk: number;
  version: 1 | 2;
  /** Digests that are named when it is authorised. */
  digests: number;
  /** Signatures beyond them, where the key lets them be named later. */
  open: number;
  /** Calls in which the named ones are signed. */
  batches: number;
  /** Times that each call is sent in the same moment. */
  atOnce: number;
  ending: Ending;
}

/** What a run does, from its number. */
export function planApplication(random: SeededRandom, run: number): ApplicationPlan {
  const digests = random.pick([1, 1, 2, 3, 10, 50]);
  return {
    run,
    desk: random.integer(0, 1_000),
    version: random.pick([1, 2] as const),
    digests,
    open: random.chance(0.3) ? random.pick([1, 3, 6]) : 0,
    batches: random.integer(1, Math.min(3, digests)),
    atOnce: random.pick([1, 1, 2, 3]),
    ending: random.pick(endings),
  };
}

import type { SeededRandom } from '../../seeded-random.ts';

/** What is done with an authorisation once signatures were made by it, or instead. */
export type Ending = (typeof endings)['all' | 'pages' | 'bound' | 'approval'][number];
const endings = {
  all: ['nothing', 'refresh token again', 'revoked by the application', 'taken back by the user'],
  pages: ['code again', 'code twice at once', 'request URI again'],
  bound: ['proof again'],
  approval: ['handle again'],
} as const;

/** What one run has authorised and signs, and how. */
export interface ApplicationPlan {
  run: number;
  version: 1 | 2;
  /** Digests that are named when it is authorised. */
  digests: number;
  /** Signatures beyond them, where the key lets them be named later. */
  open: number;
  /** Calls in which the named ones are signed. */
  batches: number;
  /** Times that each call is sent in the same moment. */
  atOnce: number;
  /** Number of the ending, modulo how many its desk has. */
  ending: number;
}

/** What a run does, from its number. */
export function planApplication(random: SeededRandom, run: number): ApplicationPlan {
  const digests = random.pick([1, 1, 2, 3, 10, 50]);
  return {
    run,
    version: random.pick([1, 2] as const),
    digests,
    open: random.chance(0.3) ? random.pick([1, 3, 6]) : 0,
    batches: random.integer(1, Math.min(3, digests)),
    atOnce: random.pick([1, 1, 2, 3]),
    ending: random.integer(0, 1_000),
  };
}

/** How a run ends, at a desk that authorises in one way, with tokens that may be bound. */
export function endingOf(
  { ending }: ApplicationPlan,
  { way, isBound }: { way: 'pages' | 'explicit' | 'approval'; isBound: boolean },
): Ending {
  const own = way === 'explicit' ? [] : endings[way];
  const possible = [...endings.all, ...own, ...(isBound ? endings.bound : [])];
  return possible[ending % possible.length] ?? 'nothing';
}

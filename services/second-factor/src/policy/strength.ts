import type { FactorStrength } from '@countersign/proto/second-factor';
import { assurances } from '../assurance.ts';
import { missesToLock as cardMisses } from '../grid-card/grid-card.ts';
import type { Policy, PolicyKind } from './policy.ts';

const days = 365;
const stepMs = 30_000;
/** Guesses that one issue of a soft token allows: runs of its activation, and registration codes. */
const perIssue = { activation: 5, registration_code: 3 } as const;
/** Guesses after the free ones in the 24 hours of an emergency code: they wait 15 minutes, then twice as long each time. */
const waitedInADay = 7;

/** What can be guessed at: how many codes there are, how many of them are right at a moment, how many guesses pass in a year. */
interface Space {
  kind: string;
  all: number;
  right: number;
  guesses: number;
  acr: string;
  permitted: boolean;
}

/**
 * What guessing at each kind of factor is worth to somebody who knows the password and does not want to be noticed: the
 * owner comes once a day, which gives the free misses back, and soft tokens are issued once a day.
 */
export function strengthsOf(policy: Policy): FactorStrength[] {
  return spacesOf(policy).map(({ kind, all, right, guesses, acr, permitted }) => ({
    kind,
    entropyBits: Math.log2(all),
    chancePerGuess: right / all,
    guessesPerYear: guesses,
    // By way of logarithms: of a small chance, one minus it would lose most digits.
    chancePerYear: -Math.expm1(guesses * Math.log1p(-right / all)),
    acr,
    permitted,
  }));
}

function spacesOf(policy: Policy): Space[] {
  const { attempts, factors, grid, softToken, totp } = policy;
  const { missesToLock, missesToStop } = attempts;
  const unnoticed = Math.max(missesToStop, (missesToLock - 1) * days);
  const liveSteps = 2 * totp.windowSteps + 1 + totp.graceMs / stepMs;
  const symbols = grid.alphabet === 'digits' ? 10 : 32;
  const of = (kind: PolicyKind, space: Pick<Space, 'all' | 'right' | 'guesses'>): Space => ({
    kind,
    ...space,
    acr: assurances[kind].acr,
    permitted: factors.kinds.includes(kind),
  });
  const card = {
    all: symbols ** grid.cells,
    right: 1,
    guesses: Math.max(cardMisses, Math.min(cardMisses - 1, missesToLock - 1) * days),
  };
  const cardAcr = grid.mode === 'once' ? 'urn:countersign:aal2' : assurances.grid_card.acr;
  const sent = { all: 10 ** factors.sentDigits, right: 1, guesses: unnoticed };
  const token = of('soft_token', { all: 10 ** softToken.digits, right: liveSteps, guesses: unnoticed });
  return [
    of('totp', { all: 10 ** 6, right: liveSteps, guesses: unnoticed }),
    token,
    { ...of('grid_card', card), acr: cardAcr },
    { ...of('egrid', card), acr: cardAcr },
    of('sms', sent),
    of('email', sent),
    {
      kind: 'emergency_code',
      all: 32 ** 10,
      right: 1,
      guesses: Math.min(missesToStop, missesToLock + waitedInADay),
      acr: assurances.emergency_code.acr,
      permitted: true,
    },
    {
      kind: 'one_time_pin',
      all: 10 ** 6,
      right: 1,
      guesses: missesToStop,
      acr: 'urn:countersign:aal1',
      permitted: policy.pin.byEmail || policy.pin.bySms,
    },
    // Eight digits, of the minute, the one before and the one after.
    { ...token, kind: 'transaction_code', all: 10 ** 8, right: 3 },
    { ...token, kind: 'activation', all: 10 ** 8, right: 1, guesses: perIssue.activation * days },
    { ...token, kind: 'registration_code', all: 10 ** 9, right: 1, guesses: perIssue.registration_code * days },
  ];
}

import type { SeededRandom } from './seeded-random.ts';

/** A test card of the payment sandbox, by what it does. */
export type CardKind = 'good' | 'declined' | 'poor' | 'late' | 'confirmed' | 'rejected' | 'wrong_amount';

/** Where in its way an order is when something is killed. */
export const killPoints = [
  'order_created',
  'payment_added',
  'order_paid',
  'account_created',
  'inventory_granted',
  'activation_sent',
] as const;
export type KillPoint = (typeof killPoints)[number];

/** The processes that take part in a checkout. */
export const victims = ['order', 'enrollment', 'catalog', 'sandbox', 'gateway'] as const;
export type Victim = (typeof victims)[number];

/** An event that the provider never sent, or not so. */
export type Forgery = 'wrong_signature' | 'old_signature' | 'unknown_order' | 'wrong_amount' | 'wrong_currency';

/** What one buyer does, and what happens to him. */
export interface Plan {
  run: number;
  currency: 'USD' | 'EUR' | 'JPY';
  country: 'US' | 'DE' | 'JP';
  /** Licences of each line. */
  lines: readonly { productCode: string; termYears: number; paymentOption: 'annual' | 'one_time'; licences: number }[];
  /** Cards in the order in which they are tried; a declined one is followed by another. */
  cards: readonly CardKind[];
  /** Browser tabs in which the same order is completed at once. */
  tabs: number;
  /** Times that each tab sends the completion at once. */
  completions: number;
  /** Whether the buyer gives up, and when. */
  cancel: 'no' | 'before_completion' | 'at_completion';
  /** Events that somebody forges for this order. */
  forgeries: readonly Forgery[];
}

/** What is done to the platform while a handful of buyers shop. */
export interface Weather {
  /** Faults of the payment provider, as its sandbox takes them. */
  provider: {
    seed: number;
    duplicateChance: number;
    delayMs: readonly [number, number];
    reorder: boolean;
    wrongAmountChance: number;
    dropAnswerChance: number;
    doubleCaptureChance: number;
  };
  /** Processes that are killed when the first order of the wave reaches a point. */
  kills: readonly { point: KillPoint; victim: Victim }[];
  /** Whether everything in Redis is deleted in mid-flight. */
  emptyRedis: boolean;
}

const products: Plan['lines'] = [
  { productCode: 'tls-dv', termYears: 1, paymentOption: 'one_time', licences: 1 },
  { productCode: 'tls-ov-multi', termYears: 2, paymentOption: 'annual', licences: 2 },
  { productCode: 'tls-ov-multi', termYears: 3, paymentOption: 'one_time', licences: 7 },
  { productCode: 'document-person', termYears: 1, paymentOption: 'annual', licences: 3 },
];

/** What a buyer does, from the numbers of his run. */
export function planRun(random: SeededRandom, run: number): Plan {
  const [currency, country] = random.pick([['USD', 'US'] as const, ['EUR', 'DE'] as const, ['JPY', 'JP'] as const]);
  const lines = Array.from({ length: random.integer(1, 2) }, () => random.pick(products));
  return {
    run,
    currency,
    country,
    lines,
    cards: random.pick<readonly CardKind[]>([
      ['good'],
      ['good'],
      ['good'],
      ['late'],
      ['confirmed'],
      ['declined', 'good'],
      ['poor', 'late'],
      ['rejected', 'good'],
      ['declined', 'confirmed'],
      ['wrong_amount'],
    ]),
    tabs: random.chance(0.3) ? 2 : 1,
    completions: random.pick([1, 1, 2, 4]),
    cancel: random.pick(['no', 'no', 'no', 'no', 'no', 'no', 'before_completion', 'at_completion'] as const),
    forgeries: random.chance(0.3)
      ? [random.pick(['wrong_signature', 'old_signature', 'unknown_order', 'wrong_amount', 'wrong_currency'] as const)]
      : [],
  };
}

/** What is done to the platform while a wave of runs is under way. */
export function planWeather(random: SeededRandom): Weather {
  const rough = random.chance(0.7);
  return {
    provider: {
      seed: random.integer(1, 2 ** 30),
      duplicateChance: rough ? 0.4 : 0,
      delayMs: rough ? [0, random.pick([50, 500, 2500])] : [0, 0],
      reorder: rough && random.chance(0.5),
      wrongAmountChance: rough ? 0.05 : 0,
      dropAnswerChance: rough ? 0.15 : 0,
      doubleCaptureChance: rough ? 0.1 : 0,
    },
    kills: Array.from({ length: random.pick([0, 1, 2, 3]) }, () => ({
      point: random.pick(killPoints),
      victim: random.pick(victims),
    })),
    emptyRedis: random.chance(0.2),
  };
}

import { oddsOf, spaces } from '../odds.ts';
import { type Attacker, guessAnswers, guessCode, guessPassword, guessRecoveryCode } from './attacks.ts';
import { addOwner, answerQuestions, register } from './people.ts';
import { besiege, type Siege } from './siege.ts';
import { buildWorld, type LoginWorld } from './world.ts';

/** What somebody tried, and what came of it. */
export interface SiegeReport extends Siege {
  name: string;
  days: number;
  /** Guesses that the policy admits in this time at the most. */
  atMost: number;
  /** Odds that one of the admitted guesses is right. */
  odds: number;
}

/** What several guesses in the same moment came to. */
export interface BurstReport {
  name: string;
  sent: number;
  admitted: number;
  atMost: number;
}

/** Everything that was tried. */
export interface LoginProof {
  sieges: SiegeReport[];
  bursts: BurstReport[];
  /** What was not as it must be, as sentences. */
  faults: string[];
  seconds: number;
}

export interface LoginProofOptions {
  /** Days of the world's time that each siege lasts. */
  days: number;
  /** Which sieges are laid; all of them when absent. */
  only?: (name: string) => boolean;
  signal?: AbortSignal;
  note: (text: string) => void;
}

const hoursADay = 24;
const codesPerFlow = 5;

/**
 * Besieges logins for days of the world's time, with real databases and the services' own code: passwords, one-time PINs,
 * codes of an app, mailed codes and answers, from one address and from many.
 */
export async function proveLogin({ days, only, signal, note }: LoginProofOptions): Promise<LoginProof> {
  const begun = performance.now();
  const world = await buildWorld();
  try {
    const sieges: SiegeReport[] = [];
    const laid = Object.entries(scenarios).filter(([name]) => only?.(name) ?? true);
    for (const [name, prepare] of laid) {
      signal?.throwIfAborted();
      note(name);
      // One after the other: they share the clock.
      // oxlint-disable-next-line no-await-in-loop
      const { attackers, space, atMost, owner } = await prepare(world, days);
      // oxlint-disable-next-line no-await-in-loop
      const siege = await besiege(world, { attackers, days, ...(owner === undefined ? {} : { owner }) });
      sieges.push({ name, days, atMost, odds: oddsOf(siege.guesses.admitted, space), ...siege });
    }
    note('50 guesses in the same moment');
    const bursts = await tryBursts(world);
    return { sieges, bursts, faults: findFaults(sieges, bursts), seconds: (performance.now() - begun) / 1000 };
  } finally {
    await world.close();
  }
}

interface Scenario {
  attackers: Attacker[];
  space: (typeof spaces)[keyof typeof spaces];
  atMost: number;
  owner?: Awaited<ReturnType<typeof addOwner>>;
}

const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `203.0.${113 + (number >> 8)}.${number & 255}`);

type Lay = (world: LoginWorld, days: number) => Promise<Scenario>;

/** The same siege by one attacker, and by many at different addresses. */
function fromOneAndMany(
  name: string,
  many: number,
  lay: (world: LoginWorld, days: number, places: readonly string[]) => Promise<Scenario>,
): Record<string, Lay> {
  const from =
    (count: number): Lay =>
    (world, days) =>
      lay(world, days, addresses(count));
  return { [`${name}, from one address`]: from(1), [`${name}, from ${many} addresses`]: from(many) };
}

const scenarios: Readonly<Record<string, Lay>> = {
  'password of one user who is away, from one address': async (world) => {
    const victim = await addOwner(world);
    return {
      attackers: addresses(1).map((address) => guessPassword(world, victim, address)),
      space: spaces.password,
      atMost: world.deps.policy.attempts.missesToStop,
    };
  },
  ...fromOneAndMany('password of one user', 50, async (world, days, places) => {
    const owner = await addOwner(world);
    return {
      attackers: places.map((address) => guessPassword(world, owner, address)),
      space: spaces.password,
      // The owner's right password from a new device, once a day, gives strangers theirs back.
      atMost: world.deps.policy.attempts.missesToStop * (days + 1),
      owner,
    };
  }),
  'one password each of 200 user IDs, from one address': async (world, days) => ({
    attackers: Array.from({ length: 200 }, (_, number) =>
      guessPassword(world, { email: `nobody.${number}@example.com` }, '203.0.113.9'),
    ),
    space: spaces.password,
    atMost: world.deps.policy.attempts.missesPerAddress * hoursADay * days,
  }),
  ...fromOneAndMany('one-time PIN of a first login, password known', 20, async (world, days, places) => {
    const victim = await register(world);
    return {
      attackers: places.map((address) => guessCode(world, victim, address)),
      space: spaces.pin,
      atMost: mostCodes(days),
    };
  }),
  ...fromOneAndMany('code of an app, password known', 20, async (world, days, places) => {
    const victim = await addOwner(world);
    return {
      attackers: places.map((address) => guessCode(world, victim, address)),
      space: spaces.appCode,
      atMost: mostCodes(days),
    };
  }),
  ...fromOneAndMany('mailed code of a recovery', 50, async (world, days, places) => {
    const owner = await addOwner(world);
    return {
      attackers: places.map((address) => guessRecoveryCode(world, owner, address)),
      space: spaces.pin,
      // Five recoveries an hour, with five tries each.
      atMost: 5 * codesPerFlow * hoursADay * days,
      owner,
    };
  }),
  ...fromOneAndMany('answers to questions, mailbox known', 10, async (world, days, places) => {
    const owner = await addOwner(world);
    await answerQuestions(world, owner);
    return {
      attackers: places.map((address) => guessAnswers(world, owner, address)),
      space: spaces.answers,
      // Five, and then one a day.
      atMost: 5 + days,
      owner,
    };
  }),
};

/** Wrong codes of one user: ten lock them, after a quiet day ten more may, and a hundred stop them. */
function mostCodes(days: number): number {
  return Math.min(100, 10 * (days + 1));
}

const burst = 50;

async function tryBursts(world: LoginWorld): Promise<BurstReport[]> {
  const password = await addOwner(world);
  const code = await addOwner(world);
  const together = async (attack: (address: string) => Attacker) => {
    const guesses = await Promise.all(addresses(burst).map((address) => attack(address)()));
    return guesses.filter(({ admitted }) => admitted).length;
  };
  return [
    {
      name: 'passwords',
      sent: burst,
      admitted: await together((address) => guessPassword(world, password, address)),
      // Three are free, and the fourth brings the first wait.
      atMost: 4,
    },
    {
      name: 'codes of an app',
      sent: burst,
      admitted: await together((address) => guessCode(world, code, address)),
      atMost: 10,
    },
  ];
}

function findFaults(sieges: readonly SiegeReport[], bursts: readonly BurstReport[]): string[] {
  return [
    ...sieges.flatMap(({ name, guesses, atMost, owner }) => [
      ...(guesses.admitted === 0 ? [`${name}: nothing was tried`] : []),
      ...(guesses.admitted > atMost ? [`${name}: ${guesses.admitted} guesses passed, ${atMost} may`] : []),
      ...(owner.refusedThere > 0 ? [`${name}: the owner was locked out of his own device`] : []),
    ]),
    ...bursts
      .filter(({ admitted, atMost }) => admitted > atMost || admitted === 0)
      .map(({ name, admitted, atMost }) => `50 ${name} at once: ${admitted} passed, ${atMost} may`),
  ];
}

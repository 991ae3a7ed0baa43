import type { Bearer } from './bearer.ts';
import type { FactorWorld } from './factor-world.ts';
import type { Place, Visit } from './place.ts';
import { requireRefusal } from './race.ts';

const dayMs = 86_400_000;
const secondMs = 1_000;
/** Flows in which somebody guesses in the same moment. */
const flows = 4;

/** What came of a siege by somebody who knows the password. */
export interface Siege {
  days: number;
  /** Guesses that were compared with the secret. */
  admitted: number;
  /** Guesses that were refused unseen. */
  refused: number;
  /** The owner's own visits in the meantime, and how many were refused. */
  owner: { came: number; refused: number };
}

/** How somebody guesses. */
export interface Tactics {
  days: number;
  /** Where he guesses. */
  places: readonly Place[];
  /** Guesses after which he waits for the owner to come, so that nothing is locked; absent: he never waits. */
  patience?: number;
  /** Where the owner comes once a day; absent while he is away. */
  ownerAt?: Place;
}

/** Lets somebody guess for days of the world's time, in several flows at once, again as soon as he may. */
export async function besiege(
  world: FactorWorld,
  bearer: Bearer,
  { days, places, patience = Number.POSITIVE_INFINITY, ownerAt }: Tactics,
): Promise<Siege> {
  const siege: Siege = { days, admitted: 0, refused: 0, owner: { came: 0, refused: 0 } };
  const now = () => world.clock.now().getTime();
  const guessers = Array.from({ length: flows }, (_, number) =>
    guesser(bearer, places[number % places.length] ?? 'login'),
  );
  const endMs = now() + days * dayMs;
  let tomorrowMs = now() + dayMs;
  let left = patience;
  while (now() < endMs) {
    const trying = guessers.slice(0, Math.min(flows, left));
    // oxlint-disable-next-line no-await-in-loop
    const guesses = await Promise.all(trying.map((guess) => guess()));
    const admitted = guesses.filter((guess) => guess.admitted).length;
    siege.admitted += admitted;
    siege.refused += guesses.length - admitted;
    left -= admitted;
    const waitMs = left < 1 ? dayMs : pauseMs(guesses);
    world.clock.advance(Math.max(secondMs, Math.min(waitMs, tomorrowMs - now())));
    if (now() < tomorrowMs) continue;
    tomorrowMs += dayMs;
    left = patience;
    // oxlint-disable-next-line no-await-in-loop
    await world.sweep();
    // oxlint-disable-next-line no-await-in-loop
    if (ownerAt !== undefined) await comeBy(world, bearer, ownerAt, siege);
  }
  return siege;
}

async function comeBy(world: FactorWorld, bearer: Bearer, place: Place, { owner }: Siege): Promise<void> {
  owner.came += 1;
  if ((await proveOneself(world, bearer, place)) !== undefined) owner.refused += 1;
  world.clock.advance(2 * 30_000);
}

/** The owner comes with the right answer; the reason when he is refused. */
export async function proveOneself(world: FactorWorld, bearer: Bearer, place: Place): Promise<string | undefined> {
  try {
    const visit = await bearer.go(place);
    await visit.give(await bearer.right(visit));
    return undefined;
  } catch (error) {
    return requireRefusal(error).reason;
  }
}

interface Guess {
  admitted: boolean;
  retryAfterMs?: number;
}

/** Guesses at one visit after the other: where a visit is over, the next one may not be. */
export function guesser(bearer: Bearer, place: Place): () => Promise<Guess> {
  let visit: Visit | undefined;
  const guess = async (): Promise<Guess> => {
    const isFresh = visit === undefined;
    try {
      visit ??= await bearer.go(place);
      await visit.give(bearer.wrong());
    } catch (error) {
      const { reason, retryAfterSeconds } = requireRefusal(error);
      if (reason === 'CODE_REFUSED') return { admitted: true };
      visit = undefined;
      if (!isFresh) return await guess();
      return {
        admitted: false,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 }),
      };
    }
    throw new Error('a wrong answer was accepted');
  };
  return guess;
}

/** Who is not told when to come again tries the next day. */
function pauseMs(guesses: readonly Guess[]): number {
  if (guesses.some(({ admitted }) => admitted)) return secondMs;
  return Math.min(...guesses.map(({ retryAfterMs }) => retryAfterMs ?? dayMs));
}

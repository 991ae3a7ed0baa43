import { type Bearer, type Contender, nameOf } from './bearer.ts';
import type { FactorWorld } from './factor-world.ts';
import type { Place } from './place.ts';

/** What the same right answer came to that was given many times in the same moment. */
export interface RaceReport {
  what: string;
  sent: number;
  accepted: number;
}

/** Gives the same right answer many times in the same moment, at one visit and at many. */
export async function raceFactor(world: FactorWorld, contender: Contender, racers: number): Promise<RaceReport[]> {
  const bearer = await contender.equip(world);
  const reports: RaceReport[] = [];
  for (const place of bearer.places) {
    // One after the other: they share the clock.
    // oxlint-disable-next-line no-await-in-loop
    reports.push(await raceAt(world, contender, bearer, place, racers));
    if (!contender.isLasting) return reports;
  }
  if (!bearer.isAsked && contender.isLasting) reports.push(await raceEverywhere(world, contender, bearer, racers));
  return reports;
}

async function raceAt(
  world: FactorWorld,
  contender: Contender,
  bearer: Bearer,
  place: Place,
  racers: number,
): Promise<RaceReport> {
  world.clock.advance(contender.freshAfterMs);
  const visit = await bearer.go(place);
  const code = await bearer.right(visit);
  const answers = await Promise.allSettled(Array.from({ length: racers }, () => visit.give(code)));
  return { what: `${nameOf(contender)} at one ${place}`, sent: racers, accepted: countAccepted(answers) };
}

/**
 * An app's code is good wherever it is given first. One that is made for one visit is a wrong guess at all others: no more
 * are sent than are looked at, so that the right one is among them.
 */
async function raceEverywhere(
  world: FactorWorld,
  contender: Contender,
  bearer: Bearer,
  racers: number,
): Promise<RaceReport> {
  world.clock.advance(contender.freshAfterMs);
  const sent = bearer.places.length > 1 ? racers : Math.min(racers, contender.free(world));
  const visits = await Promise.all(
    Array.from({ length: sent }, (_, number) => bearer.go(bearer.places[number % bearer.places.length] ?? 'login')),
  );
  const [first] = visits;
  if (first === undefined) throw new Error('a race needs racers');
  const code = await bearer.right(first);
  const answers = await Promise.allSettled(visits.map((visit) => visit.give(code)));
  return { what: `${nameOf(contender)} everywhere`, sent, accepted: countAccepted(answers) };
}

function countAccepted(answers: readonly PromiseSettledResult<void>[]): number {
  for (const answer of answers) if (answer.status === 'rejected') requireRefusal(answer.reason);
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

/** The reason of a refusal. Throws what is none: an error of ours proves nothing. */
export function requireRefusal(error: unknown): { reason: string; retryAfterSeconds?: number } {
  const { reason, retryAfterSeconds } = error as { reason?: string; retryAfterSeconds?: number };
  if (reason === undefined) throw error;
  return { reason, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

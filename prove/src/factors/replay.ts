import { type Contender, nameOf } from './bearer.ts';
import type { FactorWorld } from './factor-world.ts';
import { requireRefusal } from './race.ts';

/** What became of answers that had been accepted, given again. */
export interface ReplayReport {
  kind: string;
  given: number;
  accepted: string[];
}

/** Gives each answer that was accepted at a place once more there, and at every other place. */
export async function replayAnswers(world: FactorWorld, contender: Contender): Promise<ReplayReport> {
  const { equip, freshAfterMs, isLasting } = contender;
  const kind = nameOf(contender);
  const report: ReplayReport = { kind, given: 0, accepted: [] };
  let bearer = await equip(world);
  for (const place of bearer.places) {
    world.clock.advance(freshAfterMs);
    // oxlint-disable-next-line no-await-in-loop
    const visit = await bearer.go(place);
    // oxlint-disable-next-line no-await-in-loop
    const code = await bearer.right(visit);
    // Before, too: a visit that was open already could have been promised the code.
    // oxlint-disable-next-line no-await-in-loop
    const open = await Promise.all(bearer.places.map((other) => goIfPossible(() => bearer.go(other))));
    // oxlint-disable-next-line no-await-in-loop
    await visit.give(code);
    const others = [visit, ...open];
    for (const [number, other] of others.entries()) {
      const where = number === 0 ? `the same ${place}` : (bearer.places[number - 1] ?? '');
      report.given += 1;
      try {
        // oxlint-disable-next-line no-await-in-loop
        await other?.give(code);
        if (other !== undefined) report.accepted.push(`code of ${kind} given at a ${place} and again at ${where}`);
      } catch (error) {
        requireRefusal(error);
      }
    }
    // oxlint-disable-next-line no-await-in-loop
    if (!isLasting) bearer = await equip(world);
  }
  return report;
}

async function goIfPossible<T>(go: () => Promise<T>): Promise<T | undefined> {
  try {
    return await go();
  } catch (error) {
    requireRefusal(error);
    return undefined;
  }
}

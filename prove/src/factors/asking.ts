import { type Contender, nameOf, textOf } from './bearer.ts';
import type { FactorWorld } from './factor-world.ts';
import { requireRefusal } from './race.ts';

/** What asking again and again came to. */
export interface AskingReport {
  kind: string;
  asked: number;
  /** Different questions: a second one would let somebody choose. */
  questions: number;
  /** Messages that went out, and how many may. */
  sends: { made: number; atMost: number } | undefined;
}

/** Asks a factor a thousand times, at one visit and at new ones, and again where another send is asked for. */
export async function askAgain(
  world: FactorWorld,
  contender: Contender,
  times: number,
): Promise<AskingReport | undefined> {
  const { equip, sendsPerVisit, isLasting } = contender;
  const bearer = await equip(world);
  if (!bearer.isAsked) return undefined;
  await world.work();
  const before = world.messages.length;
  const questions = new Set<string>();
  const visit = await bearer.go('login');
  await world.work();
  questions.add(textOf(visit.prompt));
  for (let asked = 1; asked < times; asked += 1) {
    try {
      // A send may be asked for again after a pause.
      // oxlint-disable-next-line no-await-in-loop
      questions.add(textOf(await visit.ask(sendsPerVisit !== undefined && asked % 2 === 0)));
      // oxlint-disable-next-line no-await-in-loop
      await world.work();
    } catch (error) {
      requireRefusal(error);
    }
    // Cells stay over visits and for ever; a code is for one visit.
    if (sendsPerVisit === undefined && isLasting && asked % 10 === 0) {
      const place = bearer.places[asked % bearer.places.length] ?? 'login';
      // oxlint-disable-next-line no-await-in-loop
      questions.add(textOf((await bearer.go(place)).prompt));
    }
    world.clock.advance(1_000);
  }
  await world.work();
  return {
    kind: nameOf(contender),
    asked: times,
    questions: questions.size,
    sends: sendsPerVisit === undefined ? undefined : { made: world.messages.length - before, atMost: sendsPerVisit },
  };
}

import type { Attacker, Guess } from './attacks.ts';
import type { Owner } from './people.ts';
import type { LoginWorld } from './world.ts';

const dayMs = 86_400_000;
/** How long somebody waits who is refused without being told for how long. */
const idleMs = 3_600_000;
const shortestMs = 1_000;
/** Attackers who try in the same moment; they take turns. */
const atOnce = 4;

/** What came of a siege. */
export interface Siege {
  guesses: { admitted: number; refused: number };
  /** The owner's logins in the meantime, and how many of them were refused. */
  owner: { fromHisDevice: number; refusedThere: number; fromNewDevices: number; refusedAnew: number };
}

/**
 * Lets attackers try for days of the world's time: some at once, in turns, again as soon as they may. The owner logs in
 * twice a day, from the device that is known and from one that is not.
 */
export async function besiege(
  world: LoginWorld,
  { attackers, owner, days }: { attackers: readonly Attacker[]; owner?: Owner; days: number },
): Promise<Siege> {
  const siege: Siege = {
    guesses: { admitted: 0, refused: 0 },
    owner: { fromHisDevice: 0, refusedThere: 0, fromNewDevices: 0, refusedAnew: 0 },
  };
  const endMs = world.clock.now().getTime() + days * dayMs;
  let turn = 0;
  let visitMs = world.clock.now().getTime() + dayMs / 3;
  for (let nowMs = world.clock.now().getTime(); nowMs < endMs; nowMs = world.clock.now().getTime()) {
    if (owner !== undefined && nowMs >= visitMs) {
      // oxlint-disable-next-line no-await-in-loop
      await visit(owner, siege);
      visitMs += dayMs;
    }
    const trying = Array.from(
      { length: Math.min(atOnce, attackers.length) },
      () => attackers[turn++ % attackers.length],
    );
    // oxlint-disable-next-line no-await-in-loop
    const guesses = await Promise.all(trying.flatMap((attacker) => (attacker === undefined ? [] : [attacker()])));
    for (const { admitted } of guesses) siege.guesses[admitted ? 'admitted' : 'refused'] += 1;
    const next = nowMs + pauseMs(guesses);
    world.clock.advance(Math.max(0, Math.min(next, owner === undefined ? next : Math.max(visitMs, nowMs + 1)) - nowMs));
  }
  return siege;
}

async function visit(owner: Owner, siege: Siege): Promise<void> {
  siege.owner.fromHisDevice += 1;
  if ((await owner.logIn('his device')) !== undefined) siege.owner.refusedThere += 1;
  siege.owner.fromNewDevices += 1;
  if ((await owner.logIn('a new device')) !== undefined) siege.owner.refusedAnew += 1;
}

function pauseMs(guesses: readonly Guess[]): number {
  if (guesses.some(({ admitted }) => admitted)) return shortestMs;
  const told = guesses.map(({ retryAfterMs }) => retryAfterMs ?? idleMs);
  return Math.max(shortestMs, Math.min(...told));
}

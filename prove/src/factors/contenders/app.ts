import { randomInt } from 'node:crypto';
import { AuthenticatorApp } from '../../../../test/src/authenticator-app.ts';
import { plainEnrolment } from '../../second-factor.ts';
import type { Contender } from '../bearer.ts';
import { newName } from '../factor-world.ts';
import { places, visit } from '../place.ts';

const stepMs = 30_000;

/** Six digits that nobody knows beforehand. */
export const sixDigits = (): string => String(randomInt(10 ** 6)).padStart(6, '0');

/** The rule for all codes of a user: some misses are free, then waits double, and after many there is an end. */
export const commonRule: Pick<Contender, 'free' | 'mostIn'> = {
  free: ({ deps }) => deps.policy.attempts.missesToLock,
  // The waits of a first day let six more pass; after a quiet day as many are free as before.
  mostIn: ({ deps: { policy } }, days) =>
    Math.min(policy.attempts.missesToStop, (policy.attempts.missesToLock + 6) * Math.max(1, days)),
};

/** Any authenticator app. */
export const app: Contender = {
  kind: 'totp',
  ...commonRule,
  freshAfterMs: 2 * stepMs,
  isLasting: true,
  equip: async (world) => {
    const userId = newName('usr');
    const { authenticator, otpauthUri } = await world.by('gateway', userId).enrolAuthenticator(plainEnrolment);
    const shows = new AuthenticatorApp(otpauthUri);
    const shown = () => shows.shown(world.clock.now().getTime());
    await world.by('gateway', userId).activateAuthenticator({
      authenticatorId: authenticator?.id ?? '',
      code: shown(),
    });
    world.clock.advance(2 * stepMs);
    const named = { userId, authenticatorId: '', isAsked: false };
    return {
      ...named,
      places,
      go: (place) => visit(world, place, named),
      right: async () => shown(),
      // One that is right by chance would spoil the count.
      wrong: () =>
        otherThan(
          sixDigits(),
          [-1, 0, 1].map((steps) => shows.shown(world.clock.now().getTime() + steps * stepMs)),
        ),
    };
  },
};

/** A code, or the one after it that is none of these. */
export function otherThan(code: string, right: readonly string[]): string {
  return right.includes(code) ? otherThan(String((Number(code) + 1) % 10 ** 6).padStart(6, '0'), right) : code;
}

import { plainEnrolment } from '../../second-factor.ts';
import type { Contender } from '../bearer.ts';
import { newName } from '../factor-world.ts';
import { type Place, places, visit } from '../place.ts';
import { commonRule, otherThan, sixDigits } from './app.ts';
import { aMobile, newestCode, readCode } from './one-time-pin.ts';

const dayMs = 86_400_000;

/** Codes by text message. */
export const sms = delivered('sms', aMobile, places);
/** Codes by e-mail, which sign nothing. */
export const email = delivered(
  'email',
  () => `${newName('owner')}@example.com`,
  places.filter((place) => place !== 'signing'),
);

function delivered(kind: 'sms' | 'email', aDestination: () => string, where: readonly Place[]): Contender {
  return {
    kind,
    ...commonRule,
    // What may be sent to one destination in a day.
    freshAfterMs: dayMs,
    isLasting: true,
    sendsPerVisit: 3,
    equip: async (world) => {
      const userId = newName('usr');
      const destination = aDestination();
      const { authenticator } = await world
        .by('gateway', userId)
        .enrolAuthenticator({ ...plainEnrolment, kind, destination });
      const authenticatorId = authenticator?.id ?? '';
      const code = await readCode(world, destination);
      await world.by('gateway', userId).activateAuthenticator({ authenticatorId, code });
      world.clock.advance(dayMs);
      const named = { userId, authenticatorId, isAsked: true };
      return {
        ...named,
        places: where,
        go: (place) => visit(world, place, named),
        right: async () => await readCode(world, destination),
        wrong: () => otherThan(sixDigits(), [newestCode(world, destination)]),
      };
    },
  };
}

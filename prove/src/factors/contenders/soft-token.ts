import { randomInt } from 'node:crypto';
import type { Contender } from '../bearer.ts';
import { newName } from '../factor-world.ts';
import { places, visit } from '../place.ts';
import { equipWithToken } from '../soft-token-app.ts';
import { commonRule, otherThan, sixDigits } from './app.ts';

const stepMs = 30_000;

/** Codes of thirty seconds of our own app. */
export const softToken: Contender = {
  kind: 'soft_token',
  ...commonRule,
  freshAfterMs: 2 * stepMs,
  isLasting: true,
  equip: async (world) => {
    const userId = newName('usr');
    const { authenticatorId, app } = await equipWithToken(world, userId);
    world.clock.advance(2 * stepMs);
    const named = { userId, authenticatorId, isAsked: false };
    return {
      ...named,
      places,
      go: (place) => visit(world, place, named),
      right: async () => app.code(),
      wrong: () => otherThan(sixDigits(), [app.code()]),
    };
  },
};

/** Codes that it makes for exactly what is signed. */
export const transactionCode: Contender = {
  kind: 'transaction_code',
  ...commonRule,
  freshAfterMs: 2 * stepMs,
  isLasting: true,
  equip: async (world) => {
    const userId = newName('usr');
    const { authenticatorId, app } = await equipWithToken(world, userId);
    world.clock.advance(2 * stepMs);
    const named = { userId, authenticatorId, isAsked: false };
    return {
      ...named,
      places: ['signing'],
      go: (place) => visit(world, place, named),
      right: async ({ transactionUri }) => app.transactionCode(transactionUri),
      wrong: () => String(randomInt(10 ** 8)).padStart(8, '0'),
    };
  },
};

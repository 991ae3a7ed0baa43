import { randomInt } from 'node:crypto';
import type { Bearer, Contender } from '../bearer.ts';
import { type FactorWorld, newName } from '../factor-world.ts';
import { visit } from '../place.ts';
import { app, commonRule } from './app.ts';

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Codes that officers issue to somebody who lost his factors. */
export const emergencyCode: Contender = {
  kind: 'emergency_code',
  ...commonRule,
  freshAfterMs: 0,
  // After which it is over.
  daysAtMost: 1,
  isLasting: false,
  equip: async (world) => await issue(world, (await app.equip(world)).userId),
  renew: async (world, { userId }) => await issue(world, userId),
};

async function issue(world: FactorWorld, userId: string): Promise<Bearer> {
  const { code } = await world.identity.issueEmergencyCode({ userId, causeId: newName('apr') });
  const { factors } = await world.identity.getLoginFactors({ userId });
  const authenticatorId = factors.find(({ kind }) => kind === 'emergency_code')?.authenticatorId ?? '';
  const named = { userId, authenticatorId, isAsked: false };
  return {
    ...named,
    places: ['login'],
    go: (place) => visit(world, place, named),
    right: async () => code,
    wrong: () => Array.from({ length: 10 }, () => symbols.charAt(randomInt(symbols.length))).join(''),
  };
}

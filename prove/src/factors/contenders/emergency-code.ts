import { drawSymbols } from '../../../../services/second-factor/src/crockford.ts';
import { emergencySymbols } from '../../../../services/second-factor/src/emergency-code/emergency-code.ts';
import type { Bearer, Contender } from '../bearer.ts';
import { type FactorWorld, newName } from '../factor-world.ts';
import { visit } from '../place.ts';
import { app, commonRule } from './app.ts';

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
    wrong: () => drawSymbols(emergencySymbols),
  };
}

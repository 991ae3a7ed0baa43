import { randomBytes, randomInt } from 'node:crypto';
import { hashAnswer } from '../../../../services/second-factor/src/grid-card/answer-hash.ts';
import { answerOf, type Grid, gridOf } from '../../../../services/second-factor/src/grid-card/card-key.ts';
import { type Geometry, symbolsOf } from '../../../../services/second-factor/src/grid-card/geometry.ts';
import { sealCardKey } from '../../../../services/second-factor/src/grid-card/grid-card-store.ts';
import { plainEnrolment } from '../../second-factor.ts';
import type { Contender } from '../bearer.ts';
import { type FactorWorld, newName } from '../factor-world.ts';
import { places, visit } from '../place.ts';

/** Wrong answers in a row that lock a card. */
const misses = 5;

/** Cards whose cells are asked for again. */
export const reusedCard: Contender = { ...card(), name: 'egrid, cells again' };
/** Cards whose cells are asked for once. */
export const onceCard: Contender = {
  ...card(),
  name: 'egrid, cells once',
  // A card of fifty cells is used up by then.
  daysAtMost: 8,
};

function card(): Contender {
  return {
    kind: 'egrid',
    free: () => misses,
    mostIn: () => misses,
    freshAfterMs: 0,
    isLasting: true,
    equip: async (world) => {
      const userId = newName('usr');
      const rpc = () => world.by('gateway', userId);
      const { authenticator } = await rpc().enrolAuthenticator({ ...plainEnrolment, kind: 'egrid' });
      const { id: authenticatorId = '', serial = '' } = authenticator ?? {};
      await rpc().downloadEgrid({ authenticatorId });
      const { geometry, grid } = await print(world, { authenticatorId, serial });
      const named = { userId, authenticatorId, isAsked: true };
      const { prompt } = await rpc().askAuthenticator({ authenticatorId, language: 'en' });
      await rpc().activateAuthenticator({ authenticatorId, code: answerOf(grid, prompt?.cells ?? []) });
      return {
        ...named,
        places,
        go: (place) => visit(world, place, named),
        right: async (there) => answerOf(grid, there.prompt?.cells ?? []),
        wrong: () => guess(geometry),
      };
    },
  };
}

/** One answer of all that there are; that it is right is as likely as the policy says. */
function guess({ alphabet, cells }: Geometry): string {
  const symbols = symbolsOf(alphabet);
  return Array.from({ length: cells }, () => symbols.charAt(randomInt(symbols.length))).join('');
}

/** Prints known symbols into the cells: the PDF is encrypted, and the service forgets what it drew. */
async function print(
  { deps: { db, keyring, pepper } }: FactorWorld,
  { authenticatorId, serial }: { authenticatorId: string; serial: string },
): Promise<{ geometry: Geometry; grid: Grid }> {
  const geometry = await db
    .selectFrom('gridCards')
    .select(['mode', 'rows', 'columns', 'cells', 'alphabet'])
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow();
  const key = randomBytes(32);
  const grid = gridOf(key, geometry);
  if (geometry.mode === 'reuse') {
    const cardKey = sealCardKey(keyring, serial, key);
    await db.updateTable('gridCards').set({ cardKey }).where('serial', '=', serial).execute();
    return { geometry, grid };
  }
  const challenges = await db
    .selectFrom('challenges')
    .select(['id', 'cells'])
    .where('authenticatorId', '=', authenticatorId)
    .execute();
  await Promise.all(
    challenges.map(async ({ id, cells }) => {
      const place = { serial, cells: cells ?? [] };
      const answerHash = await hashAnswer(pepper, place, answerOf(grid, place.cells));
      await db.updateTable('challenges').set({ answerHash }).where('id', '=', id).execute();
    }),
  );
  return { geometry, grid };
}

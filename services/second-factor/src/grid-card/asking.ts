import type { FactorPrompt } from '@countersign/proto/second-factor';
import { type Authenticator, toPrompt, wrongState } from '../authenticator/authenticator.ts';
import type { SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { askAgain, askNext, findOpenChallenge, lockCard } from './cell-challenge-store.ts';
import { drawLeastUsed } from './drawing.ts';
import { cellNames } from './geometry.ts';

/**
 * Tells which cells of a card are asked for: the same ones until they are answered, whoever asks and however often, so that
 * nobody asks until he is asked for cells that he knows. Throws `AUTHENTICATOR_WRONG_STATE` for an eGrid that was not
 * downloaded.
 */
export async function askCells(
  { db, clock }: Pick<SecondFactorDeps, 'db' | 'clock'>,
  authenticator: Authenticator,
): Promise<FactorPrompt> {
  const at = clock.now();
  const challenge =
    (await findOpenChallenge(db, authenticator.id)) ??
    (await db.transaction().execute(async (trx) => await draw(trx, authenticator, at)));
  return toPrompt(authenticator, {
    cells: challenge.cells,
    serial: authenticator.serial ?? '',
    challengeId: challenge.id,
  });
}

async function draw(
  trx: SecondFactorTransaction,
  { id, userId }: Authenticator,
  at: Date,
): Promise<{ id: string; cells: string[] }> {
  const card = await lockCard(trx, id);
  if (card === undefined) throw new Error('a card without a row');
  // Who waited for the lock finds what the other one drew.
  const open = await findOpenChallenge(trx, id);
  if (open !== undefined) return open;
  if (card.mode === 'once') {
    const next = await askNext(trx, { id, at });
    if (next === undefined) throw wrongState();
    return next;
  }
  if (card.uses === null) throw wrongState();
  const drawn = new Set(drawLeastUsed(card.uses, card.cells));
  return await askAgain(trx, {
    id,
    userId,
    cells: cellNames(card).filter((_, position) => drawn.has(position)),
    uses: card.uses.map((count, position) => (drawn.has(position) ? count + 1 : count)),
    at,
  });
}

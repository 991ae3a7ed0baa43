import { appendAudit } from '@countersign/audit';
import { conflict } from '@countersign/errors';
import { equalsConstantTime } from '@countersign/sealing';
import { type Authenticator, wrongState } from '../authenticator/authenticator.ts';
import { moveAuthenticator } from '../authenticator/authenticator-store.ts';
import type { FittingCode, GivenCode } from '../authenticator/factor-kind.ts';
import { tellOwner } from '../authenticator/notice.ts';
import { restoreAttempts, spendAttempt } from '../budgets.ts';
import { readSymbols } from '../crockford.ts';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { matchesAnswer } from './answer-hash.ts';
import { answerOf, gridOf } from './card-key.ts';
import {
  countLeft,
  countMiss,
  findOpenChallenge,
  lockMissed,
  type OpenChallenge,
  useAnswer,
} from './cell-challenge-store.ts';
import { openCardKey } from './grid-card-store.ts';

/**
 * Finds out whether an answer is that to the open challenge of a card, as a whole. It counts as a miss until it is used.
 * In a recovery it costs a try of another budget instead (`ATTEMPTS_EXHAUSTED`). Throws `CHALLENGE_REPLACED` for a
 * challenge that is not the open one, and `AUTHENTICATOR_WRONG_STATE` for a card that takes no more answers.
 */
export async function matchCells(
  deps: SecondFactorDeps,
  { authenticator, code, challengeId, at, recovery }: GivenCode,
): Promise<FittingCode | undefined> {
  const { id, kind } = authenticator;
  const open = await findOpenChallenge(deps.db, id);
  if (challengeId !== '' && challengeId !== open?.id) {
    throw conflict('CHALLENGE_REPLACED', 'other cells are asked for now');
  }
  if (open === undefined) return undefined;
  if (recovery) await spendAttempt(deps, 'card-recovery', id);
  // Not locked here: those who were counted before may be about to turn out right.
  else if (!(await countMiss(deps.db, { id, at }))) throw wrongState();
  if (!(await fits(deps, open, readSymbols(code)))) return undefined;
  return {
    authenticatorId: id,
    kind,
    use: async (db: SecondFactorDb) => {
      const isUsed = await useAnswer(db, { challengeId: open.id, id, at });
      if (isUsed && recovery) await restoreAttempts(db, 'card-recovery', id);
      return isUsed;
    },
    ...(open.geometry.mode === 'once' && { acr: 'urn:countersign:aal2' as const }),
  };
}

async function fits({ keyring, pepper }: SecondFactorDeps, open: OpenChallenge, answer: string): Promise<boolean> {
  const { cells, serial, geometry, cardKey, answerHash } = open;
  if (answerHash !== null) return await matchesAnswer(pepper, answerHash, { serial, cells }, answer);
  // Erased meanwhile: the card is dead.
  if (cardKey === null) return false;
  const key = openCardKey(keyring, serial, cardKey);
  const right = answerOf(gridOf(key, geometry, cells), cells);
  key.fill(0);
  return equalsConstantTime(answer, right);
}

/** Locks a card after too many wrong answers in a row; one that waits for its first answer becomes void. */
export async function lockAfterMisses(
  { db, clock }: Pick<SecondFactorDeps, 'db' | 'clock'>,
  id: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const locked = await lockMissed(trx, id);
    if (locked === undefined) return;
    const { userId, state } = locked;
    const at = clock.now();
    await tellOwner(trx, { userId, authenticatorId: id, change: state, at });
    await appendAudit(trx, {
      stream: userId,
      actor: 'system',
      action: `authenticator.${state}`,
      subject: id,
      detail: { reason: 'too many wrong answers' },
      at,
    });
  });
}

/** What a right answer brings with it: the owner of a card is told that it runs out, and the last answer ends it. */
export async function noteUse(
  trx: SecondFactorTransaction,
  _deps: SecondFactorDeps,
  { authenticator, at }: { authenticator: Authenticator; at: Date },
): Promise<void> {
  const { id, userId, kind } = authenticator;
  const remaining = await countLeft(trx, { id, at });
  if (remaining?.isNews === true) {
    await tellOwner(trx, { userId, authenticatorId: id, change: 'running_out', at });
  }
  if (remaining?.left !== 0) return;
  const ended = await moveAuthenticator(trx, { id, to: 'expired', reason: 'all cells were used' });
  if (ended === undefined) return;
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: 'authenticator.expired',
    subject: id,
    detail: { kind },
    at,
  });
}

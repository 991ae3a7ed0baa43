import { sql } from 'kysely';
import type { CodeChannel, SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import { type CodeKey, mayFollowUsed, type PlannedSend, type Sends } from './code.ts';
import type { SentCode } from './code-hash.ts';

/** The sends for one thing, and the id of its code; undefined before the first. */
export async function findSends(
  db: SecondFactorDb,
  key: CodeKey,
): Promise<(Sends & { id: string; expiresAt: Date | null }) | undefined> {
  return await db
    .selectFrom('loginPins')
    .select(({ fn }) => [
      'id',
      'sends',
      fn.coalesce('askedChannel', 'channel').as('channel'),
      'resendAt',
      'usedAt',
      'expiresAt',
    ])
    .where('loginFlowId', '=', key.subjectId)
    .where('userId', '=', key.userId)
    .where('purpose', '=', key.purpose)
    .executeTakeFirst();
}

/**
 * Writes down that a send begins: it counts even if the rest of it fails. The channel of an earlier code stays, because
 * that code is good until it is replaced; `askedChannel` is that of the send which began.
 */
export async function recordSend(
  trx: SecondFactorTransaction,
  { purpose, subjectId, userId }: CodeKey,
  { id, channel, sendNumber, resendAt, isFresh }: PlannedSend & { id: string; channel: CodeChannel },
): Promise<void> {
  const begun = {
    sends: sendNumber,
    resendAt,
    askedChannel: channel,
    // What was used is gone before it counts as unused.
    ...(isFresh && { codeHash: null, deliveryId: null, expiresAt: null, usedAt: null }),
  };
  await trx
    .insertInto('loginPins')
    .values({ id, purpose, loginFlowId: subjectId, userId, channel, ...begun })
    .onConflict((conflict) => conflict.constraint('login_pins_one_per_flow').doUpdateSet(begun))
    .execute();
}

/** Lets another send begin at once after one of which nothing came; the one that failed stays counted. */
export async function abandonSend(
  db: SecondFactorDb,
  { id, sendNumber, at }: { id: string; sendNumber: number; at: Date },
): Promise<void> {
  await db
    .updateTable('loginPins')
    .set({ resendAt: at })
    .where('id', '=', id)
    .where('sends', '=', sendNumber)
    .where('usedAt', 'is', null)
    .execute();
}

/** A code that was drawn for a send. */
export interface DrawnCode {
  id: string;
  sendNumber: number;
  channel: CodeChannel;
  destinationHash: Buffer;
  codeHash: Buffer;
  deliveryId: string;
  expiresAt: Date;
}

/** Replaces a code by that of a send; false when a later send began meanwhile, or the code ended what it is for. */
export async function replaceCode(
  trx: SecondFactorTransaction,
  { purpose }: CodeKey,
  { id, sendNumber, ...code }: DrawnCode,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('loginPins')
    .set({ ...code, usedAt: null })
    .where('id', '=', id)
    .where('sends', '=', sendNumber)
    .$if(!mayFollowUsed(purpose), (query) => query.where('usedAt', 'is', null))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The code that is awaited, as hashes; undefined when none was sent. */
export async function findSentCode(
  db: SecondFactorDb,
  { purpose, subjectId, userId }: CodeKey,
): Promise<SentCode | undefined> {
  const row = await db
    .selectFrom('loginPins')
    .select(['id', 'codeHash', 'destinationHash'])
    .where('loginFlowId', '=', subjectId)
    .where('userId', '=', userId)
    .where('purpose', '=', purpose)
    .executeTakeFirst();
  return row === undefined || row.codeHash === null ? undefined : { ...row, codeHash: row.codeHash };
}

/**
 * Uses a code up and returns its channel; undefined when it was used before, is too old, was replaced since its hash
 * was read, or its user had a factor by now. One statement, which also notes that what was sent has come back.
 */
export async function useSentCode(
  db: SecondFactorDb,
  { id, codeHash, at }: { id: string; codeHash: Buffer; at: Date },
): Promise<CodeChannel | undefined> {
  const row = await db
    .with('used', (using) =>
      using
        .updateTable('loginPins')
        .set({ usedAt: at })
        .where('id', '=', id)
        .where('codeHash', '=', codeHash)
        .where('usedAt', 'is', null)
        .where('expiresAt', '>', at)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('authenticators')
                .select('authenticators.id')
                .whereRef('authenticators.userId', '=', 'loginPins.userId')
                .where('authenticators.activatedAt', 'is not', null)
                .where('authenticators.kind', '<>', 'emergency_code'),
            ),
          ),
        )
        .returning(['channel', 'deliveryId']),
    )
    .with('returned', (returning) =>
      returning
        .updateTable('pinDeliveries')
        .from('used')
        .set({ verifiedAt: at, fallback: null })
        .whereRef('pinDeliveries.id', '=', 'used.deliveryId')
        .returning('pinDeliveries.id'),
    )
    .selectFrom('used')
    .select('channel')
    .executeTakeFirst();
  return row?.channel;
}

/** Makes other sends for the same thing wait until the transaction ends. */
export async function lockSends(trx: SecondFactorTransaction, { purpose, subjectId, userId }: CodeKey): Promise<void> {
  const name = `${purpose}:${subjectId}:${userId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}

import { sql } from 'kysely';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { GridCardBatch, PrintingBatch } from './batch.ts';
import { geometryColumns } from './geometry.ts';
import type { StockCard } from './grid-card-store.ts';
import type { StoredChallenge } from './tables.ts';

const columns = ['id', 'label', 'state', 'count', 'made', 'printer', 'printFileSha256', 'createdAt'] as const;

const assigned = sql<number>`(select count(*)::integer from grid_cards c
  where c.batch_id = grid_card_batches.id and c.authenticator_id is not null)`.as('assigned');

/** Stores a batch that is to be made. */
export async function insertBatch(
  trx: SecondFactorTransaction,
  batch: Omit<PrintingBatch, 'made'> & { label: string; printer: string; createdBy: string; createdAt: Date },
): Promise<void> {
  const { geometry, ...row } = batch;
  await trx
    .insertInto('gridCardBatches')
    .values({ ...row, ...geometry, state: 'printing' })
    .execute();
}

/** Batches, newest first: `limit` at most, after one of them when it is named. */
export async function listBatches(
  db: SecondFactorDb,
  { limit, beforeId }: { limit: number; beforeId: string | undefined },
): Promise<GridCardBatch[]> {
  return await db
    .selectFrom('gridCardBatches')
    .select([...columns, assigned])
    .$if(beforeId !== undefined, (query) => query.where('id', '<', beforeId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** One batch; undefined when there is none. */
export async function findBatch(db: SecondFactorDb, id: string): Promise<GridCardBatch | undefined> {
  return await db
    .selectFrom('gridCardBatches')
    .select([...columns, assigned])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The cards of a batch, by serial number. */
export async function listCards(db: SecondFactorDb, batchId: string) {
  return await db
    .selectFrom('gridCards')
    .select(['serial', 'state', 'expiresAt'])
    .where('batchId', '=', batchId)
    .orderBy('serial')
    .execute();
}

/** The sealed print file of a batch; undefined for a batch without one. */
export async function findPrintFile(db: SecondFactorDb, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('gridCardBatches').select('printFile').where('id', '=', id).executeTakeFirst();
  return row?.printFile ?? undefined;
}

/** A batch of which cards or the print file are still to be made; undefined for all others. */
export async function findPrinting(db: SecondFactorDb, id: string): Promise<PrintingBatch | undefined> {
  const row = await db
    .selectFrom('gridCardBatches')
    .select(['id', 'count', 'made', ...geometryColumns])
    .select(['printerCertificate', 'cardsExpireAt'])
    .where('id', '=', id)
    .where('state', '=', 'printing')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { mode, rows, columns: across, cells, alphabet, ...batch } = row;
  return { ...batch, geometry: { mode, rows, columns: across, cells, alphabet } };
}

/** A card that was made and is to be stored. */
export interface MadeCard {
  serial: string;
  /** Sealed. */
  cardKey: Buffer;
  uses: number[] | null;
  /** In mode once. */
  answers: StoredChallenge[] | null;
}

/**
 * Adds cards to a batch that has `made` of them and is still printing; false when another run of the job was faster, and
 * then none of them is stored. A serial number that exists is passed over: the batch lacks that card, and the next portion
 * makes another one.
 */
export async function addCards(
  trx: SecondFactorTransaction,
  { id, made, geometry, cardsExpireAt }: PrintingBatch,
  { cards, at }: { cards: readonly MadeCard[]; at: Date },
): Promise<boolean> {
  const current = await trx
    .selectFrom('gridCardBatches')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'printing')
    .where('made', '=', made)
    .forUpdate()
    .executeTakeFirst();
  if (current === undefined) return false;
  const stored = await trx
    .insertInto('gridCards')
    .values(
      cards.map(({ answers, ...card }) => ({
        ...card,
        ...geometry,
        batchId: id,
        state: 'unassigned' as const,
        answers: answers === null ? null : JSON.stringify(answers),
        createdAt: at,
        expiresAt: cardsExpireAt,
      })),
    )
    .onConflict((conflict) => conflict.column('serial').doNothing())
    .returning('serial')
    .execute();
  await trx
    .updateTable('gridCardBatches')
    .set({ made: made + stored.length })
    .where('id', '=', id)
    .execute();
  return true;
}

/** The cards of a batch with their sealed keys, as they are drawn, by serial number. */
export async function listForPrint(
  db: SecondFactorDb,
  batchId: string,
): Promise<(StockCard & { cardKey: Buffer | null })[]> {
  const rows = await db
    .selectFrom('gridCards')
    .select(['serial', 'expiresAt', 'cardKey', ...geometryColumns])
    .where('batchId', '=', batchId)
    .orderBy('serial')
    .execute();
  return rows.map(({ serial, expiresAt, cardKey, ...geometry }) => ({ serial, expiresAt, cardKey, geometry }));
}

/**
 * Stores the print file of a batch, and forgets the cells of cards in mode once: nobody can print them again. False when
 * another run was faster or the batch became void.
 */
export async function recordPrinted(
  trx: SecondFactorTransaction,
  { id, file, sha256 }: { id: string; file: Buffer; sha256: Buffer },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('gridCardBatches')
    .set({ state: 'ready', printFile: file, printFileSha256: sha256 })
    .where('id', '=', id)
    .where('state', '=', 'printing')
    .whereRef('made', '=', 'count')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await trx
    .updateTable('gridCards')
    .set({ cardKey: null })
    .where('batchId', '=', id)
    .where('mode', '=', 'once')
    .execute();
  return true;
}

/** Makes a batch void, with its cards that nobody has; true the first time. */
export async function voidBatch(trx: SecondFactorTransaction, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('gridCardBatches')
    .set({ state: 'void', printFile: null, printFileSha256: null })
    .where('id', '=', id)
    .where('state', '<>', 'void')
    .executeTakeFirst();
  await trx
    .updateTable('gridCards')
    .set({ state: 'void', cardKey: null, answers: null })
    .where('batchId', '=', id)
    .where('state', '=', 'unassigned')
    .execute();
  return numUpdatedRows === 1n;
}

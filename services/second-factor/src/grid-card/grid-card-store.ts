import { type Keyring, open, seal } from '@countersign/sealing';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import { insertChallenges } from './cell-challenge-store.ts';
import { type Geometry, geometryColumns } from './geometry.ts';

const sealedAt = (serial: string, column: 'card_key' | 'password') => ({ table: 'grid_cards', row: serial, column });

/** Seals the key of a card for its row. */
export function sealCardKey(keyring: Keyring, serial: string, key: Uint8Array): Buffer {
  return seal(keyring, key, sealedAt(serial, 'card_key'));
}

/** Opens the sealed key of a card. */
export function openCardKey(keyring: Keyring, serial: string, sealed: Uint8Array): Buffer {
  return open(keyring, sealed, sealedAt(serial, 'card_key'));
}

/** A card of the stock that somebody may be given. */
export interface StockCard {
  serial: string;
  geometry: Geometry;
  expiresAt: Date;
}

/** A card of the stock that nobody has; undefined for an unknown one, and for one that is assigned, void or too old. */
export async function findUnassigned(
  db: SecondFactorDb,
  { serial, at }: { serial: string; at: Date },
): Promise<StockCard | undefined> {
  const row = await db
    .selectFrom('gridCards')
    .innerJoin('gridCardBatches', 'gridCardBatches.id', 'gridCards.batchId')
    .select(['gridCards.serial', 'gridCards.expiresAt', 'gridCards.mode', 'gridCards.rows', 'gridCards.columns'])
    .select(['gridCards.cells', 'gridCards.alphabet'])
    .where('gridCards.serial', '=', serial)
    .where('gridCards.state', '=', 'unassigned')
    .where('gridCards.expiresAt', '>', at)
    // What is being printed is in nobody's hands.
    .where('gridCardBatches.state', '=', 'ready')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { expiresAt, serial: found, ...geometry } = row;
  return { serial: found, geometry, expiresAt };
}

/** Makes others who want a card of the stock wait; false when somebody was given it, or it is void. */
export async function lockUnassigned(trx: SecondFactorTransaction, serial: string): Promise<boolean> {
  const row = await trx
    .selectFrom('gridCards')
    .select('serial')
    .where('serial', '=', serial)
    .where('state', '=', 'unassigned')
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives a card of the stock, which the transaction has locked, to an authenticator. */
export async function assignCard(
  trx: SecondFactorTransaction,
  { serial, id, userId, at }: { serial: string; id: string; userId: string; at: Date },
): Promise<void> {
  const { answers } = await trx
    .selectFrom('gridCards')
    .select('answers')
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('gridCards')
    .set({ state: 'assigned', authenticatorId: id, answers: null })
    .where('serial', '=', serial)
    .execute();
  await insertChallenges(trx, { id, userId, challenges: answers ?? [], at });
}

/** Writes an eGrid that waits to be downloaded: it has a password, and no cells yet. */
export async function insertEgrid(
  trx: SecondFactorTransaction,
  keyring: Keyring,
  egrid: StockCard & { id: string; password: string; language: string; at: Date },
): Promise<void> {
  const { serial, geometry, expiresAt, id, password, language, at } = egrid;
  await trx
    .insertInto('gridCards')
    .values({
      serial,
      state: 'assigned',
      authenticatorId: id,
      ...geometry,
      password: seal(keyring, Buffer.from(password), sealedAt(serial, 'password')),
      language,
      createdAt: at,
      expiresAt,
    })
    .execute();
}

/** An eGrid as its download needs it. */
export interface PendingEgrid extends StockCard {
  /** Undefined once it was downloaded. */
  password: string | undefined;
  language: string;
}

/** The eGrid of an authenticator. */
export async function getEgrid(db: SecondFactorDb, keyring: Keyring, id: string): Promise<PendingEgrid> {
  const { serial, password, language, expiresAt, ...geometry } = await db
    .selectFrom('gridCards')
    .select(['serial', 'password', 'language', 'expiresAt', ...geometryColumns])
    .where('authenticatorId', '=', id)
    .executeTakeFirstOrThrow();
  return {
    serial,
    geometry,
    expiresAt,
    language: language ?? '',
    password: password === null ? undefined : open(keyring, password, sealedAt(serial, 'password')).toString(),
  };
}

/**
 * Writes down that an eGrid is handed out, with what its answers are checked against, and forgets its password; false when
 * it was handed out before.
 */
export async function recordDownload(
  trx: SecondFactorTransaction,
  { id, cardKey, uses, at }: { id: string; cardKey: Buffer | null; uses: number[] | null; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('gridCards')
    .set({ downloadedAt: at, password: null, cardKey, uses })
    .where('authenticatorId', '=', id)
    .where('downloadedAt', 'is', null)
    .where('password', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

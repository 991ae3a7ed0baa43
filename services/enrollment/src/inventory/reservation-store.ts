import type { Db } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import { sql, type Transaction } from 'kysely';
import type { EnrollmentDatabase, EnrollmentDb } from '../database.ts';
import type { InventoryCounter, Licence, MoveKind, ReservationKey } from './licence.ts';

const mostListed = 1000;

/** Lists an account's licences in the order in which they were granted, 1000 at most. */
export async function listLicences(db: Db<EnrollmentDatabase>, accountId: string): Promise<Licence[]> {
  return await db
    .selectFrom('licences')
    .innerJoin('inventoryEntries as granted', (join) =>
      join.onRef('granted.licenceId', '=', 'licences.id').on('granted.kind', '=', 'grant'),
    )
    .select(['id', 'productCode', 'purpose', 'state', 'validUntil', 'extraDomains', 'usedBy'])
    .where('licences.accountId', '=', accountId)
    .orderBy('granted.seq')
    .limit(mostListed)
    .execute();
}

/** Counts an account's licences by product; an unused licence whose term ended before `at` is not available. */
export async function countLicences(
  db: Db<EnrollmentDatabase>,
  accountId: string,
  at: Date,
): Promise<InventoryCounter[]> {
  const rows = await db
    .selectFrom('licences')
    .select(({ fn }) => [
      'productCode',
      'purpose',
      fn.countAll<bigint>().as('total'),
      fn.countAll<bigint>().filterWhere('state', '=', 'available').filterWhere('validUntil', '>', at).as('available'),
      fn.countAll<bigint>().filterWhere('state', '=', 'reserved').as('reserved'),
      fn.countAll<bigint>().filterWhere('state', '=', 'in_use').as('inUse'),
    ])
    .where('accountId', '=', accountId)
    .groupBy(['productCode', 'purpose'])
    .orderBy('productCode')
    .orderBy('purpose')
    .execute();
  return rows.map(({ productCode, purpose, total, available, reserved, inUse }) => ({
    productCode,
    purpose,
    total: Number(total),
    available: Number(available),
    reserved: Number(reserved),
    inUse: Number(inUse),
  }));
}

/** A licence held by a reservation. */
export interface ReservedLicence {
  id: string;
  validUntil: Date;
  /** Whether this call reserved it; false for a repetition. */
  moved: boolean;
}

/**
 * Reserves a licence of the purpose, the earliest to end first, unless its term has ended. The same reservation gets
 * the same licence again. Throws `LICENCE_NOT_AVAILABLE`, or `RESERVATION_OVER` for a reservation that was released or
 * is for another purpose.
 */
export async function reserveLicence(
  db: EnrollmentDb,
  { key, purpose, at }: { key: ReservationKey; purpose: string; at: Date },
): Promise<ReservedLicence> {
  return await db.transaction().execute(async (trx) => {
    // A parallel repetition waits for the first call here; without it, both would take a licence.
    const lock = JSON.stringify([key.accountId, key.reservationId]);
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx);
    const held = await findHeld(trx, key);
    if (held !== undefined && held.purpose === purpose) {
      return { id: held.id, validUntil: held.validUntil, moved: false };
    }
    // A late repetition must not take a licence that nobody would give back.
    if (held !== undefined || (await hasEntry(trx, key, 'release'))) {
      throw conflict('RESERVATION_OVER', 'this reservation is over; choose a new id');
    }
    const free = await trx
      .selectFrom('licences')
      .select(['id', 'validUntil'])
      .where('accountId', '=', key.accountId)
      .where('purpose', '=', purpose)
      .where('state', '=', 'available')
      .where('validUntil', '>', at)
      .orderBy('validUntil')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (free === undefined) {
      throw conflict('LICENCE_NOT_AVAILABLE', `no licence for ${purpose.replaceAll('_', ' ')} is free; buy one first`);
    }
    await trx
      .updateTable('licences')
      .set({ state: 'reserved', reservationId: key.reservationId })
      .where('id', '=', free.id)
      .execute();
    await record(trx, { key, licenceId: free.id, kind: 'reserve', at });
    return { ...free, moved: true };
  });
}

/**
 * Puts a reserved licence to use; false when that was done before. Throws `RESERVATION_NOT_FOUND`, or
 * `LICENCE_IN_USE` when another certificate uses it.
 */
export async function consumeLicence(
  db: EnrollmentDb,
  { key, usedBy, at }: { key: ReservationKey; usedBy: string; at: Date },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const consumed = await trx
      .updateTable('licences')
      .set({ state: 'in_use', usedBy })
      .where('accountId', '=', key.accountId)
      .where('reservationId', '=', key.reservationId)
      .where('state', '=', 'reserved')
      .returning('id')
      .executeTakeFirst();
    if (consumed !== undefined) {
      await record(trx, { key, licenceId: consumed.id, kind: 'consume', at });
      return true;
    }
    const held = await findHeld(trx, key);
    if (held === undefined) throw unknownReservation();
    if (held.usedBy !== usedBy) throw usedAlready();
    return false;
  });
}

/** Gives a reserved licence back; false when that was done before. Throws `RESERVATION_NOT_FOUND` or `LICENCE_IN_USE`. */
export async function releaseLicence(
  db: EnrollmentDb,
  { key, at }: { key: ReservationKey; at: Date },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const released = await trx
      .updateTable('licences')
      .set({ state: 'available', reservationId: null })
      .where('accountId', '=', key.accountId)
      .where('reservationId', '=', key.reservationId)
      .where('state', '=', 'reserved')
      .returning('id')
      .executeTakeFirst();
    if (released !== undefined) {
      await record(trx, { key, licenceId: released.id, kind: 'release', at });
      return true;
    }
    if ((await findHeld(trx, key)) !== undefined) throw usedAlready();
    if (!(await hasEntry(trx, key, 'release'))) throw unknownReservation();
    return false;
  });
}

async function findHeld(trx: Transaction<EnrollmentDatabase>, { accountId, reservationId }: ReservationKey) {
  return await trx
    .selectFrom('licences')
    .select(['id', 'purpose', 'validUntil', 'usedBy'])
    .where('accountId', '=', accountId)
    .where('reservationId', '=', reservationId)
    .executeTakeFirst();
}

async function hasEntry(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, reservationId }: ReservationKey,
  kind: MoveKind,
): Promise<boolean> {
  const entry = await trx
    .selectFrom('inventoryEntries')
    .select('seq')
    .where('accountId', '=', accountId)
    .where('reservationId', '=', reservationId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return entry !== undefined;
}

async function record(
  trx: Transaction<EnrollmentDatabase>,
  { key, licenceId, kind, at }: { key: ReservationKey; licenceId: string; kind: MoveKind; at: Date },
): Promise<void> {
  await trx
    .insertInto('inventoryEntries')
    .values({ ...key, licenceId, kind, at })
    .execute();
}

function unknownReservation() {
  return notFound('RESERVATION_NOT_FOUND', 'no such reservation');
}

function usedAlready() {
  return conflict('LICENCE_IN_USE', 'a certificate uses this licence already');
}

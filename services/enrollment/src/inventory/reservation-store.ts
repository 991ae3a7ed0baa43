import { announce, type Db } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import type { EnrollmentDatabase, EnrollmentDb } from '../database.ts';
import { type MoveKind, occupancyOf, type ReservationKey, type Slot } from './licence.ts';
import { firstFree, lockKey, moveSlot, slotColumns } from './slot-store.ts';

/** A licence held by a reservation. */
export interface ReservedLicence {
  id: string;
  validUntil: Date;
  /** Whether this call reserved it; false for a repetition. */
  moved: boolean;
}

/**
 * Reserves a licence of the purpose, the earliest to end first, unless its term has ended. The same reservation gets
 * the same licence again. Throws `LICENCE_NOT_AVAILABLE`, or `RESERVATION_OVER` for a reservation that has ended or is for
 * another purpose.
 */
export async function reserveLicence(
  db: EnrollmentDb,
  { key, purpose, at }: { key: ReservationKey; purpose: string; at: Date },
): Promise<ReservedLicence> {
  return await db.transaction().execute(async (trx) => {
    // A parallel repetition waits for the first call here; without it, both would take a licence.
    await lockKey(trx, key.accountId, key.reservationId);
    const held = await lockHeld(trx, key);
    if (held !== undefined && held.purpose === purpose) {
      return { id: held.id, validUntil: held.validUntil, moved: false };
    }
    // A late repetition must not take a licence that nobody would give back.
    if (held !== undefined || (await hasEntry(trx, key, 'reserve'))) {
      throw conflict('RESERVATION_OVER', 'this reservation is over; choose a new id');
    }
    const free = await firstFree(
      trx
        .selectFrom('licences')
        .select(slotColumns)
        .where('accountId', '=', key.accountId)
        .where('purpose', '=', purpose),
      at,
    )
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (free === undefined) {
      throw conflict('LICENCE_NOT_AVAILABLE', `no licence for ${purpose.replaceAll('_', ' ')} is free; buy one first`);
    }
    await moveSlot(trx, free, { occupancy: 'reserved', reservationId: key.reservationId, at });
    return { id: free.id, validUntil: free.validUntil, moved: true };
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
    const held = await lockHeld(trx, key);
    if (held === undefined) throw unknownReservation();
    if (held.state === 'reserved') {
      await moveSlot(trx, held, { occupancy: 'in_use', usedBy, at });
      // Taken back between reservation and use: then nobody was told who could have ended what uses it.
      if (held.withdrawnBy !== null) await announceEnd(trx, held);
      return true;
    }
    if (held.usedBy !== usedBy) throw usedAlready();
    return false;
  });
}

/**
 * Gives a reserved licence back, or with `ended` one in use; false when that was done before. Throws
 * `RESERVATION_NOT_FOUND` or `LICENCE_IN_USE`.
 */
export async function releaseLicence(
  db: EnrollmentDb,
  { key, ended = false, at }: { key: ReservationKey; ended?: boolean; at: Date },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const held = await lockHeld(trx, key);
    if (held !== undefined && (held.state === 'reserved' || ended)) {
      await moveSlot(trx, held, { occupancy: 'available', at });
      return true;
    }
    if (held !== undefined && occupancyOf(held) === 'in_use') throw usedAlready();
    if (!(await hasEntry(trx, key, 'release'))) throw unknownReservation();
    return false;
  });
}

/** Has remote-signing revoke what uses a licence that a refund took back, and end its use then. */
export async function announceEnd(
  trx: Db<EnrollmentDatabase>,
  { accountId, reservationId }: Pick<Slot, 'accountId' | 'reservationId'>,
): Promise<void> {
  if (reservationId === null) return;
  await announce(trx, { queue: 'remote-signing', topic: 'licence-ended', payload: { accountId, reservationId } });
}

/** How a licence in use stands; undefined when the reservation uses none. */
export async function findReservation(
  db: EnrollmentDb,
  { accountId, reservationId }: ReservationKey,
): Promise<Slot | undefined> {
  return await db
    .selectFrom('licences')
    .select(slotColumns)
    .where('accountId', '=', accountId)
    .where('reservationId', '=', reservationId)
    .where('purpose', '<>', 'tls')
    .executeTakeFirst();
}

/** The licence that a reservation holds or has put to use. Those of certificate requests are nobody else's. */
async function lockHeld(
  trx: Db<EnrollmentDatabase>,
  { accountId, reservationId }: ReservationKey,
): Promise<Slot | undefined> {
  return await trx
    .selectFrom('licences')
    .select(slotColumns)
    .where('accountId', '=', accountId)
    .where('reservationId', '=', reservationId)
    .where('purpose', '<>', 'tls')
    .forUpdate()
    .executeTakeFirst();
}

async function hasEntry(
  trx: Db<EnrollmentDatabase>,
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

function unknownReservation() {
  return notFound('RESERVATION_NOT_FOUND', 'no such reservation');
}

function usedAlready() {
  return conflict('LICENCE_IN_USE', 'a certificate uses this licence already');
}

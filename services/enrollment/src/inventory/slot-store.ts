import type { Db } from '@countersign/db';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import { movesTo, type Occupancy, occupancyOf, placeOf, placesOf, type SettlingKind, type Slot } from './licence.ts';

/** Columns of a slot. */
export const slotColumns = [
  'licences.id',
  'licences.accountId',
  'licences.productCode',
  'licences.productVersionId',
  'licences.purpose',
  'licences.state',
  'licences.reservationId',
  'licences.usedBy',
  'licences.validUntil',
  'licences.onHold',
  'licences.withdrawnBy',
  'licences.withdrawnAt',
  'licences.extraDomains',
  'licences.namesExtra',
  'licences.subscriptionId',
] as const;

/** Locks a slot until the end of the transaction; undefined for an unknown one. */
export async function lockSlot(trx: Db<EnrollmentDatabase>, licenceId: string): Promise<Slot | undefined> {
  return await trx
    .selectFrom('licences')
    .select(slotColumns)
    .where('id', '=', licenceId)
    .forUpdate()
    .executeTakeFirst();
}

/** Restricts a query to the free licence that ends first, of those whose term has not ended. */
export function firstFree<O>(query: SelectQueryBuilder<EnrollmentDatabase, 'licences', O>, at: Date) {
  return query
    .where('state', '=', 'available')
    .where('onHold', '=', false)
    .where('withdrawnBy', 'is', null)
    .where('validUntil', '>', at)
    .orderBy('validUntil')
    .orderBy('id')
    .limit(1);
}

/** Where a slot is to be brought, and what for. */
export interface SlotMove {
  occupancy: Occupancy;
  /** Reservation under which it is reserved, for a slot that is not reserved or used yet. */
  reservationId?: string;
  /** Certificate that uses it; needed for one that is in use. */
  usedBy?: string;
  /** What it is done for: a request, a refund, a subscription. */
  reference?: string;
  at: Date;
}

/**
 * Brings a locked slot to where its occupancy, subscription and refund want it, with an entry of the ledger for each move.
 * Returns the kinds of the moves; none for a slot that is there already.
 */
export async function moveSlot(trx: Db<EnrollmentDatabase>, slot: Slot, move: SlotMove): Promise<SettlingKind[]> {
  const { at, occupancy } = move;
  const state = placeOf(slot, occupancy, at);
  const before = occupancyOf(slot);
  const kinds = movesTo({ state: slot.state, occupancy: before }, { state, occupancy });
  const isOccupied = occupancy !== 'available';
  const isReservedAnew = kinds.includes('reserve');
  const reservationId = isReservedAnew ? (move.reservationId ?? null) : slot.reservationId;
  const usedBy = occupancy === 'in_use' ? (move.usedBy ?? slot.usedBy) : null;
  if (isOccupied && reservationId === null) throw new Error(`the licence ${slot.id} is reserved for nothing`);
  if (kinds.length === 0 && usedBy === slot.usedBy) return [];
  await trx
    .updateTable('licences')
    .set({ state, reservationId: isOccupied ? reservationId : null, usedBy })
    .where('id', '=', slot.id)
    .execute();
  if (kinds.length === 0) return [];
  await trx
    .insertInto('inventoryEntries')
    .values(entriesOf(slot, kinds, { ...move, before, reservationId }))
    .execute();
  return kinds;
}

function entriesOf(
  slot: Slot,
  kinds: readonly SettlingKind[],
  {
    before,
    occupancy,
    reservationId,
    reference,
    at,
  }: Omit<SlotMove, 'reservationId'> & { before: Occupancy; reservationId: string | null },
) {
  // The place before the last move of a held or withheld slot depends on which of its ends the move is at.
  return kinds.map((kind) => {
    const place = placesOf(kind, kind === 'resume' ? before : occupancy, slot.state);
    const isOfReservation = kind === 'reserve' || kind === 'consume' || kind === 'release';
    return {
      accountId: slot.accountId,
      licenceId: slot.id,
      kind,
      fromPlace: place.from,
      toPlace: place.to,
      reservationId: isOfReservation ? (kind === 'release' ? slot.reservationId : reservationId) : null,
      reference: reference ?? null,
      at,
    };
  });
}

/** Orders two calls with the same key one after the other until the end of their transactions. */
export async function lockKey(trx: Db<EnrollmentDatabase>, ...key: readonly string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(key)}, 0))`.execute(trx);
}

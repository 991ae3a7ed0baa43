import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { EnrollmentDatabase } from '../database.ts';
import type { SettlingKind, Slot } from '../inventory/licence.ts';
import { moveSlot } from '../inventory/slot-store.ts';
import { listSlotCertificates } from './certificate-store.ts';
import { listOpenRequests } from './request-store.ts';

/**
 * Brings the locked slot of a server licence to where its certificates and requests put it: in use while a certificate
 * works, reserved while a request is open, free otherwise. Everything that changes one of them locks the slot first and
 * ends with this, so that no order of events leaves a slot behind. Returns the moves.
 */
export async function settleSlot(
  trx: Db<EnrollmentDatabase>,
  slot: Slot,
  { reference, at }: { reference: string; at: Date },
): Promise<SettlingKind[]> {
  const live = await listSlotCertificates(trx, slot.id, { live: true });
  const open = await listOpenRequests(trx, slot.id);
  // The newest that nothing has taken the place of.
  const current = live.findLast(({ state }) => state === 'valid') ?? live.at(-1);
  // A reservation id of its own each time: the ledger takes every one once.
  const reservationId = newId('rsv');
  if (current !== undefined) {
    return await moveSlot(trx, slot, { occupancy: 'in_use', reservationId, usedBy: current.id, reference, at });
  }
  const occupancy = open.length > 0 ? 'reserved' : 'available';
  return await moveSlot(trx, slot, { occupancy, reservationId, reference, at });
}

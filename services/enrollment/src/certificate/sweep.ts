import { announce } from '@countersign/db';
import { type Rounds, startRounds } from '@countersign/runtime';
import type { Transaction } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import { occupancyOf, type Slot } from '../inventory/licence.ts';
import { lockSlot, moveSlot } from '../inventory/slot-store.ts';
import { queueName } from '../queue.ts';
import { liveStates } from './certificate.ts';
import { expireCertificates } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { tellEnding } from './ending-notices.ts';
import { graceMs, stuckAfterMs } from './issuance.ts';
import { closeOpenRequests } from './request-end.ts';
import { revokeLive } from './revocation.ts';
import { settleSlot } from './slot.ts';

const batch = 500;

/** Does what time brings: ends, revocations after a grace, notices, and what was left on its way. Safe to run in parallel. */
export async function sweepInventory(deps: CertificateDeps): Promise<void> {
  const at = deps.clock.now();
  await revokeDue(deps, at);
  await settleDue(deps, at);
  await announceStuck(deps, at);
  await tellEnding(deps, at);
}

/** Sweeps every minute until closed. */
export function startInventorySweep(deps: CertificateDeps): Rounds {
  return startRounds({
    name: 'the sweep of the inventory',
    everyMs: 60_000,
    round: () => sweepInventory(deps),
    logger: deps.logger,
  });
}

async function revokeDue({ db }: CertificateDeps, at: Date): Promise<void> {
  const due = await db
    .selectFrom('certificates')
    .select(['id', 'accountId', 'licenceId', 'requestId', 'dnsNames', 'ipAddresses', 'revokeReason'])
    .where('state', 'in', liveStates)
    .where('revokeAt', '<=', at)
    .where('notAfter', '>=', at)
    .limit(batch)
    .execute();
  for (const certificate of due) {
    // oxlint-disable-next-line no-await-in-loop
    await db.transaction().execute(async (trx) => {
      const slot = await lockSlot(trx, certificate.licenceId);
      if (slot === undefined) return;
      const revocation = { reason: certificate.revokeReason ?? 'unspecified', actor: 'system', at };
      if (await revokeLive(trx, certificate, revocation)) {
        await settleSlot(trx, slot, { reference: certificate.id, at });
      }
    });
  }
}

/** Slots whose certificates or terms have ended, or that were taken back and are free to go. */
async function settleDue({ db }: CertificateDeps, at: Date): Promise<void> {
  const lapsed = await db
    .selectFrom('certificates')
    .select('licenceId')
    .distinct()
    .where('state', 'in', liveStates)
    .where('notAfter', '<', at)
    .limit(batch)
    .execute();
  const over = await db
    .selectFrom('licences')
    .select('id as licenceId')
    .where('state', 'in', ['available', 'reserved', 'in_use', 'held'])
    .where('validUntil', '<=', at)
    // One that was ended early is in use until its certificates are gone.
    .where((eb) =>
      eb.or([
        eb('purpose', '<>', 'tls'),
        eb.not(
          eb.exists(
            eb
              .selectFrom('certificates')
              .select('certificates.id')
              .whereRef('certificates.licenceId', '=', 'licences.id')
              .where('certificates.state', 'in', liveStates),
          ),
        ),
      ]),
    )
    .orderBy('validUntil')
    .limit(batch)
    .execute();
  const withdrawn = await db
    .selectFrom('licences')
    .select('id as licenceId')
    .where('state', '<>', 'void')
    // Those of servers go with the last of their certificates.
    .where('purpose', '<>', 'tls')
    .where('withdrawnAt', '<=', new Date(at.getTime() - graceMs))
    .limit(batch)
    .execute();
  for (const { licenceId } of [...lapsed, ...over, ...withdrawn]) {
    // oxlint-disable-next-line no-await-in-loop
    await db.transaction().execute((trx) => settleEnded(trx, licenceId, at));
  }
}

async function settleEnded(trx: Transaction<EnrollmentDatabase>, licenceId: string, at: Date): Promise<void> {
  const slot = await lockSlot(trx, licenceId);
  if (slot === undefined) return;
  if (slot.purpose !== 'tls') {
    await moveSlot(trx, slot, { occupancy: leftOf(slot, at), reference: licenceId, at });
    return;
  }
  await expireCertificates(trx, { licenceId, at });
  if (slot.validUntil <= at) {
    await closeOpenRequests(trx, licenceId, {
      to: 'failed',
      reason: 'the term of the licence is over',
      actor: 'system',
      at,
    });
  }
  await settleSlot(trx, slot, { reference: licenceId, at });
}

/** What is left of the use of a licence that another service manages: nothing after its term, or after the grace. */
function leftOf(slot: Slot, at: Date) {
  const isOver =
    slot.validUntil <= at || (slot.withdrawnAt !== null && slot.withdrawnAt.getTime() + graceMs <= at.getTime());
  const occupancy = occupancyOf(slot);
  return isOver && occupancy === 'in_use' ? 'available' : occupancy;
}

/** A job that was given up, or lost with its queue, is announced again. */
async function announceStuck({ db }: CertificateDeps, at: Date): Promise<void> {
  const before = new Date(at.getTime() - stuckAfterMs);
  await db.transaction().execute(async (trx) => {
    const requests = await trx
      .updateTable('issuanceRequests')
      .set({ changedAt: at })
      .where('state', '=', 'issuing')
      .where('changedAt', '<', before)
      .returning('id')
      .execute();
    for (const { id: requestId } of requests) {
      // oxlint-disable-next-line no-await-in-loop
      await announce(trx, { queue: queueName, topic: 'issue-certificate', payload: { requestId } });
    }
    const untold = await trx
      .updateTable('certificates')
      .set({ revokeAt: at })
      .where('state', '=', 'revoked')
      .where('revocationToldAt', 'is', null)
      .where('revokeAt', '<', before)
      .returning('id')
      .execute();
    for (const { id: certificateId } of untold) {
      // oxlint-disable-next-line no-await-in-loop
      await announce(trx, { queue: queueName, topic: 'revoke-certificate', payload: { certificateId } });
    }
  });
}

import { conflict } from '@countersign/errors';
import { appendToAccount } from '../account-audit.ts';
import { unknownLicence } from '../inventory/inventory-store.ts';
import { occupancyOf } from '../inventory/licence.ts';
import { lockSlot } from '../inventory/slot-store.ts';
import { listSlotCertificates } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { closeOpenRequests } from './request-end.ts';
import { listOpenRequests } from './request-store.ts';
import { revokeLive, tellRevocation } from './revocation.ts';
import { settleSlot } from './slot.ts';

/**
 * Frees a slot for the rest of its term: its certificates are revoked and its requests given up. A free one stays as it
 * is. Throws `LICENCE_NOT_FOUND`, or `LICENCE_WRONG_STATE` for a licence that is over, that a request has reserved, whose
 * certificate is being issued at this moment, or that another service manages.
 */
export async function recycleLicence(
  deps: CertificateDeps,
  { accountId, licenceId, actor }: { accountId: string; licenceId: string; actor: string },
): Promise<void> {
  const { db, clock, logger } = deps;
  const at = clock.now();
  const revoked = await db.transaction().execute(async (trx) => {
    const slot = await lockSlot(trx, licenceId);
    if (slot === undefined || slot.accountId !== accountId) throw unknownLicence();
    if (slot.state === 'available') return [];
    if (slot.purpose !== 'tls') {
      throw conflict('LICENCE_WRONG_STATE', 'this licence is freed with the credential that uses it');
    }
    if (occupancyOf(slot) !== 'in_use') {
      throw conflict('LICENCE_WRONG_STATE', `a licence that is ${slot.state} cannot be recycled`);
    }
    const open = await listOpenRequests(trx, licenceId);
    if (open.some(({ state }) => state === 'issuing')) {
      throw conflict('LICENCE_WRONG_STATE', 'a certificate is being issued under this licence; try again in a minute');
    }
    const live = await listSlotCertificates(trx, licenceId, { live: true });
    for (const certificate of live) {
      // oxlint-disable-next-line no-await-in-loop
      await revokeLive(trx, certificate, { reason: 'cessationOfOperation', actor, at });
    }
    await closeOpenRequests(trx, licenceId, { to: 'cancelled', reason: '', actor, at });
    await settleSlot(trx, slot, { reference: licenceId, at });
    await appendToAccount(trx, {
      stream: accountId,
      actor,
      action: 'licence.recycled',
      subject: licenceId,
      detail: { certificates: live.map(({ id }) => id) },
      at,
    });
    return live.map(({ id }) => id);
  });
  for (const certificateId of revoked) {
    // oxlint-disable-next-line no-await-in-loop
    await tellRevocation(deps, certificateId).catch((err: unknown) =>
      logger.warn({ err, certificateId }, 'the authority is told of the revocation later'),
    );
  }
}

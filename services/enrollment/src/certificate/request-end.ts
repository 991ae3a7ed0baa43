import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import type { Slot } from '../inventory/licence.ts';
import { titleOf } from './certificate.ts';
import { listRecipients, tell } from './notice.ts';
import type { IssuanceRequest } from './request.ts';
import { listOpenRequests, moveRequest } from './request-store.ts';
import { settleSlot } from './slot.ts';

/** How a request ends without a certificate. */
export interface RequestEnd {
  to: 'rejected' | 'cancelled' | 'failed';
  reason: string;
  /** User, or `system`. */
  actor: string;
  at: Date;
}

/**
 * Ends a request without a certificate and frees what it reserved, in the transaction that holds its slot; false when
 * somebody else moved it.
 */
export async function endRequest(
  trx: Transaction<EnrollmentDatabase>,
  { slot, request }: { slot: Slot; request: IssuanceRequest },
  end: RequestEnd,
): Promise<boolean> {
  if (!(await closeRequest(trx, request, end))) return false;
  await settleSlot(trx, slot, { reference: request.id, at: end.at });
  return true;
}

/**
 * Ends a request without a certificate; its slot is still to be settled. Its requester is told unless it was given up.
 * False when somebody else moved it.
 */
export async function closeRequest(
  trx: Transaction<EnrollmentDatabase>,
  request: IssuanceRequest,
  { to, reason, actor, at }: RequestEnd,
): Promise<boolean> {
  const { id, accountId, licenceId } = request;
  if (!(await moveRequest(trx, request, { to, reason, at }))) return false;
  if (to !== 'cancelled') {
    await tell(trx, {
      key: `request-ended:${id}`,
      message: 'certificate-request-rejected',
      recipients: await listRecipients(trx, { accountId, requestId: id, owners: false }),
      paramsFor: () => ({ name: titleOf(request), reason }),
      at,
    });
  }
  await appendToAccount(trx, {
    stream: accountId,
    actor,
    action: `certificate_request.${to}`,
    subject: id,
    detail: { licenceId },
    at,
  });
  return true;
}

/** Ends the requests of a slot that are not with the authority; those that are end by themselves. The slot is still to be settled. */
export async function closeOpenRequests(
  trx: Transaction<EnrollmentDatabase>,
  licenceId: string,
  end: RequestEnd,
): Promise<void> {
  const open = await listOpenRequests(trx, licenceId);
  for (const request of open.filter(({ state }) => state !== 'issuing')) {
    // oxlint-disable-next-line no-await-in-loop
    await closeRequest(trx, request, end);
  }
}

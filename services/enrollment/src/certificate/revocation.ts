import { X509Certificate } from 'node:crypto';
import { announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { sql, type Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { queueName } from '../queue.ts';
import { type Certificate, liveStates, titleOf } from './certificate.ts';
import type { CertificateDeps } from './deps.ts';
import { listRecipients, tell } from './notice.ts';

/** Why and by whom a certificate is revoked. */
export interface Revocation {
  /** As in RFC 5280 5.3.1. */
  reason: string;
  /** User, or `system`. */
  actor: string;
  at: Date;
}

/**
 * Revokes a certificate that works, in the transaction that holds its slot; false when it does not work any more. The
 * authority is told by a job, which is announced here: what is recorded is going to happen. A compromised key takes the
 * account's other certificates of that key along, with the next sweep, which holds their slots.
 */
export async function revokeLive(
  trx: Transaction<EnrollmentDatabase>,
  certificate: Pick<Certificate, 'id' | 'accountId' | 'requestId' | 'dnsNames' | 'ipAddresses'>,
  { reason, actor, at }: Revocation,
): Promise<boolean> {
  const { id, accountId, requestId } = certificate;
  const { numUpdatedRows } = await trx
    .updateTable('certificates')
    .set({ state: 'revoked', revokedAt: at, revokeAt: at, revokeReason: reason })
    .where('id', '=', id)
    .where('state', 'in', liveStates)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (reason === 'keyCompromise') await condemnKey(trx, certificate, at);
  await announce(trx, { queue: queueName, topic: 'revoke-certificate', payload: { certificateId: id } });
  await tell(trx, {
    key: `certificate-revoked:${id}`,
    message: 'certificate-revoked',
    recipients: await listRecipients(trx, { accountId, requestId, owners: true }),
    paramsFor: () => ({ name: titleOf(certificate), reason, at }),
    at,
  });
  await appendToAccount(trx, {
    stream: accountId,
    actor,
    action: 'certificate.revoked',
    subject: id,
    detail: { reason },
    at,
  });
  return true;
}

/** Has the certificates revoked that hold the same key (BR 4.9.1.1): a renewed one usually holds that of the one before. */
async function condemnKey(
  trx: Transaction<EnrollmentDatabase>,
  { id, accountId }: Pick<Certificate, 'id' | 'accountId'>,
  at: Date,
): Promise<void> {
  const { certificate } = await trx
    .selectFrom('certificates')
    .select('certificate')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  await trx
    .updateTable('certificates')
    .set({ revokeAt: at, revokeReason: 'keyCompromise' })
    .where('accountId', '=', accountId)
    .where('state', 'in', liveStates)
    // A certificate holds its key as it is, a SubjectPublicKeyInfo in DER.
    .where(sql<boolean>`position(${key} in certificate) > 0`)
    .execute();
}

/** Tells the authority of a recorded revocation; nothing happens when it was told before. */
export async function tellRevocation(
  { db, clock, authority, logger, certificateMetrics }: CertificateDeps,
  certificateId: string,
): Promise<void> {
  const row = await db
    .selectFrom('certificates')
    .select(['authority', 'serialNumber', 'revokeReason'])
    .where('id', '=', certificateId)
    .where('state', '=', 'revoked')
    .where('revocationToldAt', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return;
  const reason = row.revokeReason ?? 'unspecified';
  try {
    await authority.revokeCertificate({ authority: row.authority, serialNumber: row.serialNumber, reason });
  } catch (error) {
    // Revoked there for another reason: all that matters is that it is.
    if (!(error instanceof DomainError && error.reason === 'CERTIFICATE_REVOKED')) throw error;
  }
  const { numUpdatedRows } = await db
    .updateTable('certificates')
    .set({ revocationToldAt: clock.now() })
    .where('id', '=', certificateId)
    .where('revocationToldAt', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) {
    certificateMetrics.revoked(reason);
    logger.info({ certificateId, reason }, 'certificate revoked');
  }
}

import type { Db } from '@countersign/db';
import { notFound } from '@countersign/errors';
import type { EnrollmentDatabase } from '../database.ts';
import { type Certificate, type CertificateState, liveStates } from './certificate.ts';

const columns = [
  'id',
  'requestId',
  'accountId',
  'licenceId',
  'productCode',
  'state',
  'dnsNames',
  'ipAddresses',
  'authority',
  'serialNumber',
  'fingerprint',
  'notBefore',
  'notAfter',
  'ruleId',
  'supersededBy',
  'revokeAt',
  'revokeReason',
  'revokedAt',
  'flagged',
] as const;

/** The bytes of a certificate. */
export interface CertificateBytes {
  /** DER. */
  certificate: Buffer;
  /** Issuing authority first, root last, DER. */
  chain: Buffer[];
}

/** A certificate by its id, of whichever account; undefined for an unknown one. */
export async function findCertificate(db: Db<EnrollmentDatabase>, id: string): Promise<Certificate | undefined> {
  return await db.selectFrom('certificates').select(columns).where('id', '=', id).executeTakeFirst();
}

/** Returns a certificate of an account, or throws `CERTIFICATE_NOT_FOUND`. */
export async function getCertificate(
  db: Db<EnrollmentDatabase>,
  { accountId, certificateId }: { accountId: string; certificateId: string },
): Promise<Certificate> {
  const certificate = await findCertificate(db, certificateId);
  if (certificate === undefined || certificate.accountId !== accountId) throw unknownCertificate();
  return certificate;
}

/** Returns a certificate of an account with its bytes, or throws `CERTIFICATE_NOT_FOUND`. */
export async function getCertificateBytes(
  db: Db<EnrollmentDatabase>,
  { accountId, certificateId }: { accountId: string; certificateId: string },
): Promise<Certificate & CertificateBytes> {
  const row = await db
    .selectFrom('certificates')
    .select([...columns, 'certificate', 'chain'])
    .where('id', '=', certificateId)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) throw unknownCertificate();
  return row;
}

/** Stores a new certificate. */
export async function insertCertificate(
  trx: Db<EnrollmentDatabase>,
  certificate: Certificate & CertificateBytes & { createdAt: Date },
): Promise<void> {
  await trx.insertInto('certificates').values(certificate).execute();
}

/** Certificates of a slot, oldest first; only those that work if `live`. */
export async function listSlotCertificates(
  db: Db<EnrollmentDatabase>,
  licenceId: string,
  { live }: { live: boolean },
): Promise<Certificate[]> {
  return await db
    .selectFrom('certificates')
    .select(columns)
    .where('licenceId', '=', licenceId)
    .$if(live, (query) => query.where('state', 'in', liveStates))
    .orderBy('id')
    .execute();
}

/** Which certificates of an account are listed. */
export interface CertificateFilter {
  accountId: string;
  state?: CertificateState | undefined;
  productCode?: string | undefined;
  name?: string | undefined;
  expiresBefore?: Date | undefined;
  before?: string | undefined;
  at: Date;
  limit: number;
}

/** Lists an account's certificates, newest first. */
export async function listCertificates(
  db: Db<EnrollmentDatabase>,
  { accountId, state, productCode, name, expiresBefore, before, at, limit }: CertificateFilter,
): Promise<Certificate[]> {
  return await db
    .selectFrom('certificates')
    .select(columns)
    .where('accountId', '=', accountId)
    .$if(state !== undefined, (query) =>
      query.where((eb) => {
        // One that has ended is expired, also before the sweep has noted it.
        const ended = eb.and([eb('state', 'in', liveStates), eb('notAfter', '<', at)]);
        if (state === 'expired') return eb.or([eb('state', '=', 'expired'), ended]);
        if (state === 'revoked') return eb('state', '=', 'revoked');
        return eb.and([eb('state', '=', state ?? 'valid'), eb('notAfter', '>=', at)]);
      }),
    )
    .$if(productCode !== undefined, (query) => query.where('productCode', '=', productCode ?? ''))
    .$if(name !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb(eb.val(name ?? ''), '=', eb.fn.any('dnsNames')),
          eb(eb.val(name ?? ''), '=', eb.fn.any('ipAddresses')),
        ]),
      ),
    )
    .$if(expiresBefore !== undefined, (query) => query.where('notAfter', '<', expiresBefore ?? at))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Notes that certificates of a slot have ended by `at`. */
export async function expireCertificates(
  trx: Db<EnrollmentDatabase>,
  { licenceId, at }: { licenceId: string; at: Date },
): Promise<void> {
  await trx
    .updateTable('certificates')
    .set({ state: 'expired' })
    .where('licenceId', '=', licenceId)
    .where('state', 'in', liveStates)
    .where('notAfter', '<', at)
    .execute();
}

/** Notes that a certificate took the place of another. */
export async function supersede(trx: Db<EnrollmentDatabase>, { id, by }: { id: string; by: string }): Promise<void> {
  await trx
    .updateTable('certificates')
    .set({ state: 'superseded', supersededBy: by })
    .where('id', '=', id)
    .where('state', '=', 'valid')
    .execute();
}

/** Has a certificate that works revoked at a moment, unless it is to be earlier already. */
export async function scheduleRevocation(
  trx: Db<EnrollmentDatabase>,
  { id, reason, revokeAt, flagged = false }: { id: string; reason: string; revokeAt: Date; flagged?: boolean },
): Promise<void> {
  await trx
    .updateTable('certificates')
    .set({ revokeAt, revokeReason: reason })
    .where('id', '=', id)
    .where('state', 'in', liveStates)
    .where((eb) => eb.or([eb('revokeAt', 'is', null), eb('revokeAt', '>', revokeAt)]))
    .execute();
  if (flagged) {
    await trx
      .updateTable('certificates')
      .set({ flagged })
      .where('id', '=', id)
      .where('state', 'in', liveStates)
      .execute();
  }
}

/** The refusal of a certificate that is unknown or another account's. */
export function unknownCertificate() {
  return notFound('CERTIFICATE_NOT_FOUND', 'no such certificate');
}

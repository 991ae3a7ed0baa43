import { type AuthorityName, listedReasons } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import type { CertificateAuthorityDatabase } from '../database.ts';
import type { CertificateStatus } from './response.ts';
import { toHexadecimal } from './root-certificates.ts';

/**
 * The status of certificates of an authority, in the order of their serial numbers. "Good" is said only of what was really
 * issued; certificates that ended keep their last status.
 */
export async function readStatuses(
  db: Db<CertificateAuthorityDatabase>,
  authority: AuthorityName,
  serialNumbers: readonly bigint[],
): Promise<CertificateStatus[]> {
  const texts = serialNumbers.map(toHexadecimal);
  const known = authority === 'root' ? await readByRoot(db, texts) : await readIssued(db, authority, texts);
  return serialNumbers.map((serialNumber) => known.get(serialNumber) ?? { status: 'unknown' });
}

type Statuses = Map<bigint, CertificateStatus>;

async function readIssued(
  db: Db<CertificateAuthorityDatabase>,
  authority: AuthorityName,
  serialNumbers: readonly string[],
): Promise<Statuses> {
  const issued = await db
    .selectFrom('issuances')
    .select(['serialNumber', 'revokedAt', 'revocationReason'])
    .where('authority', '=', authority)
    .where('serialNumber', 'in', serialNumbers)
    .where('certificate', 'is not', null)
    .execute();
  return new Map(
    issued.map(({ serialNumber, revokedAt, revocationReason }) => [
      BigInt(`0x${serialNumber}`),
      revokedAt === null || revocationReason === null
        ? { status: 'good' }
        : { status: 'revoked', revokedAt, reason: listedReasons[revocationReason] },
    ]),
  );
}

/** The root signs offline: what it certified and what it revoked was written down when it was installed here. */
async function readByRoot(db: Db<CertificateAuthorityDatabase>, serialNumbers: readonly string[]): Promise<Statuses> {
  const certified = await db
    .selectFrom('rootCertificates')
    .select(['serialNumber', 'revokedAt', 'revocationReason'])
    .where('serialNumber', 'in', serialNumbers)
    .execute();
  return new Map(
    certified.map(({ serialNumber, revokedAt, revocationReason }) => [
      BigInt(`0x${serialNumber}`),
      revokedAt === null || revocationReason === null
        ? { status: 'good' }
        : { status: 'revoked', revokedAt, reason: revocationReason },
    ]),
  );
}

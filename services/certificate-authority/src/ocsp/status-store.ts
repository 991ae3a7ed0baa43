import { type AuthorityName, listedReasons, readRootList, readTbsFields } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { readUnsigned } from '@countersign/der';
import type { CertificateAuthorityDatabase } from '../database.ts';
import type { CertificateStatus } from './response.ts';

/**
 * The status of certificates of an authority, in the order of their serial numbers. "Good" is said only of what was really
 * issued; certificates that ended keep their last status.
 */
export async function readStatuses(
  db: Db<CertificateAuthorityDatabase>,
  authority: AuthorityName,
  serialNumbers: readonly bigint[],
): Promise<CertificateStatus[]> {
  const known =
    authority === 'root' ? await readByRoot(db) : await readIssued(db, authority, serialNumbers.map(toHexadecimal));
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

/** The root signs offline: what it certified is what was installed here, and what it revoked is on its list. */
async function readByRoot(db: Db<CertificateAuthorityDatabase>): Promise<Statuses> {
  const [authorities, delegates, list] = await Promise.all([
    db.selectFrom('authorities').select(['name', 'certificate']).execute(),
    db
      .selectFrom('delegates')
      .select('certificate')
      .where('name', '=', 'ocsp:root')
      .where('certificate', 'is not', null)
      .$narrowType<{ certificate: Buffer }>()
      .execute(),
    db.selectFrom('revocationLists').select('crl').where('authority', '=', 'root').executeTakeFirst(),
  ]);
  const statuses: Statuses = new Map();
  for (const { certificate } of [...authorities, ...delegates]) {
    statuses.set(readUnsigned(readTbsFields(certificate).serial), { status: 'good' });
  }
  const root = authorities.find(({ name }) => name === 'root');
  if (list === undefined || root === undefined) return statuses;
  for (const { serialNumber, revokedAt, reason } of readRootList(list.crl, root.certificate).revoked) {
    statuses.set(BigInt(`0x${serialNumber}`), { status: 'revoked', revokedAt, reason });
  }
  return statuses;
}

/** As serial numbers stand in our tables: whole octets. */
function toHexadecimal(serialNumber: bigint): string {
  const digits = serialNumber.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

import { type RootListReading, readTbsFields } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { readUnsigned } from '@countersign/der';
import type { CertificateAuthorityDatabase } from '../database.ts';

/** Writes down that the root issued a certificate, DER: its status is told from now on, also when it has a successor. */
export async function recordRootCertificate(trx: Db<CertificateAuthorityDatabase>, certificate: Buffer): Promise<void> {
  const serialNumber = toHexadecimal(readUnsigned(readTbsFields(certificate).serial));
  await trx
    .insertInto('rootCertificates')
    .values({ serialNumber, revokedAt: null, revocationReason: null })
    .onConflict((on) => on.column('serialNumber').doNothing())
    .execute();
}

/** Writes down what a list of the root revokes; it stays so when the certificates have left the list because they ended. */
export async function recordRevokedByRoot(
  trx: Db<CertificateAuthorityDatabase>,
  revoked: RootListReading['revoked'],
): Promise<void> {
  if (revoked.length === 0) return;
  await trx
    .insertInto('rootCertificates')
    .values(
      revoked.map(({ serialNumber, revokedAt, reason }) => ({
        serialNumber: toHexadecimal(BigInt(`0x${serialNumber}`)),
        revokedAt,
        revocationReason: reason,
      })),
    )
    .onConflict((on) =>
      on.column('serialNumber').doUpdateSet((set) => ({
        revokedAt: set.ref('excluded.revokedAt'),
        revocationReason: set.ref('excluded.revocationReason'),
      })),
    )
    .execute();
}

/** As serial numbers stand in our tables: whole octets in lower case, without the one that keeps them positive. */
export function toHexadecimal(serialNumber: bigint): string {
  const digits = serialNumber.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

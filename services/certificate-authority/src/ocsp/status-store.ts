import { type AuthorityName, listedReasons, readTbsFields, readTime } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { type Element, readFields, readUnsigned, tags } from '@countersign/der';
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
  const authorities = await db.selectFrom('authorities').select('certificate').execute();
  const delegates = await db
    .selectFrom('delegates')
    .select('certificate')
    .where('name', '=', 'ocsp:root')
    .where('certificate', 'is not', null)
    .$narrowType<{ certificate: Buffer }>()
    .execute();
  const list = await db.selectFrom('revocationLists').select('crl').where('authority', '=', 'root').executeTakeFirst();
  const certified = [...authorities, ...delegates].map(({ certificate }) =>
    readUnsigned(readTbsFields(certificate).serial),
  );
  return new Map([
    ...certified.map((serialNumber) => [serialNumber, { status: 'good' }] as const),
    ...(list === undefined ? [] : readRevoked(list.crl)),
  ]);
}

/** The entries of a revocation list (RFC 5280 5.1.2.6). */
function readRevoked(crl: Buffer): [bigint, CertificateStatus][] {
  const list = readFields(readFields(readFields({ content: crl }).take(tags.sequence)).take(tags.sequence));
  list.take(tags.integer);
  list.take(tags.sequence);
  list.take(tags.sequence);
  for (const tag of [tags.utcTime, tags.generalizedTime, tags.utcTime, tags.generalizedTime]) list.takeIf(tag);
  const entries = list.takeIf(tags.sequence);
  if (entries === undefined) return [];
  const revoked: [bigint, CertificateStatus][] = [];
  const all = readFields(entries);
  for (let entry = all.takeIf(tags.sequence); entry !== undefined; entry = all.takeIf(tags.sequence)) {
    revoked.push(readRevokedEntry(entry));
  }
  all.end();
  return revoked;
}

function readRevokedEntry(entry: Element): [bigint, CertificateStatus] {
  const fields = readFields(entry);
  const serialNumber = readUnsigned(fields.take(tags.integer));
  const time = fields.takeIf(tags.utcTime) ?? fields.take(tags.generalizedTime);
  const revokedAt = readTime(time);
  if (revokedAt === undefined) throw new Error('an entry of the root has no time that can be read');
  return [serialNumber, { status: 'revoked', revokedAt, reason: readReason(fields.takeIf(tags.sequence)) }];
}

/** The code of the extension reasonCode (RFC 5280 5.3.1); 0 when none is told. */
function readReason(extensions: Element | undefined): number {
  if (extensions === undefined) return 0;
  const all = readFields(extensions);
  for (let element = all.takeIf(tags.sequence); element !== undefined; element = all.takeIf(tags.sequence)) {
    const fields = readFields(element);
    const id = fields.take(tags.objectIdentifier).content.toString('hex');
    fields.takeIf(tags.boolean);
    const value = readFields({ content: fields.take(tags.octetString).content });
    // 2.5.29.21.
    if (id === '551d15') return value.take(tags.enumerated).content[0] ?? 0;
  }
  return 0;
}

/** As serial numbers stand in our tables: whole octets. */
function toHexadecimal(serialNumber: bigint): string {
  const digits = serialNumber.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

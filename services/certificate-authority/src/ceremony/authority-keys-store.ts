import { appendAudit } from '@countersign/audit';
import type { AuthorityName, RootListReading } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { type Transaction } from 'kysely';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { recordRootCertificate } from '../ocsp/root-certificates.ts';

/** A key of an authority that waits for a certificate. */
export interface WaitingKey {
  name: AuthorityName;
  /** As its custody stores it, for the authority's row. */
  sealedKey: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
}

/** Stores a key, unless one waits already. */
export async function insertWaitingKey(db: Db<CertificateAuthorityDatabase>, key: WaitingKey, at: Date): Promise<void> {
  await db
    .insertInto('authorityKeys')
    .values({ ...key, createdAt: at })
    .onConflict((on) => on.column('name').doNothing())
    .execute();
}

/** The key of an authority that waits. */
export async function findWaitingKey(
  db: Db<CertificateAuthorityDatabase>,
  name: AuthorityName,
): Promise<WaitingKey | undefined> {
  return await db
    .selectFrom('authorityKeys')
    .select(['name', 'sealedKey', 'publicKey'])
    .where('name', '=', name)
    .executeTakeFirst();
}

/** An authority's certificate that takes effect. */
export interface NewAuthority {
  name: AuthorityName;
  /** DER. */
  certificate: Buffer;
  /** Null for a root, whose key is elsewhere. */
  sealedKey: Buffer | null;
  notAfter: Date;
}

/** Puts an authority in force, in place of the one that had its name, with its audit record. */
export async function putAuthority(
  trx: Transaction<CertificateAuthorityDatabase>,
  authority: NewAuthority,
  { isNew, actor, at }: { isNew: boolean; actor: string; at: Date },
): Promise<void> {
  await trx
    .insertInto('authorities')
    .values({ ...authority, createdAt: at, revokedAt: null })
    .onConflict((on) => on.column('name').doUpdateSet({ ...authority, revokedAt: null }))
    .execute();
  await recordRootCertificate(trx, authority.certificate);
  await trx.deleteFrom('authorityKeys').where('name', '=', authority.name).execute();
  await appendAudit(trx, {
    stream: 'authorities',
    actor,
    action: isNew ? 'authority.created' : 'authority.renewed',
    subject: authority.name,
    detail: { issuer: 'root', notAfter: authority.notAfter.toISOString() },
    at,
  });
}

/** Puts down that the root revoked an authority, with the audit record. */
export async function markRevoked(
  trx: Transaction<CertificateAuthorityDatabase>,
  name: AuthorityName,
  { revokedAt, actor, at }: { revokedAt: Date; actor: string; at: Date },
): Promise<void> {
  await trx.updateTable('authorities').set({ revokedAt }).where('name', '=', name).execute();
  await appendAudit(trx, {
    stream: 'authorities',
    actor,
    action: 'authority.revoked',
    subject: name,
    detail: { revokedAt: revokedAt.toISOString() },
    at,
  });
}

/** Puts down that the root's list was taken in. */
export async function recordRootList(
  trx: Transaction<CertificateAuthorityDatabase>,
  { number, nextUpdate }: Pick<RootListReading, 'number' | 'nextUpdate'>,
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  await appendAudit(trx, {
    stream: 'authorities',
    actor,
    action: 'root_list.installed',
    subject: 'root',
    detail: { number: String(number), nextUpdate: nextUpdate.toISOString() },
    at,
  });
}

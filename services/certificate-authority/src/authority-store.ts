import { type AuthorityName, authorityNames, type RevocationList } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { sql } from 'kysely';
import type { Authority } from './authority.ts';
import type { CertificateAuthorityDatabase } from './database.ts';

const columns = ['name', 'certificate', 'sealedKey', 'notAfter', 'revokedAt'] as const;

/** The authorities that exist, root first. */
export async function listAuthorities(db: Db<CertificateAuthorityDatabase>): Promise<Authority[]> {
  const found = await db.selectFrom('authorities').select(columns).execute();
  return authorityNames.flatMap((name) => found.filter((authority) => authority.name === name));
}

/** Makes whoever else wants this lock wait until the transaction ends. */
export async function lockHierarchy(trx: Db<CertificateAuthorityDatabase>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('certificate-authority-hierarchy'))`.execute(trx);
}

/** Makes other seeds wait until the transaction ends; the service works on meanwhile. */
export async function lockSeed(trx: Db<CertificateAuthorityDatabase>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('certificate-authority-seed'))`.execute(trx);
}

/**
 * Reads an authority and makes others that want its lock wait until the transaction ends; issuances, which refer to the
 * authority's row, go on meanwhile.
 */
export async function lockAuthority(
  trx: Db<CertificateAuthorityDatabase>,
  name: AuthorityName,
): Promise<Authority | undefined> {
  return await trx
    .selectFrom('authorities')
    .select(columns)
    .where('name', '=', name)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** The current revocation list of an authority; undefined before the first. */
export async function findRevocationList(
  db: Db<CertificateAuthorityDatabase>,
  authority: AuthorityName,
): Promise<RevocationList | undefined> {
  return await db
    .selectFrom('revocationLists')
    .select(['number', 'thisUpdate', 'nextUpdate', 'crl'])
    .where('authority', '=', authority)
    .executeTakeFirst();
}

/** Puts a new revocation list in place of the current one. */
export async function replaceRevocationList(
  db: Db<CertificateAuthorityDatabase>,
  authority: AuthorityName,
  list: RevocationList,
): Promise<void> {
  await db
    .insertInto('revocationLists')
    .values({ authority, ...list })
    .onConflict((on) => on.column('authority').doUpdateSet(list))
    .execute();
}

import { appendAudit } from '@countersign/audit';
import type { Kysely } from 'kysely';
import { type Authority, type AuthorityMaking, makeAuthority, openAuthorityKey } from './authority.ts';
import { insertAuthority, listAuthorities, lockHierarchy } from './authority-store.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { type AuthorityName, authorityNames, authorityProfiles } from './profiles.ts';

/**
 * Makes the authorities that do not exist yet and returns their names; those that exist are left as they are. Runs in
 * parallel make one hierarchy. Throws `SealBrokenError` when an existing authority's key is not under this keyring.
 */
export async function createHierarchy(
  db: Kysely<CertificateAuthorityDatabase>,
  making: AuthorityMaking,
): Promise<AuthorityName[]> {
  return await db.transaction().execute(async (trx) => {
    await lockHierarchy(trx);
    const known = new Map<string, Authority>();
    for (const authority of await listAuthorities(trx)) {
      openAuthorityKey(making.keyring, authority);
      known.set(authority.name, authority);
    }
    const made = authorityNames.filter((name) => !known.has(name));
    for (const name of made) {
      // Each needs its issuer, which stands before it.
      // oxlint-disable-next-line no-await-in-loop
      const authority = await makeAuthority(name, known.get(authorityProfiles[name].issuer), making);
      known.set(name, authority);
      // oxlint-disable-next-line no-await-in-loop
      await insertAuthority(trx, authority, making.at);
    }
    for (const name of made) {
      // oxlint-disable-next-line no-await-in-loop
      await appendAudit(trx, {
        stream: 'authorities',
        actor: 'certificate-authority',
        action: 'authority.created',
        subject: name,
        detail: { issuer: authorityProfiles[name].issuer },
        at: making.at,
      });
    }
    return made;
  });
}

/**
 * All authorities, root first. Throws an Error when one is missing, or `SealBrokenError` when a key cannot be opened:
 * for the readiness of the service.
 */
export async function getUsableHierarchy(
  db: Kysely<CertificateAuthorityDatabase>,
  keyring: AuthorityMaking['keyring'],
): Promise<Authority[]> {
  const authorities = await listAuthorities(db);
  if (authorities.length < authorityNames.length) throw new Error('authorities are missing; run the seed');
  for (const authority of authorities) openAuthorityKey(keyring, authority);
  return authorities;
}

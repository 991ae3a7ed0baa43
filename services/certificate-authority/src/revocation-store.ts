import { appendAudit } from '@countersign/audit';
import type { Db } from '@countersign/db';
import type { Clock } from '@countersign/runtime';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Authority } from './authority.ts';
import { findRevocationList, lockAuthority, replaceRevocationList } from './authority-store.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { type AuthorityName, authorityProfiles } from './profiles.ts';
import { isFresh, type RevocationList, type RevokedCertificate } from './revocation-list.ts';
import type { RevocationReason } from './revocation-reasons.ts';

/** What a list is made with. */
export interface ListMaking {
  /** Asked under the authority's lock only, so that lists and entries follow one another in time, too. */
  clock: Clock;
  /** Makes a list that follows `previous`, with these entries. */
  signList: (
    authority: Authority,
    previous: RevocationList | undefined,
    entries: { revoked: readonly RevokedCertificate[]; at: Date },
  ) => RevocationList;
}

/** A certificate that is to be revoked. */
export interface Revocation {
  authority: AuthorityName;
  /** Hexadecimal, lower case. */
  serialNumber: string;
  reason: RevocationReason;
  actor: string;
}

/** When and why a certificate was revoked, both null when it was not; undefined when it was never issued. */
export async function findRevocation(
  db: Db<CertificateAuthorityDatabase>,
  { authority, serialNumber }: Pick<Revocation, 'authority' | 'serialNumber'>,
): Promise<{ revokedAt: Date | null; revocationReason: RevocationReason | null } | undefined> {
  return await db
    .selectFrom('issuances')
    .select(['revokedAt', 'revocationReason'])
    .where('authority', '=', authority)
    .where('serialNumber', '=', serialNumber)
    .where('certificate', 'is not', null)
    .executeTakeFirst();
}

/**
 * Revokes a certificate, with its audit record and the authority's next list: all or nothing. A compromised key is
 * blocked for ever. True the first time; false, without any change, when it was revoked before or never issued.
 */
export async function revokeOnce(
  db: Kysely<CertificateAuthorityDatabase>,
  { authority, serialNumber, reason, actor }: Revocation,
  making: ListMaking,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const issuer = await lockAuthority(trx, authority);
    const at = making.clock.now();
    const revoked = await trx
      .updateTable('issuances')
      .set({ revokedAt: at, revocationReason: reason })
      .where('authority', '=', authority)
      .where('serialNumber', '=', serialNumber)
      .where('certificate', 'is not', null)
      .where('revokedAt', 'is', null)
      .returning(['requestId', 'publicKeyHash'])
      .executeTakeFirst();
    if (issuer === undefined || revoked === undefined) return false;
    if (reason === 'keyCompromise') await blockKey(trx, authority, revoked.publicKeyHash, at);
    await renewList(trx, issuer, making);
    await appendAudit(trx, {
      stream: `authority:${authority}`,
      actor,
      action: 'certificate.revoked',
      subject: revoked.requestId,
      detail: { serialNumber, reason },
      at,
    });
    return true;
  });
}

async function blockKey(
  trx: Transaction<CertificateAuthorityDatabase>,
  authority: AuthorityName,
  publicKeyHash: Buffer,
  at: Date,
): Promise<void> {
  await trx
    .insertInto('certifiedKeys')
    .values({ publicKeyHash, certifiedFor: authorityProfiles[authority].certifies, blockedAt: at })
    .onConflict((on) =>
      on
        .column('publicKeyHash')
        .doUpdateSet({ blockedAt: sql`coalesce(certified_keys.blocked_at, excluded.blocked_at)` }),
    )
    .execute();
}

/** The current list, after a new one was signed where it is due. Undefined without the authority. */
export async function renewListIfDue(
  db: Kysely<CertificateAuthorityDatabase>,
  name: AuthorityName,
  making: ListMaking,
): Promise<RevocationList | undefined> {
  return await db.transaction().execute(async (trx) => {
    const authority = await lockAuthority(trx, name);
    if (authority === undefined) return undefined;
    const current = await findRevocationList(trx, name);
    const isDue = current === undefined || !isFresh(current, making.clock.now());
    return isDue ? await renewList(trx, authority, making) : current;
  });
}

async function renewList(
  trx: Transaction<CertificateAuthorityDatabase>,
  authority: Authority,
  { clock, signList }: ListMaking,
): Promise<RevocationList> {
  const previous = await findRevocationList(trx, authority.name);
  const revoked = await listRevoked(trx, authority.name, previous);
  const next = signList(authority, previous, { revoked, at: clock.now() });
  await replaceRevocationList(trx, authority.name, next);
  return next;
}

/** RFC 5280 3.3: an entry stays until it was on a list that is younger than the end of its certificate. */
async function listRevoked(
  trx: Transaction<CertificateAuthorityDatabase>,
  authority: AuthorityName,
  previous: RevocationList | undefined,
): Promise<RevokedCertificate[]> {
  const shownUntil = previous?.thisUpdate ?? new Date(0);
  return await trx
    .selectFrom('issuances')
    .select(['serialNumber', 'revokedAt', 'revocationReason'])
    .where('authority', '=', authority)
    .where('revokedAt', 'is not', null)
    .where('revocationReason', 'is not', null)
    .where((or) => or.or([or('notAfter', '>=', shownUntil), or('revokedAt', '>=', shownUntil)]))
    .orderBy('revokedAt')
    .orderBy('serialNumber')
    .$narrowType<{ revokedAt: Date; revocationReason: RevocationReason }>()
    .execute();
}

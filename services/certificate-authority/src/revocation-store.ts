import { appendAudit } from '@countersign/audit';
import {
  type AuthorityName,
  authorityProfiles,
  type Holder,
  isFresh,
  type ListedReason,
  type RevocationList,
  type RevocationReason,
  type RevokedCertificate,
} from '@countersign/certificates';
import type { Db } from '@countersign/db';
import type { Clock } from '@countersign/runtime';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Authority } from './authority.ts';
import { findRevocationList, lockAuthority, replaceRevocationList } from './authority-store.ts';
import type { CertificateAuthorityDatabase } from './database.ts';

/** What a list is made with. */
export interface ListMaking {
  /** Asked under the authority's lock only, so that lists and entries follow one another in time, too. */
  clock: Clock;
  /** Makes a list that follows `previous`, with these entries. */
  signList: (
    authority: Authority,
    previous: RevocationList | undefined,
    entries: { revoked: readonly RevokedCertificate[]; at: Date },
  ) => Promise<RevocationList>;
}

/** A certificate that is to be revoked. */
export interface Revocation {
  authority: AuthorityName;
  /** Hexadecimal, lower case. */
  serialNumber: string;
  reason: RevocationReason;
  actor: string;
}

/** When and why a certificate was revoked, both null when it was not; undefined when it was never issued to such holders. */
export async function findRevocation(
  db: Db<CertificateAuthorityDatabase>,
  { authority, serialNumber }: Pick<Revocation, 'authority' | 'serialNumber'>,
): Promise<{ revokedAt: Date | null; revocationReason: ListedReason | null } | undefined> {
  return await issuanceOf(db, { authority, serialNumber })
    .select(['issuances.revokedAt', 'issuances.revocationReason'])
    .executeTakeFirst();
}

/** The issued certificate of a serial number, if its holder is of the kind that the authority is for: no delegate's. */
function issuanceOf(
  db: Db<CertificateAuthorityDatabase>,
  { authority, serialNumber }: Pick<Revocation, 'authority' | 'serialNumber'>,
) {
  const holder: Holder = authorityProfiles[authority].certifies;
  return db
    .selectFrom('issuances')
    .innerJoin('certifiedKeys', 'certifiedKeys.publicKeyHash', 'issuances.publicKeyHash')
    .where('issuances.authority', '=', authority)
    .where('issuances.serialNumber', '=', serialNumber)
    .where('issuances.certificate', 'is not', null)
    .where('certifiedKeys.certifiedFor', '=', holder);
}

/**
 * Revokes a certificate, also from hold, with its audit record and the authority's next list: all or nothing. That the key
 * was compromised may be told later, too, of a certificate that was revoked for another reason; such a key is blocked for
 * ever. False, without any change, when there is nothing to do or the certificate was never issued.
 */
export async function revokeOnce(
  db: Kysely<CertificateAuthorityDatabase>,
  { authority, serialNumber, reason, actor }: Revocation,
  making: ListMaking,
): Promise<boolean> {
  return await changeStatus(db, { authority, serialNumber, actor }, making, ({ revokedAt, revocationReason }, at) => {
    const compromised = reason === 'keyCompromise' && revocationReason !== 'keyCompromise';
    if (revokedAt !== null && revocationReason !== 'certificateHold' && !compromised) return undefined;
    // From when the certificate is worth nothing: a reason that is told later does not move it.
    const since = revokedAt === null || revocationReason === 'certificateHold' ? at : revokedAt;
    return { revokedAt: since, revocationReason: reason, action: 'certificate.revoked' };
  });
}

/**
 * Puts a certificate on hold, or takes it off again, with its audit record and the authority's next list. False, without
 * any change, when it is as wanted, revoked for good, or was never issued.
 */
export async function holdOnce(
  db: Kysely<CertificateAuthorityDatabase>,
  { authority, serialNumber, onHold, actor }: Omit<Revocation, 'reason'> & { onHold: boolean },
  making: ListMaking,
): Promise<boolean> {
  return await changeStatus(db, { authority, serialNumber, actor }, making, ({ revokedAt, revocationReason }, at) => {
    if (onHold && revokedAt === null) {
      return { revokedAt: at, revocationReason: 'certificateHold', action: 'certificate.held' };
    }
    if (!onHold && revocationReason === 'certificateHold') {
      return { revokedAt: null, revocationReason: null, action: 'certificate.released' };
    }
    return undefined;
  });
}

interface Status {
  revokedAt: Date | null;
  revocationReason: ListedReason | null;
}

/** Changes the status of a certificate as `decide` says, under the authority's lock; undefined leaves it as it is. */
async function changeStatus(
  db: Kysely<CertificateAuthorityDatabase>,
  { authority, serialNumber, actor }: Omit<Revocation, 'reason'>,
  making: ListMaking,
  decide: (status: Status, at: Date) => (Status & { action: string }) | undefined,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const issuer = await lockAuthority(trx, authority);
    const found = await issuanceOf(trx, { authority, serialNumber })
      .select(['issuances.requestId', 'issuances.publicKeyHash', 'issuances.revokedAt', 'issuances.revocationReason'])
      .executeTakeFirst();
    if (issuer === undefined || found === undefined) return false;
    const { requestId, publicKeyHash, ...status } = found;
    const at = making.clock.now();
    const change = decide(status, at);
    if (change === undefined) return false;
    const { action, ...next } = change;
    await trx.updateTable('issuances').set(next).where('requestId', '=', requestId).execute();
    if (next.revocationReason === 'keyCompromise') await blockKey(trx, authority, publicKeyHash, at);
    await renewList(trx, issuer, making);
    const reason = next.revocationReason === null ? {} : { reason: next.revocationReason };
    await appendAudit(trx, {
      stream: `authority:${authority}`,
      actor,
      action,
      subject: requestId,
      detail: { serialNumber, ...reason },
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
  const next = await signList(authority, previous, { revoked, at: clock.now() });
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
    .$narrowType<{ revokedAt: Date; revocationReason: ListedReason }>()
    .execute();
}

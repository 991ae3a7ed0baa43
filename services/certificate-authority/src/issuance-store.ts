import { appendAudit } from '@countersign/audit';
import type { AuthorityName, Holder, Subject } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import type { Kysely } from 'kysely';
import type { CertificateAuthorityDatabase } from './database.ts';

/** The intent to issue a certificate, recorded before the authority's key is used. */
export interface Intent {
  requestId: string;
  /** Hash of what was asked for: the same request id with another one is a conflict. */
  fingerprint: Buffer;
  /** Name of the profile. */
  profile: string;
  authority: AuthorityName;
  /** Whom the key is certified for. */
  holder: Holder;
  /** Hexadecimal. */
  serialNumber: string;
  subject: Subject;
  /** SHA-256 of the SubjectPublicKeyInfo. */
  publicKeyHash: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** TBSCertificate, DER. */
  tbs: Buffer;
  intendedAt: Date;
}

/** What is needed of an issuance to go on with it. */
export interface Issuance
  extends Pick<Intent, 'requestId' | 'fingerprint' | 'profile' | 'serialNumber' | 'notBefore' | 'notAfter' | 'tbs'> {
  /** DER; null until it is signed. */
  certificate: Buffer | null;
}

/** The issuance of a request id. */
export async function findIssuance(
  db: Db<CertificateAuthorityDatabase>,
  requestId: string,
): Promise<Issuance | undefined> {
  return await db
    .selectFrom('issuances')
    .select(['requestId', 'fingerprint', 'profile', 'serialNumber', 'notBefore', 'notAfter', 'tbs', 'certificate'])
    .where('requestId', '=', requestId)
    .executeTakeFirst();
}

/**
 * Records an intent. Changes nothing when its request id has one, when its key is blocked or was certified for others
 * than these holders, or when it is a person's key that was certified before.
 */
export async function recordIntent(
  db: Kysely<CertificateAuthorityDatabase>,
  { holder, ...intent }: Intent,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // The update changes nothing: it locks the key, so that a parallel request or block is seen here or sees this.
    const usable = await trx
      .insertInto('certifiedKeys')
      .values({ publicKeyHash: intent.publicKeyHash, certifiedFor: holder, blockedAt: null })
      .onConflict((on) =>
        on
          .column('publicKeyHash')
          .doUpdateSet((set) => ({ certifiedFor: set.ref('excluded.certifiedFor') }))
          .where('certifiedKeys.certifiedFor', '=', holder)
          .where('certifiedKeys.blockedAt', 'is', null),
      )
      .returning('publicKeyHash')
      .executeTakeFirst();
    if (usable === undefined) return;
    await trx
      .insertInto('issuances')
      .values({
        ...intent,
        subject: JSON.stringify(intent.subject),
        certificate: null,
        issuedAt: null,
        revokedAt: null,
        revocationReason: null,
      })
      .onConflict((on) => on.doNothing())
      .execute();
  });
}

/** For whom a key was certified, and whether it may be certified again; undefined for a new key. */
export async function findCertifiedKey(
  db: Db<CertificateAuthorityDatabase>,
  publicKeyHash: Buffer,
): Promise<{ certifiedFor: string; blockedAt: Date | null } | undefined> {
  return await db
    .selectFrom('certifiedKeys')
    .select(['certifiedFor', 'blockedAt'])
    .where('publicKeyHash', '=', publicKeyHash)
    .executeTakeFirst();
}

/**
 * Stores the certificate of an intent with its audit record. True the first time; false, without any change, when the
 * intent has a certificate already.
 */
export async function storeCertificate(
  db: Kysely<CertificateAuthorityDatabase>,
  { issuance, certificate, actor, at }: { issuance: Issuance; certificate: Buffer; actor: string; at: Date },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const stored = await trx
      .updateTable('issuances')
      .set({ certificate, issuedAt: at })
      .where('requestId', '=', issuance.requestId)
      .where('certificate', 'is', null)
      .returning('authority')
      .executeTakeFirst();
    if (stored === undefined) return false;
    await appendAudit(trx, {
      stream: `authority:${stored.authority}`,
      actor,
      action: 'certificate.issued',
      subject: issuance.requestId,
      detail: { serialNumber: issuance.serialNumber, profile: issuance.profile },
      at,
    });
    return true;
  });
}

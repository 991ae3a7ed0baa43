import { appendAudit } from '@countersign/audit';
import type { Db } from '@countersign/db';
import { type Kysely, sql } from 'kysely';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { recordRootCertificate } from '../ocsp/root-certificates.ts';
import { type DelegateName, signsUntilOf } from './delegate-names.ts';

/** A key that waits for its certificate. */
export interface WaitingDelegate {
  id: string;
  name: DelegateName;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** Private key as the custody gave it, for this row. */
  sealedKey: Buffer;
}

/** A delegate with its certificate. */
export interface CertifiedDelegate extends WaitingDelegate {
  /** DER. */
  certificate: Buffer;
  notBefore: Date;
  notAfter: Date;
}

const waiting = ['id', 'publicKey', 'sealedKey'] as const;

/**
 * Stores a key that waits for its certificate, unless its delegate has one that waits already, or another in force than
 * the caller knows.
 */
export async function insertWaiting(
  db: Kysely<CertificateAuthorityDatabase>,
  delegate: WaitingDelegate,
  { known, at }: { known: string | undefined; at: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockDelegate(trx, delegate.name);
    if ((await findInForce(trx, delegate.name, at))?.id !== known) return;
    await trx
      .insertInto('delegates')
      .values({ ...delegate, createdAt: at, certificate: null, notBefore: null, notAfter: null })
      .onConflict((on) => on.column('name').where('certificate', 'is', null).doNothing())
      .execute();
  });
}

/** Makes whoever else wants this delegate's lock wait until the transaction ends. */
async function lockDelegate(trx: Db<CertificateAuthorityDatabase>, name: DelegateName): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('certificate-authority-delegates'), hashtext(${name}))`.execute(trx);
}

/** The key of a delegate that waits for its certificate. */
export async function findWaiting(
  db: Db<CertificateAuthorityDatabase>,
  name: DelegateName,
): Promise<WaitingDelegate | undefined> {
  const found = await db
    .selectFrom('delegates')
    .select(waiting)
    .where('name', '=', name)
    .where('certificate', 'is', null)
    .executeTakeFirst();
  return found === undefined ? undefined : { ...found, name };
}

/** The delegate in force: the youngest, if its key may sign at `at`. */
export async function findInForce(
  db: Db<CertificateAuthorityDatabase>,
  name: DelegateName,
  at: Date,
): Promise<CertifiedDelegate | undefined> {
  const found = await db
    .selectFrom('delegates')
    .select([...waiting, 'certificate', 'notBefore', 'notAfter'])
    .where('name', '=', name)
    .where('notBefore', '<=', at)
    .orderBy('notBefore', 'desc')
    .$narrowType<{ certificate: Buffer; notBefore: Date; notAfter: Date }>()
    .executeTakeFirst();
  return found === undefined || at >= signsUntilOf(name, found) ? undefined : { ...found, name };
}

/** All delegates that have a certificate, the youngest last. */
export async function listCertified(
  db: Db<CertificateAuthorityDatabase>,
): Promise<Pick<CertifiedDelegate, 'name' | 'notBefore' | 'notAfter'>[]> {
  return await db
    .selectFrom('delegates')
    .select(['name', 'notBefore', 'notAfter'])
    .where('certificate', 'is not', null)
    .orderBy('notBefore')
    .$narrowType<{ name: DelegateName; notBefore: Date; notAfter: Date }>()
    .execute();
}

/**
 * Gives a waiting key its certificate, with the audit record; keys of the same delegate whose certificates ended are
 * forgotten. True the first time; false, without any change, when it has one.
 */
export async function certify(
  db: Kysely<CertificateAuthorityDatabase>,
  { id, name }: Pick<WaitingDelegate, 'id' | 'name'>,
  {
    actor,
    at,
    ...given
  }: Pick<CertifiedDelegate, 'certificate' | 'notBefore' | 'notAfter'> & { actor: string; at: Date },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    await lockDelegate(trx, name);
    const changed = await trx
      .updateTable('delegates')
      .set(given)
      .where('id', '=', id)
      .where('certificate', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (changed === undefined) return false;
    if (name === 'ocsp:root') await recordRootCertificate(trx, given.certificate);
    await trx.deleteFrom('delegates').where('name', '=', name).where('notAfter', '<=', at).execute();
    await appendAudit(trx, {
      stream: 'authorities',
      actor,
      action: 'delegate.certified',
      subject: name,
      detail: { signsUntil: signsUntilOf(name, given).toISOString() },
      at,
    });
    return true;
  });
}

import { conflict } from '@countersign/errors';
import { appendToAccount } from '../account-audit.ts';
import { describeCertificate } from './certificate.ts';
import { revokedAs } from './life.ts';
import { addNotice, changeLife, lockCredential } from './life-store.ts';
import type { SettlingDependencies } from './settling.ts';
import { type Credential, updateCredential } from './store.ts';
import { stateAt, suspendedByStaff, wrongState } from './usable.ts';

/**
 * Throws `CREDENTIAL_WRONG_STATE` or `SUSPENDED_BY_STAFF` unless another credential may come in the place of this one: an
 * active, suspended or expired one.
 */
export function requireReplaceable(credential: Credential, at: Date): void {
  const state = stateAt(credential, at);
  if (state !== 'active' && state !== 'suspended' && state !== 'expired') throw wrongState(state);
  if (credential.suspensionCause === 'by_staff') throw suspendedByStaff();
}

/** The licence of the credential that is replaced, if it may still be used. Throws `LICENCE_NOT_AVAILABLE`. */
export async function keepLicence(
  { db, clock, clients }: SettlingDependencies,
  { id, accountId }: Credential,
  reservationId: string,
): Promise<Credential> {
  const { validUntil, withdrawn, held } = await clients.enrollment.getReservation({ accountId, reservationId });
  if (validUntil === undefined) throw new Error('a licence has no end');
  if (withdrawn || held || validUntil <= clock.now()) {
    throw conflict('LICENCE_NOT_AVAILABLE', 'the licence of this credential has ended or is withheld; renew it first');
  }
  return await updateCredential(db, id, { licenceValidUntil: validUntil });
}

/**
 * Puts the new credential in the place of the old one, in one transaction: of several that came for the same one exactly
 * one does. Throws `CREDENTIAL_WRONG_STATE` or `SUSPENDED_BY_STAFF` when the old one was revoked or stopped meanwhile.
 */
export async function activateReplacement(
  { db, clock, logger }: SettlingDependencies,
  { id, userId, accountId, certificate }: Credential,
  replacedId: string,
): Promise<Credential> {
  if (certificate === null) throw new Error('a credential was to replace another without a certificate');
  const active = await db.transaction().execute(async (trx) => {
    const at = clock.now();
    const old = await lockCredential(trx, { id: replacedId, userId });
    if (old === undefined) throw new Error('a credential that is replaced vanished');
    requireReplaceable(old, at);
    const row = await updateCredential(trx, id, { state: 'active' });
    await changeLife(trx, old, revokedAs('superseded', at));
    await addNotice(trx, { credentialId: id, kind: 'rekeyed', at });
    const { serialNumber } = describeCertificate(certificate);
    const by = { account: accountId, actor: userId, at };
    // In the order of their ids: appends to several chains wait for each other.
    await appendToAccount(trx, {
      ...by,
      stream: replacedId,
      action: 'credential.revoked',
      subject: replacedId,
      detail: { reason: 'superseded' },
    });
    await appendToAccount(trx, {
      ...by,
      stream: id,
      action: 'credential.rekeyed',
      subject: id,
      detail: { account: accountId, certificate: serialNumber, replaces: replacedId },
    });
    return row;
  });
  logger.info({ credentialId: id, replaces: replacedId, userId }, 'credential made anew');
  return active;
}

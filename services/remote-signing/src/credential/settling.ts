import { DomainError } from '@countersign/errors';
import type { Clock, Logger } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import type { Clients } from '../clients.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import { describeCertificate } from './certificate.ts';
import { claimDue, clearDue, listDue } from './life-store.ts';
import { type Credential, releaseClaim } from './store.ts';

export interface SettlingDependencies {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  clients: Clients;
  logger: Logger;
}

/** Authority that issues to signers. */
const authority = 'signers';
/** Longer than all calls of one telling together. */
export const claimMs = 60_000;
const batch = 100;
/** Somebody may change it while others are told of the change before. */
const changesAtMost = 5;

/**
 * Tells the signer, the certificate authority and enrollment where a credential stands, as far as they do not know yet.
 * What cannot be told stays noted in its row, and comes round again. One process at a time tells of a credential, so that
 * what is told last is the latest.
 */
export async function settle(deps: SettlingDependencies, id: string): Promise<void> {
  for (let change = 0; change < changesAtMost; change += 1) {
    const at = deps.clock.now();
    const until = new Date(at.getTime() + claimMs);
    // oxlint-disable-next-line no-await-in-loop
    const credential = await claimDue(deps.db, { id, at, until });
    if (credential === undefined) return;
    let told: boolean;
    try {
      // oxlint-disable-next-line no-await-in-loop
      told = await tell(deps, credential);
    } finally {
      // oxlint-disable-next-line no-await-in-loop
      await releaseClaim(deps.db, { id, until });
    }
    if (!told) return;
  }
}

/** Tells of every credential of which somebody has still to be told; returns their number. */
export async function settleDue(deps: SettlingDependencies): Promise<number> {
  const ids = await listDue(deps.db, { at: deps.clock.now(), limit: batch });
  for (const id of ids) {
    // oxlint-disable-next-line no-await-in-loop
    await settle(deps, id);
  }
  return ids.length;
}

async function tell(deps: SettlingDependencies, credential: Credential): Promise<boolean> {
  const parts = [
    { due: 'signerDue', run: tellSigner },
    { due: 'authorityDue', run: tellAuthority },
    { due: 'licenceDue', run: tellEnrollment },
  ] as const;
  let told = true;
  for (const { due, run } of parts) {
    if (!credential[due]) continue;
    try {
      // First the key rests, then the world learns of it.
      // oxlint-disable-next-line no-await-in-loop
      await run(deps, credential);
      // oxlint-disable-next-line no-await-in-loop
      await clearDue(deps.db, credential, due);
    } catch (err) {
      told = false;
      deps.logger.warn({ err, credentialId: credential.id, due }, 'somebody is told of a credential later');
    }
  }
  return told;
}

async function tellSigner({ clients: { signer } }: SettlingDependencies, credential: Credential): Promise<void> {
  const { id: keyId, state, suspensionCause } = credential;
  if (state === 'suspended') {
    const cause = suspensionCause ?? 'by_owner';
    await unless(['KEY_NOT_FOUND', 'KEY_NOT_ACTIVE'], () => signer.suspendKey({ keyId, cause }));
  }
  if (state === 'revoked' || state === 'failed') await unless(['KEY_NOT_FOUND'], () => signer.destroyKey({ keyId }));
}

async function tellAuthority(
  { clients: { certificateAuthority } }: SettlingDependencies,
  { state, certificate, revocationReason }: Credential,
): Promise<void> {
  if (certificate === null) return;
  const of = { authority, serialNumber: describeCertificate(certificate).serialNumber };
  // Who revoked it there for another reason revoked it.
  const reason = state === 'failed' ? 'cessationOfOperation' : revocationReason;
  await unless(['CERTIFICATE_REVOKED'], () =>
    reason === null
      ? certificateAuthority.holdCertificate({ ...of, onHold: state === 'suspended' })
      : certificateAuthority.revokeCertificate({ ...of, reason }),
  );
}

async function tellEnrollment(
  { clients: { enrollment } }: SettlingDependencies,
  { id, accountId, licenceOf }: Credential,
): Promise<void> {
  const reservation = { reservationId: licenceOf ?? id, accountId, ended: true };
  await unless(['RESERVATION_NOT_FOUND'], () => enrollment.releaseLicence(reservation));
}

/** Does a call and takes some refusals for success: there was nothing to do. */
export async function unless(reasons: readonly string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof DomainError) || !reasons.includes(error.reason)) throw error;
  }
}

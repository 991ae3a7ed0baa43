import { X509Certificate } from 'node:crypto';
import type { SignatureKey } from '@countersign/cms';
import type { Db } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import type { Clock } from '@countersign/runtime';
import { describeCertificate } from '../credential/certificate.ts';
import { findCredential } from '../credential/store.ts';
import type { RemoteSigningDatabase } from '../database.ts';

/** A credential that can sign now. */
export interface ActiveCredential {
  id: string;
  accountId: string;
  /** Kind of its key. */
  algorithm: SignatureKey;
  /** Its owner, as the certificate names him. */
  signer: string;
  /** Signer first, root last; DER. */
  chain: [Buffer, ...Buffer[]];
}

/**
 * The credential of a user, if it can sign now. Throws `CREDENTIAL_NOT_FOUND`, or `CREDENTIAL_NOT_ACTIVE` for one that
 * is not finished or whose certificate is not valid now.
 */
export async function getActiveCredential(
  { db, clock }: { db: Db<RemoteSigningDatabase>; clock: Clock },
  key: { id: string; userId: string },
): Promise<ActiveCredential> {
  const credential = await findCredential(db, key);
  if (credential === undefined) throw credentialNotFound();
  const { state, certificate, chain } = credential;
  if (state !== 'active' || certificate === null || chain === null) {
    throw conflict('CREDENTIAL_NOT_ACTIVE', 'this credential cannot sign: it is not finished');
  }
  const { notBefore, notAfter } = describeCertificate(certificate);
  const now = clock.now();
  if (now < notBefore || now > notAfter) {
    throw conflict('CREDENTIAL_NOT_ACTIVE', 'this credential cannot sign: its certificate is not valid now');
  }
  const parsed = new X509Certificate(certificate);
  return {
    id: credential.id,
    accountId: credential.accountId,
    algorithm: algorithmOf(parsed),
    signer: (parsed.toLegacyObject().subject as { CN?: string }).CN ?? '',
    chain: [certificate, ...chain],
  };
}

/** Certificates that travel in a signature: without the root, which who verifies must know already. */
export function toEmbed({ chain: [signer, ...authorities] }: ActiveCredential): [Buffer, ...Buffer[]] {
  return [signer, ...authorities.slice(0, -1)];
}

/** The answer for a credential that is unknown or another's. */
export function credentialNotFound(): Error {
  return notFound('CREDENTIAL_NOT_FOUND', 'no such credential');
}

function algorithmOf({ publicKey }: X509Certificate): SignatureKey {
  if (publicKey.asymmetricKeyType === 'rsa') return 'RSA-3072';
  return publicKey.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'P-384' : 'P-256';
}

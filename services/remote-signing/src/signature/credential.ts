import { X509Certificate } from 'node:crypto';
import type { SignatureKey } from '@countersign/cms';
import type { Db } from '@countersign/db';
import type { Clock } from '@countersign/runtime';
import { type KeyPolicy, policyOf } from '../credential/policy.ts';
import { findCredential } from '../credential/store.ts';
import { credentialNotFound, requireUsable } from '../credential/usable.ts';
import type { RemoteSigningDatabase } from '../database.ts';

/** A credential that can sign now. */
export interface ActiveCredential {
  id: string;
  accountId: string;
  /** Kind of its key. */
  algorithm: SignatureKey;
  policy: KeyPolicy;
  /** Its owner, as the certificate names him. */
  signer: string;
  /** Signer first, then the issuing authorities without the root, which who verifies must know already; DER. */
  embedded: [Buffer, ...Buffer[]];
  /** Signer first, root last; DER. */
  chain: [Buffer, ...Buffer[]];
}

/**
 * The credential of a user, if it can sign now. Throws `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE` or
 * `VALIDATION_OUTDATED`.
 */
export async function getActiveCredential(
  { db, clock }: { db: Db<RemoteSigningDatabase>; clock: Clock },
  key: { id: string; userId: string },
): Promise<ActiveCredential> {
  const credential = await findCredential(db, key);
  if (credential === undefined) throw credentialNotFound();
  const { id, accountId, certificates: embedded } = requireUsable(credential, clock.now());
  const [certificate] = embedded;
  const parsed = new X509Certificate(certificate);
  return {
    id,
    accountId,
    algorithm: algorithmOf(parsed),
    policy: policyOf(credential),
    signer: (parsed.toLegacyObject().subject as { CN?: string }).CN ?? '',
    embedded,
    chain: [certificate, ...(credential.chain ?? [])],
  };
}

function algorithmOf({ publicKey }: X509Certificate): SignatureKey {
  if (publicKey.asymmetricKeyType === 'rsa') return 'RSA-3072';
  return publicKey.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'P-384' : 'P-256';
}

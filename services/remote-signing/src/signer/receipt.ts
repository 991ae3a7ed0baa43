import { createHash } from 'node:crypto';
import type { Authorisation } from './authorisation.ts';
import type { OwnKey } from './own-key.ts';
import type { AttributeHashes } from './signed-attributes.ts';

/** Type of the JSON Web Signature of a receipt. */
const receiptType = 'activation-receipt+jwt';

/**
 * Signs the activation receipt of a batch: who, with which key and factors, which digests gave which signatures, when, and
 * at which sole control level. A compact JWS (ES256); docs/signing-authorisation.md explains each claim.
 */
export async function signReceipt(
  ownKey: OwnKey,
  {
    authorisation,
    batchId,
    publicKey,
    digests,
    signedAttributes,
    signatures,
    at,
  }: {
    authorisation: Authorisation;
    batchId: string;
    /** Of the signing key, SubjectPublicKeyInfo. */
    publicKey: Buffer;
    digests: readonly Buffer[];
    /** Over which the signatures are, for digests that are not of what is signed itself. */
    signedAttributes: AttributeHashes | undefined;
    signatures: readonly Buffer[];
    at: Date;
  },
): Promise<string> {
  const { id, owner, keyId, clientId, hashAlgorithm, digestKind, level } = authorisation;
  const { amr, factorKind, bound, shown, authenticatedAt } = authorisation;
  return await ownKey.sign(receiptType, {
    iss: 'signer',
    iat: toSeconds(at),
    jti: batchId,
    sub: owner,
    credential_id: keyId,
    sad: id,
    client_id: clientId,
    hash_algorithm: hashAlgorithm,
    digest_kind: digestKind,
    digests: digests.map((digest) => digest.toString('base64url')),
    ...(signedAttributes !== undefined && {
      signed_hash_algorithm: signedAttributes.hash,
      signed_digests: signedAttributes.digests.map((digest) => digest.toString('base64url')),
    }),
    signatures: authorisation.signatures,
    signatures_sha256: signatures.map(sha256),
    public_key_sha256: sha256(publicKey),
    amr,
    factor: { kind: factorKind },
    bound,
    shown,
    auth_time: toSeconds(authenticatedAt),
    level,
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

function toSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

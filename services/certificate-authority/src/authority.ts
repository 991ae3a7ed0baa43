import { type AuthorityName, authorityProfiles, type ContentSigner } from '@countersign/certificates';
import type { CustodyKey, KeyCustody } from '@countersign/key-custody';
import type { SealedAt } from '@countersign/sealing';
import { signerInCustody } from './sign-content.ts';

/** An authority: its certificate, and its private key in custody. */
export interface Authority {
  name: AuthorityName;
  /** DER. */
  certificate: Buffer;
  /** The key as its custody stores it, for this authority's row; null when it is not here, as a root's should be. */
  sealedKey: Buffer | null;
  notAfter: Date;
  /** When the root revoked it. */
  revokedAt: Date | null;
}

/** Where the key of an authority stands, also while it waits for a certificate. */
export function authorityKeyPlace(name: AuthorityName): SealedAt {
  return { table: 'authorities', row: name, column: 'sealed_key' };
}

/** What signs in an authority's name. Throws an Error when its key is not here. */
export function signerOfAuthority(
  custody: KeyCustody,
  { name, sealedKey }: Pick<Authority, 'name' | 'sealedKey'>,
): ContentSigner {
  if (sealedKey === null) throw new Error(`the key of the authority ${name} is not here`);
  return signerOfKey(custody, name, sealedKey);
}

/** What signs with a key that was made for an authority. */
export function signerOfKey(custody: KeyCustody, name: AuthorityName, blob: Buffer): ContentSigner {
  const { algorithm, hash } = authorityProfiles[name];
  const key: CustodyKey = { algorithm, blob };
  return signerInCustody(custody, key, { place: authorityKeyPlace(name), hash });
}

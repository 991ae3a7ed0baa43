import { createHash } from 'node:crypto';
import type { ContentSigner, SigningHash } from '@countersign/certificates';
import type { CustodyKey, KeyCustody } from '@countersign/key-custody';
import type { SealedAt } from '@countersign/sealing';

/**
 * What signs with a key in custody: the one way in which certificates, revocation lists, OCSP answers and time-stamps
 * get their signatures. The key is opened for each signature. Signing throws `SealBrokenError` for a key that is not of this place.
 */
export function signerInCustody(
  custody: KeyCustody,
  key: CustodyKey,
  { place, hash }: { place: SealedAt; hash: SigningHash },
): ContentSigner {
  return {
    hash,
    async sign(content) {
      const digest = createHash(hash).update(content).digest();
      const [signature] = await custody.signDigests(key, place, { hash, digests: [digest] });
      if (signature === undefined) throw new Error('a key in custody did not sign');
      return signature;
    },
  };
}

import { invalidField } from '@countersign/errors';
import { type KeyType, keyTypeOf, readRsaKey } from './key-type.ts';
import { hasCloseFactors, hasSmallFactor, isOfRoca } from './weak-rsa.ts';

const modulusBits = [2048, 3072, 4096];
const publicTypes: readonly KeyType[] = ['rsa', 'P-256', 'P-384'];

/**
 * Which rule a key breaks, a SubjectPublicKeyInfo in DER; undefined when it breaks none (BR 6.1.1.3, 6.1.5 and 6.1.6).
 * Public certificates are for RSA with 2048, 3072 or 4096 bits, P-256 and P-384; private ones also for P-521 and Ed25519.
 */
export function findKeyFault(spki: Buffer, { isPublic }: { isPublic: boolean }): string | undefined {
  const type = keyTypeOf(spki);
  if (type === undefined || (isPublic && !publicTypes.includes(type))) {
    return `must be RSA, P-256 or P-384${isPublic ? '' : ', P-521 or Ed25519'}`;
  }
  if (type !== 'rsa') return undefined;
  const { modulus, exponent } = readRsaKey(spki);
  if (!modulusBits.includes(modulus.toString(2).length)) return 'must have 2048, 3072 or 4096 bits';
  if (exponent % 2n === 0n || exponent < 65_537n || exponent >= 1n << 256n) {
    return 'must have an odd exponent between 65537 and 2^256';
  }
  if (hasSmallFactor(modulus)) return 'must not have a small prime factor';
  if (isOfRoca(modulus)) return 'must not come from the generator of CVE-2017-15361 (ROCA)';
  if (hasCloseFactors(modulus)) return 'must have factors far from each other';
  return undefined;
}

/** Throws `PUBLIC_KEY_UNSUPPORTED` when the key of a signing request breaks a rule. */
export function requireKey(spki: Buffer, rules: { isPublic: boolean }): void {
  const fault = findKeyFault(spki, rules);
  if (fault !== undefined) throw invalidField('PUBLIC_KEY_UNSUPPORTED', '/signingRequest', `the key ${fault}`);
}

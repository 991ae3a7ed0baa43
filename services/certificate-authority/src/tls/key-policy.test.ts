import { checkPrimeSync, createPublicKey, generatePrimeSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aServerKey, spkiOf } from '../../test/signing-request.ts';
import { findKeyFault, requireKey } from './key-policy.ts';
import { hasCloseFactors, hasSmallFactor, isOfRoca } from './weak-rsa.ts';

const publicRules = { isPublic: true };
const privateRules = { isPublic: false };

describe('the key of a server', () => {
  it.each(['P-256', 'P-384', 2048, 3072, 4096] as const)('may be %s, in public and in private', (type) => {
    const spki = spkiOf(aServerKey(type).publicKey);
    expect(findKeyFault(spki, publicRules)).toBeUndefined();
    expect(findKeyFault(spki, privateRules)).toBeUndefined();
  });

  it.each(['P-521', 'Ed25519'] as const)('may be %s in private only', (type) => {
    const spki = spkiOf(aServerKey(type).publicKey);
    expect(findKeyFault(spki, publicRules)).toContain('RSA, P-256 or P-384');
    expect(findKeyFault(spki, privateRules)).toBeUndefined();
  });

  it.each([1024, 2056])('has no %d bits', (bits) => {
    const spki = spkiOf(aServerKey(bits).publicKey);
    expect(findKeyFault(spki, publicRules)).toContain('2048, 3072 or 4096 bits');
    expect(() => requireKey(spki, publicRules)).toThrow(
      expect.objectContaining({
        reason: 'PUBLIC_KEY_UNSUPPORTED',
        fields: [{ pointer: '/signingRequest', detail: 'the key must have 2048, 3072 or 4096 bits' }],
      }),
    );
  });

  it('has an odd exponent from 65537', () => {
    const modulus = aPrime(1024) * aPrime(1024);
    for (const exponent of [1n, 3n, 65_535n, 65_538n, (1n << 256n) + 1n]) {
      expect(findKeyFault(rsaSpki(modulus, exponent), publicRules)).toContain('exponent');
    }
    for (const exponent of [65_537n, 65_539n, (1n << 256n) - 1n]) {
      expect(findKeyFault(rsaSpki(modulus, exponent), publicRules)).toBeUndefined();
    }
  });

  it.each([3n, 37n, 751n])('has no factor as small as %s', (factor) => {
    const some = (1n << 2047n) + BigInt(`0x${randomBytes(200).toString('hex')}`);
    // An odd multiple of the factor.
    const modulus = some - (some % (2n * factor)) + factor;
    expect(findKeyFault(rsaSpki(modulus), publicRules)).toContain('small prime factor');
    expect(hasSmallFactor(aPrime(512) * 757n)).toBe(false);
  });

  it('does not come from the generator of ROCA', () => {
    const modulus = rocaPrime() * rocaPrime();
    expect(modulus.toString(2)).toHaveLength(2048);
    expect(findKeyFault(rsaSpki(modulus), publicRules)).toContain('ROCA');
    for (let run = 0; run < 200; run += 1) expect(isOfRoca(aPrime(64) * aPrime(64))).toBe(false);
  });

  it('has no factors near each other', () => {
    const p = aPrime(1024);
    let q = p + 2n;
    while (!checkPrimeSync(q)) q += 2n;
    expect(findKeyFault(rsaSpki(p * q), publicRules)).toContain('far from each other');
    expect(findKeyFault(rsaSpki(p * p), publicRules)).toContain('far from each other');
    expect(hasCloseFactors(aPrime(512) * aPrime(512))).toBe(false);
  });

  it('is looked at for a hundred rounds of Fermat, and no more', () => {
    // (a - b)(a + b) with a = ceil(sqrt(n)) + rounds: here n = a² - b², found when a is reached.
    const roundsFor = (a: bigint, b: bigint) => Number(a - ceilingRoot(a * a - b * b));
    const a = 1n << 200n;
    const near = ceilingRoot(2n * a * 99n) - 5n;
    const far = ceilingRoot(2n * a * 101n) + 5n;
    expect([roundsFor(a, near), roundsFor(a, far)]).toEqual([98, 101]);
    expect([near, far].map((b) => hasCloseFactors((a - b) * (a + b)))).toEqual([true, false]);
  });
});

function aPrime(bits: number): bigint {
  return generatePrimeSync(bits, { bigint: true });
}

function rsaSpki(modulus: bigint, exponent = 65_537n): Buffer {
  const key = { kty: 'RSA', n: toBase64url(modulus), e: toBase64url(exponent) };
  return spkiOf(createPublicKey({ key, format: 'jwk' }));
}

function toBase64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

/** A prime as the generator of CVE-2017-15361 made them: k·M + (65537^a mod M), M the product of the first primes. */
function rocaPrime(): bigint {
  const first: bigint[] = [];
  for (let n = 2n; first.length < 71; n += 1n) if (first.every((prime) => n % prime !== 0n)) first.push(n);
  const m = first.reduce((product, prime) => product * prime, 1n);
  for (;;) {
    const a = randomBytes(2).readUInt16BE();
    let power = 1n;
    for (let i = 0; i < a % 5000; i += 1) power = (power * 65_537n) % m;
    const least = 3n << 1022n;
    const k = least / m + 1n + BigInt(`0x${randomBytes(4).toString('hex')}`);
    for (let next = k; next < k + 200n; next += 1n) {
      if (checkPrimeSync(next * m + power)) return next * m + power;
    }
  }
}

function ceilingRoot(value: bigint): bigint {
  let low = 0n;
  let high = value;
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (middle * middle < value) low = middle + 1n;
    else high = middle;
  }
  return low;
}

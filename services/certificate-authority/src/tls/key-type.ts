import { readSequence } from '@countersign/der';

/** Kind of a public key. */
export type KeyType = 'rsa' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519';

/** AlgorithmIdentifiers, which must have exactly these octets (BR 7.1.3.1; RFC 8410 3), and the length of a point. */
const kinds: readonly { type: KeyType; algorithm: string; pointLength?: number }[] = [
  { type: 'rsa', algorithm: '300d06092a864886f70d0101010500' },
  { type: 'P-256', algorithm: '301306072a8648ce3d020106082a8648ce3d030107', pointLength: 65 },
  { type: 'P-384', algorithm: '301006072a8648ce3d020106052b81040022', pointLength: 97 },
  { type: 'P-521', algorithm: '301006072a8648ce3d020106052b81040023', pointLength: 133 },
  { type: 'Ed25519', algorithm: '300506032b6570' },
];

/**
 * The kind of a SubjectPublicKeyInfo in DER; undefined for a kind that we do not know, and for a point that is
 * compressed. The key itself is not looked at. Throws an Error when it is not DER.
 */
export function keyTypeOf(spki: Buffer): KeyType | undefined {
  const [algorithm, bits] = readSequence(spki);
  const hex = algorithm?.raw.toString('hex');
  const point = bits?.content.subarray(1);
  return kinds.find(
    ({ algorithm: expected, pointLength }) =>
      expected === hex && (pointLength === undefined || (point?.length === pointLength && point[0] === 4)),
  )?.type;
}

/** Modulus and exponent of an RSA key, a SubjectPublicKeyInfo in DER (RFC 8017 A.1.1). */
export function readRsaKey(spki: Buffer): { modulus: bigint; exponent: bigint } {
  const [, bits] = readSequence(spki);
  const [modulus, exponent] = readSequence(bits?.content.subarray(1) ?? Buffer.alloc(0));
  if (modulus === undefined || exponent === undefined) throw new Error('an RSA key has no modulus or no exponent');
  return { modulus: toBigint(modulus.content), exponent: toBigint(exponent.content) };
}

function toBigint(octets: Buffer): bigint {
  return BigInt(`0x${octets.toString('hex')}`);
}

import { callAside } from '../foreign-call.ts';
import type { HashAlgorithm, KeyAlgorithm } from '../key-custody.ts';
import { type Cryptoki, requireOk, type Ulong } from './cryptoki.ts';
import {
  curveParameters,
  digestInfo,
  ecdsaSignature,
  ecPrivateNumber,
  ecPublicKeyInfo,
  rsaPrivateNumbers,
  rsaPublicKeyInfo,
} from './encodings.ts';
import { readAttribute, unwrappedLock } from './generations.ts';
import { type Description, keyTypes, mechanism, objectClasses, template } from './template.ts';

const mechanisms = {
  ecKeyPair: mechanism(0x1040),
  rsaKeyPair: mechanism(0x0),
  ecdsa: mechanism(0x1041),
  rsaPkcs1: mechanism(0x1),
  hmacSha256: mechanism(0x251),
  /** AES key wrap with padding (RFC 5649). */
  wrapping: mechanism(0x210a),
};
const wrappedLimit = 4096;
const signatureLengths: Record<KeyAlgorithm, number> = { 'P-256': 64, 'P-384': 96, 'RSA-3072': 384 };

/** Private keys live in the token for as long as a call. */
const passing = (algorithm: KeyAlgorithm) =>
  ({
    class: objectClasses.privateKey,
    keyType: algorithm === 'RSA-3072' ? keyTypes.rsa : keyTypes.ec,
    token: false,
    private: true,
    sign: true,
    decrypt: false,
    unwrap: false,
  }) as const satisfies Description;

/** What may be wrapped by a key that nobody trusts: a key that was just made, or carried over, until it is wrapped. */
const wrappable = { sensitive: true, extractable: true } as const;

/** Makes a key pair in the token; the caller destroys the private half. RSA is made on another thread. */
export async function makeKeyPair(
  cryptoki: Cryptoki,
  session: Ulong,
  algorithm: KeyAlgorithm,
): Promise<{ privateKey: Ulong; publicKey: Buffer }> {
  const isRsa = algorithm === 'RSA-3072';
  const publicHalf: Description = {
    token: false,
    verify: true,
    ...(isRsa ? { modulusBits: 3072, publicExponent: Buffer.of(1, 0, 1) } : { ecParams: curveParameters[algorithm] }),
  };
  const [handle, privateKey]: [[Ulong], [Ulong]] = [[0], [0]];
  const given = [
    session,
    isRsa ? mechanisms.rsaKeyPair : mechanisms.ecKeyPair,
    ...template(publicHalf),
    ...template({ ...passing(algorithm), ...wrappable }),
    handle,
    privateKey,
  ] as const;
  const answer = isRsa ? await callAside(cryptoki.GenerateKeyPair, ...given) : cryptoki.GenerateKeyPair(...given);
  requireOk('GenerateKeyPair', answer);
  try {
    const read = (name: 'modulus' | 'publicExponent' | 'ecPoint') =>
      readAttribute(cryptoki, session, handle[0], name, 1024);
    const publicKey = isRsa
      ? rsaPublicKeyInfo(read('modulus'), read('publicExponent'))
      : ecPublicKeyInfo(algorithm, read('ecPoint'));
    return { privateKey: privateKey[0], publicKey };
  } catch (error) {
    cryptoki.DestroyObject(session, privateKey[0]);
    throw error;
  } finally {
    cryptoki.DestroyObject(session, handle[0]);
  }
}

/** Wraps a private key by another key of the token. */
export function wrapKey(cryptoki: Cryptoki, session: Ulong, by: Ulong, key: Ulong): Buffer {
  const wrapped = Buffer.alloc(wrappedLimit);
  const length: [Ulong] = [wrappedLimit];
  requireOk('WrapKey', cryptoki.WrapKey(session, mechanisms.wrapping, by, key, wrapped, length));
  return wrapped.subarray(0, requireLength(length, wrappedLimit));
}

/** Unwraps a private key; the caller destroys it. Locked as generations demand, unless it is carried over. */
export function unwrapKey(
  cryptoki: Cryptoki,
  session: Ulong,
  { by, wrapped, algorithm }: { by: Ulong; wrapped: Buffer; algorithm: KeyAlgorithm },
  lock: Description = unwrappedLock,
): Ulong {
  const key: [Ulong] = [0];
  const bytes = Buffer.from(wrapped);
  const description = template({ ...passing(algorithm), ...lock });
  requireOk(
    'UnwrapKey',
    cryptoki.UnwrapKey(session, mechanisms.wrapping, by, bytes, bytes.length, ...description, key),
  );
  return key[0];
}

/** Carries a private key from one wrapping key to another by a trusted one; it is never outside the token. */
export function carryOver(
  cryptoki: Cryptoki,
  session: Ulong,
  key: { by: Ulong; wrapped: Buffer; algorithm: KeyAlgorithm },
  { transfer, to }: { transfer: Ulong; to: Ulong },
): Buffer {
  const locked = unwrapKey(cryptoki, session, key);
  try {
    const carried = wrapKey(cryptoki, session, transfer, locked);
    const open = unwrapKey(cryptoki, session, { ...key, by: transfer, wrapped: carried }, wrappable);
    try {
      return wrapKey(cryptoki, session, to, open);
    } finally {
      cryptoki.DestroyObject(session, open);
    }
  } finally {
    cryptoki.DestroyObject(session, locked);
  }
}

/** Brings a private key in PKCS #8 into the token and wraps it there. The caller erases what it gave. */
export function importKey(
  cryptoki: Cryptoki,
  session: Ulong,
  { by, pkcs8, algorithm }: { by: Ulong; pkcs8: Buffer; algorithm: KeyAlgorithm },
): Buffer {
  const numbers = algorithm === 'RSA-3072' ? rsaPrivateNumbers(pkcs8) : [ecPrivateNumber(pkcs8)];
  const description = template({
    ...passing(algorithm),
    ...wrappable,
    ...(algorithm === 'RSA-3072'
      ? Object.fromEntries(rsaNumberNames.map((name, at) => [name, numbers[at] ?? Buffer.alloc(0)]))
      : { ecParams: curveParameters[algorithm], value: numbers[0] ?? Buffer.alloc(0) }),
  });
  const key: [Ulong] = [0];
  try {
    requireOk('CreateObject', cryptoki.CreateObject(session, ...description, key));
  } finally {
    for (const number of numbers) number.fill(0);
    description[0].fill(0);
  }
  try {
    return wrapKey(cryptoki, session, by, key[0]);
  } finally {
    cryptoki.DestroyObject(session, key[0]);
  }
}

const rsaNumberNames = [
  'modulus',
  'publicExponent',
  'privateExponent',
  'prime1',
  'prime2',
  'exponent1',
  'exponent2',
  'coefficient',
] as const;

/** Signs a digest: ECDSA in DER, or RSASSA-PKCS1-v1_5. What takes milliseconds is done on another thread. */
export async function signDigest(
  cryptoki: Cryptoki,
  session: Ulong,
  key: Ulong,
  { algorithm, hash, digest }: { algorithm: KeyAlgorithm; hash: HashAlgorithm; digest: Uint8Array },
): Promise<Buffer> {
  const isRsa = algorithm === 'RSA-3072';
  const data = isRsa ? digestInfo(hash, digest) : Buffer.from(digest).subarray(0, signatureLengths[algorithm] / 2);
  requireOk('SignInit', cryptoki.SignInit(session, isRsa ? mechanisms.rsaPkcs1 : mechanisms.ecdsa, key));
  const signature = Buffer.alloc(512);
  const length: [Ulong] = [signature.length];
  const given = [session, data, data.length, signature, length] as const;
  requireOk('Sign', algorithm === 'P-256' ? cryptoki.Sign(...given) : await callAside(cryptoki.Sign, ...given));
  const made = signature.subarray(0, requireLength(length, signature.length));
  if (made.length !== signatureLengths[algorithm]) throw new Error('the token gave a signature of another length');
  return isRsa ? made : ecdsaSignature(made);
}

/** HMAC-SHA256 by a key of the token. */
export function authenticate(cryptoki: Cryptoki, session: Ulong, key: Ulong, bytes: Buffer): Buffer {
  requireOk('SignInit', cryptoki.SignInit(session, mechanisms.hmacSha256, key));
  const code = Buffer.alloc(64);
  const length: [Ulong] = [code.length];
  requireOk('Sign', cryptoki.Sign(session, bytes, bytes.length, code, length));
  if (Number(length[0]) !== 32) throw new Error('the token gave an authentication code of another length');
  return code.subarray(0, 32);
}

function requireLength([length]: [Ulong], most: number): number {
  if (Number(length) < 1 || Number(length) > most) throw new Error('the token gave a result of impossible length');
  return Number(length);
}

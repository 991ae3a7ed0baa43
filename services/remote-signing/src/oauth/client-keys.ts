import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** Parts of a key that are kept (RFC 7517 4, RFC 7518 6.2.1 and 6.3.1): none of a private one. */
const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'];
/** Parts that only a private or a shared key has (RFC 7518 6.2.2, 6.3.2 and 6.4). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const algorithmsOf = { EC: ['ES256'], RSA: ['RS256', 'PS256'] };
const maxKeys = 5;

/** A set of public keys, with no more than verifying needs. */
export interface PublicKeySet {
  keys: JsonWebKey[];
}

/**
 * Reads the keys by which an application proves itself: a JSON Web Key Set of 1 to 5 public keys, EC on P-256 or RSA of
 * 2048 to 8192 bits, each with a `kid` of its own. Answers with what is wrong, as the end of a sentence, where it is none.
 */
export function readClientKeys(text: string): PublicKeySet | string {
  const { keys } = parse(text);
  if (!Array.isArray(keys)) return 'must be a JSON Web Key Set: an object with a list `keys`';
  if (keys.length === 0 || keys.length > maxKeys) return `must hold 1 to ${maxKeys} keys`;
  const faults = keys.flatMap((key: unknown, index) => {
    const fault = isObject(key) ? findFault(key) : 'must be an object';
    return fault === undefined ? [] : [`key ${index + 1} ${fault}`];
  });
  if (faults[0] !== undefined) return faults[0];
  const listed = keys as JsonWebKey[];
  if (new Set(listed.map((key) => key['kid'])).size < listed.length) return 'must name each key by a `kid` of its own';
  return {
    keys: listed.map((key) => Object.fromEntries(Object.entries(key).filter(([name]) => publicMembers.includes(name)))),
  };
}

function findFault(key: Record<string, unknown>): string | undefined {
  if (privateMembers.some((name) => name in key)) return 'must be public; make another one, this one was given away';
  if (typeof key['kid'] !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(key['kid'])) {
    return 'must have a `kid` of 1 to 100 visible ASCII characters';
  }
  if ((key['use'] ?? 'sig') !== 'sig') return 'must be for signatures';
  const algorithms = key['kty'] === 'EC' || key['kty'] === 'RSA' ? algorithmsOf[key['kty']] : undefined;
  if (algorithms === undefined) return 'must be of the type EC or RSA';
  if (!algorithms.some((algorithm) => algorithm === (key['alg'] ?? algorithm))) {
    return `must be for ${algorithms.join(' or ')}`;
  }
  const publicKey = readKey(key);
  return publicKey === undefined || !isStrong(publicKey) ? 'must be on P-256, or RSA of 2048 to 8192 bits' : undefined;
}

function readKey(key: Record<string, unknown>): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { namedCurve, modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'ec') return namedCurve === 'prime256v1';
  // FIPS 186-5 5.1: an odd exponent greater than 2^16.
  return modulusLength >= 2048 && modulusLength <= 8192 && publicExponent > 65_536n && publicExponent % 2n === 1n;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

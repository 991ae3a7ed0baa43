import { constants, createHash, type KeyObject, verify } from 'node:crypto';
import { type Element, readElements, tags } from '@countersign/der';
import { inside, readOid, readSmall } from './asn1.ts';

/** Hash functions that we compute, by their identifiers (RFC 5754 2, RFC 8702 is not among them). */
const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const rsaEncryption = '1.2.840.113549.1.1.1';
const rsaPss = '1.2.840.113549.1.1.10';
const maskGeneration = '1.2.840.113549.1.1.8';

/** Signature algorithms that name their hash: RFC 5754 3, RFC 5758 3.2. */
const signatures: Readonly<Record<string, { kind: 'rsa' | 'ec'; hash: string }>> = {
  '1.2.840.113549.1.1.5': { kind: 'rsa', hash: 'sha1' },
  '1.2.840.113549.1.1.11': { kind: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.1': { kind: 'ec', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { kind: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ec', hash: 'sha512' },
};

const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** What became of a signature: `weak` holds, but by means that are no longer trusted. */
export type SignatureOutcome = 'holds' | 'broken' | 'weak' | 'unsupported';

/** Name of the hash function of an AlgorithmIdentifier; undefined for one that we do not compute. Throws for no such structure. */
export function findHash(algorithm: Element): string | undefined {
  return hashes[readOid(inside(algorithm, tags.sequence)[0])];
}

/** The digest, with SHA-1 among the functions: some identifiers of certificates are made with it. */
export function digest(hash: string, ...parts: readonly Uint8Array[]): Buffer {
  const computed = createHash(hash);
  for (const part of parts) computed.update(part);
  return computed.digest();
}

/** Whether the hash function is too weak to trust what was signed with it. */
export function isWeakHash(hash: string): boolean {
  return hash === 'sha1';
}

/**
 * Checks a signature (ECDSA on the three NIST curves, RSA PKCS #1 v1.5 or PSS). `algorithm` is its AlgorithmIdentifier, and
 * `digestHash` the hash function that a signer names apart, for algorithms that name none. Throws for no such structure.
 */
export function checkSignature({
  algorithm,
  digestHash,
  key,
  data,
  signature,
}: {
  algorithm: Element;
  digestHash?: string | undefined;
  key: KeyObject;
  data: Buffer;
  signature: Buffer;
}): SignatureOutcome {
  const [identifier, parameters] = inside(algorithm, tags.sequence);
  const oid = readOid(identifier);
  const method =
    oid === rsaPss
      ? readPss(parameters)
      : oid === rsaEncryption && digestHash !== undefined
        ? { kind: 'rsa' as const, hash: digestHash }
        : signatures[oid];
  if (method === undefined) return 'unsupported';
  // A hash named twice must be the same one.
  if (digestHash !== undefined && digestHash !== method.hash) return 'broken';
  const isWeak = keyWeakness(key, method.kind);
  if (isWeak === 'unsupported' || isWeak === 'broken') return isWeak;
  const holds = verify(method.hash, data, { key, ...methodOptions(method) }, signature);
  if (!holds) return 'broken';
  return isWeak === 'weak' || isWeakHash(method.hash) ? 'weak' : 'holds';
}

type Method = { kind: 'rsa' | 'ec'; hash: string } | { kind: 'pss'; hash: string; saltLength: number };

function methodOptions(method: Method) {
  if (method.kind === 'pss') return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: method.saltLength };
  return method.kind === 'rsa' ? { padding: constants.RSA_PKCS1_PADDING } : { dsaEncoding: 'der' as const };
}

function keyWeakness(key: KeyObject, kind: Method['kind']): SignatureOutcome {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (kind === 'ec') {
    if (key.asymmetricKeyType !== 'ec') return 'broken';
    return curves.has(namedCurve) ? 'holds' : 'unsupported';
  }
  const fits = key.asymmetricKeyType === 'rsa' || (kind === 'pss' && key.asymmetricKeyType === 'rsa-pss');
  if (!fits) return 'broken';
  // Slow to verify, and nobody's.
  if (modulusLength > 16_384) return 'unsupported';
  return modulusLength < 2048 ? 'weak' : 'holds';
}

/** RSASSA-PSS-params (RFC 4055 3.1), with MGF1 over the same hash, as everybody makes them. */
function readPss(parameters: Element | undefined): Method | undefined {
  const fields = new Map(inside(parameters, tags.sequence).map((field) => [field.tag, readElements(field.content)[0]]));
  const hashField = fields.get(0xa0);
  const hash = hashField === undefined ? 'sha1' : findHash(hashField);
  const maskField = fields.get(0xa1);
  const [maskOid, maskParameters] = maskField === undefined ? [] : inside(maskField, tags.sequence);
  const maskHash =
    maskField === undefined
      ? 'sha1'
      : readOid(maskOid) === maskGeneration && maskParameters !== undefined
        ? findHash(maskParameters)
        : undefined;
  const saltField = fields.get(0xa2);
  const trailer = fields.get(0xa3);
  if (hash === undefined || maskHash !== hash || (trailer !== undefined && readSmall(trailer) !== 1)) return undefined;
  return { kind: 'pss', hash, saltLength: saltField === undefined ? 20 : readSmall(saltField) };
}

import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readElements, readSequence, tags, writeElement, writeInteger, writeObjectIdentifier } from '@countersign/der';
import { invalidField } from '@countersign/errors';
import { type KeyType, keyTypeOf } from './key-type.ts';

const longest = 65_536;
const version1 = writeInteger(0n);
const noParameters = Buffer.alloc(0);
const nullParameters = Buffer.from('0500', 'hex');

/** Algorithms of a signing request's own signature; MD5 and SHA-1 are not among them. */
const algorithms: readonly { of: (type: KeyType) => boolean; hash: string | null; raw: Buffer }[] = [
  ...['sha256', 'sha384', 'sha512'].map((hash, index) => ({
    of: (type: KeyType) => type === 'rsa',
    hash,
    raw: algorithmOf(`1.2.840.113549.1.1.${11 + index}`, nullParameters),
  })),
  ...['sha256', 'sha384', 'sha512'].map((hash, index) => ({
    of: (type: KeyType) => type.startsWith('P-'),
    hash,
    raw: algorithmOf(`1.2.840.10045.4.3.${2 + index}`, noParameters),
  })),
  { of: (type) => type === 'Ed25519', hash: null, raw: algorithmOf('1.3.101.112', noParameters) },
];

function algorithmOf(identifier: string, parameters: Buffer): Buffer {
  return writeElement(tags.sequence, writeObjectIdentifier(identifier), parameters);
}

/**
 * The key of a signing request (RFC 2986, DER), a SubjectPublicKeyInfo, once the request's signature has proved that its
 * author holds the private key; names and extensions in it are not looked at. Throws `SIGNING_REQUEST_INVALID`, or
 * `PUBLIC_KEY_UNSUPPORTED` for a kind of key that nothing certifies.
 */
export function readSigningRequest(request: Buffer): Buffer {
  const { info, publicKey, algorithm, signature } = readParts(request);
  const type = keyTypeOf(publicKey);
  const key = type === undefined ? undefined : parseKey(publicKey);
  if (type === undefined || key === undefined) {
    throw invalidField(
      'PUBLIC_KEY_UNSUPPORTED',
      '/signingRequest',
      'must hold an RSA key, an uncompressed point on P-256, P-384 or P-521, or an Ed25519 key, in its standard form',
    );
  }
  const known = algorithms.find(({ of, raw }) => of(type) && raw.equals(algorithm));
  if (known === undefined) {
    throw refusal(
      'must be signed by its own key, with PKCS #1 v1.5 or ECDSA and SHA-256, -384 or -512, or with Ed25519',
    );
  }
  if (!isSignedBy(key, known.hash, info, signature)) throw refusal('must be signed by the key that it holds');
  return publicKey;
}

function readParts(request: Buffer) {
  const parts = request.length <= longest ? readOrNothing(() => splitRequest(request)) : undefined;
  if (parts === undefined) throw refusal('must be a PKCS #10 request of version 1 in DER');
  return parts;
}

function splitRequest(request: Buffer) {
  const [info, algorithm, signature, ...after] = readSequence(request);
  if (info === undefined || algorithm === undefined || signature?.tag !== tags.bitString) return undefined;
  const [version, subject, publicKey, attributes, ...more] = readSequence(info.raw);
  const holds =
    version?.raw.equals(version1) === true &&
    subject?.tag === tags.sequence &&
    attributes?.tag === 0xa0 &&
    signature.content[0] === 0 &&
    after.length + more.length === 0;
  if (!holds || publicKey === undefined) return undefined;
  // Here already, so that whatever follows deals with DER.
  readElements(readSequence(publicKey.raw)[1]?.raw ?? Buffer.alloc(1));
  return {
    info: info.raw,
    publicKey: publicKey.raw,
    algorithm: algorithm.raw,
    signature: signature.content.subarray(1),
  };
}

function parseKey(spki: Buffer): KeyObject | undefined {
  return readOrNothing(() => {
    // Refuses a point that is not on the curve.
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return key.export({ format: 'der', type: 'spki' }).equals(spki) ? key : undefined;
  });
}

function isSignedBy(key: KeyObject, hash: string | null, info: Buffer, signature: Buffer): boolean {
  return readOrNothing(() => verify(hash, info, { key, dsaEncoding: 'der' }, signature)) === true;
}

function readOrNothing<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function refusal(detail: string) {
  return invalidField('SIGNING_REQUEST_INVALID', '/signingRequest', detail);
}

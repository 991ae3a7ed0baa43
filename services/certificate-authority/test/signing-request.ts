import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import { tags, writeElement, writeInteger, writeObjectIdentifier } from '@countersign/der';

const nullParameters = Buffer.from('0500', 'hex');

/** A new key of a server. */
export function aServerKey(type: 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | number = 'P-256'): KeyPairKeyObjectResult {
  if (typeof type === 'number') return generateKeyPairSync('rsa', { modulusLength: type });
  return type === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: type });
}

/** SubjectPublicKeyInfo of a key, DER. */
export function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

/** A signing request (RFC 2986, DER), by default as it should be, for a name that no certificate gets. */
export function aSigningRequest({
  key = aServerKey(),
  publicKey = spkiOf(key.publicKey),
  hash = 'sha256',
  version = 0n,
  algorithm = algorithmOf(key.publicKey, hash),
  attributes = writeElement(0xa0),
}: {
  key?: KeyPairKeyObjectResult;
  publicKey?: Buffer;
  hash?: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';
  version?: bigint;
  algorithm?: Buffer;
  attributes?: Buffer;
} = {}): Buffer {
  const commonName = writeElement(
    tags.sequence,
    writeObjectIdentifier('2.5.4.3'),
    writeElement(tags.utf8String, Buffer.from('ignored.example.com')),
  );
  const subject = writeElement(tags.sequence, writeElement(tags.set, commonName));
  const info = writeElement(tags.sequence, writeInteger(version), subject, publicKey, attributes);
  const isEd25519 = key.publicKey.asymmetricKeyType === 'ed25519';
  const signature = sign(isEd25519 ? null : hash, info, key.privateKey);
  return writeElement(tags.sequence, info, algorithm, writeElement(tags.bitString, Buffer.alloc(1), signature));
}

function algorithmOf(key: KeyObject, hash: string): Buffer {
  const places = ['sha256', 'sha384', 'sha512'];
  if (key.asymmetricKeyType === 'ed25519') return writeElement(tags.sequence, writeObjectIdentifier('1.3.101.112'));
  if (key.asymmetricKeyType === 'ec') {
    const identifier = hash === 'sha1' ? '1.2.840.10045.4.1' : `1.2.840.10045.4.3.${2 + places.indexOf(hash)}`;
    return writeElement(tags.sequence, writeObjectIdentifier(identifier));
  }
  const last = { md5: 4, sha1: 5 }[hash] ?? 11 + places.indexOf(hash);
  return writeElement(tags.sequence, writeObjectIdentifier(`1.2.840.113549.1.1.${last}`), nullParameters);
}

import { createPublicKey, verify } from 'node:crypto';
import { readSequence, tags, writeElement, writeInteger, writeSequence } from '@countersign/der';
import { type ContentSigner, ecdsaAlgorithms, writeSigned } from '../content-signer.ts';

const version1 = writeInteger(0n);

/**
 * The key of an authority's or delegate's certification request (RFC 2986, DER), a SubjectPublicKeyInfo, once the
 * request's signature has proved that its author holds the private key: on P-256, with SHA-256. Names in it are not looked
 * at. Throws an Error for anything else.
 */
export function readCertificationRequest(request: Buffer): Buffer {
  const [info, algorithm, signature] = readSequence(request);
  const [version, , publicKey] = info === undefined ? [] : readSequence(info.raw);
  if (
    info === undefined ||
    publicKey === undefined ||
    version?.raw.equals(version1) !== true ||
    algorithm?.raw.equals(ecdsaAlgorithms['SHA-256']) !== true ||
    signature?.tag !== tags.bitString ||
    signature.content[0] !== 0
  ) {
    throw new Error('this is no certification request with ECDSA and SHA-256');
  }
  const key = createPublicKey({ key: publicKey.raw, format: 'der', type: 'spki' });
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the requested key is not on P-256');
  if (!verify('sha256', info.raw, { key, dsaEncoding: 'der' }, signature.content.subarray(1))) {
    throw new Error('the certification request is not signed by its own key');
  }
  return publicKey.raw;
}

/**
 * Writes a certification request (RFC 2986 4.1) for a public key, SubjectPublicKeyInfo in DER, that proves the possession of
 * its private half. Without names and attributes: the ceremony decides them. DER.
 */
export async function writeCertificationRequest(publicKey: Buffer, signer: ContentSigner): Promise<Buffer> {
  const content = writeSequence(version1, writeSequence(), publicKey, writeElement(0xa0));
  return writeSigned(content, ecdsaAlgorithms[signer.hash], await signer.sign(content));
}

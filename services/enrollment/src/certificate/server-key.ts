import { generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { invalidField } from '@countersign/errors';
import { x509 } from './x509.ts';

const generate = promisify(generateKeyPair);

/** A key that the server made, with a signing request for it. */
export interface ServerKey {
  /** PKCS #10, PEM. */
  signingRequest: string;
  /** PKCS #8 in PEM, encrypted under the passphrase (PBES2, AES-256). Never stored or logged. */
  privateKey: string;
}

/** Throws `KEY_PASSPHRASE_INVALID` unless a passphrase has 12 to 128 characters. */
export function requirePassphrase(passphrase: string): void {
  const length = Array.from(passphrase).length;
  if (length < 12 || length > 128) {
    throw invalidField('KEY_PASSPHRASE_INVALID', '/keyPassphrase', 'must have 12 to 128 characters');
  }
}

/** Makes a key on P-256 and a signing request without names. Throws `KEY_PASSPHRASE_INVALID`. */
export async function makeServerKey(passphrase: string): Promise<ServerKey> {
  requirePassphrase(passphrase);
  const { publicKey, privateKey } = await generate('ec', { namedCurve: 'P-256' });
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const toCryptoKey = (key: KeyObject, usage: 'sign' | 'verify'): webcrypto.CryptoKey =>
    key.toCryptoKey(algorithm, true, [usage]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    keys: { publicKey: toCryptoKey(publicKey, 'verify'), privateKey: toCryptoKey(privateKey, 'sign') },
    signingAlgorithm: algorithm,
  });
  return {
    signingRequest: request.toString('pem'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString(),
  };
}

import { createPrivateKey, generateKeyPair, type JsonWebKey } from 'node:crypto';
import { type Keyring, keyVersion, open, rewrap, type SealedAt, seal } from '@countersign/sealing';
import { type KeyAlgorithm, type KeyCustody, type Protection, requireDigests } from '../key-custody.ts';
import { tryRecordAttacks } from '../record-attacks.ts';
import { requireUsable } from '../usability.ts';
import { signWithOpenSsl } from './digest-signing.ts';
import { getOpenSsl } from './openssl.ts';

const encodings = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
} as const;

/**
 * Custody without a token: private keys are sealed under a keyring in this process, and are in its memory for as long
 * as they sign. Opens also what was sealed as a JSON Web Key.
 */
export function createSealedCustody({ keyring }: { keyring: Keyring }): KeyCustody {
  // At once instead of with the first signature.
  getOpenSsl();

  const custody: KeyCustody = {
    backend: 'sealed',
    token: '',
    get generation() {
      return keyring.current;
    },

    async generateKey(algorithm, place) {
      const { publicKey, privateKey } = await makePair(algorithm);
      try {
        return { algorithm, publicKey, blob: seal(keyring, privateKey, place) };
      } finally {
        privateKey.fill(0);
      }
    },

    async signDigests({ algorithm, blob }, place, wanted) {
      requireDigests(wanted);
      const privateKey = openPrivateKey(keyring, blob, place);
      try {
        return await signWithOpenSsl(privateKey, algorithm, wanted);
      } finally {
        privateKey.fill(0);
      }
    },

    generationOf: keyVersion,

    rewrap: async ({ blob }, { from, to }) => {
      if (isSamePlace(from, to)) return rewrap(keyring, blob, from);
      const privateKey = openPrivateKey(keyring, blob, from);
      try {
        return seal(keyring, privateKey, to);
      } finally {
        privateKey.fill(0);
      }
    },

    examine: async () => [...(await tryRecordAttacks(custody)), inMemory],
    check: () => requireUsable(custody),
    close: async () => undefined,
  };
  return custody;
}

/** Opens a private key as PKCS #8; the caller erases it. Throws `SealBrokenError` when it is none of the place. */
export function openPrivateKey(keyring: Keyring, blob: Buffer, place: SealedAt): Buffer {
  const opened = open(keyring, blob, place);
  if (opened[0] !== '{'.charCodeAt(0)) return opened;
  try {
    const jwk = JSON.parse(opened.toString('utf8')) as JsonWebKey;
    return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'der' });
  } finally {
    opened.fill(0);
  }
}

function makePair(algorithm: KeyAlgorithm): Promise<{ publicKey: Buffer; privateKey: Buffer }> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: Buffer, privateKey: Buffer) =>
      error === null ? resolve({ publicKey, privateKey }) : reject(error);
    // With a callback they are made on another thread: an RSA key takes half a second.
    if (algorithm === 'RSA-3072') generateKeyPair('rsa', { modulusLength: 3072, ...encodings }, done);
    else generateKeyPair('ec', { namedCurve: algorithm, ...encodings }, done);
  });
}

/** Whether two places are one. */
export function isSamePlace(a: SealedAt, b: SealedAt): boolean {
  return a.table === b.table && a.row === b.row && a.column === b.column;
}

const inMemory: Protection = {
  name: 'key-outside-process-memory',
  holds: false,
  finding:
    'Private keys are in the memory of this process while they sign, and the keyring always is: whoever has the process, or the keyring file and the database, has the keys.',
};

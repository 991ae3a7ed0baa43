import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';

/** The generated secrets of a local platform. Each is made when it is first asked for, and then never changed. */
export interface Secrets {
  /** A random text of 256 bits. */
  readonly text: (name: string) => string;
  /** An account name of the SMS provider's form: `AC` and 32 hexadecimal digits. */
  readonly smsAccount: () => string;
  /** File of a keyring or pepper: `{"current": 1, "keys": {"1": "<base64 of 32 bytes>"}}`. */
  readonly keyringFile: (name: string) => string;
  /** File of an Ed25519 key, a private JSON Web Key Set. */
  readonly identityKeyFile: (name: string) => string;
  /** Files of an ES256 key: the private JSON Web Key Set, newest first, and its public half. */
  readonly signingKeyFiles: (name: string) => Promise<{ privateFile: string; publicFile: string }>;
}

/** Opens the folder of secrets; it and its files are for their owner only. */
export function openSecrets(folder: string): Secrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => path.join(folder, name);
  return {
    text: (name) => writeOnce(file(name), newText),
    smsAccount: () => writeOnce(file('sms-account'), newSmsAccount),
    keyringFile: (name) => {
      writeOnce(file(`${name}.json`), newKeyring);
      return file(`${name}.json`);
    },
    identityKeyFile: (name) => {
      writeOnce(file(`${name}-key.json`), newIdentityKey);
      return file(`${name}-key.json`);
    },
    signingKeyFiles: async (name) => {
      const privateFile = file(`${name}-key.json`);
      const publicFile = file(`${name}-jwks.json`);
      const made = JSON.stringify({ keys: [await newSigningKey()] });
      const { keys } = JSON.parse(writeOnce(privateFile, () => made)) as { keys: JWK[] };
      // Derived each time, so that it follows a rotation.
      const published = JSON.stringify({ keys: keys.map(publicHalf) });
      if (readIfThere(publicFile) !== published) writeFileSync(publicFile, `${published}\n`, { mode: 0o600 });
      return { privateFile, publicFile };
    },
  };
}

/** Reads a file or makes it, whole or not at all. Returns its content without the last line break. */
export function writeOnce(file: string, make: () => string): string {
  const found = readIfThere(file);
  if (found !== undefined) return found;
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(fresh, `${make()}\n`, { mode: 0o600 });
  try {
    // A link, unlike a rename, does not replace what someone else made meanwhile.
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
  return readIfThere(file) as string;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The public half of a key; whatever else the private one holds stays private. */
export function publicHalf({ kty, crv, x, y, kid, alg, use }: JWK): JWK {
  return { kty, crv, x, y, kid, alg, use } as JWK;
}

/** A random text of 256 bits. */
export function newText(): string {
  return randomBytes(32).toString('base64url');
}

/** An account name of the SMS provider's form: `AC` and 32 hexadecimal digits. */
export function newSmsAccount(): string {
  return `AC${randomBytes(16).toString('hex')}`;
}

/** A keyring or pepper with one random key: `{"current": 1, "keys": {"1": "<base64 of 32 bytes>"}}`. */
export function newKeyring(): string {
  return JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } });
}

/** A new Ed25519 key, as a private JSON Web Key Set. */
export function newIdentityKey(): string {
  return JSON.stringify({ keys: [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })] });
}

/** A new private key for ES256, named by its thumbprint (RFC 7638). */
export async function newSigningKey(): Promise<JWK & { kid: string }> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' }) as JWK;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}

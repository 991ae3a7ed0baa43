import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformFault } from '../../launcher/fault.ts';
import { deriveKey, type KeyDerivation, keyFor } from './encryption.ts';

/** One file of a backup. */
export interface Part {
  /** Its name, also below the folder, with `.enc` behind it. */
  readonly name: string;
  /** Of the file as it lies there. */
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What a backup has of a database. */
export interface DatabasePart {
  readonly migrations: readonly string[];
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[]; readonly rows: number }[];
  /** Last values by name; null for one that was not used yet. */
  readonly sequences: Readonly<Record<string, string | null>>;
}

/** What a backup tells about itself. */
export interface Manifest {
  readonly format: 1;
  /** Release that made it. */
  readonly release: string;
  /** When the databases were looked at. */
  readonly takenAt: string;
  readonly key: KeyDerivation;
  readonly databases: Readonly<Record<string, DatabasePart>>;
  /** `home`: files of a local platform; `secrets`: a tree of secrets. */
  readonly files: 'home' | 'secrets';
  readonly parts: readonly Part[];
  readonly notIncluded: readonly string[];
}

/** Writes a manifest, and behind it the code that says that it is whole: a backup without is none. */
export async function writeManifest(folder: string, manifest: Manifest, key: Uint8Array): Promise<void> {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(path.join(folder, 'manifest.json'), text, { mode: 0o600 });
  await writeFile(path.join(folder, 'manifest.mac'), `${codeOf(text, key)}\n`, { mode: 0o600 });
}

/**
 * Reads a manifest and the key of its backup. Throws a fault for a folder without a whole backup, and for another passphrase.
 */
export async function readManifest(folder: string, passphrase: string): Promise<{ manifest: Manifest; key: Buffer }> {
  const read = (name: string) =>
    readFile(path.join(folder, name), 'utf8').catch(() => {
      throw new PlatformFault(`${folder} holds no whole backup: ${name} is missing`);
    });
  const text = await read('manifest.json');
  const code = (await read('manifest.mac')).trim();
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    throw new PlatformFault(`the manifest in ${folder} cannot be read`);
  }
  if (manifest.format !== 1) throw new PlatformFault(`${folder} is of a form that this release does not know`);
  const key = await deriveKey(passphrase, manifest.key);
  const [given, right] = [code, codeOf(text, key)].map((hex) => Buffer.from(hex, 'hex'));
  if (given === undefined || right === undefined || given.length !== right.length || !timingSafeEqual(given, right)) {
    throw new PlatformFault('the manifest was changed, or the passphrase is another one');
  }
  return { manifest, key };
}

function codeOf(text: string, key: Uint8Array): string {
  return createHmac('sha256', keyFor(key, 'manifest')).update(text).digest('hex');
}

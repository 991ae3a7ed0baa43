import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scryptSync,
  X509Certificate,
} from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeInteger, writeObjectIdentifier, writeOctetString, writeSequence } from '@countersign/der';
import { authorityProfiles, type Organisation } from '../authority-profiles.ts';
import { signerOf } from '../content-signer.ts';
import { fileLedger, type LedgerEntry } from './ledger.ts';
import { makeRoot, type Root } from './root.ts';

/** A root that cannot be opened, made or taken in as asked, said for whoever holds a ceremony. */
export class RootFolderError extends Error {
  override readonly name = 'RootFolderError';
}

const shortestPassphrase = 12;
/** 16 MiB, which is what OpenSSL allows by itself; by p = 5 as slow as OWASP asks. */
const scrypt = { N: 16_384, r: 8, p: 5 } as const;

const filesOf = (folder: string) => ({
  certificate: path.join(folder, 'root.pem'),
  key: path.join(folder, 'root.key'),
  ledger: path.join(folder, 'ledger.jsonl'),
});

/**
 * Makes a root in a folder of its own, or finishes one that was interrupted. Throws a RootFolderError when the folder
 * has one already, when the passphrase is too short, or not that of the key that is there.
 */
export async function createRootFolder(
  folder: string,
  { organisation, passphrase, at }: { organisation: Organisation; passphrase: string; at: Date },
): Promise<Root> {
  const files = filesOf(folder);
  requirePassphrase(passphrase);
  if ((await readIfThere(files.certificate)) !== undefined) throw new RootFolderError(`${folder} has a root already`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readIfThere(files.key)) === undefined) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    await writeNew(files.key, encryptKey(privateKey, passphrase));
  }
  const privateKey = await readKey(files.key, passphrase);
  const keys = { privateKey, publicKey: createPublicKey(privateKey) };
  const root = await makeRoot(keys, { organisation, ledger: fileLedger(files.ledger), at });
  await writeNew(files.certificate, pemOf(root.certificate));
  return root;
}

/** Writes a root that was elsewhere into a folder of its own. Throws a RootFolderError as `createRootFolder` does. */
export async function writeRootFolder(
  folder: string,
  root: { privateKey: KeyObject; certificate: Buffer; entries: readonly LedgerEntry[]; passphrase: string },
): Promise<void> {
  const files = filesOf(folder);
  requirePassphrase(root.passphrase);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readIfThere(files.key)) !== undefined) throw new RootFolderError(`${folder} has a root already`);
  const lines = root.entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  await writeNew(files.ledger, lines);
  await writeNew(files.certificate, pemOf(root.certificate));
  await writeNew(files.key, encryptKey(root.privateKey, root.passphrase));
}

/** Opens the root of a folder; undefined when there is none. Throws a RootFolderError for a wrong passphrase. */
export async function findRootFolder(folder: string, passphrase: string): Promise<Root | undefined> {
  const files = filesOf(folder);
  const pem = await readIfThere(files.certificate);
  if (pem === undefined) return undefined;
  const certificate = new X509Certificate(pem);
  const key = await readKey(files.key, passphrase);
  if (!certificate.checkPrivateKey(key)) throw new RootFolderError(`the key in ${folder} is not that of its root`);
  return {
    certificate: certificate.raw,
    signer: signerOf(key, authorityProfiles.root.hash),
    ledger: fileLedger(files.ledger),
  };
}

function requirePassphrase(passphrase: string): void {
  if (passphrase.length < shortestPassphrase) {
    throw new RootFolderError(`the passphrase of a root has ${shortestPassphrase} characters at least`);
  }
}

async function readKey(file: string, passphrase: string): Promise<KeyObject> {
  const pem = await readIfThere(file);
  if (pem === undefined) throw new RootFolderError(`there is no ${file}`);
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    throw new RootFolderError(`${file} cannot be opened with this passphrase`);
  }
}

/** An EncryptedPrivateKeyInfo with scrypt and AES-256 (RFC 5958 3, RFC 8018 6.2, RFC 7914 7), which openssl opens, too. */
function encryptKey(key: KeyObject, passphrase: string): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', scryptSync(passphrase, salt, 32, scrypt), nonce);
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  const encrypted = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  pkcs8.fill(0);
  const derivation = writeSequence(
    writeObjectIdentifier('1.3.6.1.4.1.11591.4.11'),
    writeSequence(writeOctetString(salt), ...[scrypt.N, scrypt.r, scrypt.p].map((each) => writeInteger(BigInt(each)))),
  );
  const encryption = writeSequence(writeObjectIdentifier('2.16.840.1.101.3.4.1.42'), writeOctetString(nonce));
  const pbes2 = writeSequence(writeObjectIdentifier('1.2.840.113549.1.5.13'), writeSequence(derivation, encryption));
  return toPem('ENCRYPTED PRIVATE KEY', writeSequence(pbes2, writeOctetString(encrypted)));
}

function pemOf(certificate: Buffer): string {
  return toPem('CERTIFICATE', certificate);
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Writes a file that is not there yet, and returns when it will not get lost. */
async function writeNew(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

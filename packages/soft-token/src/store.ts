import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Locale } from '@countersign/texts';
import { AppFault } from './app-fault.ts';
import type { PinSealed } from './pin.ts';

/** A token as the app keeps it. */
export interface StoredToken {
  /** Name that the user gave it, unique in the app; the service's name at first. */
  name: string;
  readonly origin: string;
  /** Base of the service's API. */
  readonly api: string;
  /** Name of the service. */
  readonly issuer: string;
  /** 10 digits. */
  readonly serial: string;
  readonly authenticatorId: string;
  /** Raw Ed25519 public key of the service, base64url: what it signs is checked with it. */
  readonly identityKey: string;
  /** The device's Ed25519 private key, PKCS #8, base64. */
  readonly deviceKey: string;
  readonly profile: string;
  readonly pinLength: number;
  /** ISO 8601. */
  readonly addedAt: string;
  secrets: PinSealed;
  /** Time step of the newest code that was shown: a service takes each code once. */
  lastStep?: number;
}

/** What the app remembers. */
export interface AppState {
  readonly version: 1;
  settings: { language?: Locale; deviceName?: string };
  tokens: StoredToken[];
}

/** The app's folder: a key file and a state file that is encrypted under it, both readable by their owner only. */
export interface Store {
  readonly folder: string;
  /** The state; an empty one before the first change. Throws an AppFault when it cannot be opened. */
  read(): Promise<AppState>;
  /** Changes the state in one step, one process at a time; what `change` returns or throws is passed on. */
  update<T>(change: (state: AppState) => T): Promise<T>;
}

const associated = Buffer.from('soft-token state 1', 'ascii');
const nonceLength = 12;
const tagLength = 16;
const lockWaitMs = 5_000;
/** A change takes milliseconds: a lock of that age belongs to a process that is gone. */
const lockLifeMs = 10_000;

/** Opens the store in a folder, which need not exist yet. */
export function openStore(folder: string): Store {
  const files = {
    key: path.join(folder, 'key'),
    state: path.join(folder, 'state'),
    lock: path.join(folder, 'lock'),
  };
  const read = async (): Promise<AppState> => {
    const bytes = await findFile(files.state);
    if (!bytes) return { version: 1, settings: {}, tokens: [] };
    const key = await findFile(files.key);
    return key ? opened(bytes, key, files.state) : unreadable(files.state);
  };
  return {
    folder,
    read,
    update: async (change) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await lock(files.lock);
      try {
        const state = await read();
        const result = change(state);
        await replaceFile(files.state, sealed(state, await getKey(files.key)));
        return result;
      } finally {
        await rm(files.lock, { force: true });
      }
    },
  };
}

function sealed(state: AppState, key: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
  const text = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

function opened(bytes: Buffer, key: Buffer, file: string): AppState {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), { authTagLength: tagLength });
    decipher.setAAD(associated).setAuthTag(bytes.subarray(-tagLength));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as AppState;
  } catch (error) {
    return unreadable(file, error);
  }
}

function unreadable(file: string, cause?: unknown): never {
  throw new AppFault('state-unreadable', { file }, cause);
}

async function getKey(file: string): Promise<Buffer> {
  const key = await findFile(file);
  if (key) return key;
  const made = randomBytes(32);
  await writeFile(file, made, { mode: 0o600, flag: 'wx' });
  return made;
}

async function findFile(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whatever happens, the file holds the old state or the new one. */
async function replaceFile(file: string, content: Buffer): Promise<void> {
  const written = `${file}.${process.pid}.new`;
  const handle = await open(written, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(written, file);
}

async function lock(file: string): Promise<void> {
  const until = Date.now() + lockWaitMs;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { mode: 0o600, flag: 'wx' });
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const { mtimeMs = Date.now() } = (await stat(file).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > lockLifeMs) await rm(file, { force: true });
    else if (Date.now() > until) throw new AppFault('state-busy', { file });
    else await setTimeout(20);
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

import { createSecretKey, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const MAX_VERSION = 0xffff_ffff;

/**
 * Key versions; the current one seals and hashes, the others only open and compare. A keyring that follows its file
 * changes between two turns of the event loop: work that waits in between reads `current` once, and keeps it.
 */
export interface Keyring {
  readonly current: number;
  /** `KeyObject`s instead of bytes: they show nothing when logged, inspected or serialised. */
  readonly keys: ReadonlyMap<number, KeyObject>;
}

/** A keyring as its file tells it; `next` takes the place of `current` at a moment. */
export interface KeyringFile extends Keyring {
  readonly next?: { readonly version: number; readonly from: Date };
}

/**
 * Reads a keyring file: `{"current": 1, "keys": {"1": "<base64 of 32 bytes>"}}`, versions from 1 to 2^32 - 1, with the
 * version that is current at `at`. Throws an Error that names every fault and repeats no part of a key.
 */
export function readKeyring(json: string, at: Date = new Date()): Keyring {
  return keyringAt(readKeyringFile(json), at);
}

/** The keyring of a file at a moment. */
export function keyringAt({ current, keys, next }: KeyringFile, at: Date): Keyring {
  return { current: next !== undefined && next.from <= at ? next.version : current, keys };
}

/**
 * Reads a keyring file with what it says of the future: `"next": {"version": 2, "from": "2027-01-31T12:00:00Z"}`. Throws
 * as `readKeyring` does.
 */
export function readKeyringFile(json: string): KeyringFile {
  const file = parseObject(json);
  const faults: string[] = [];
  const keys = new Map<number, KeyObject>();
  const listed = file['keys'];
  if (!isObject(listed) || Object.keys(listed).length === 0) {
    faults.push('"keys" must be an object with at least one key');
  } else {
    // Positions, not names, in the messages: someone may have pasted a key where its version belongs.
    for (const [index, [name, value]] of Object.entries(listed).entries()) {
      const version = readVersion(name);
      const key = readKey(value);
      if (version === undefined) faults.push(`the name of key number ${index + 1} must be a whole number from 1`);
      if (key === undefined) faults.push(`key number ${index + 1} must be ${KEY_BYTES} bytes in base64`);
      if (version !== undefined && key !== undefined) keys.set(version, key);
    }
  }
  const current = file['current'];
  if (typeof current !== 'number' || (faults.length === 0 && !keys.has(current))) {
    faults.push('"current" must be the version of a listed key');
  }
  const next = readNext(file['next']);
  if (next === 'unreadable' || (next !== undefined && faults.length === 0 && !keys.has(next.version))) {
    faults.push('"next" must have the version of a listed key and the moment from which it is current');
  }
  if (faults.length > 0 || typeof current !== 'number') throw new Error(`not a keyring: ${faults.join('; ')}`);
  return { current, keys, ...(next === undefined || next === 'unreadable' ? {} : { next }) };
}

function readNext(value: unknown): KeyringFile['next'] | 'unreadable' {
  if (value === undefined) return undefined;
  if (!isObject(value)) return 'unreadable';
  const { version, from } = value;
  if (typeof version !== 'number' || typeof from !== 'string') return 'unreadable';
  const moment = new Date(from);
  return Number.isNaN(moment.getTime()) ? 'unreadable' : { version, from: moment };
}

/** The key that seals and hashes now; throws when the keyring was not made by `readKeyring` and lacks it. */
export function getCurrentKey(keyring: Keyring): KeyObject {
  const key = keyring.keys.get(keyring.current);
  if (key === undefined) throw new Error('the keyring lacks its current key');
  return key;
}

function parseObject(json: string): Record<string, unknown> {
  let file: unknown;
  try {
    file = JSON.parse(json);
  } catch {
    // The parser's own message quotes the text, and with it key material.
    throw new Error('not a keyring: it is not valid JSON');
  }
  if (!isObject(file)) throw new Error('not a keyring: it is not a JSON object');
  return file;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readVersion(name: string): number | undefined {
  const version = /^[1-9][0-9]{0,9}$/.test(name) ? Number(name) : undefined;
  return version !== undefined && version <= MAX_VERSION ? version : undefined;
}

function readKey(value: unknown): KeyObject | undefined {
  // The shape is checked first because Buffer.from skips what is not base64 instead of refusing it.
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(value)) return undefined;
  return createSecretKey(Buffer.from(value, 'base64'));
}

import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Logger, sharedMetric } from '@countersign/runtime';
import { Gauge, type Registry } from 'prom-client';
import { type Keyring, type KeyringFile, keyringAt, readKeyringFile } from './keyring.ts';

const usuallyEveryMs = 5_000;

export interface FollowOptions {
  /** Where `<NAME>_FILE` is looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** How often the file is read; every 5 s if absent. */
  readonly everyMs?: number;
  readonly now?: () => Date;
}

/** A keyring whose versions are those of its file. */
export interface FollowedKeyring extends Keyring {
  /** Reads the file now; answers when that is done. Never rejects. */
  refresh(): Promise<void>;
  /** Reads it no more. A process need not: nothing waits for it. */
  close(): void;
}

/**
 * Opens the keyring `name` from its text, as it was read with the settings, and follows the file that `<NAME>_FILE` names,
 * if one does: what is added there, taken away, or becomes current by its time holds here a few seconds later, without a
 * restart. A file that cannot be read, is half written, has another key under a version that is known, or is one from before
 * the version that seals changes nothing; it is logged once. Throws for a text that is no keyring.
 */
export function followKeyring(
  name: string,
  text: string,
  { environment, logger, metrics, everyMs = usuallyEveryMs, now = () => new Date() }: FollowOptions,
): FollowedKeyring {
  let file = readKeyringFile(text);
  let seen = text;
  let fault = '';
  let ring = keyringAt(file, now());
  const gauges = versionGauges(metrics);
  const show = () => {
    gauges.current.set({ keyring: name }, ring.current);
    gauges.newest.set({ keyring: name }, Math.max(...ring.keys.keys()));
  };
  const complain = (reason: string) => {
    if (reason !== fault) logger.error({ keyring: name, reason }, 'a keyring file is not taken over');
    fault = reason;
  };
  const take = (next: KeyringFile, content: string) => {
    if (hasOtherKey(file, next)) return complain('a known version has another key');
    // A version goes when a later one has taken its place: such a file is one of before, and what is sealed now would not open.
    if (Math.max(...next.keys.keys()) < keyringAt(file, now()).current)
      return complain('it lacks the version that seals');
    file = next;
    seen = content;
    fault = '';
    logger.info({ keyring: name, versions: [...next.keys.keys()], next: next.next }, 'a keyring file was read again');
  };
  const path = environment[`${name}_FILE`];
  const refresh = async () => {
    try {
      const content = path ? trimmed(await readFile(path, 'utf8')) : seen;
      if (content === seen) fault = '';
      else take(readKeyringFile(content), content);
    } catch (error) {
      complain(error instanceof Error && 'code' in error ? 'it cannot be read' : (error as Error).message);
    }
    const before = ring.current;
    ring = keyringAt(file, now());
    if (ring.current !== before)
      logger.info({ keyring: name, version: ring.current }, 'a keyring has a new current key');
    show();
  };
  show();
  let reading: Promise<void> | undefined;
  const timer = setInterval(() => {
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
  }, everyMs);
  timer.unref();
  return {
    get current() {
      return ring.current;
    },
    get keys(): ReadonlyMap<number, KeyObject> {
      return ring.keys;
    },
    refresh,
    close: () => clearInterval(timer),
  };
}

/** As settings are read: without the line break at the end. */
function trimmed(content: string): string {
  return content.replace(/\r?\n$/, '');
}

function hasOtherKey(known: Keyring, next: Keyring): boolean {
  return [...next.keys].some(([version, key]) => known.keys.get(version)?.equals(key) === false);
}

function versionGauges(metrics: Registry) {
  const gauge = (name: string, help: string) =>
    sharedMetric(metrics, name, () => new Gauge({ name, help, labelNames: ['keyring'], registers: [metrics] }));
  return {
    current: gauge('keyring_current_version', 'Version of the key that a keyring seals or hashes with'),
    newest: gauge('keyring_newest_version', 'Newest version of a key that the process knows'),
  };
}

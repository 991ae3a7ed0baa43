import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readKeyringFile } from '@countersign/sealing';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { productTopology, type SettingsGroup } from '../launcher/topology.ts';
import { writePrivateFile } from '../secrets/private-file.ts';

/** A kind of key file; the name of its file in a container. */
export type KeyringKind = 'keyring' | 'pepper' | 'record-mac-key' | 'audit-key';

export const keyringKinds: readonly KeyringKind[] = ['keyring', 'pepper', 'record-mac-key', 'audit-key'];

/** One key file, wherever copies of it lie. */
export interface KeyringPlace {
  /** Process that uses it; `shared` for the one that several have copies of. */
  readonly process: string;
  readonly kind: KeyringKind;
  readonly files: readonly string[];
}

const groupOf: Readonly<Record<KeyringKind, SettingsGroup>> = {
  keyring: 'keyring',
  pepper: 'pepper',
  'record-mac-key': 'record-mac',
  'audit-key': 'audit-key',
};

/** Every key file of an installation: of the tree of secrets that is named, else of the local platform in `home`. */
export function keyringPlaces({
  home,
  secrets,
}: {
  home: string;
  secrets: string | undefined;
}): readonly KeyringPlace[] {
  const folder = stateFolders(home).secrets;
  return keyringKinds.flatMap((kind): KeyringPlace[] => {
    const users = productTopology.services.filter(({ settings }) => settings.includes(groupOf[kind]));
    if (kind === 'audit-key') {
      const files = users.map(({ name }) => path.join(secrets ?? '', name, 'audit-key.json'));
      return [
        { process: 'shared', kind, files: secrets === undefined ? [path.join(folder, 'audit-key.json')] : files },
      ];
    }
    return users.map(({ name }) => {
      const local = path.join(folder, `${kind.replace(/-key$/, '')}-${name}.json`);
      return { process: name, kind, files: [secrets === undefined ? local : path.join(secrets, name, `${kind}.json`)] };
    });
  });
}

/** What a rotation did to one key file. */
export interface KeyringRotation {
  readonly process: string;
  readonly kind: KeyringKind;
  readonly version: number;
  /** When it becomes the one that seals and hashes. */
  readonly from: Date;
}

interface Content {
  current: number;
  keys: Record<string, string>;
  next?: { version: number; from: string };
}

/**
 * Puts a new key into a key file. Processes learn it within seconds and open with it; from `afterMinutes` on they seal
 * with it, by when all of them know it. Throws a fault when there is no such file, while an earlier key still waits, and
 * for copies that differ.
 */
export async function rotateKeyring(
  { process, kind, files }: KeyringPlace,
  { now, afterMinutes }: { now: Date; afterMinutes: number },
): Promise<KeyringRotation> {
  const { next: waiting, ...content } = settle(await readCopies(files), now);
  if (waiting !== undefined) {
    throw new PlatformFault(
      `${process} ${kind}: version ${waiting.version} waits until ${waiting.from}; nothing was changed`,
    );
  }
  const version = Math.max(...Object.keys(content.keys).map(Number)) + 1;
  const from = new Date(now.getTime() + afterMinutes * 60_000);
  const keys = { ...content.keys, [version]: randomBytes(32).toString('base64') };
  const next = { version, from: from.toISOString() };
  await writeCopies(files, afterMinutes === 0 ? { current: version, keys } : { ...content, keys, next });
  return { process, kind, version, from };
}

/** Versions of a key file at a moment. */
export interface KeyringVersions {
  readonly current: number;
  readonly versions: readonly number[];
  readonly next?: { readonly version: number; readonly from: string };
}

/** What a key file holds, without the keys. Throws a fault when it cannot be read. */
export async function readVersions({ files }: KeyringPlace, now: Date): Promise<KeyringVersions> {
  const { current, keys, next } = settle(await readCopies(files), now);
  return { current, versions: Object.keys(keys).map(Number), ...(next === undefined ? {} : { next }) };
}

/** Takes every version before the current one out of a key file; answers with those that it took out. */
export async function retireVersions({ files }: KeyringPlace, now: Date): Promise<number[]> {
  const { next, ...content } = settle(await readCopies(files), now);
  const old = Object.keys(content.keys)
    .map(Number)
    .filter((version) => version < content.current);
  const keys = Object.fromEntries(
    Object.entries(content.keys).filter(([version]) => Number(version) >= content.current),
  );
  if (old.length > 0) await writeCopies(files, { ...content, keys, ...(next === undefined ? {} : { next }) });
  return old;
}

/** The file with the version current that its time has come for. */
function settle({ next, ...content }: Content, now: Date): Content {
  if (next === undefined) return content;
  return new Date(next.from) <= now ? { ...content, current: next.version } : { ...content, next };
}

async function readCopies(files: readonly string[]): Promise<Content> {
  const texts = await Promise.all(files.map(readOne));
  const [text = ''] = texts;
  if (texts.some((other) => other !== text)) {
    throw new PlatformFault(`these must be copies of one file, and differ: ${files.join(', ')}`);
  }
  return JSON.parse(text) as Content;
}

async function readOne(file: string): Promise<string> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    readKeyringFile(text);
    return text;
  } catch {
    // The parser's message would quote the keys.
    throw new PlatformFault(`${file} cannot be read as a key file; name the folder with --secrets or --home`);
  }
}

/** Writes each copy, for those who could read it before. */
async function writeCopies(files: readonly string[], content: Content): Promise<void> {
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- a few small files
    const { mode } = await stat(file);
    // oxlint-disable-next-line no-await-in-loop
    await writePrivateFile(file, `${JSON.stringify(content)}\n`, { mode: mode & 0o777 });
  }
}

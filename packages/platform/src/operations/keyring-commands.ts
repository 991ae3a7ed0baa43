import path from 'node:path';
import { PlatformFault } from '../launcher/fault.ts';
import type { Command } from './command.ts';
import {
  type KeyringKind,
  type KeyringPlace,
  keyringKinds,
  keyringPlaces,
  readVersions,
  retireVersions,
  rotateKeyring,
} from './keyring.ts';
import { type KeyringFigures, readFigures } from './keyring-figures.ts';

/** Settings by which a process is given a kind of key file; they name it in its figures. */
const settingOf: Readonly<Record<KeyringKind, string>> = {
  keyring: 'KEYRING',
  pepper: 'PEPPER',
  'record-mac-key': 'RECORD_MAC_KEY',
  'audit-key': 'AUDIT_KEY',
};

/** Kinds and processes whose rows are counted: nobody else can say what an older version is still needed for. */
const counted: readonly string[] = [
  'identity keyring',
  'second-factor keyring',
  'remote-signing keyring',
  'identity pepper',
];

/** Commands about the files of keys that seal, hash and authenticate. */
export const keyringCommands: readonly Command[] = [
  {
    noun: 'keyring',
    verb: 'rotate',
    usage: '--process <name|all> [--key keyring|pepper|record-mac-key|audit-key] [--after 10] [--secrets secrets]',
    summary: 'put a new key into key files; it is known at once, and seals after so many minutes, without a restart',
    options: ['process', 'key', 'after', 'secrets'],
    run: async ({ after = '10', ...options }, { home }) => {
      if (!/^[0-9]{1,4}$/.test(after)) throw new PlatformFault('--after must be a number of minutes');
      if (options['process'] === undefined) throw new PlatformFault('name a process with --process, or all');
      const now = new Date();
      const rotations = [];
      // Where nothing else is named it is the keys that seal: what was hashed cannot be moved.
      for (const place of choose(home, { key: 'keyring', ...options })) {
        // oxlint-disable-next-line no-await-in-loop -- a fault leaves those that follow as they are
        rotations.push(await rotateKeyring(place, { now, afterMinutes: Number(after) }));
      }
      const lines = rotations.map(
        ({ process, kind, version, from }) =>
          `${process} ${kind}: version ${version}, current from ${from.toISOString()} on`,
      );
      const next = options['secrets'] === undefined ? '' : '\nGive the files to the processes before then.';
      return { text: `${lines.join('\n')}${next}`, json: { rotations } };
    },
  },
  {
    noun: 'keyring',
    verb: 'status',
    usage: '[--process <name>] [--key <kind>] [--secrets secrets] [--metrics http://host:7001/metrics]…',
    summary: 'which versions the key files have, which one each process uses, and how many rows need an older one',
    options: ['process', 'key', 'secrets'],
    lists: ['metrics'],
    run: async (options, { home }) => {
      const found = await statusOf(home, options);
      return { text: found.map(describe).join('\n'), json: { keyrings: found } };
    },
  },
  {
    noun: 'keyring',
    verb: 'retire',
    usage:
      '--process <name> [--key keyring|pepper|…] [--secrets secrets] [--metrics http://host:7001/metrics]… [--unchecked]',
    summary: 'take the versions before the current one out of a key file, when no row and no process needs them',
    options: ['process', 'key', 'secrets'],
    lists: ['metrics'],
    flags: ['unchecked'],
    run: async ({ unchecked, ...options }, { home }) => {
      const [place, ...others] = choose(home, { key: 'keyring', ...options });
      if (place === undefined || others.length > 0)
        throw new PlatformFault('name one process, and one kind with --key');
      if (unchecked === undefined) requireUnneeded((await statusOf(home, { key: 'keyring', ...options }))[0]);
      const retired = await retireVersions(place, new Date());
      const text = retired.length === 0 ? 'There was none.' : `Taken out: version ${retired.join(', ')}`;
      return { text: `${place.process} ${place.kind}: ${text}`, json: { ...namesOf(place), retired } };
    },
  },
];

interface Status extends KeyringFigures {
  readonly process: string;
  readonly kind: KeyringKind;
  readonly current: number;
  readonly versions: readonly number[];
  readonly next?: { readonly version: number; readonly from: string };
}

/** The key files that options name: of all processes and kinds where they name none. Throws a fault when there is none. */
function choose(
  home: string,
  { process = 'all', key, secrets }: Readonly<Record<string, string>>,
): readonly KeyringPlace[] {
  const places = keyringPlaces({ home, secrets: secrets === undefined ? undefined : path.resolve(secrets) });
  const chosen = places.filter(
    (place) => (key === undefined || place.kind === key) && (process === 'all' || place.process === process),
  );
  if (chosen.length > 0) return chosen;
  const names = [...new Set(places.map((place) => place.process))];
  throw new PlatformFault(`--process is one of all, ${names.join(', ')}; --key one of ${keyringKinds.join(', ')}`);
}

async function statusOf(home: string, { metrics, ...options }: Readonly<Record<string, string>>): Promise<Status[]> {
  return await Promise.all(
    choose(home, options).map(async (place) => {
      const figures = await readFigures({
        home,
        process: place.process,
        keyring: settingOf[place.kind],
        pages: metrics?.split(' ') ?? [],
      });
      return { ...namesOf(place), ...(await readVersions(place, new Date())), ...figures };
    }),
  );
}

function namesOf({ process, kind }: KeyringPlace) {
  return { process, kind };
}

function isCounted({ process, kind }: Status): boolean {
  return counted.includes(`${process} ${kind}`);
}

function describe(status: Status): string {
  const { process, kind, current, versions, next, used, oldRows } = status;
  const waiting = next === undefined ? '' : `, version ${next.version} from ${next.from} on`;
  const processes = used.length === 0 ? 'no process was asked' : `processes use ${used.join(', ')}`;
  const rows = Object.entries(oldRows)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `\n    ${count} rows of ${name} need an older version`);
  const none = isCounted(status) && used.length > 0 && rows.length === 0 ? '; no row needs an older one' : '';
  return `${process} ${kind}: versions ${versions.join(', ')}; current ${current}${waiting}; ${processes}${none}${rows.join('')}`;
}

function requireUnneeded(status: Status | undefined): void {
  if (status === undefined || !isCounted(status)) {
    throw new PlatformFault(
      'nobody counts what needs the older versions of this one: docs/operations/keys.md says when they may go; then add --unchecked',
    );
  }
  const { current, used, counted: countedAt, oldRows } = status;
  if (used.length === 0)
    throw new PlatformFault('no process was asked: start the platform, or name its figures with --metrics');
  if (used.some((version) => version !== current)) {
    throw new PlatformFault(`nothing was changed: version ${current} is current, and processes use ${used.join(', ')}`);
  }
  // Figures from before the change tell of no old rows.
  if (countedAt.length < used.length || countedAt.some((version) => version !== current)) {
    throw new PlatformFault(
      'nothing was changed: what needs an older version is not counted yet; try again in half a minute',
    );
  }
  const left = Object.values(oldRows).reduce((sum, rows) => sum + rows, 0);
  if (left > 0) throw new PlatformFault(`nothing was changed: ${left} rows need an older version`);
}

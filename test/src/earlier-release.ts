import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');

/** Commit of release 0.1.0, the one before this. */
export const earlierCommit = '4d5845a';

/** Whether the sources of the earlier release can be had: a shallow clone lacks them. */
export function hasEarlierRelease(): boolean {
  try {
    execFileSync('git', ['cat-file', '-e', `${earlierCommit}^{tree}`], { cwd: root, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The sources of the earlier release. */
export interface EarlierRelease {
  /** Starts its platform on a state folder, on databases that this release has migrated. */
  readonly start: (home: string) => Promise<EarlierPlatform>;
  readonly remove: () => Promise<void>;
}

export interface EarlierPlatform {
  readonly url: string;
  readonly inboxUrl: string;
  readonly stop: () => Promise<void>;
}

/** Unpacks the earlier release beside this one. Its libraries are those that are installed: nothing is fetched. */
export function unpackEarlierRelease(): EarlierRelease {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-earlier-'));
  const archive = execFileSync('git', ['archive', earlierCommit], { cwd: root, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  for (const place of packagesOf(folder)) linkLibraries(folder, place);
  writeFileSync(path.join(folder, 'start-earlier.ts'), starter);
  return {
    start: (home) => startEarlier(folder, home),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Folders with a package.json, relative to the root. */
function packagesOf(folder: string): string[] {
  const inside = ['packages', 'services'].flatMap((group) =>
    readdirSync(path.join(folder, group)).map((name) => path.join(group, name)),
  );
  return ['.', 'gateway', 'proto', ...inside].filter((place) => existsSync(path.join(folder, place, 'package.json')));
}

/** Gives a package the libraries that the same one has here, and the earlier release's own packages. */
function linkLibraries(folder: string, place: string): void {
  const from = path.join(root, place, 'node_modules');
  if (!existsSync(from)) return;
  const to = path.join(folder, place, 'node_modules');
  for (const entry of readdirSync(from)) {
    if (entry.startsWith('.')) continue;
    const names = entry.startsWith('@')
      ? readdirSync(path.join(from, entry)).map((name) => `${entry}/${name}`)
      : [entry];
    for (const name of names) {
      const target = realpathSync(path.join(from, name));
      const within = path.relative(realpathSync(root), target);
      const isOwn = !within.startsWith('..') && !within.startsWith('node_modules');
      mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
      symlinkSync(isOwn ? path.join(folder, within) : target, path.join(to, name));
    }
  }
}

// Runs in the folder of the earlier release. Its own migration steps would refuse what this release has made.
const starter = `import { startPlatform } from './packages/platform/src/index.ts';
import { productTopology } from './packages/platform/src/launcher/topology.ts';
const [home, migrating] = process.argv.slice(2);
const services = productTopology.services.map((service) =>
  service.migrate === undefined ? service : { ...service, migrate: migrating + '/' + service.migrate });
const lines = [];
try {
  const platform = await startPlatform({ home, ports: 'free', quiet: true, durable: false,
    topology: { ...productTopology, services }, write: (line) => lines.push(line) });
  const stop = () => platform.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  process.send({ url: platform.gatewayUrl, inboxUrl: platform.inboxUrl });
} catch (error) {
  process.send({ failure: error.message + '\\n' + lines.slice(-20).join('\\n') });
  process.exit(1);
}
`;

async function startEarlier(folder: string, home: string): Promise<EarlierPlatform> {
  const child = spawn(process.execPath, [path.join(folder, 'start-earlier.ts'), home, root], {
    cwd: folder,
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const { url, inboxUrl } = await new Promise<{ url: string; inboxUrl: string }>((resolve, reject) => {
    child.once('message', (told: { url: string; inboxUrl: string } | { failure: string }) =>
      'failure' in told ? reject(new Error(told.failure)) : resolve(told),
    );
    void ended.then(() => reject(new Error('the earlier release did not start')));
  });
  return {
    url,
    inboxUrl,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

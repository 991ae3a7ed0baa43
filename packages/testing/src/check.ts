// `npm run check`: everything that can be told without running the product. With --fix it formats first.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');
const bin = path.join(root, 'node_modules', '.bin');
const tool = (name: string, ...args: string[]): Command => ({ command: path.join(bin, name), args, cwd: root });
const script = (...way: string[]): Command => ({ command: process.execPath, args: way, cwd: root });
const contracts = path.join(root, 'proto');
const cruise = (cwd: string, ...folders: string[]): Command => ({
  ...tool('depcruise', '--config', path.join(root, '.dependency-cruiser.mjs'), ...folders),
  cwd,
});

const rules = path.join(contracts, 'buf.yaml');

/** The contracts of the last release, against which those of now are held. */
function lastContracts(): string {
  const order = new Intl.Collator('en', { numeric: true });
  const last = readdirSync(path.join(contracts, 'releases')).toSorted(order.compare).at(-1);
  if (last === undefined) throw new Error('no release keeps its contracts');
  return path.join('releases', last);
}

function changedContracts(version: 'before' | 'after'): string {
  return path.join(root, 'packages/testing/fixtures/contracts', version);
}

interface Command {
  command: string;
  args: string[];
  cwd: string;
}

interface Check {
  name: string;
  run: () => Promise<{ ok: boolean; output: string }>;
}

/** Outcome of one check. */
export interface CheckResult {
  name: string;
  ok: boolean;
  seconds: number;
}

const succeeds = (name: string, command: Command): Check => ({ name, run: () => runCommand(command) });

/** A check of a check: the command must fail, and say why. */
const fails = (name: string, command: Command, reasons: readonly string[]): Check => ({
  name,
  run: async () => {
    const { ok, output } = await runCommand(command);
    const silent = reasons.filter((reason) => !output.includes(reason));
    return { ok: !ok && silent.length === 0, output: `not reported: ${silent.join(', ')}\n${output}` };
  },
});

const checks: readonly Check[] = [
  succeeds('types', tool('tsc', '-p', '.')),
  succeeds('lint', tool('oxlint', '--type-aware', '--deny-warnings')),
  succeeds('format', tool('biome', 'ci', '--colors=off', '.')),
  succeeds('architecture', cruise(root, 'gateway', 'services', 'packages', 'proto', 'test', 'bench')),
  fails(
    'architecture rules refuse the fixture',
    cruise(path.join(root, 'packages/testing/fixtures/architecture'), 'services', 'proto'),
    ['services-apart', 'calls-of-catalog'],
  ),
  succeeds('dead code', tool('knip')),
  succeeds('contracts', { ...tool('buf', 'lint'), cwd: contracts }),
  succeeds('contracts are compatible', { ...tool('buf', 'breaking', '--against', lastContracts()), cwd: contracts }),
  fails(
    'contracts that break are refused',
    tool('buf', 'breaking', changedContracts('after'), '--against', changedContracts('before'), '--config', rules),
    ['RPC "ListSamples" on service "SampleService" was deleted', 'changed type', 'deleted without reserving'],
  ),
  succeeds('generated code', script('proto/generate.ts', '--check')),
  succeeds('OpenAPI document', script('gateway/generate.ts', '--check')),
  succeeds('OpenAPI document is compatible', script('gateway/contract/check.ts')),
  succeeds('typed client', script('packages/client/generate.ts', '--check')),
  succeeds('Kubernetes manifests', {
    command: process.execPath,
    args: [path.join(root, 'packages/platform/src/deployment/kubernetes/main.ts'), '--check'],
    cwd: root,
  }),
  { name: 'versions', run: async () => checkVersions() },
];

/** Runs all checks, two at a time, and prints each as it ends. */
export async function runChecks(): Promise<CheckResult[]> {
  const waiting = [...checks];
  const results: CheckResult[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const begun = performance.now();
      // One after the other on each of the two lanes.
      // oxlint-disable-next-line no-await-in-loop
      const { ok, output } = await check.run();
      const seconds = (performance.now() - begun) / 1000;
      results.push({ name: check.name, ok, seconds });
      console.log(`${ok ? '✓' : '✗'} ${check.name} (${seconds.toFixed(1)} s)${ok ? '' : `\n${output}`}`);
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

function runCommand({ command, args, cwd }: Command): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
        NO_COLOR: '1',
        FORCE_COLOR: '0',
      },
    });
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve({ ok: false, output: String(error) }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** The strict catalog guards `pnpm add` only: a version written by hand into a package.json would pass. */
function checkVersions(): { ok: boolean; output: string } {
  const folders = [
    'gateway',
    'proto',
    'test',
    'bench',
    'prove',
    'conformance',
    ...['packages', 'services'].flatMap(children),
  ];
  const faults = ['.', ...folders].flatMap((folder) => {
    const file = path.join(root, folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string> | undefined>;
    const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
    return kinds.flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([, version]) => !/^(catalog:[a-z]*|workspace:\*)$/.test(version))
        .map(([name, version]) => `${folder}/package.json: ${name} ${version} must be "catalog:" or "workspace:*"`),
    );
  });
  const loose = readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')
    .split('\n')
    .filter((line) => /^ {2}\S.*: [\^~>]/.test(line));
  return { ok: faults.length + loose.length === 0, output: [...faults, ...loose].join('\n') };
}

function children(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--fix')) console.log((await runCommand(tool('biome', 'check', '--write', '.'))).output);
  const results = await runChecks();
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
}

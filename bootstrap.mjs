// Runs on any Node >= 18: installs the workspace once per lockfile, then hands over to the Node that the project pins.
//   node bootstrap.mjs <file.ts> [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(root, 'node_modules');
const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const pinnedMajor = 24;

install();
run(process.argv.slice(2));

function install() {
  const hash = createHash('sha256').update(packageManager);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(path.join(root, file)));
  const wanted = hash.digest('hex');
  const stamp = path.join(modules, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm, 'exec']] : ['npx', []];
  const result = spawnSync(command, [...first, '--yes', '--', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    // Standard output belongs to the program that follows, so the installer reports on standard error.
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    console.error(
      `\nThe installation failed. It needs the npm registry; run it again, or by hand: npx ${packageManager} install`,
    );
    process.exit(1);
  }
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The folder of the pinned Node, or of the running one where it is new enough and no pinned build exists. */
function nodeFolder() {
  const pinned = path.join(modules, `node-${process.platform}-${process.arch}`, 'bin');
  if (existsSync(path.join(pinned, 'node'))) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= pinnedMajor) return path.dirname(process.execPath);
  console.error(
    `No Node ${pinnedMajor} for ${process.platform}-${process.arch}; install Node >= ${pinnedMajor} and run this again.`,
  );
  return process.exit(1);
}

function run(args) {
  const bin = nodeFolder();
  const child = spawn(path.join(bin, 'node'), args, {
    cwd: root,
    // The channel tells the child when this process is gone, however it went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // A group of its own: the terminal and npm both deliver Ctrl-C, and the child must see it once.
    detached: true,
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
  });
  let last = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (Date.now() - last < 1000) return;
      last = Date.now();
      child.kill(signal);
    });
  }
  child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

// Regenerates gen/ from the contracts: `npm run generate`. With --check it writes elsewhere and fails on a difference.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = import.meta.dirname;
const bin = path.join(folder, '..', 'node_modules', '.bin');
const environment = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
const buf = (...args: string[]) =>
  execFileSync(path.join(bin, 'buf'), args, { cwd: folder, env: environment, stdio: 'inherit' });

if (process.argv.includes('--check')) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'countersign-gen-'));
  try {
    buf('generate', '--output', scratch);
    // The image goes last: `clean` in buf.gen.yaml empties gen/.
    buf('build', '-o', path.join(scratch, 'gen', 'image.binpb'));
    execFileSync('git', ['diff', '--no-index', '--exit-code', '--stat', path.join(scratch, 'gen'), 'gen'], {
      cwd: folder,
      stdio: 'inherit',
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
} else {
  buf('generate');
  buf('build', '-o', path.join('gen', 'image.binpb'));
}

// `npm test`: the checks, then every unit and integration test, then the journeys end to end. Arguments name test files
// and skip the checks. The last line adds up all of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './check.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const wanted = process.argv.slice(2);
const counts: Count[] = [];
if (wanted.length === 0) {
  const results = await runChecks();
  counts.push({
    passed: results.filter(({ ok }) => ok).length,
    failed: results.filter(({ ok }) => !ok).length,
    skipped: 0,
  });
}
// The journeys run apart: they start the whole platform, which the other tests would slow down. Three at a time, for they
// often wait, for the next code of an app above all.
counts.push(
  await runJest(
    ['--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=<rootDir>/test/'],
    wanted.filter(isNotJourney),
  ),
);
counts.push(
  await runJest(
    [
      '--maxWorkers=3',
      '--roots=<rootDir>/test',
      `--testSequencer=${path.join(import.meta.dirname, 'longest-first.ts')}`,
    ],
    wanted.filter((name) => !isNotJourney(name)),
  ),
);

const total = counts.reduce((sum, count) => ({
  passed: sum.passed + count.passed,
  failed: sum.failed + count.failed,
  skipped: sum.skipped + count.skipped,
}));
if (total.passed + total.failed === 0) total.failed = 1;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function isNotJourney(name: string): boolean {
  return !name.startsWith('test/');
}

/** Runs Jest and adds up its tests; a suite that could not run counts as one failure. */
async function runJest(options: readonly string[], names: readonly string[]): Promise<Count> {
  if (wanted.length > 0 && names.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-results-'));
  const results = path.join(folder, 'results.json');
  const code = await new Promise<number>((resolve) => {
    const child = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        // Before the options, some of which take all that follows.
        ...names,
        // Servers under test may hold a socket a little longer than the last test.
        '--forceExit',
        '--json',
        '--outputFile',
        results,
        ...options,
      ],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child.once('close', (status) => resolve(status ?? 1));
  });
  try {
    const summary = JSON.parse(readFileSync(results, 'utf8')) as Record<string, number>;
    const count = {
      passed: summary['numPassedTests'] ?? 0,
      failed: (summary['numFailedTests'] ?? 0) + (summary['numRuntimeErrorTestSuites'] ?? 0),
      skipped: (summary['numPendingTests'] ?? 0) + (summary['numTodoTests'] ?? 0),
    };
    if (code !== 0 && count.failed === 0) count.failed = 1;
    return count;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

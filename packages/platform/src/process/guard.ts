import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { forgetProcess, recordProcess } from './record.ts';

const entry = fileURLToPath(new URL('guard-main.ts', import.meta.url));

/** A running guard; `dismiss` ends it without its doing anything. */
export interface Guard {
  readonly dismiss: () => Promise<void>;
}

/**
 * Starts a small process that outlives this one: when this process is gone, however it went, the guard stops every
 * process recorded in `runFolder`. PostgreSQL and Redis cannot notice the death of their parent by themselves.
 */
export async function startGuard(runFolder: string): Promise<Guard> {
  const child = spawn(process.execPath, ['--no-warnings', entry, runFolder], {
    detached: true,
    // The guard reads its standard input; its end is the only sign that also comes after a SIGKILL.
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  await recordProcess(runFolder, { name: 'guard', pid: child.pid, stopSignal: 'SIGKILL', tier: 100 });
  return {
    dismiss: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.ref();
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await forgetProcess(runFolder, 'guard');
    },
  };
}

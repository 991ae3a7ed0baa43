import path from 'node:path';
import { describeExit, type ProgramOptions, startProgram } from '../process/program.ts';
import { forgetProcess, recordProcess } from '../process/record.ts';
import { workspaceRoot } from '../state-folder.ts';
import type { PlatformLog } from './log.ts';
import type { Settings } from './settings.ts';
import type { RunningProcess } from './supervisor.ts';

export interface NodeProcess {
  readonly name: string;
  /** File it is started by, from the project's folder. */
  readonly entry: string;
  readonly settings: Settings;
  readonly tier: number;
  readonly runFolder: string;
  readonly log: PlatformLog;
}

/** A step that runs to its end before anything is served. */
export interface Step {
  readonly name: string;
  readonly file: string;
  readonly settings: Settings;
}

/** Longer than a process takes at most to end after it has drained. */
const stopLimitMs = 22_000;
const stepsAtOnce = 3;

/** Starts one of our own processes; its channel tells it when its launcher is gone. */
export async function startNodeProcess({
  name,
  entry,
  settings,
  tier,
  runFolder,
  log,
}: NodeProcess): Promise<RunningProcess> {
  const program = startProgram({ ...nodeProgram(name, entry, settings, log), ipc: true });
  await recordProcess(runFolder, { name, pid: program.pid, stopSignal: 'SIGTERM', tier });
  const drainMs = Number(settings['DRAIN_SECONDS'] ?? 0) * 1_000;
  return {
    pid: program.pid,
    exited: program.exited,
    end: async () => {
      await program.stop('SIGTERM', drainMs + stopLimitMs);
      await forgetProcess(runFolder, name);
    },
    stop: async () => {
      const ended = program.stop('SIGTERM', stopLimitMs);
      // A second signal hastens: nobody is left for whom it would have to go on serving.
      if (drainMs > 0) await program.stop('SIGINT', stopLimitMs);
      await ended;
      await forgetProcess(runFolder, name);
    },
  };
}

/** Runs the steps, a few at a time. Throws with the last lines of one that fails, after those under way have ended. */
export async function runSteps(
  kind: string,
  steps: readonly Step[],
  { log, requireRunning }: { log: PlatformLog; requireRunning: () => void },
): Promise<void> {
  const waiting = [...steps];
  const failures: Error[] = [];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined && failures.length === 0; step = waiting.shift()) {
      requireRunning();
      // oxlint-disable-next-line no-await-in-loop -- one after the other on purpose; several of these run side by side
      const failure = await runStep(kind, step, log);
      if (failure !== undefined) failures.push(failure);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: stepsAtOnce }, work));
  const stopped = results.find((result) => result.status === 'rejected');
  if (stopped !== undefined) throw stopped.reason;
  if (failures[0] !== undefined) throw failures[0];
}

async function runStep(kind: string, { name, file, settings }: Step, log: PlatformLog): Promise<Error | undefined> {
  const program = startProgram(nodeProgram(name, file, settings, log));
  const exit = await program.exited;
  if (exit.code === 0) return undefined;
  const lines = program.lastLines().slice(-15);
  return new Error([`${kind} of ${name} ${describeExit(exit)}`, ...lines.map((line) => `  ${line}`)].join('\n'));
}

function nodeProgram(name: string, entry: string, settings: Settings, log: PlatformLog): ProgramOptions {
  return {
    command: process.execPath,
    args: [path.resolve(workspaceRoot, entry)],
    env: settings,
    cwd: workspaceRoot,
    onLine: (line) => log.line(name, line),
  };
}

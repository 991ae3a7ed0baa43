import { setTimeout as delay } from 'node:timers/promises';
import { describeExit, type ProgramExit } from '../process/program.ts';
import type { PlatformLog } from './log.ts';

/** A running process, whatever started it. */
export interface RunningProcess {
  readonly pid: number | undefined;
  readonly exited: Promise<ProgramExit>;
  readonly stop: () => Promise<unknown>;
  /** Tells it to end and lets it take the time that it is given for that; absent where `stop` does so. */
  readonly end?: () => Promise<unknown>;
}

/** A process that is kept running. */
export interface SupervisedProcess {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** Resolves with the end of the process that runs now. */
  readonly exited: () => Promise<ProgramExit>;
  /** Restart it from now on when it ends. Until then its end is a fault of the start. */
  readonly keepAlive: () => void;
  /** Throws if it ended before `keepAlive`. */
  readonly requireRunning: () => void;
  /** Ends it as an operator does, and starts it again at once. */
  readonly restart: () => Promise<void>;
  /** Stops it for good. */
  readonly stop: () => Promise<void>;
}

/** How long a process that ended is let be before it is started again. */
export interface RestartDelay {
  /** The first time. */
  readonly firstMs: number;
  /** However often it ended. */
  readonly longestMs: number;
}

const usualDelay: RestartDelay = { firstMs: 1000, longestMs: 30_000 };
// A process that held out this long has earned the short delay again.
const steadyMs = 60_000;

/**
 * Starts a process and, once told to, starts it again whenever it ends: by default after 1 s, then twice as long, up to
 * 30 s.
 */
export async function supervise(
  name: string,
  start: () => Promise<RunningProcess>,
  { log, delay: restartDelay = usualDelay }: { log: PlatformLog; delay?: RestartDelay | undefined },
): Promise<SupervisedProcess> {
  const { firstMs, longestMs } = restartDelay;
  const nextDelay = (lastMs: number): number => Math.min(Math.max(lastMs * 2, firstMs), longestMs);
  const stopping = new AbortController();
  let keepingAlive = false;
  let isRestarting = false;
  let running = await start();
  let earlyEnd: ProgramExit | undefined;
  let restarts = Promise.resolve();

  const restart = async (exit: ProgramExit, waitMs: number): Promise<void> => {
    log.warn(`${name} ${describeExit(exit)}; it is started again in ${waitMs / 1000} s`);
    await delay(waitMs, undefined, { signal: stopping.signal });
    const next = await start().catch((error: unknown) => error as Error);
    if (next instanceof Error) return restart({ code: null, signal: null, error: next }, nextDelay(waitMs));
    running = next;
    if (stopping.signal.aborted) return;
    log.warn(`${name} was started again`);
    watch(waitMs);
  };
  const ended = (exit: ProgramExit, waitMs: number): void => {
    if (stopping.signal.aborted || isRestarting) return;
    if (!keepingAlive) earlyEnd = exit;
    // Rejects only when the wait is called off by a stop.
    else restarts = restart(exit, waitMs).catch(() => {});
  };
  const watch = (lastDelayMs: number): void => {
    const startedAt = Date.now();
    const next = (): number => (Date.now() - startedAt > steadyMs ? firstMs : nextDelay(lastDelayMs));
    void running.exited.then((exit) => ended(exit, next()));
  };
  watch(0);

  return {
    name,
    pid: () => running.pid,
    exited: () => running.exited,
    keepAlive: () => {
      keepingAlive = true;
    },
    requireRunning: () => {
      if (earlyEnd !== undefined) throw new EarlyEnd(name, earlyEnd);
    },
    restart: async () => {
      isRestarting = true;
      try {
        await (running.end ?? running.stop)();
        running = await start();
        watch(0);
      } finally {
        isRestarting = false;
      }
    },
    stop: async () => {
      stopping.abort();
      await running.stop();
      // A restart under way may have brought up another one meanwhile.
      await restarts;
      await running.stop();
    },
  };
}

/** A process ended while the platform was starting. */
export class EarlyEnd extends Error {
  override readonly name = 'EarlyEnd';
  readonly process: string;

  constructor(process: string, exit: ProgramExit) {
    super(`${process} ${describeExit(exit)} before it was ready`);
    this.process = process;
  }
}

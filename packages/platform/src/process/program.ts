import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How a program ended. `error` is set only if it could not be started at all. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** One line a program wrote, without its end of line. */
export interface ProgramLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited, so no program sees another one's secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Numeric user and group to run as; only root may ask for it. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
  /** Opens a channel whose end tells the program that its parent is gone. */
  readonly ipc?: boolean;
  readonly onLine?: (line: ProgramLine) => void;
}

/** A started program. `exited` never rejects. */
export interface Program {
  readonly pid: number | undefined;
  readonly exited: Promise<ProgramExit>;
  /** The last lines it wrote, oldest first. */
  readonly lastLines: () => readonly string[];
  /** Sends `signal`, waits `limitMs`, then kills the whole process group. Safe to call again or after its end. */
  readonly stop: (signal: NodeJS.Signals, limitMs: number) => Promise<ProgramExit>;
}

const keptLines = 40;
const lastLinesLimitMs = 1000;

/** Starts a program in a process group of its own, so that the terminal's Ctrl-C reaches the launcher alone. */
export function startProgram(options: ProgramOptions): Program {
  const lines: string[] = [];
  const child = spawn(options.command, options.args, {
    detached: true,
    env: options.env,
    stdio: options.ipc === true ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...options.runAs,
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    readLines(child[stream], (text) => {
      lines.push(text);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.({ stream, text });
    });
  }
  const exited = waitForExit(child);
  let ended = false;
  void exited.then(() => (ended = true));

  return {
    pid: child.pid,
    exited,
    lastLines: () => lines,
    stop: async (signal, limitMs) => {
      if (ended || child.pid === undefined) return exited;
      child.kill(signal);
      const exit = await within(limitMs, exited);
      if (exit !== undefined) return exit;
      killGroup(child.pid);
      return exited;
    },
  };
}

/** Runs a program to its end and answers with its exit and its last lines. */
export async function runProgram(options: ProgramOptions): Promise<ProgramExit & { lines: readonly string[] }> {
  const program = startProgram(options);
  return { ...(await program.exited), lines: program.lastLines() };
}

/** Says in words how a program ended, for messages to people. */
export function describeExit(exit: ProgramExit): string {
  if (exit.error !== undefined) return `could not be started: ${exit.error.message}`;
  return exit.signal === null ? `ended with code ${exit.code}` : `was ended by ${exit.signal}`;
}

/** Waits for `promise` at most `limitMs`; `undefined` when the time is over. */
export async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, limitMs, undefined);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

function waitForExit(child: ChildProcess): Promise<ProgramExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // Also emitted when a signal could not be sent, which is no end.
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    child.once('exit', (code, signal) => {
      const finish = (): void => resolve({ code, signal });
      // The last lines, which explain a crash, may come after the end; but a grandchild may hold the pipe for ever.
      child.once('close', finish);
      setTimeout(finish, lastLinesLimitMs).unref();
    });
  });
}

function readLines(stream: Readable | null, onLine: (text: string) => void): void {
  if (stream === null) return;
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

import type { ProgramLine } from '../process/program.ts';

/** Where the lines of all processes come together. */
export interface PlatformLog {
  /** Takes a line of a process. */
  readonly line: (name: string, line: ProgramLine) => void;
  /** Says what the launcher does; not shown when quiet. */
  readonly note: (text: string) => void;
  /** Says what needs attention; always shown. */
  readonly warn: (text: string) => void;
  /** The last lines of one process, or of all, as they came. */
  readonly recent: (name?: string) => readonly string[];
}

const keptLines = 2000;
const nameWidth = 'certificate-authority'.length;
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
type Level = (typeof levels)[number];
const hiddenKeys = new Set(['level', 'time', 'msg', 'service', 'pid', 'hostname', 'name', 'v']);
// PostgreSQL refuses connections while it starts; the launcher asks until it does not.
const expectedRefusal = /FATAL: {2}the database system is (?:starting up|shutting down)/;
const palette = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

/** Makes the log of a platform. `quiet` shows warnings and worse only; `write` gets whole lines without their end. */
export function createPlatformLog({
  quiet,
  colour,
  write,
}: {
  quiet: boolean;
  colour: boolean;
  write: (line: string) => void;
}): PlatformLog {
  const kept: { name: string; text: string }[] = [];
  const prefix = (name: string): string => {
    const padded = `${name.padEnd(nameWidth)} |`;
    return colour ? `\u001B[${colourOf(name)}m${padded}\u001B[0m` : padded;
  };
  return {
    line: (name, { text }) => {
      kept.push({ name, text });
      if (kept.length > keptLines) kept.shift();
      if (expectedRefusal.test(text)) return;
      const { level, shown } = readLine(text);
      if (quiet && levels.indexOf(level) < levels.indexOf('warn')) return;
      write(`${prefix(name)} ${shown}`);
    },
    note: (text) => {
      if (!quiet) write(text);
    },
    warn: (text) => write(text),
    recent: (name) => kept.filter((line) => name === undefined || line.name === name).map(({ text }) => text),
  };
}

/** Reads a line: a JSON line of pino becomes one short line, any other stays as it is with a guessed level. */
export function readLine(text: string): { level: Level; shown: string } {
  const entry = findEntry(text);
  if (entry === undefined) return { level: guessLevel(text), shown: text };
  const level = levelOf(entry['level']);
  const moment =
    typeof entry['time'] === 'string' || typeof entry['time'] === 'number' ? new Date(entry['time']) : undefined;
  const clock = moment === undefined || Number.isNaN(moment.getTime()) ? [] : [moment.toISOString().slice(11, 23)];
  const rest = Object.entries(entry)
    .filter(([key]) => !hiddenKeys.has(key))
    // Long and the same on many lines: the eye looks for the rest.
    .toSorted(([a], [b]) => Number(a === 'requestId') - Number(b === 'requestId'))
    .map(([key, value]) => `${key}=${showValue(value)}`);
  const message = typeof entry['msg'] === 'string' ? [entry['msg']] : [];
  return { level, shown: [...clock, level.toUpperCase(), ...message, ...rest].join(' ') };
}

function findEntry(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return 'level' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

/** pino writes 10 for trace to 60 for fatal, unless it is told to write the word. */
function levelOf(value: unknown): Level {
  if (typeof value === 'number') return levels[Math.min(Math.max(Math.ceil(value / 10), 1), 6) - 1] as Level;
  return levels.find((level) => level === value) ?? 'info';
}

function guessLevel(text: string): Level {
  if (/\b(FATAL|PANIC)\b/.test(text)) return 'fatal';
  return /error/i.test(text) ? 'error' : 'info';
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const { type, message } = value as { type?: unknown; message?: unknown };
  return typeof message === 'string'
    ? `${typeof type === 'string' ? `${type}: ` : ''}${message}`
    : JSON.stringify(value);
}

function colourOf(name: string): number {
  const sum = name.split('').reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return palette[sum % palette.length] as number;
}

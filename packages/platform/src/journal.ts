import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A list of records in a file, one JSON line each, that survives a crash of its process. */
export interface Journal<T> {
  /** What the file held when it was opened, oldest first. */
  readonly records: readonly T[];
  /** Adds a record; it is handed to the system before this returns. */
  readonly append: (record: T) => void;
  /** Replaces the whole file by these records, or leaves it as it was. */
  readonly rewrite: (records: readonly T[]) => void;
}

/** Opens a journal; a missing file is an empty one. A last line cut short by a crash is dropped. */
export function openJournal<T>(file: string): Journal<T> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const records = readRecords<T>(file);
  const rewrite = (kept: readonly T[]): void => {
    writeFileSync(`${file}.new`, kept.map(toLine).join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  rewrite(records);
  return { records, rewrite, append: (record) => appendFileSync(file, toLine(record), { mode: 0o600 }) };
}

function readRecords<T>(file: string): T[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, index) => {
    try {
      return [JSON.parse(line) as T];
    } catch (error) {
      if (index === lines.length - 1) return [];
      throw new Error(`${file}: line ${index + 1} is broken`, { cause: error });
    }
  });
}

function toLine(record: unknown): string {
  return `${JSON.stringify(record)}\n`;
}

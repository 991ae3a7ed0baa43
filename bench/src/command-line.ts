import { parseArgs } from 'node:util';

/** What to measure, and how long. */
export interface Options {
  /** Benchmarks by name; all of them when none was named. */
  names: readonly string[];
  /** Length of one measurement. */
  seconds: number;
  json: boolean;
}

// The longest that keeps the whole run below its time limit.
const longestSeconds = 6;

/** Reads the command line. Throws a message for people about what is wrong with it. */
export function readCommandLine(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '4' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no benchmark is named ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  }
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds) {
    throw new Error(`--seconds must be a whole number from 1 to ${longestSeconds}`);
  }
  return { names: positionals.length > 0 ? positionals : known, seconds, json: values.json };
}

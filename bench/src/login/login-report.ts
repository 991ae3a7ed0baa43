import type { UnitCost } from '../counting/counting.ts';
import { describeUnit } from '../counting/unit-table.ts';
import { type Summary, sumOwn } from '../rounds.ts';
import { format, layOut } from '../table.ts';

export const loginsName = 'logins, password and app';
export const hashesName = 'raw argon2id, same parameters';

/** What many logins at once came to. */
export interface Crowd {
  logins: number;
  completed: number;
  /** Told to come again later, with the time after which. */
  putOff: number;
  seconds: number;
  /** Memory of identity in MiB: before, and the most that was seen. */
  memoryBeforeMib: number;
  memoryMostMib: number;
}

/** Everything that the benchmark `login` found. */
export interface LoginReport {
  rounds: number;
  seconds: number;
  inFlight: number;
  /** Parts that are not the product. */
  outside: readonly string[];
  atRestMs: Readonly<Record<string, number>>;
  logins: Summary & { ofHashes: number };
  hashes: Summary;
  unit: UnitCost;
  crowd: Crowd;
}

/** Lays a report out for people. */
export function describeLogin(report: LoginReport): string {
  const { rounds, seconds, inFlight, logins, hashes, unit, crowd, outside, atRestMs } = report;
  const productMs = sumOwn(logins.cpuUsPerRequest, outside) / 1000;
  const hashMs = sumOwn(hashes.cpuUsPerRequest, []) / 1000;
  const parts = Object.entries(logins.cpuUsPerRequest)
    .filter(([part, us]) => us >= 20 && !outside.includes(part))
    .toSorted(([, a], [, b]) => b - a);
  const row = (name: string, summary: Summary, ofHashes: string): string[] => [
    name,
    format(summary.perSecond, 1),
    `${format(summary.slowestPerSecond, 1)}-${format(summary.fastestPerSecond, 1)}`,
    format(summary.p50Ms),
    format(summary.p99Ms),
    ofHashes,
  ];
  return [
    `Complete logins through REST (user ID, password, code): ${inFlight} at a time, median of ${rounds} rounds of ${seconds} s`,
    layOut(
      ['', 'per second', 'slowest-fastest', 'p50 ms', 'p99 ms', 'x raw'],
      [row(hashesName, hashes, '1.0'), row(loginsName, logins, logins.ofHashes.toPrecision(2))],
    ),
    '',
    'Processor time in ms per login, by process',
    layOut(['', ...parts.map(([part]) => part)], [['', ...parts.map(([, us]) => format(us / 1000, 2))]]),
    `  product ${format(productMs, 1)}; one raw hash ${format(hashMs, 1)}; beyond the hash ${format(productMs - hashMs, 1)} (aim: 3 at most)`,
    `  at rest the product uses ${format(sumOwn(atRestMs, outside))} ms per second, which is contained`,
    '',
    describeUnit('login', unit),
    '',
    `${crowd.logins} logins at once`,
    `  ${crowd.completed} completed, ${crowd.putOff} put off with 503 and Retry-After, in ${format(crowd.seconds, 1)} s`,
    `  memory of identity: ${format(crowd.memoryBeforeMib)} MiB before, ${format(crowd.memoryMostMib)} MiB at the most`,
  ].join('\n');
}

import type { UnitCost } from '../counting/counting.ts';
import { describeUnit } from '../counting/unit-table.ts';
import { type Summary, sumOwn } from '../rounds.ts';
import { format, layOut } from '../table.ts';

/** Names of what is measured. */
export const names = {
  raw: 'raw select and conditional update',
  verified: 'verifications over gRPC, mTLS',
  finished: 'codes of logins over REST',
} as const;

type Compared = Summary & {
  /** How fast it is beside the raw statements. */
  ofRaw: number;
};

/** Everything that the benchmark `verify` found. */
export interface VerifyReport {
  rounds: number;
  seconds: number;
  inFlight: number;
  /** Parts that are not the product. */
  outside: readonly string[];
  atRestMs: Readonly<Record<string, number>>;
  unit: UnitCost;
  raw: Compared;
  verified: Compared;
  finished: Compared;
}

/** Lays a report out for people. */
export function describeVerify(report: VerifyReport): string {
  const { rounds, seconds, inFlight, raw, verified, finished, unit, outside, atRestMs } = report;
  const all = [
    [names.raw, raw],
    [names.verified, verified],
    [names.finished, finished],
  ] as const;
  return [
    `Second factors verified: ${inFlight} at a time, median of ${rounds} rounds of ${seconds} s (aim: 0.4 of raw over gRPC)`,
    layOut(
      ['', 'per second', 'slowest-fastest', 'p50 ms', 'p99 ms', 'x raw'],
      all.map(([name, summary]) => [
        name,
        format(summary.perSecond),
        `${format(summary.slowestPerSecond)}-${format(summary.fastestPerSecond)}`,
        format(summary.p50Ms, 1),
        format(summary.p99Ms, 1),
        summary.ofRaw.toPrecision(2),
      ]),
    ),
    '',
    'Processor time in µs for each, by process',
    layOut(
      ['', 'product', 'its parts'],
      all.map(([name, { cpuUsPerRequest }]) => [
        name,
        format(sumOwn(cpuUsPerRequest, outside)),
        Object.entries(cpuUsPerRequest)
          .filter(([part, us]) => us >= 5 && !outside.includes(part))
          .toSorted(([, a], [, b]) => b - a)
          .map(([part, us]) => `${part} ${format(us)}`)
          .join(', '),
      ]),
    ),
    ...all
      .filter(([, { generatorShare }]) => generatorShare > 0.9)
      .map(([name, { generatorShare }]) => `  ${name}: who asks used ${format(generatorShare * 100)} % of a core`),
    `  at rest the product uses ${format(sumOwn(atRestMs, outside))} ms per second, which is contained`,
    '',
    describeUnit('verification', unit),
  ].join('\n');
}

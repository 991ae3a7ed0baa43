import type { UnitCost } from '../counting/counting.ts';
import { describeUnit } from '../counting/unit-table.ts';
import { type Summary, sumOwn } from '../rounds.ts';
import { format, layOut, listCosts } from '../table.ts';

/** What was found of one subject. */
export interface Row extends Summary {
  name: string;
  group: 'single' | 'batch' | 'timestamps' | 'reads';
  /** How fast it is beside the other way to the same. */
  ofOther?: number;
}

/** Everything that the benchmark `csc` found. */
export interface CscReport {
  rounds: number;
  seconds: number;
  inFlight: number;
  /** Parts that are not the product. */
  outside: readonly string[];
  /** One signature by the code of a card. */
  units: Readonly<Record<'csc' | 'rest', UnitCost>>;
  rows: readonly Row[];
}

/** Lays a report out for people. */
export function describeCsc({ rounds, seconds, inFlight, outside, units, rows }: CscReport): string {
  const of = (group: Row['group']): string =>
    layOutRows(
      rows.filter((row) => row.group === group),
      outside,
    );
  return [
    `Signatures through the CSC API: ${inFlight} at a time, median of ${rounds} rounds of ${seconds} s`,
    '',
    'Single ones, per signature (aim: 0.9 of /v1 by the same factor)',
    of('single'),
    '',
    '100 with one code, per signature (aim: 0.9 of /v1 by the same factor)',
    of('batch'),
    '',
    describeUnit('signature through the CSC API, by a card', units.csc),
    '',
    describeUnit('signature through /v1, by a card', units.rest),
    '',
    'Time-stamps',
    of('timestamps'),
    '',
    'Reads, 16 at a time',
    of('reads'),
    ...rows
      .filter(({ generatorShare }) => generatorShare > 0.8)
      .map(({ name, generatorShare }) => `  ${name}: who asks used ${format(generatorShare * 100)} % of a core`),
  ].join('\n');
}

function layOutRows(rows: readonly Row[], outside: readonly string[]): string {
  return [
    layOut(
      ['', 'per second', 'slowest-fastest', 'p50 ms', 'p99 ms', 'x other', 'product µs'],
      rows.map((row) => {
        const decimals = row.perSecond < 100 ? 1 : 0;
        return [
          row.name,
          format(row.perSecond, decimals),
          `${format(row.slowestPerSecond, decimals)}-${format(row.fastestPerSecond, decimals)}`,
          format(row.p50Ms, 1),
          format(row.p99Ms, 1),
          row.ofOther?.toPrecision(2) ?? '',
          format(sumOwn(row.cpuUsPerRequest, outside)),
        ];
      }),
    ),
    ...rows.map(({ name, cpuUsPerRequest }) => `  ${name}: ${listCosts(cpuUsPerRequest, outside)}`),
  ].join('\n');
}

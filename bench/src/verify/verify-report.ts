import type { UnitCost } from '../counting/counting.ts';
import { describeUnit } from '../counting/unit-table.ts';
import { type Summary, sumOwn } from '../rounds.ts';
import { format, layOut, listCosts } from '../table.ts';

/** Names of what is measured. */
export const names = {
  raw: 'raw select and conditional update',
  verified: 'verifications over gRPC, mTLS',
  finished: 'codes of logins over REST',
  activated: 'activations of soft tokens',
  pages: 'bare pdfkit page',
  egrids: 'eGrids',
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
  activated: Summary;
  pages: Compared;
  egrids: Compared;
}

/** Lays a report out for people. */
export function describeVerify(report: VerifyReport): string {
  const { rounds, seconds, inFlight, raw, verified, finished, unit, outside, atRestMs } = report;
  const { activated, pages, egrids } = report;
  const all = [
    [names.raw, raw],
    [names.verified, verified],
    [names.finished, finished],
  ] as const;
  return [
    `Second factors verified: ${inFlight} at a time, median of ${rounds} rounds of ${seconds} s (aim: 0.4 of raw over gRPC)`,
    layOutSpeeds(all),
    '',
    'Processor time in µs for each, by process',
    layOut(
      ['', 'product', 'its parts'],
      all.map(([name, { cpuUsPerRequest }]) => [
        name,
        format(sumOwn(cpuUsPerRequest, outside)),
        listCosts(cpuUsPerRequest, outside),
      ]),
    ),
    ...all
      .filter(([, { generatorShare }]) => generatorShare > 0.9)
      .map(([name, { generatorShare }]) => `  ${name}: who asks used ${format(generatorShare * 100)} % of a core`),
    `  at rest the product uses ${format(sumOwn(atRestMs, outside))} ms per second, which is contained`,
    '',
    describeUnit('verification', unit),
    '',
    `Soft tokens activated: ${inFlight} at a time, each by a browser and an app that are part of the measurement`,
    layOutSpeeds([[names.activated, activated]]),
    describeParts(activated, outside),
    `  browser and app used ${format(activated.generatorShare * 100)} % of a core`,
    '',
    'eGrids drawn, one at a time (aim: 0.6 of a bare page)',
    layOutSpeeds([
      [names.pages, pages],
      [names.egrids, egrids],
    ]),
  ].join('\n');
}

function layOutSpeeds(rows: readonly (readonly [string, Summary & { ofRaw?: number }])[]): string {
  return layOut(
    ['', 'per second', 'slowest-fastest', 'p50 ms', 'p99 ms', 'x raw'],
    rows.map(([name, summary]) => [
      name,
      format(summary.perSecond, summary.perSecond < 100 ? 1 : 0),
      `${format(summary.slowestPerSecond)}-${format(summary.fastestPerSecond)}`,
      format(summary.p50Ms, 1),
      format(summary.p99Ms, 1),
      summary.ofRaw?.toPrecision(2) ?? '',
    ]),
  );
}

function describeParts({ cpuUsPerRequest }: Summary, outside: readonly string[]): string {
  const total = format(sumOwn(cpuUsPerRequest, outside));
  return `  processor time in µs for each: ${total}; ${listCosts(cpuUsPerRequest, outside)}`;
}

import type { UnitCost } from '../counting/counting.ts';
import { describeUnit } from '../counting/unit-table.ts';
import { type Summary, sumOwn } from '../rounds.ts';
import { format, layOut, listCosts } from '../table.ts';
import type { Algorithm } from './orders.ts';

/** What was found of one subject. */
export interface Row extends Summary {
  name: string;
  group: 'raw' | 'signer' | 'rest' | 'documents' | 'authority';
  /** How fast it is beside bare signatures by the same kind of key on one core. */
  ofRaw?: number;
  /** The same for the processor time of the signer alone. */
  ofRawPerCore?: number;
  /** Highest memory of remote-signing while it was measured. */
  peakMib?: number;
}

/** Everything that the benchmark `sign` found. */
export interface SignReport {
  rounds: number;
  seconds: number;
  /** Parts that are not the product. */
  outside: readonly string[];
  unit: UnitCost;
  rows: readonly Row[];
  /** Signatures per second on one core; absent without the program. */
  openssl?: Readonly<Record<Algorithm, number>>;
}

/** Lays a report out for people. */
export function describeSign({ rounds, seconds, outside, unit, rows, openssl }: SignReport): string {
  const of = (...groups: Row['group'][]): Row[] => rows.filter(({ group }) => groups.includes(group));
  const cost = (each: readonly Row[]): string =>
    layOut(
      ['', 'product', 'its parts'],
      each.map(({ name, cpuUsPerRequest }) => [
        name,
        format(sumOwn(cpuUsPerRequest, outside)),
        listCosts(cpuUsPerRequest, outside),
      ]),
    );
  return [
    `Signatures made: median of ${rounds} rounds of ${seconds} s`,
    ...(openssl === undefined
      ? []
      : [
          `  openssl speed on one core: P-256 ${format(openssl['P-256'])}, RSA-3072 ${format(openssl['RSA-3072'])} per second`,
        ]),
    '',
    'The signer alone, over gRPC and mTLS: an authorisation and its signatures (aim: 0.8 of raw per core at 100 and more)',
    layOutSpeeds(of('raw', 'signer')),
    '',
    'Signatures through REST, with a transaction code (aim: 0.35 of raw at 100 with one code)',
    layOutSpeeds(of('raw', 'rest')),
    'Processor time in µs for each signature, by process',
    cost(of('signer', 'rest')),
    '',
    describeUnit('signature', unit),
    '',
    'PDFs signed through REST, two at a time; what is made of each is deleted again',
    layOutSpeeds(of('documents')),
    'Processor time in µs for each document, by process',
    cost(of('documents')),
    '',
    'The certificate authority, over gRPC and mTLS, 16 at a time',
    '  for comparison, as published and not measured here: cfssl issues 4,600 certificates per core by a key on P-256, 950 by RSA-2048',
    layOutSpeeds(of('authority')),
    'Processor time in µs for each answer, by process',
    cost(of('authority')),
    ...rows
      .filter(({ group, generatorShare }) => group !== 'raw' && generatorShare > 0.8)
      .map(({ name, generatorShare }) => `  ${name}: who asks used ${format(generatorShare * 100)} % of a core`),
  ].join('\n');
}

function layOutSpeeds(rows: readonly Row[]): string {
  const isWanted = {
    ofRaw: rows.some(({ ofRaw }) => ofRaw !== undefined),
    ofRawPerCore: rows.some(({ ofRawPerCore, group }) => ofRawPerCore !== undefined && group !== 'raw'),
    peakMib: rows.some(({ peakMib }) => peakMib !== undefined),
  };
  return layOut(
    [
      '',
      'per second',
      'slowest-fastest',
      'p50 ms',
      'p99 ms',
      ...(isWanted.ofRaw ? ['x raw'] : []),
      ...(isWanted.ofRawPerCore ? ['x raw per core'] : []),
      ...(isWanted.peakMib ? ['MiB at most'] : []),
    ],
    rows.map((row) => [
      row.name,
      format(row.perSecond, decimals(row.perSecond)),
      `${format(row.slowestPerSecond, decimals(row.perSecond))}-${format(row.fastestPerSecond, decimals(row.perSecond))}`,
      format(row.p50Ms, 1),
      format(row.p99Ms, 1),
      ...(isWanted.ofRaw ? [row.ofRaw?.toPrecision(2) ?? ''] : []),
      ...(isWanted.ofRawPerCore ? [row.ofRawPerCore?.toPrecision(2) ?? ''] : []),
      ...(isWanted.peakMib ? [row.peakMib === undefined ? '' : format(row.peakMib)] : []),
    ]),
  );
}

const decimals = (number: number): number => (number < 100 ? 1 : 0);

import type { Memory } from './processes.ts';
import type { Summary } from './rounds.ts';
import { format, layOut } from './table.ts';

/** What is measured, as people read it. */
export const subjectNames = {
  account: 'GET /v1/account',
  authenticators: 'GET /v1/me/authenticators',
  bare: 'bare Fastify route',
  hop: 'bare route, one gRPC hop, mTLS',
  'plain-hop': 'bare route, one gRPC hop, plain',
} as const;

/** One line of the table of speeds. */
export interface SubjectRow extends Summary {
  name: string;
  /** Size of the answer's body. */
  bytes: number;
  /** Speed as a part of the bare route's. */
  ofBare: number;
  /** Speed as a part of that of the bare route with one hop over mTLS. */
  ofHop: number;
}

/** One line of the table of memory. */
export interface MemoryRow {
  name: string;
  /** When the platform had just become ready. */
  atRest: Memory;
  /** After the last measurement. */
  underLoad: Memory;
}

/** Everything that the benchmark `gateway` found. */
export interface GatewayReport {
  rounds: number;
  /** Length of one measurement. */
  seconds: number;
  connections: number;
  /** From nothing to a ready gateway: databases, keys and certificates made, migrations run. */
  startUpSeconds: number;
  subjects: readonly SubjectRow[];
  memory: readonly MemoryRow[];
}

// Near a whole core, the load generator is what limits the speed.
const saturatedShare = 0.9;

/** Lays a report out for people. */
export function describeGateway(report: GatewayReport): string {
  const { rounds, seconds, connections, startUpSeconds, subjects, memory } = report;
  const saturated = subjects.filter(({ generatorShare }) => generatorShare > saturatedShare).map(({ name }) => name);
  return [
    `Start from an empty state folder: ${format(startUpSeconds, 1)} s`,
    '',
    `Speed: median of ${rounds} rounds of ${seconds} s, ${connections} connections, everything on this machine`,
    describeSpeed(subjects),
    ...(saturated.length > 0
      ? [`  The load generator was at its limit; the server may be faster: ${saturated.join(', ')}`]
      : []),
    '',
    'Processor time in µs per request, by process',
    describeCpu(subjects),
    '',
    'Memory in MB: resident; after load also with shared pages divided among those who share them',
    describeMemory(memory),
  ].join('\n');
}

function describeSpeed(subjects: readonly SubjectRow[]): string {
  const heading = [
    '',
    'requests/s',
    'slowest-fastest',
    'p50 ms',
    'p99 ms',
    'x bare',
    'x mTLS hop',
    'generator',
    'bytes',
  ];
  return layOut(
    heading,
    subjects.map((row) => [
      row.name,
      format(row.perSecond),
      `${format(row.slowestPerSecond)}-${format(row.fastestPerSecond)}`,
      format(row.p50Ms, 2),
      format(row.p99Ms, 2),
      times(row.ofBare),
      times(row.ofHop),
      percent(row.generatorShare),
      format(row.bytes),
    ]),
  );
}

/** One column per process that uses a twentieth or more of any subject's time. */
function describeCpu(subjects: readonly SubjectRow[]): string {
  const parts = new Set(subjects.flatMap(({ cpuUsPerRequest }) => Object.keys(cpuUsPerRequest)));
  const shown = [...parts].filter((part) =>
    subjects.some((row) => (row.cpuUsPerRequest[part] ?? 0) >= totalCpu(row) / 20),
  );
  const rows = subjects.map((row) => [
    row.name,
    format(totalCpu(row)),
    ...shown.map((part) => {
      const us = row.cpuUsPerRequest[part];
      return us === undefined ? '-' : format(us);
    }),
  ]);
  return layOut(['', 'all', ...shown], rows);
}

function totalCpu({ cpuUsPerRequest }: Summary): number {
  return Object.values(cpuUsPerRequest).reduce((sum, us) => sum + us, 0);
}

function describeMemory(memory: readonly MemoryRow[]): string {
  const rows = memory.map(({ name, atRest, underLoad }) => toCells(name, atRest, underLoad));
  const total = toCells('all', add(memory.map(({ atRest }) => atRest)), add(memory.map(({ underLoad }) => underLoad)));
  return layOut(['', 'processes', 'ready', 'after load', 'shared divided'], [...rows, total]);
}

function toCells(name: string, atRest: Memory, underLoad: Memory): string[] {
  const { processes, residentKb, proportionalKb } = underLoad;
  const proportional = proportionalKb === undefined ? '-' : megabytes(proportionalKb);
  return [name, String(processes), megabytes(atRest.residentKb), megabytes(residentKb), proportional];
}

function add(memories: readonly Memory[]): Memory {
  return memories.reduce((sum, { processes, residentKb, proportionalKb }) => ({
    processes: sum.processes + processes,
    residentKb: sum.residentKb + residentKb,
    ...(sum.proportionalKb === undefined || proportionalKb === undefined
      ? {}
      : { proportionalKb: sum.proportionalKb + proportionalKb }),
  }));
}

const megabytes = (kb: number): string => format(kb / 1024);
const times = (number: number): string => (number < 10 ? number.toPrecision(2) : format(number));
const percent = (part: number): string => `${format(part * 100)}%`;

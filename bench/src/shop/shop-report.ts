import type { UnitCost } from '../counting/counting.ts';
import { describeUnit } from '../counting/unit-table.ts';
import { type Summary, sumOwn } from '../rounds.ts';
import { format, layOut } from '../table.ts';

export const ordersName = 'orders, cart to enrolled';
export const quotesName = 'POST /v1/quotes';
export const hopName = 'bare route, one gRPC hop, mTLS';

/** A read of the catalog, beside the route that sends the same bytes. */
export interface ReadRow extends Summary {
  name: string;
  bare: Summary;
  /** Speed as a part of the bare route's. */
  ofBare: number;
}

/** Everything that the benchmark `shop` found. */
export interface ShopReport {
  rounds: number;
  /** Length of one measurement; orders take twice as long. */
  seconds: number;
  connections: number;
  /** Buyers at a time. */
  inFlight: number;
  /** Parts that are not the product: stand-ins for the world outside, and what measures. */
  outside: readonly string[];
  /** Processor time of each part while nobody wants anything, in milliseconds per second. */
  atRestMs: Readonly<Record<string, number>>;
  orders: Summary;
  unit: UnitCost;
  quotes: Summary & { ofHop: number };
  hop: Summary;
  reads: readonly ReadRow[];
}

/** Lays a report out for people. */
export function describeShop(report: ShopReport): string {
  const { rounds, seconds, connections, inFlight, orders, unit, hop, outside, atRestMs } = report;
  const productMs = sumOwn(orders.cpuUsPerRequest, outside) / 1000;
  const allMs = sum(Object.values(orders.cpuUsPerRequest)) / 1000;
  const hopMs = sum(Object.values(hop.cpuUsPerRequest)) / 1000;
  return [
    `Complete orders, from an empty cart to licences and activation message: ${inFlight} buyers at a time, median of ${rounds} rounds`,
    layOut(
      ['', 'orders/s', 'slowest-fastest', 'p50 ms', 'p99 ms', 'generator'],
      [[ordersName, format(orders.perSecond, 1), range(orders, 1), ...latency(orders, 0), percent(orders)]],
    ),
    '',
    'Processor time in ms per order, by process',
    describeCpu(report),
    `  product ${format(productMs, 1)} (aim: 14 at most); with the stand-ins of the outside world ${format(allMs, 1)}`,
    `  as much as ${format(productMs / hopMs)} requests of the bare route with one hop`,
    `  at rest the product uses ${format(sumOwn(atRestMs, outside))} ms per second, which is contained`,
    '',
    describeUnit('order', unit),
    '',
    `Quotes and reads: median of ${rounds} rounds of ${seconds} s, ${connections} connections`,
    describeSpeed(report),
  ].join('\n');
}

function describeCpu({ orders, outside }: ShopReport): string {
  const parts = Object.entries(orders.cpuUsPerRequest);
  const own = parts.filter(([part]) => !outside.includes(part)).toSorted(([, a], [, b]) => b - a);
  const shown = [...own.filter(([, us]) => us >= 50), ...parts.filter(([part]) => outside.includes(part))];
  return layOut(['', ...shown.map(([part]) => part)], [['', ...shown.map(([, us]) => format(us / 1000, 2))]]);
}

function describeSpeed({ quotes, hop, reads }: ShopReport): string {
  const row = (name: string, summary: Summary, ofBare: string, ofHop: string): string[] => [
    name,
    format(summary.perSecond),
    range(summary),
    ...latency(summary, 2),
    ofBare,
    ofHop,
    percent(summary),
    format(sum(Object.values(summary.cpuUsPerRequest))),
  ];
  return layOut(
    ['', 'requests/s', 'slowest-fastest', 'p50 ms', 'p99 ms', 'x bare', 'x mTLS hop', 'generator', 'µs CPU'],
    [
      row(hopName, hop, '', '1.0'),
      row(quotesName, quotes, '', quotes.ofHop.toPrecision(2)),
      ...reads.flatMap((read) => [
        row(read.name, read, read.ofBare.toPrecision(2), ''),
        row('  bare route, same bytes', read.bare, '1.0', ''),
      ]),
    ],
  );
}

const range = ({ slowestPerSecond, fastestPerSecond }: Summary, decimals = 0): string =>
  `${format(slowestPerSecond, decimals)}-${format(fastestPerSecond, decimals)}`;
const latency = ({ p50Ms, p99Ms }: Summary, decimals: number): string[] => [
  format(p50Ms, decimals),
  format(p99Ms, decimals),
];
const percent = ({ generatorShare }: Summary): string => `${format(generatorShare * 100)}%`;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

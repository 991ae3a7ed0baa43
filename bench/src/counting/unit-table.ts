import { format, layOut } from '../table.ts';
import type { Figure, UnitCost, Work } from './counting.ts';

/** Lays out what one of something alone made the platform do. */
export function describeUnit(what: string, unit: UnitCost): string {
  return [
    `One ${what} alone, ${unit.times} times`,
    layOut(
      ['', `per ${what}`, 'least-most'],
      [
        figureRow('SQL statements', unit.statements),
        figureRow('  of them begin or end of a transaction', unit.transactionEnds),
        figureRow('RPCs between processes', unit.calls),
        figureRow('Redis commands', unit.commands),
      ],
    ),
    `  SQL: ${listParts(unit.typical.statements)}`,
    `  RPCs: ${listWork(unit.typical.calls)}`,
    `  Redis: ${listWork(unit.typical.commands)}`,
  ].join('\n');
}

function figureRow(name: string, { median, least, most }: Figure): string[] {
  return [name, format(median), least === most ? 'always' : `${format(least)}-${format(most)}`];
}

/** Counts by the first word of their names, the largest first. */
function listParts(work: Work[keyof Work]): string {
  const parts = Map.groupBy(Object.entries(work), ([name]) => name.split(' ', 1)[0] ?? '');
  return listWork(
    Object.fromEntries(
      [...parts].map(([part, counts]) => [
        part,
        counts.map(([, count]) => count).reduce((sum, count) => sum + count, 0),
      ]),
    ),
  );
}

function listWork(work: Work[keyof Work]): string {
  return Object.entries(work)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

import type { FaultReport, FaultsProof } from './faults.ts';

const headings = [
  'fault',
  'lasted s',
  'requests',
  '503',
  '504',
  'cut off',
  'clock',
  'slowest s',
  'recovered s',
  'log lines',
];

/** Writes for people what was done, and what clients saw of it. */
export function describeFaultsProof({ seed, reports, requests, walks, books, faults, seconds }: FaultsProof): string {
  const rows = [headings, ...reports.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [
    `${reports.length} faults of seed ${seed} in ${seconds.toFixed(0)} s, ${requests} requests`,
    '',
    ...table,
    '',
    `errands: ${walks.done} done, ${walks.abandoned} abandoned after a failure, ${walks.refused} refused`,
    `books: ${Object.entries(books.orders)
      .map(([status, count]) => `${count} orders ${status.replaceAll('_', ' ')}`)
      .join(
        ', ',
      )}; ${books.signatures} signatures, ${books.interrupted} interrupted; ${books.announcements} announcements`,
    '',
    faults.length === 0
      ? 'Nothing was lost, and nobody saw anything but 503 and 504 that say when to come again.'
      : `Not as it must be: ${faults.length}\n${faults.map((what) => `  ${what}`).join('\n')}`,
  ].join('\n');
}

function cellsOf(report: FaultReport): string[] {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  return [
    report.fault,
    seconds(report.lastedMs),
    String(report.requests),
    String(report.unavailable['503'] ?? 0),
    String(report.unavailable['504'] ?? 0),
    String(report.connections),
    String(report.clock),
    seconds(report.slowestMs),
    seconds(report.recoveredMs),
    String(report.warnings),
  ];
}

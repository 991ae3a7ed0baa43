import { describeOdds } from '../odds.ts';
import type { FactorProof } from './factors.ts';

/** Writes for people what was tried and what passed. */
export function describeFactorProof({ races, bursts, sieges, askings, replays, faults, seconds }: FactorProof): string {
  const days = Math.max(...sieges.map((siege) => siege.days));
  const kinds = [...new Set(sieges.map(({ kind }) => kind))];
  return [
    `Sieges of ${days} days of the world's time by somebody who knows the password; took ${seconds.toFixed(0)} s`,
    '',
    'Guesses that were compared with the secret',
    layOut([
      ['', 'passed', 'policy', 'refused unseen', 'odds of a hit', 'told a year', 'told odds', 'owner refused'],
      ...sieges.map(({ kind, tactics, admitted, atMost, refused, odds, told, owner, days: own }) => [
        `${kind}, ${tactics}${own === days ? '' : `, ${own} days`}`,
        String(admitted),
        String(atMost),
        String(refused),
        odds === undefined ? '?' : describeOdds(odds),
        String(told?.guessesPerYear ?? '?'),
        told === undefined ? '?' : describeOdds(told.chancePerYear),
        owner.came === 0 ? '-' : `${owner.refused} of ${owner.came}`,
      ]),
    ]),
    '',
    'In the same moment',
    layOut([
      ['', 'sent', 'passed', 'may'],
      ...races.map(({ what, sent, accepted }) => [`right answer, ${what}`, String(sent), String(accepted), '1']),
      ...bursts.map(({ kind, sent, admitted, atMost }) => [
        `wrong answers, ${kind}`,
        String(sent),
        String(admitted),
        String(atMost),
      ]),
    ]),
    '',
    'Again',
    layOut([
      ['', 'asked', 'questions', 'sent', 'may', 'given twice', 'accepted'],
      ...kinds.map((kind) => {
        const asking = askings.find((one) => one.kind === kind);
        const replay = replays.find((one) => one.kind === kind);
        return [
          kind,
          ...[asking?.asked, asking?.questions, asking?.sends?.made, asking?.sends?.atMost].map((n) =>
            String(n ?? '-'),
          ),
          String(replay?.given ?? '-'),
          String(replay?.accepted.length ?? '-'),
        ];
      }),
    ]),
    '',
    faults.length === 0
      ? 'As the policy says.'
      : `Not as the policy says:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  ].join('\n');
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

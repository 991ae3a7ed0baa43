import type { SiegeReport } from './siege.ts';
import type { SigningProof } from './signing.ts';

/** Writes for people what was tried, and what came of it. */
export function describeSigningProof({ seed, custody, attempts, siege, faults, seconds }: SigningProof): string {
  const groups = Map.groupBy(attempts, ({ group }) => group);
  return [
    `Signing, keys ${custody}, seed ${seed}, ${seconds.toFixed(0)} s`,
    ...(siege === undefined ? [] : ['', ...describeSiege(siege)]),
    ...[...groups].flatMap(([group, rows]) => [
      '',
      `Attacks ${group}`,
      ...rows.map(({ what, tried, answers, wrong }) => {
        const said = [...answers].map(([answer, times]) => `${shorten(answer)}${tried > 1 ? ` ${times}` : ''}`);
        return `  ${what.padEnd(68)}  ${String(tried).padStart(3)}  ${wrong === 0 ? '' : `WRONG ${wrong}: `}${said.join(', ')}`;
      }),
    ]),
    '',
    `${attempts.reduce((sum, { tried }) => sum + tried, 0)} attempts, ${attempts.reduce((sum, { wrong }) => sum + wrong, 0)} that came to what must not be`,
    faults.length === 0
      ? 'As it must be: nothing was signed twice, nothing that nobody authorised, nothing was lost that was told.'
      : `Not as it must be: ${faults.length}\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  ].join('\n');
}

function describeSiege({ receipts, wreckage, signed, lost, given, repeatedRequests }: SiegeReport): string[] {
  const byKill = Object.entries(Object.groupBy(wreckage.kills, (kill) => kill));
  const byState = Object.entries(Object.groupBy(receipts, ({ state }) => state));
  const byAnswer = Object.entries(
    Object.groupBy(
      receipts.flatMap(({ answers }) => answers),
      (answer) => answer,
    ),
  );
  const counted = (entries: typeof byKill) =>
    entries.map(([name, all = []]) => `    ${name}: ${all.length}`).toSorted();
  return [
    'Signatures while processes died',
    `  ${receipts.length} requests, ${receipts.filter(({ wantsDocuments }) => wantsDocuments).length} of them over documents; ${given} codes given`,
    `  ${wreckage.kills.length} processes killed`,
    ...counted(byKill),
    `  Redis emptied ${wreckage.redisEmptied} times, ${repeatedRequests} requests sent again`,
    '  ended',
    ...byState.map(([state, all = []]) => `    ${state}: ${all.length}`).toSorted(),
    '  told',
    ...byAnswer.map(([answer, all = []]) => `    ${answer}: ${all.length}`).toSorted(),
    `  ${signed} digests signed once, ${lost} reserved when the signer died and never signed`,
  ];
}

/** What is no code is cut. */
function shorten(answer: string): string {
  return answer.length > 60 ? `${answer.slice(0, 57)}…` : answer;
}

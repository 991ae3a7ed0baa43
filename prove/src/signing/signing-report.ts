import type { ApplicationsReport } from './applications/applications.ts';
import type { SiegeReport } from './siege.ts';
import type { SigningProof } from './signing.ts';

/** Writes for people what was tried, and what came of it. */
export function describeSigningProof(proof: SigningProof): string {
  const { seed, custody, attempts, siege, applications, faults, seconds } = proof;
  const groups = Map.groupBy(attempts, ({ group }) => group);
  return [
    `Signing, keys ${custody}, seed ${seed}, ${seconds.toFixed(0)} s`,
    ...(siege === undefined ? [] : ['', ...describeSiege(siege)]),
    ...(applications === undefined ? [] : ['', ...describeApplications(applications)]),
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
  return [
    'Signatures while processes died',
    `  ${receipts.length} requests, ${receipts.filter(({ wantsDocuments }) => wantsDocuments).length} of them over documents; ${given} codes given`,
    ...describeWreckage(wreckage, repeatedRequests),
    ...describeReceipts(receipts),
    `  ${signed} digests signed once, ${lost} reserved when the signer died and never signed`,
  ];
}

function describeApplications({ calls, wreckage, signed, lost, ...report }: ApplicationsReport): string[] {
  return [
    'Signatures by applications while processes died',
    `  ${report.runs} authorisations, ${calls.length} calls that sign; ${report.restarts} times somebody began anew`,
    ...describeWreckage(wreckage, report.repeatedRequests),
    ...describeReceipts(calls),
    `  ${signed} digests signed once, ${lost} reserved when the signer died and never signed`,
    `  ${report.secrets} tokens, codes and handles are in none of ${report.logLines} lines of logs, unless it is said below`,
  ];
}

function describeWreckage({ kills, redisEmptied }: SiegeReport['wreckage'], repeatedRequests: number): string[] {
  return [
    `  ${kills.length} processes killed`,
    ...count(kills),
    `  Redis emptied ${redisEmptied} times, ${repeatedRequests} requests sent again`,
  ];
}

function describeReceipts(receipts: SiegeReport['receipts']): string[] {
  return [
    '  ended',
    ...count(receipts.map(({ state }) => state)),
    '  told',
    ...count(receipts.flatMap(({ answers }) => answers)),
  ];
}

function count(names: readonly string[]): string[] {
  return [...Map.groupBy(names, (name) => name)].map(([name, all]) => `    ${name}: ${all.length}`).toSorted();
}

/** What is no code is cut. */
function shorten(answer: string): string {
  return answer.length > 60 ? `${answer.slice(0, 57)}…` : answer;
}

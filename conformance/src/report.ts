import type { CheckResult } from './csc.ts';

const marks = { passed: '✓', failed: '✗', 'not offered': '–' } as const;

/** What became of a check, as a line for people; why, on a line of its own. */
export function toLine({ version, method, title, outcome, reason }: CheckResult): string {
  const line = `${marks[outcome]} v${version} ${method}: ${title}`;
  return reason === undefined ? line : `${line}\n    ${reason}`;
}

/** The sum at the end of a report. */
export function toSum(results: readonly CheckResult[]): string {
  const count = (outcome: CheckResult['outcome']) => results.filter((each) => each.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('not offered')} not offered`;
}

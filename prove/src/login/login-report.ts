import { describeOdds } from '../odds.ts';
import type { LoginProof } from './login.ts';

/** Writes for people what was tried and what passed. */
export function describeLoginProof({ sieges, bursts, faults, seconds }: LoginProof): string {
  const days = sieges[0]?.days ?? 0;
  return [
    `Each for ${days} days of the world's time; took ${seconds.toFixed(0)} s`,
    '',
    ...sieges.flatMap(({ name, guesses, atMost, odds, owner }) => [
      `  ${name}`,
      `    guesses that passed: ${guesses.admitted} (policy: ${atMost} at most), refused unseen: ${guesses.refused}; odds of a hit: ${describeOdds(odds)}`,
      ...(owner.fromHisDevice === 0
        ? []
        : [
            `    owner locked out: ${owner.refusedThere} of ${owner.fromHisDevice} from his device, ${owner.refusedAnew} of ${owner.fromNewDevices} from new ones`,
          ]),
    ]),
    '',
    ...bursts.map(
      ({ name, sent, admitted, atMost }) =>
        `  ${sent} ${name} in the same moment: ${admitted} passed (${atMost} at most)`,
    ),
    '',
    faults.length === 0
      ? 'As the policy says.'
      : `Not as the policy says:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  ].join('\n');
}

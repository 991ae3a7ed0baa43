import type { Proof } from './checkout.ts';

/** Writes for people what was tried and what was lost. */
export function describeProof({ seed, receipts, wreckage, mails, losses, ...proof }: Proof): string {
  const count = (holds: (plan: Proof['receipts'][number]['plan']) => boolean) =>
    receipts.filter(({ plan }) => holds(plan)).length;
  const repeatedMails = mails.length - new Set(mails.map(({ to, messageId }) => `${to} ${messageId}`)).size;
  const byVictim = Object.entries(Object.groupBy(wreckage.kills, (kill) => kill)).map(
    ([kill, all = []]) => `    ${kill}: ${all.length}`,
  );
  return [
    `${receipts.length} checkouts of seed ${seed} in ${proof.seconds.toFixed(0)} s`,
    '',
    'Tried',
    `  ${count(({ tabs }) => tabs > 1)} in two tabs, ${count(({ completions }) => completions > 1)} with the same completion several times at once`,
    `  ${count(({ cards }) => cards.length > 1)} with a card that was declined first, ${count(({ cards }) => cards.some((card) => card === 'confirmed' || card === 'rejected'))} with 3-D Secure`,
    `  ${count(({ cancel }) => cancel !== 'no')} given up, ${count(({ forgeries }) => forgeries.length > 0)} with forged events`,
    `  ${wreckage.kills.length} processes killed`,
    ...byVictim.toSorted(),
    `  Redis emptied ${wreckage.redisEmptied} times`,
    `  ${proof.repeatedRequests} requests had to be sent again`,
    '',
    'Ended',
    ...Object.entries(proof.ends)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([status, orders]) => `  ${status.replaceAll('_', ' ')}: ${orders}`),
    `  ${proof.surplusCaptures} charges paid back, ${mails.length} messages, ${repeatedMails} of them once more under the same Message-ID`,
    '',
    losses.length === 0
      ? 'Lost: nothing. One charge, one grant, one message each; every ledger sums to zero.'
      : `Lost: ${losses.length}\n${losses.map(({ run, orderId, what }) => `  run ${run} ${orderId}: ${what}`).join('\n')}`,
  ].join('\n');
}

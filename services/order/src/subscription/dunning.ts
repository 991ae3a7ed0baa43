import { endDay, findDue, holdDay, orderLeadDays, type SubscriptionFacts } from './subscription.ts';
import { addDays } from './term.ts';

/** What a buyer is told about something that is due. */
export type DunningMessage = 'renewal-due' | 'renewal-announced' | 'renewal-overdue';

/** Days, counted from the moment at which something is due, on which a buyer is told so. */
interface Schedule {
  notices: readonly { day: number; message: DunningMessage }[];
  /** Days on which the kept payment method is charged. */
  charges: readonly number[];
}

const bySwitch: Schedule = {
  notices: [
    { day: -30, message: 'renewal-announced' },
    { day: -7, message: 'renewal-announced' },
  ],
  charges: [0, 3, 7, 14],
};

const byHand: Schedule = {
  notices: [
    { day: -30, message: 'renewal-due' },
    { day: -14, message: 'renewal-due' },
    { day: -3, message: 'renewal-due' },
    { day: 0, message: 'renewal-overdue' },
    { day: 14, message: 'renewal-overdue' },
  ],
  charges: [],
};

/** The days that hold for a subscription. */
export function scheduleOf({ autoRenew }: Pick<SubscriptionFacts, 'autoRenew'>): Schedule {
  return autoRenew ? bySwitch : byHand;
}

/**
 * The notice whose day has come, the latest alone: a buyer is not told thrice at once what a pause of the sweep left.
 * Nothing is overdue of a further term, which nobody owes.
 */
export function findNotice(facts: SubscriptionFacts, at: Date): { day: number; message: DunningMessage } | undefined {
  const due = findDue(facts);
  if (due === undefined) return undefined;
  return scheduleOf(facts)
    .notices.filter(({ day }) => (due.kind === 'year' || day < 0) && addDays(due.at, day) <= at)
    .at(-1);
}

/** The number of charges whose day has come; 0 before the first, and where nothing is charged by itself. */
export function chargesDue(facts: SubscriptionFacts, at: Date): number {
  const due = findDue(facts);
  // While a bank asks money back, nothing more is taken.
  if (due === undefined || facts.disputedOrders.length > 0) return 0;
  return scheduleOf(facts).charges.filter((day) => addDays(due.at, day) <= at).length;
}

/** When the charge after `made` others is tried; undefined when that was the last. */
export function nextChargeAt(facts: SubscriptionFacts, made: number): Date | undefined {
  const due = findDue(facts);
  const day = scheduleOf(facts).charges[made];
  return due === undefined || day === undefined ? undefined : addDays(due.at, day);
}

/** The next moment after `at` at which anything about a subscription changes by itself; undefined once it ended. */
export function nextStepAt(facts: SubscriptionFacts, at: Date): Date | undefined {
  const due = findDue(facts);
  if (due === undefined) return undefined;
  const { notices, charges } = scheduleOf(facts);
  const days = [-orderLeadDays, ...notices.map(({ day }) => day), ...charges];
  const moments = [
    ...days.map((day) => addDays(due.at, day)),
    facts.paidUntil,
    addDays(facts.paidUntil, holdDay),
    addDays(facts.paidUntil, endDay),
    facts.termEnd,
  ];
  return moments.filter((moment) => moment > at).toSorted((a, b) => a.getTime() - b.getTime())[0];
}

import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { PaymentOption } from '../quote/quote.ts';
import { addDays } from './term.ts';

export const subscriptionStatuses = ['active', 'past_due', 'suspended', 'ended'] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** Why a subscription ended: its time was over, a year was not paid, or its money went back. */
export type EndReason = 'term_over' | 'unpaid' | 'refunded' | 'dispute_lost';

/** Whether the order of a period waits to be paid, was paid, or was paid back. */
export type PeriodState = 'open' | 'paid' | 'refunded';

/** What became of a charge by the buyer's switch. */
export type ChargeOutcome = 'accepted' | 'declined' | 'requires_action' | 'unanswered';

/** What the rules look at. */
export interface SubscriptionFacts {
  paymentOption: PaymentOption;
  termEnd: Date;
  paidUntil: Date;
  autoRenew: boolean;
  disputedOrders: readonly string[];
  endedAt: Date | null;
}

/** Version of the text by which a buyer agrees to renewal by itself. */
export const renewalConsentVersion = '2026-11';

/** Days after a year became due, unpaid, on which licences are held, and on which the subscription ends. */
export const holdDay = 21;
export const endDay = 90;
/** Days before it is due that the order of a renewal is made. */
export const orderLeadDays = 30;
/** Days before the end of its term that a further one is charged by the switch: all tries come before the end. */
export const furtherTermLeadDays = 15;

/** What is due next: the next year of the term, or a further term. */
export interface Due {
  kind: 'year' | 'term';
  at: Date;
}

/** What is due next, and when; undefined once it ended. */
export function findDue(facts: SubscriptionFacts): Due | undefined {
  const { paidUntil, termEnd, autoRenew, endedAt } = facts;
  if (endedAt !== null) return undefined;
  if (paidUntil < termEnd) return { kind: 'year', at: paidUntil };
  return { kind: 'term', at: autoRenew ? addDays(termEnd, -furtherTermLeadDays) : termEnd };
}

/** Where a subscription stands at a moment, and why it ended if it did. */
export function standingAt(
  facts: SubscriptionFacts,
  at: Date,
): { status: SubscriptionStatus; endReason?: 'term_over' | 'unpaid' } {
  const { paidUntil, termEnd, endedAt, disputedOrders } = facts;
  if (endedAt !== null) return { status: 'ended' };
  if (at >= termEnd) return { status: 'ended', endReason: 'term_over' };
  if (at >= addDays(paidUntil, endDay)) return { status: 'ended', endReason: 'unpaid' };
  if (disputedOrders.length > 0) return { status: 'suspended' };
  if (at < paidUntil) return { status: 'active' };
  return { status: at < addDays(paidUntil, holdDay) ? 'past_due' : 'suspended' };
}

/** Throws `SUBSCRIPTION_WRONG_STATUS` when a subscription ended. */
export function requireNotEnded({ endedAt }: { endedAt: Date | null }): void {
  if (endedAt !== null) {
    throw conflict('SUBSCRIPTION_WRONG_STATUS', 'this subscription has ended; buy the product again');
  }
}

/** Answers an unknown subscription and another account's alike. */
export function subscriptionNotFound(): DomainError {
  return notFound('SUBSCRIPTION_NOT_FOUND', 'no such subscription');
}

import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { Payment } from '../payment/payment.ts';
import type { Quote } from '../quote.ts';
import type { Contact } from './contact.ts';

export type OrderStatus = 'draft' | 'awaiting_payment' | 'paid' | 'fulfilling' | 'completed' | 'review_needed';

export type TimelineCode =
  | 'order_created'
  | 'contact_set'
  | 'payment_added'
  | 'payment_declined'
  | 'payment_captured'
  | 'amount_mismatch'
  | 'order_paid'
  | EnrolmentStep
  | 'order_completed';

/** Steps that enrolment reports, in the order in which they happen. */
export const enrolmentSteps = ['account_created', 'inventory_granted', 'activation_sent'] as const;
export type EnrolmentStep = (typeof enrolmentSteps)[number];

export interface Order extends Quote {
  /** Prefixed `ord_`. */
  id: string;
  number: string;
  status: OrderStatus;
  contact: Contact | undefined;
  /** Latest attempt; undefined until one was made. */
  payment: Payment | undefined;
  termsVersion: string;
  /** Oldest first. */
  timeline: { at: Date; code: TimelineCode }[];
  createdAt: Date;
}

/** A move of an order from one status to another. */
export interface Transition {
  from: OrderStatus;
  to: OrderStatus;
}

const next: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  // To review from here: money arrived for an order that was not being charged.
  draft: ['awaiting_payment', 'review_needed'],
  // Back to draft: the payment was declined.
  awaiting_payment: ['draft', 'paid', 'review_needed'],
  paid: ['fulfilling'],
  fulfilling: ['completed'],
  completed: [],
  review_needed: [],
};

/** Whether an order may move from one status to the other. */
export function canMove({ from, to }: Transition): boolean {
  return next[from].includes(to);
}

/** Whether the provider's event for the whole amount has arrived, and nothing was odd about it. */
export function isPaid(status: OrderStatus): boolean {
  return status === 'paid' || status === 'fulfilling' || status === 'completed';
}

/** Throws `ORDER_WRONG_STATUS` unless the order is still being filled in. */
export function requireDraft(status: OrderStatus): void {
  if (status !== 'draft') {
    throw conflict('ORDER_WRONG_STATUS', `an order that is ${status.replaceAll('_', ' ')} cannot be changed`);
  }
}

/** Answers an unknown id and a wrong secret alike. */
export function orderNotFound(): DomainError {
  return notFound('ORDER_NOT_FOUND', 'no such order');
}

/** Number for people: the year (UTC) in which the order was made, and a running number of at least six digits. */
export function orderNumber(at: Date, running: bigint): string {
  return `CS-${at.getUTCFullYear()}-${running.toString().padStart(6, '0')}`;
}

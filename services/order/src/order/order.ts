import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { OrderDocument } from '../document/document.ts';
import type { Money } from '../money.ts';
import type { Payment } from '../payment/payment.ts';
import type { Prices, Quote } from '../quote/quote.ts';
import type { Contacts } from './contact.ts';
import type { Saga } from './saga.ts';
import type { TimelineEntry } from './timeline.ts';

export const orderStatuses = [
  'draft',
  'details_complete',
  'review',
  'awaiting_payment',
  'paid',
  'fulfilling',
  'completed',
  'expired',
  'cancelled',
  'review_needed',
  'refund_pending',
  'refunded',
  'partly_refunded',
  'disputed',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export type OrderKind = 'purchase' | 'renewal';

/** Days after which an order that was not completed expires. */
export const draftDays = 7;

export interface Order extends Prices {
  /** Prefixed `ord_`. */
  id: string;
  number: string;
  kind: OrderKind;
  status: OrderStatus;
  /** Set by somebody, or filled in from an earlier order; undefined when there is none. */
  contacts: Contacts | undefined;
  contactsConfirmed: boolean;
  /** Language of its messages and documents. */
  language: string;
  /** Latest attempt; undefined until one was made. */
  payment: Payment | undefined;
  /** Undefined in orders made before there were quotes. */
  quote: Quote | undefined;
  termsVersion: string;
  termsAcceptedAt: Date | undefined;
  /** Oldest first. */
  timeline: TimelineEntry[];
  /** Undefined until paid. */
  saga: Saga | undefined;
  /** Oldest first. */
  documents: OrderDocument[];
  buyerUserId: string | undefined;
  accountId: string | undefined;
  /** Whether it can be proved by its secret. */
  hasSecret: boolean;
  refunded: Money;
  /** In the order of the lines; empty until paid. */
  subscriptionIds: string[];
  paidAt: Date | undefined;
  createdAt: Date;
  expiresAt: Date | undefined;
}

/** A move of an order from one status to another. */
export interface Transition {
  from: OrderStatus;
  to: OrderStatus;
}

const next: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  draft: ['details_complete', 'review', 'expired', 'cancelled', 'review_needed'],
  // Back to draft: a new quote is for another country than that of the bill.
  details_complete: ['draft', 'review', 'expired', 'cancelled', 'review_needed'],
  // Back to details_complete: a new quote voided the payment method.
  review: ['draft', 'details_complete', 'awaiting_payment', 'expired', 'cancelled', 'review_needed'],
  // Back to review: declined, or not confirmed by the buyer's bank; another attempt can be made.
  awaiting_payment: ['review', 'paid', 'cancelled', 'review_needed'],
  paid: ['fulfilling', 'refund_pending', 'disputed'],
  fulfilling: ['completed', 'refund_pending', 'disputed'],
  completed: ['refund_pending', 'disputed'],
  expired: [],
  cancelled: [],
  review_needed: ['refund_pending'],
  // Back to where it was: the provider refused.
  refund_pending: ['paid', 'fulfilling', 'completed', 'review_needed', 'refunded', 'partly_refunded'],
  refunded: [],
  partly_refunded: ['refund_pending', 'disputed'],
  // Back to where it was: won.
  disputed: ['paid', 'fulfilling', 'completed', 'refunded', 'partly_refunded'],
};

/** Whether an order may move from one status to the other; staying where it is always may. */
export function canMove({ from, to }: Transition): boolean {
  return from === to || next[from].includes(to);
}

const open: readonly OrderStatus[] = ['draft', 'details_complete', 'review'];

/** Whether the buyer is still filling the order in. */
export function isOpen(status: OrderStatus): boolean {
  return open.includes(status);
}

/** Where an order that is being filled in stands, by what is there; a payment method needs contacts first. */
export function openStatus(has: { contactsConfirmed: boolean; attempt: boolean }): OrderStatus {
  if (!has.contactsConfirmed) return 'draft';
  return has.attempt ? 'review' : 'details_complete';
}

/** Whether an order is paid and what was bought is to be delivered. */
export function isPaid(status: OrderStatus): boolean {
  return status === 'paid' || status === 'fulfilling' || status === 'completed' || status === 'partly_refunded';
}

/** Whether an order was paid at some time, whatever became of it later. */
export function wasPaid(status: OrderStatus): boolean {
  return isPaid(status) || status === 'refund_pending' || status === 'refunded' || status === 'disputed';
}

/** Whether leaving to this status is a detour from which the order may have to return. */
export function isDetour(status: OrderStatus): boolean {
  return status === 'refund_pending' || status === 'disputed';
}

/** Throws `ORDER_WRONG_STATUS` unless the order is still being filled in. */
export function requireOpenOrder(status: OrderStatus): void {
  if (!isOpen(status)) throw wrongStatus(status, 'be changed');
}

/** What is told when the status of an order does not allow something: `verb` as in "cannot be changed". */
export function wrongStatus(status: OrderStatus, verb: string): DomainError {
  return conflict('ORDER_WRONG_STATUS', `an order that is ${status.replaceAll('_', ' ')} cannot ${verb}`);
}

/** Answers an unknown id and a wrong secret alike. */
export function orderNotFound(): DomainError {
  return notFound(
    'ORDER_NOT_FOUND',
    'no such order of yours; once its account is activated its secret opens it no more, log in',
  );
}

/** Moment at which an order that was made, or got its quote, at `at` expires unless it is completed. */
export function orderExpiry(at: Date): Date {
  return new Date(at.getTime() + draftDays * 86_400_000);
}

/** Number for people: the year (UTC) in which the order was made, and a running number of at least six digits. */
export function orderNumber(at: Date, running: bigint): string {
  return `CS-${at.getUTCFullYear()}-${running.toString().padStart(6, '0')}`;
}

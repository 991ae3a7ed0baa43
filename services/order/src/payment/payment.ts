import { conflict, type DomainError } from '@countersign/errors';
import type { ProviderChange } from './payment-provider.ts';

/** Where an attempt stands. */
export const attemptStatuses = [
  /** Waits for the completion of the order. */
  'created',
  /** Being charged, or charged and waiting for the provider's event. */
  'processing',
  /** The buyer must confirm at his bank. */
  'requires_action',
  /** Neither answer nor event came in time; the provider is asked again and again. */
  'unknown',
  /** The money is there. */
  'captured',
  /** Declined. */
  'failed',
  /** Called off after it had been begun. */
  'cancelled',
  /** Paid back, wholly. */
  'refunded',
  /** The buyer's bank asks for the money back. */
  'disputed',
  /** Given up for another payment method before it was charged. */
  'replaced',
] as const;
export type AttemptStatus = (typeof attemptStatuses)[number];

const next: Readonly<Record<AttemptStatus, readonly AttemptStatus[]>> = {
  created: ['processing', 'cancelled', 'replaced'],
  processing: ['requires_action', 'unknown', 'captured', 'failed', 'cancelled'],
  // Back to processing: the buyer has confirmed, the money is on its way.
  requires_action: ['processing', 'unknown', 'captured', 'failed', 'cancelled'],
  unknown: ['requires_action', 'captured', 'failed', 'cancelled'],
  captured: ['refunded', 'disputed'],
  // Money is stronger than an earlier refusal: events come in any order.
  failed: ['captured'],
  // The same for odd money, which goes to review.
  cancelled: ['captured'],
  refunded: ['captured', 'disputed'],
  disputed: ['captured', 'refunded'],
  replaced: [],
};

/** Whether an attempt may go from one status to the other. */
export function canMoveAttempt({ from, to }: { from: AttemptStatus; to: AttemptStatus }): boolean {
  return next[from].includes(to);
}

/** Statuses in which the provider may hold money of which we do not know. */
export const inFlight: readonly AttemptStatus[] = ['processing', 'requires_action', 'unknown'];

/** Statuses from which an attempt may go to another. */
export function statusesBefore(to: AttemptStatus): AttemptStatus[] {
  return attemptStatuses.filter((from) => canMoveAttempt({ from, to }));
}

/** The latest attempt as its buyer sees it. */
export interface Payment {
  /** Prefixed `pay_`. */
  id: string;
  status: AttemptStatus;
  /** The provider's reason when failed, otherwise empty. */
  declineCode: string;
  /** Page of 3-D Secure; empty unless the status is `requires_action`. */
  actionUrl: string;
  keepMethod: boolean;
}

/** An attempt that is to be charged. */
export interface Charge {
  /** Id of the attempt, and the provider's idempotency key: to send it again is safe. */
  paymentId: string;
  orderId: string;
  token: string;
  amountMinor: bigint;
  currency: string;
  keepMethod: boolean;
  offSession: boolean;
  returnUrl: string;
}

/** A change that a provider told, as it is stored: JSON has no integers of 64 bits. */
export type StoredChange = ProviderChange extends infer C
  ? C extends { amountMinor: bigint }
    ? Omit<C, 'amountMinor'> & { amountMinor: string }
    : C
  : never;

/** What captured money is for: it pays the order, it is odd and staff must look, or it goes back by itself. */
export type CaptureUse = 'paid' | 'review' | 'surplus';

/** What became of a provider's event. */
export type EventOutcome =
  /** The order is paid. */
  | 'captured'
  /** Another amount or currency than the order's: to review. */
  | 'amount_mismatch'
  /** Money for an order that was not being charged: to review. */
  | 'unexpected'
  /** Money that is not needed: paid back by itself. */
  | 'surplus'
  /** Nothing that was not known. */
  | 'repeated'
  /** The attempt has failed; the buyer may try again. */
  | 'failed'
  /** Money went back. */
  | 'refunded'
  /** Money went back that nobody here had asked to send. */
  | 'refunded_elsewhere'
  | 'refund_failed'
  | 'disputed'
  | 'dispute_closed'
  /** Came before the event that it follows; applied together with that. */
  | 'deferred'
  /** No order of ours. */
  | 'unknown_reference'
  /** A kind of event that changes nothing here. */
  | 'ignored';

/** The form in which a change is stored. */
export function toStoredChange(change: ProviderChange): StoredChange {
  return 'amountMinor' in change ? { ...change, amountMinor: change.amountMinor.toString() } : change;
}

/** A change as it was stored. */
export function fromStoredChange(stored: StoredChange): ProviderChange {
  return 'amountMinor' in stored ? { ...stored, amountMinor: BigInt(stored.amountMinor) } : stored;
}

/** What a buyer is told when the provider declined. */
export function paymentDeclined(): DomainError {
  return conflict('PAYMENT_DECLINED', 'the payment was declined; add another payment method and complete again');
}

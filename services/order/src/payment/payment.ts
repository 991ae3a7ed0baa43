import { conflict, type DomainError } from '@countersign/errors';

/**
 * Where an attempt stands: waiting for the completion of the order, being charged, paid, declined, or given up for
 * another payment method.
 */
export type AttemptStatus = 'created' | 'processing' | 'captured' | 'failed' | 'replaced';

/** The latest attempt as its buyer sees it. */
export interface Payment {
  /** Prefixed `pay_`. */
  id: string;
  status: AttemptStatus;
  /** The provider's reason when failed, otherwise empty. */
  declineCode: string;
}

/** An attempt that is to be charged. */
export interface Charge {
  /** Id of the attempt, and the provider's idempotency key: to send it again is safe. */
  paymentId: string;
  orderId: string;
  token: string;
  amountMinor: bigint;
  currency: string;
}

/** A capture that the provider reported. */
export interface Capture {
  chargeId: string;
  /** Id of the order, as the provider was told. */
  reference: string;
  amountMinor: bigint;
  /** ISO 4217, upper case. */
  currency: string;
}

/** What became of a provider's event. */
export type EventOutcome =
  /** The order is paid. */
  | 'captured'
  /** Another amount or currency than the order's: to review. */
  | 'amount_mismatch'
  /** Money for an order that was not being charged: to review. */
  | 'unexpected'
  /** Another charge for an order that is settled already: to refund. */
  | 'surplus'
  /** The same charge as an earlier event. */
  | 'repeated'
  /** No order of ours. */
  | 'unknown_reference'
  /** A kind of event that changes nothing here. */
  | 'ignored';

/** What a buyer is told when the provider declined. */
export function paymentDeclined(): DomainError {
  return conflict('PAYMENT_DECLINED', 'the payment was declined; add another payment method and complete again');
}

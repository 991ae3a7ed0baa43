import type { Capture } from './payment.ts';

/** What a provider answered to a charge: taken on, or refused for good with its code. */
export type ChargeAnswer = { outcome: 'accepted'; chargeId: string } | { outcome: 'declined'; code: string };

/** A provider's event whose signature was right; `capture` is absent for kinds that change nothing here. */
export interface ProviderEvent {
  /** The provider's own id: the same event may come again. */
  id: string;
  capture?: Capture;
}

/** The port to a payment provider. */
export interface PaymentProvider {
  /** Name in the address of its events, e.g. `sandbox`. */
  readonly name: string;
  /**
   * Charges a payment method. The same `idempotencyKey` charges once, however often it is sent. Throws a plain `Error`
   * when it is not known whether the charge was made: unreachable, too late, or an answer that makes no sense.
   */
  charge(request: {
    token: string;
    amountMinor: bigint;
    currency: string;
    reference: string;
    idempotencyKey: string;
  }): Promise<ChargeAnswer>;
  /** Reads an event exactly as it came. Throws `PAYMENT_EVENT_INVALID` when signature, age or form is wrong. */
  verifyEvent(body: Uint8Array, signature: string): ProviderEvent;
}

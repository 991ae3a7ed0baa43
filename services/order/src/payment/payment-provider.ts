/** What a provider answered to a charge. */
export type ChargeAnswer =
  /** Taken on; an event tells when the money is there. */
  | { outcome: 'accepted'; chargeId: string }
  /** The buyer must confirm at his bank first (3-D Secure), on the page at `actionUrl`. */
  | { outcome: 'requires_action'; chargeId: string; actionUrl: string }
  /** Refused for good, with the provider's code, for example `insufficient_funds`. */
  | { outcome: 'declined'; code: string };

/** What a provider says of a charge when it is asked. */
export interface ChargeState {
  chargeId: string;
  status: 'processing' | 'requires_action' | 'captured' | 'failed' | 'cancelled';
  amountMinor: bigint;
  /** ISO 4217, upper case. */
  currency: string;
  /** Why it failed; empty otherwise. */
  declineCode: string;
}

/** What a provider answered to a refund: taken on, or refused for good with its code. */
export type RefundAnswer = { outcome: 'accepted'; refundId: string } | { outcome: 'declined'; code: string };

/**
 * What a provider's event tells. `reference` is the id of the order, as the provider was told; it is empty where the
 * provider's event does not repeat it (Stripe's disputes, and refunds made in its dashboard): `chargeId` names the charge
 * all the same. Events may come in any order, and say the same thing again under another id.
 */
export type ProviderChange =
  | {
      kind: 'captured';
      chargeId: string;
      reference: string;
      /** The key it was charged under; absent when nobody asked for the charge, and a provider made it all the same. */
      idempotencyKey?: string;
      amountMinor: bigint;
      currency: string;
      /** The payment method kept for later charges; absent unless that was asked for. */
      savedMethod?: string;
    }
  | {
      kind: 'failed';
      chargeId: string;
      reference: string;
      /** As above. Stripe tells also of charges that it answered as declined, when another one may be under way. */
      idempotencyKey?: string;
      declineCode: string;
    }
  | {
      kind: 'refunded';
      chargeId: string;
      reference: string;
      refundId: string;
      amountMinor: bigint;
      currency: string;
    }
  | { kind: 'refund_failed'; chargeId: string; reference: string; refundId: string; declineCode: string }
  | {
      kind: 'disputed';
      chargeId: string;
      reference: string;
      disputeId: string;
      amountMinor: bigint;
      currency: string;
    }
  | { kind: 'dispute_closed'; chargeId: string; reference: string; disputeId: string; won: boolean };

/** A provider's event whose signature was right; `change` is absent for kinds that change nothing here. */
export interface ProviderEvent {
  /** The provider's own id: the same event may come again, and later than others that happened after it. */
  id: string;
  change?: ProviderChange;
}

/** The port to a payment provider. Amounts are integers in minor units of an ISO 4217 currency in upper case. */
export interface PaymentProvider {
  /** Name in the address of its events, e.g. `sandbox`. */
  readonly name: string;
  /** What a browser needs to make a token: the provider's page, or its script with a public key. */
  readonly publicSettings: { pageUrl: string; publishableKey: string };
  /**
   * Charges a payment method. The same `idempotencyKey` charges once, however often it is sent. `saveMethod` keeps the
   * method for later charges without the buyer; `offSession` is such a charge, with the saved method as `token`. Throws a
   * plain `Error` when it is not known whether the charge was made: unreachable, too late, or an answer without sense.
   */
  charge(request: {
    token: string;
    amountMinor: bigint;
    currency: string;
    /** Id of the order. */
    reference: string;
    idempotencyKey: string;
    /** Where the provider sends the buyer back to after 3-D Secure. */
    returnUrl: string;
    saveMethod: boolean;
    offSession: boolean;
  }): Promise<ChargeAnswer>;
  /**
   * Finds what became of a charge by its order and key; undefined when the provider never took it on. Throws a plain
   * `Error` when the provider cannot be asked.
   */
  findCharge(key: { reference: string; idempotencyKey: string }): Promise<ChargeState | undefined>;
  /** Gives a charge up that waits for the buyer; one that was captured meanwhile stays so, which its event tells. */
  cancelCharge(chargeId: string): Promise<void>;
  /** Pays back, wholly or in part; the same `idempotencyKey` pays once. Throws like `charge`. */
  refund(request: {
    chargeId: string;
    amountMinor: bigint;
    currency: string;
    reference: string;
    idempotencyKey: string;
  }): Promise<RefundAnswer>;
  /** Reads an event exactly as it came. Throws `PAYMENT_EVENT_INVALID` when signature, age or form is wrong. */
  verifyEvent(body: Uint8Array, signature: string): ProviderEvent;
}

import type { ColumnType, Generated } from 'kysely';
import type { LedgerAccount, PostingKind } from './money-ledger.ts';
import type { AttemptStatus, CaptureUse, EventOutcome, StoredChange } from './payment.ts';
import type { RefundReason, RefundStatus, RefundTryStatus } from './refund-state.ts';

/** Tables of payments, refunds and disputes. */
export interface PaymentTables {
  paymentAttempts: {
    id: string;
    seq: Generated<bigint>;
    orderId: string;
    provider: string;
    /** Cleared as soon as the charge is answered or given up. */
    token: string | null;
    status: AttemptStatus;
    amountMinor: bigint;
    currency: string;
    chargeId: string | null;
    declineCode: string;
    tries: Generated<number>;
    /** When the provider is asked next; null when there is nothing to ask. */
    retryAt: Date | null;
    keepMethod: Generated<boolean>;
    /** Charged without the buyer, by a method that he left. */
    offSession: Generated<boolean>;
    /** Of a charge without the buyer: the caller's key, so that it is made once. */
    attemptKey: Generated<string | null>;
    /** Quote that the buyer accepted when it was charged; null before, and in rows made before there were quotes. */
    quoteId: Generated<string | null>;
    returnUrl: Generated<string>;
    /** Page of 3-D Secure; empty unless it is asked for. */
    actionUrl: Generated<string>;
    /** The completion that charged it, as W3C traceparent; null before, and for charges that nobody asked for. */
    traceparent: Generated<string | null>;
    /** When it was charged first; null before. */
    startedAt: Generated<Date | null>;
    createdAt: Date;
    updatedAt: Date;
  };
  paymentEvents: {
    id: string;
    provider: string;
    eventId: string;
    body: Buffer;
    chargeId: string | null;
    reference: string | null;
    /** Of a capture only. */
    amountMinor: bigint | null;
    currency: string | null;
    change: ColumnType<StoredChange | null, string | null | undefined, string | null>;
    outcome: EventOutcome | null;
    receivedAt: Date;
    handledAt: Date | null;
  };
  captures: {
    provider: string;
    chargeId: string;
    orderId: string;
    paymentId: string | null;
    use: CaptureUse;
    amountMinor: bigint;
    currency: string;
    at: Date;
  };
  refunds: {
    id: string;
    orderId: string;
    provider: string;
    chargeId: string;
    reason: RefundReason;
    /** In the words of whoever asked; empty for none. */
    note: string;
    /** Id of the user who granted it, `buyer` or `system`. */
    grantedBy: string;
    status: RefundStatus;
    amountMinor: bigint;
    currency: string;
    declineCode: Generated<string>;
    tries: Generated<number>;
    /** When it is sent, or looked at, next; null when nothing is to be done. */
    retryAt: Date | null;
    createdAt: Date;
    /** When the provider confirmed it first; stays when the money came back later. */
    paidAt: Date | null;
  };
  refundLines: { refundId: string; lineId: string };
  refundTries: {
    /** The provider's idempotency key. */
    id: string;
    seq: Generated<bigint>;
    refundId: string;
    provider: string;
    providerRefundId: string | null;
    status: RefundTryStatus;
    createdAt: Date;
  };
  disputes: {
    provider: string;
    disputeId: string;
    chargeId: string;
    orderId: string;
    amountMinor: bigint;
    currency: string;
    status: 'open' | 'won' | 'lost';
    openedAt: Date;
    closedAt: Date | null;
  };
  moneyEntries: {
    seq: Generated<bigint>;
    orderId: string;
    kind: PostingKind;
    account: LedgerAccount;
    /** Debit above zero, credit below. */
    amountMinor: bigint;
    currency: string;
    /** Id of what it books: a charge, a refund try, a dispute. */
    source: string;
    at: Date;
  };
  savedMethods: {
    orderId: string;
    provider: string;
    /** The provider's token; never logged. */
    methodId: string;
    label: string;
    at: Date;
  };
}

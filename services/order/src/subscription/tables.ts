import type { ColumnType, Generated } from 'kysely';
import type { PaymentOption } from '../quote/quote.ts';
import type { ChargeOutcome, EndReason, PeriodState, SubscriptionStatus } from './subscription.ts';

/** Tables of subscriptions. */
export interface SubscriptionTables {
  subscriptions: {
    id: string;
    /** Order and line that began it. Its account is that order's. */
    orderId: string;
    lineId: string;
    position: number;
    paymentOption: PaymentOption;
    status: SubscriptionStatus;
    /** Begin of the first term. */
    termStart: Date;
    /** End of the latest term. */
    termEnd: Date;
    paidUntil: Date;
    autoRenew: Generated<boolean>;
    /** The consent to renewal by itself: which text, when, whose; kept after it was withdrawn. */
    consentVersion: string | null;
    consentAt: Date | null;
    consentUserId: string | null;
    /** Orders of it of which a bank asks the money back. */
    disputedOrders: ColumnType<string[], string[] | undefined, string[]>;
    endedAt: Date | null;
    endReason: EndReason | null;
    /** When the sweep looks at it next; null when it never has to. */
    nextStepAt: Date | null;
    createdAt: Date;
  };
  /** A time that one order pays: a year of an annual term, or a whole term. Those that are paid tile the subscription. */
  subscriptionPeriods: {
    subscriptionId: string;
    number: number;
    state: PeriodState;
    /** Order that pays it. */
    orderId: string;
    startsAt: Date;
    endsAt: Date;
    termStartsAt: Date;
    termEndsAt: Date;
    termYears: number;
    /** Line whose price holds in this term. */
    termLineId: string;
    createdAt: Date;
    paidAt: Date | null;
  };
  /** Charges by the buyer's switch. */
  subscriptionCharges: {
    subscriptionId: string;
    orderId: string;
    try: number;
    startedAt: Date;
    /** Null while it is under way, or was cut off. */
    outcome: ChargeOutcome | null;
  };
}

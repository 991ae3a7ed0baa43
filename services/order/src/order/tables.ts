import type { ColumnType, Generated } from 'kysely';
import type { DefaultJson, Json } from '../json.ts';
import type { AccountTier, PaymentOption, Tax } from '../quote/quote.ts';
import type { StoredDiscount, StoredPlan } from '../quote/stored-line.ts';
import type { Contact, Contacts } from './contact.ts';
import type { OrderKind, OrderStatus } from './order.ts';
import type { SagaStep } from './saga.ts';
import type { Facts, TimelineCode } from './timeline.ts';
import type { Trouble } from './trouble.ts';

type Optional<T> = ColumnType<T, T | undefined, T>;

/** Tables of orders. */
export interface OrderTables {
  orders: {
    id: string;
    number: string;
    kind: Optional<OrderKind>;
    /** Null for a renewal. Of the orders of one cart one at most is neither cancelled nor expired. */
    cartId: string | null;
    /** Null in orders made before there were quotes. */
    quoteId: string | null;
    status: OrderStatus;
    /** Where an order that is being paid back, or disputed, returns to. */
    statusBefore: OrderStatus | null;
    currency: string;
    exponent: number;
    /** With tax. */
    dueNowMinor: bigint;
    termTotalMinor: bigint;
    taxDueNowMinor: Optional<bigint>;
    tax: Json<Tax> | null;
    /** Confirmed by the provider, with tax; never more than was due. */
    refundedMinor: Optional<bigint>;
    tier: AccountTier;
    tierRuleId: string;
    tierExplanation: string;
    /** Who receives what was bought. */
    contact: Json<Contact> | null;
    contacts: Json<Contacts> | null;
    contactsConfirmed: Optional<boolean>;
    language: Optional<string>;
    buyerUserId: string | null;
    accountId: string | null;
    /** From then on the order's secret opens nothing. */
    secretDeadAt: Date | null;
    termsVersion: string;
    termsAcceptedAt: Date | null;
    paidAt: Date | null;
    createdAt: Date;
    /** Moment after which it expires unless it is completed; null in rows made before there was one. */
    expiresAt: Date | null;
  };
  orderLines: {
    id: string;
    orderId: string;
    position: number;
    productCode: string;
    productVersionId: string;
    productName: string;
    purpose: string;
    issuanceProfile: Optional<string>;
    validationLevel: Optional<string>;
    termYears: number;
    paymentOption: PaymentOption;
    licences: number;
    extraDomains: string[];
    /** Without tax, like `termTotalMinor`. */
    dueNowMinor: bigint;
    termTotalMinor: bigint;
    /** Null in rows made before there were discounts. */
    listTotalMinor: bigint | null;
    taxDueNowMinor: Optional<bigint>;
    taxTotalMinor: Optional<bigint>;
    discounts: DefaultJson<StoredDiscount[]>;
    calendar: DefaultJson<StoredPlan[]>;
    /** Subscription that the line began or renews; null until it is paid, save in a renewal. */
    subscriptionId: string | null;
  };
  orderTimeline: {
    seq: Generated<bigint>;
    orderId: string;
    at: Date;
    code: TimelineCode;
    facts: DefaultJson<Facts>;
  };
  orderSagas: {
    orderId: string;
    step: SagaStep;
    attempts: number;
    nextTryAt: Date | null;
    /** Stable reason of the latest failure; empty for none. */
    trouble: string;
    updatedAt: Date;
  };
  /** What needs a person. */
  orderTroubles: {
    orderId: string;
    trouble: Trouble;
    since: Date;
  };
}

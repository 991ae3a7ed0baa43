import type { ColumnType, Generated } from 'kysely';
import type { Contact } from './order/contact.ts';
import type { OrderStatus, TimelineCode } from './order/order.ts';
import type { AttemptStatus, EventOutcome } from './payment/payment.ts';
import type { AccountTier, Line, PaymentOption } from './quote.ts';

/** jsonb: read as the value, written as its JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** Tables of this service, beside those of the kit: outbox, inbox, idempotency_records. */
export interface OrderDatabase {
  carts: {
    id: string;
    secretHash: Buffer;
    currency: string;
    lines: Json<Line[]>;
    version: number;
    closedAt: Date | null;
    createdAt: Date;
  };
  orders: {
    id: string;
    number: string;
    cartId: string;
    status: OrderStatus;
    currency: string;
    exponent: number;
    dueNowMinor: bigint;
    termTotalMinor: bigint;
    tier: AccountTier;
    tierRuleId: string;
    tierExplanation: string;
    contact: Json<Contact> | null;
    termsVersion: string;
    termsAcceptedAt: Date | null;
    createdAt: Date;
  };
  orderLines: {
    id: string;
    orderId: string;
    position: number;
    productCode: string;
    productVersionId: string;
    productName: string;
    purpose: string;
    termYears: number;
    paymentOption: PaymentOption;
    licences: number;
    extraDomains: string[];
    dueNowMinor: bigint;
    termTotalMinor: bigint;
  };
  orderTimeline: {
    seq: Generated<bigint>;
    orderId: string;
    at: Date;
    code: TimelineCode;
  };
  paymentAttempts: {
    id: string;
    seq: Generated<bigint>;
    orderId: string;
    provider: string;
    token: string | null;
    status: AttemptStatus;
    amountMinor: bigint;
    currency: string;
    chargeId: string | null;
    declineCode: string;
    tries: Generated<number>;
    retryAt: Date | null;
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
    amountMinor: bigint | null;
    currency: string | null;
    outcome: EventOutcome | null;
    receivedAt: Date;
    handledAt: Date | null;
  };
}

import type { CartTables } from './cart/tables.ts';
import type { DocumentTables } from './document/tables.ts';
import type { MailTables } from './mail/tables.ts';
import type { OrderTables } from './order/tables.ts';
import type { PaymentTables } from './payment/tables.ts';
import type { QuoteTables } from './quote/tables.ts';
import type { SubscriptionTables } from './subscription/tables.ts';

/** Tables of this service, beside those of the kit: outbox, inbox, idempotency_records. */
export type OrderDatabase = CartTables &
  QuoteTables &
  OrderTables &
  PaymentTables &
  SubscriptionTables &
  DocumentTables &
  MailTables;

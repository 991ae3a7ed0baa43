import type { Db } from '@countersign/db';
import { type Selectable, sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { type DocumentJson, documentsOfOrder } from '../document/document-store.ts';
import type { Payment } from '../payment/payment.ts';
import { type QuoteJson, quoteOfOrder } from '../quote/quote-store.ts';
import type { StoredDiscount, StoredPlan } from '../quote/stored-line.ts';
import type { OrderTables } from './tables.ts';
import type { TimelineEntry } from './timeline.ts';

type Saga = Pick<Selectable<OrderTables['orderSagas']>, 'step' | 'attempts' | 'trouble'>;
type LineColumns = Selectable<OrderTables['orderLines']>;
type Amount = Extract<keyof LineColumns, `${string}Minor`>;

/** A line in JSON, which has no integers of 64 bits: amounts are texts. */
export interface LineJson extends Omit<LineColumns, Amount | 'orderId' | 'discounts' | 'calendar'> {
  dueNowMinor: string;
  termTotalMinor: string;
  listTotalMinor: string | null;
  taxDueNowMinor: string;
  taxTotalMinor: string;
  discounts: StoredDiscount[];
  calendar: StoredPlan[];
}

/** An order with all that belongs to it; moments within the parts are ISO 8601. */
export interface OrderRow extends Omit<Selectable<OrderTables['orders']>, 'cartId' | 'statusBefore' | 'secretDeadAt'> {
  /** Whether the order can be proved by its secret. */
  hasSecret: boolean;
  lines: LineJson[];
  timeline: (Omit<TimelineEntry, 'at'> & { at: string })[];
  payment: Payment | null;
  saga: (Saga & { nextTryAt: string | null }) | null;
  quote: QuoteJson | null;
  documents: DocumentJson[];
}

/** The lines of the order `o` as `LineJson`, in order. */
export const linesOfOrder = sql<
  LineJson[]
>`(select coalesce(json_agg(json_build_object('id', l.id, 'position', l.position, 'productCode', l.product_code,
    'productVersionId', l.product_version_id, 'productName', l.product_name, 'purpose', l.purpose,
    'issuanceProfile', l.issuance_profile, 'validationLevel', l.validation_level, 'termYears', l.term_years,
    'paymentOption', l.payment_option, 'licences', l.licences, 'extraDomains', l.extra_domains,
    'dueNowMinor', l.due_now_minor::text, 'termTotalMinor', l.term_total_minor::text,
    'listTotalMinor', l.list_total_minor::text, 'taxDueNowMinor', l.tax_due_now_minor::text,
    'taxTotalMinor', l.tax_total_minor::text, 'discounts', l.discounts, 'calendar', l.calendar,
    'subscriptionId', l.subscription_id) order by l.position), '[]')
  from order_lines l where l.order_id = o.id)`;

const timeline = sql`(select coalesce(json_agg(json_build_object('at', t.at, 'code', t.code, 'facts', t.facts)
    order by t.seq), '[]')
  from order_timeline t where t.order_id = o.id)`;

/** The latest attempt. */
const payment = sql`(select json_build_object('id', a.id, 'status', a.status, 'declineCode', a.decline_code,
    'actionUrl', a.action_url, 'keepMethod', a.keep_method)
  from payment_attempts a where a.order_id = o.id and a.status <> 'replaced' order by a.seq desc limit 1)`;

const saga = sql`(select json_build_object('step', s.step, 'attempts', s.attempts, 'nextTryAt', s.next_try_at,
    'trouble', s.trouble)
  from order_sagas s where s.order_id = o.id)`;

/** Finds orders with all that belongs to them, in one statement: of one moment, and in one round trip. */
export async function findOrderRows(db: Db<OrderDatabase>, ids: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select o.id, o.number, o.kind, o.status, o.quote_id, o.currency, o.exponent, o.due_now_minor, o.term_total_minor,
      o.tax_due_now_minor, o.tax, o.refunded_minor, o.tier, o.tier_rule_id, o.tier_explanation, o.contact, o.contacts,
      o.contacts_confirmed, o.language, o.buyer_user_id, o.account_id, o.secret_dead_at is null as has_secret,
      o.terms_version, o.terms_accepted_at, o.paid_at, o.created_at, o.expires_at, ${linesOfOrder} as lines,
      ${timeline} as timeline, ${payment} as payment, ${saga} as saga, ${quoteOfOrder} as quote,
      ${documentsOfOrder} as documents
    from orders o where o.id = any(${ids})`.execute(db);
  return rows;
}

import type { Db } from '@countersign/db';
import type { Kysely, Selectable } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { OrderDocument } from '../document/document.ts';
import { findDocuments } from '../document/document-store.ts';
import type { Money } from '../money.ts';
import type { Payment } from '../payment/payment.ts';
import type { PricedLine, Quote, Tax } from '../quote/quote.ts';
import { findQuotes } from '../quote/quote-store.ts';
import { fromStoredCalendar } from '../quote/stored-line.ts';
import { type Order, orderNotFound } from './order.ts';
import { contactsOf } from './order-store.ts';
import type { Saga } from './saga.ts';
import type { OrderTables } from './tables.ts';
import type { TimelineEntry } from './timeline.ts';

type LineRow = Selectable<OrderTables['orderLines']>;
type OrderRow = Selectable<OrderTables['orders']>;

/** What belongs to some orders, by order. */
interface Parts {
  lines: ReadonlyMap<string, LineRow[]>;
  timelines: ReadonlyMap<string, TimelineEntry[]>;
  payments: ReadonlyMap<string, Payment[]>;
  sagas: ReadonlyMap<string, Saga[]>;
  quotes: ReadonlyMap<string, Quote[]>;
  documents: ReadonlyMap<string, OrderDocument[]>;
}

const noTax: Tax = { country: '', name: '', basisPoints: 0, reverseCharge: false, ruleId: '' };

/** An order with everything that a review page shows; throws `ORDER_NOT_FOUND`. `at` decides whether its quote expired. */
export async function getOrder(db: Kysely<OrderDatabase>, orderId: string, at: Date): Promise<Order> {
  const [order] = await findOrders(db, [orderId], at);
  if (order === undefined) throw orderNotFound();
  return order;
}

/** Orders in the order of their ids; ids that are unknown are left out. All of what they show is of one moment. */
export async function findOrders(db: Kysely<OrderDatabase>, ids: readonly string[], at: Date): Promise<Order[]> {
  if (ids.length === 0) return [];
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const rows = await trx.selectFrom('orders').selectAll().where('id', 'in', ids).execute();
      const parts = await findParts(trx, rows, at);
      const orders = new Map(rows.map((row) => [row.id, toOrder(row, parts)]));
      return ids.flatMap((id) => orders.get(id) ?? []);
    });
}

async function findParts(trx: Db<OrderDatabase>, rows: readonly OrderRow[], at: Date): Promise<Parts> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) {
    const none = new Map<string, never[]>();
    return { lines: none, timelines: none, payments: none, sagas: none, quotes: none, documents: none };
  }
  const lines = await trx
    .selectFrom('orderLines')
    .selectAll()
    .where('orderId', 'in', ids)
    .orderBy('orderId')
    .orderBy('position')
    .execute();
  const timelines = await trx
    .selectFrom('orderTimeline')
    .select(['orderId', 'at', 'code', 'facts'])
    .where('orderId', 'in', ids)
    .orderBy('seq')
    .execute();
  const payments = await trx
    .selectFrom('paymentAttempts')
    .select(['orderId', 'id', 'status', 'declineCode', 'actionUrl', 'keepMethod'])
    .distinctOn('orderId')
    .where('orderId', 'in', ids)
    .where('status', '<>', 'replaced')
    .orderBy('orderId')
    .orderBy('seq', 'desc')
    .execute();
  const sagas = await trx
    .selectFrom('orderSagas')
    .select(['orderId', 'step', 'attempts', 'nextTryAt', 'trouble'])
    .where('orderId', 'in', ids)
    .execute();
  const quotes = await findQuotes(
    trx,
    rows.flatMap(({ quoteId }) => quoteId ?? []),
    at,
  );
  return {
    lines: byOrder(lines),
    timelines: byOrder(timelines),
    payments: byOrder(payments),
    sagas: byOrder(sagas.map(({ nextTryAt, ...saga }) => ({ ...saga, nextTryAt: nextTryAt ?? undefined }))),
    quotes: Map.groupBy(quotes, ({ id }) => id),
    documents: await findDocuments(trx, ids),
  };
}

function byOrder<T extends { orderId: string }>(rows: readonly T[]): Map<string, T[]> {
  return Map.groupBy(rows, ({ orderId }) => orderId);
}

function toOrder(row: OrderRow, parts: Parts): Order {
  const { id, currency, exponent } = row;
  const money = (minorUnits: bigint): Money => ({ currency, minorUnits, exponent });
  const lines = parts.lines.get(id) ?? [];
  const { contacts, contactsConfirmed } = contactsOf(row);
  return {
    id,
    number: row.number,
    kind: row.kind,
    status: row.status,
    lines: lines.map((line) => toPricedLine(line, money)),
    dueNow: money(row.dueNowMinor),
    termTotal: money(row.termTotalMinor),
    netDueNow: money(row.dueNowMinor - row.taxDueNowMinor),
    taxDueNow: money(row.taxDueNowMinor),
    tax: row.tax ?? noTax,
    tier: { tier: row.tier, ruleId: row.tierRuleId, explanation: row.tierExplanation },
    contacts: contacts ?? undefined,
    contactsConfirmed,
    language: row.language,
    payment: parts.payments.get(id)?.[0],
    quote: parts.quotes.get(row.quoteId ?? '')?.[0],
    termsVersion: row.termsVersion,
    termsAcceptedAt: row.termsAcceptedAt ?? undefined,
    timeline: parts.timelines.get(id) ?? [],
    saga: parts.sagas.get(id)?.[0],
    documents: parts.documents.get(id) ?? [],
    buyerUserId: row.buyerUserId ?? undefined,
    accountId: row.accountId ?? undefined,
    refunded: money(row.refundedMinor),
    subscriptionIds: lines.flatMap(({ subscriptionId }) => subscriptionId ?? []),
    paidAt: row.paidAt ?? undefined,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? undefined,
  };
}

function toPricedLine(row: LineRow, money: (minorUnits: bigint) => Money): PricedLine {
  return {
    id: row.id,
    productCode: row.productCode,
    productVersionId: row.productVersionId,
    productName: row.productName,
    purpose: row.purpose,
    issuanceProfile: row.issuanceProfile,
    validationLevel: row.validationLevel,
    termYears: row.termYears,
    paymentOption: row.paymentOption,
    licences: row.licences,
    extraDomains: row.extraDomains,
    dueNow: money(row.dueNowMinor),
    termTotal: money(row.termTotalMinor),
    listTotal: money(row.listTotalMinor ?? row.termTotalMinor),
    taxDueNow: money(row.taxDueNowMinor),
    taxTotal: money(row.taxTotalMinor),
    discounts: row.discounts.map((discount) => ({ id: discount.id, amount: money(BigInt(discount.amountMinor)) })),
    calendar: fromStoredCalendar(row.calendar),
  };
}

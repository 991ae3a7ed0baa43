import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { fromDocumentJson } from '../document/document-store.ts';
import type { Money } from '../money.ts';
import type { PricedLine, Tax } from '../quote/quote.ts';
import { fromQuoteJson } from '../quote/quote-store.ts';
import { fromStoredCalendar } from '../quote/stored-line.ts';
import { type Order, orderNotFound } from './order.ts';
import { findOrderRows, type LineJson, type OrderRow } from './order-row.ts';
import { contactsOf } from './order-store.ts';

const noTax: Tax = { country: '', name: '', basisPoints: 0, reverseCharge: false, ruleId: '' };

/** An order with everything that a review page shows; throws `ORDER_NOT_FOUND`. `at` decides whether its quote expired. */
export async function getOrder(db: Db<OrderDatabase>, orderId: string, at: Date): Promise<Order> {
  const [order] = await findOrders(db, [orderId], at);
  if (order === undefined) throw orderNotFound();
  return order;
}

/** Orders in the order of their ids; ids that are unknown are left out. All of what they show is of one moment. */
export async function findOrders(db: Db<OrderDatabase>, ids: readonly string[], at: Date): Promise<Order[]> {
  if (ids.length === 0) return [];
  const rows = await findOrderRows(db, ids);
  const orders = new Map(rows.map((row) => [row.id, toOrder(row, at)]));
  return ids.flatMap((id) => orders.get(id) ?? []);
}

function toOrder(row: OrderRow, at: Date): Order {
  const { id, currency, exponent, lines, saga } = row;
  const money = (minorUnits: bigint): Money => ({ currency, minorUnits, exponent });
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
    payment: row.payment ?? undefined,
    quote: row.quote === null ? undefined : fromQuoteJson(row.quote, at),
    termsVersion: row.termsVersion,
    termsAcceptedAt: row.termsAcceptedAt ?? undefined,
    timeline: row.timeline.map((entry) => ({ ...entry, at: new Date(entry.at) })),
    saga:
      saga === null
        ? undefined
        : { ...saga, nextTryAt: saga.nextTryAt === null ? undefined : new Date(saga.nextTryAt) },
    documents: row.documents.map(fromDocumentJson),
    buyerUserId: row.buyerUserId ?? undefined,
    accountId: row.accountId ?? undefined,
    hasSecret: row.hasSecret,
    refunded: money(row.refundedMinor),
    subscriptionIds: lines.flatMap(({ subscriptionId }) => subscriptionId ?? []),
    paidAt: row.paidAt ?? undefined,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? undefined,
  };
}

function toPricedLine(row: LineJson, money: (minorUnits: bigint) => Money): PricedLine {
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
    dueNow: money(BigInt(row.dueNowMinor)),
    termTotal: money(BigInt(row.termTotalMinor)),
    listTotal: money(BigInt(row.listTotalMinor ?? row.termTotalMinor)),
    taxDueNow: money(BigInt(row.taxDueNowMinor)),
    taxTotal: money(BigInt(row.taxTotalMinor)),
    discounts: row.discounts.map((discount) => ({ id: discount.id, amount: money(BigInt(discount.amountMinor)) })),
    calendar: fromStoredCalendar(row.calendar),
  };
}

import { changeTogether, type Db } from '@countersign/db';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { Prices } from '../quote/quote.ts';
import { toStoredCalendar, toStoredDiscounts } from '../quote/stored-line.ts';
import { type Contacts, receiverOf } from './contact.ts';
import { type OrderKind, type OrderStatus, orderNumber, type Transition } from './order.ts';
import { addEntries, addingEntries, changeOrder, type LockedOrder } from './order-store.ts';

/** What a new order is made of. */
export interface NewOrder {
  id: string;
  kind: OrderKind;
  /** Null for a renewal. */
  cartId: string | null;
  quoteId: string;
  prices: Prices;
  contacts: Contacts | undefined;
  contactsConfirmed: boolean;
  language: string;
  buyerUserId: string | null;
  accountId: string | null;
  /** Whether the order is proved by its secret. */
  hasSecret: boolean;
  termsVersion: string;
  at: Date;
  expiresAt: Date;
  /** Of the line of a renewal. */
  subscriptionId?: string;
}

/** Stores a new order with frozen lines and prices, under the next number: a draft, or with confirmed contacts more. */
export async function insertOrder(trx: Db<OrderDatabase>, order: NewOrder): Promise<void> {
  const { id, prices, contacts, at } = order;
  const { rows } = await sql<{ running: bigint }>`select nextval('order_numbers') as running`.execute(trx);
  const row = trx.insertInto('orders').values({
    id,
    number: orderNumber(at, rows[0]?.running ?? 0n),
    kind: order.kind,
    cartId: order.cartId,
    status: order.contactsConfirmed ? 'details_complete' : 'draft',
    statusBefore: null,
    ...quoteColumns(order.quoteId, prices),
    ...contactColumns(contacts),
    contactsConfirmed: order.contactsConfirmed,
    language: order.language,
    buyerUserId: order.buyerUserId,
    accountId: order.accountId,
    secretDeadAt: order.hasSecret ? null : at,
    termsVersion: order.termsVersion,
    termsAcceptedAt: null,
    paidAt: null,
    createdAt: at,
    expiresAt: order.expiresAt,
  });
  const lines = insertingLines(trx, { orderId: id, prices, subscriptionId: order.subscriptionId });
  await changeTogether(trx, [row, lines, addingEntries(trx, id, at, [{ code: 'order_created' }])]);
}

/** Gives an order that is being filled in another quote: its lines and prices are those of the quote from now on. */
export async function replaceQuote(
  trx: Db<OrderDatabase>,
  change: { orderId: string; quoteId: string; prices: Prices; termsVersion: string; at: Date; expiresAt: Date },
): Promise<void> {
  const { orderId, quoteId, prices, termsVersion, at, expiresAt } = change;
  await trx.deleteFrom('orderLines').where('orderId', '=', orderId).execute();
  await trx
    .updateTable('orders')
    .set({ ...quoteColumns(quoteId, prices), termsVersion, expiresAt })
    .where('id', '=', orderId)
    .execute();
  await insertingLines(trx, { orderId, prices }).execute();
  await addEntries(trx, orderId, at, [{ code: 'quote_replaced' }]);
}

function quoteColumns(quoteId: string, { dueNow, termTotal, taxDueNow, tax, tier }: Prices) {
  return {
    quoteId,
    currency: dueNow.currency,
    exponent: dueNow.exponent,
    dueNowMinor: dueNow.minorUnits,
    termTotalMinor: termTotal.minorUnits,
    taxDueNowMinor: taxDueNow.minorUnits,
    tax: JSON.stringify(tax),
    tier: tier.tier,
    tierRuleId: tier.ruleId,
    tierExplanation: tier.explanation,
  };
}

function contactColumns(contacts: Contacts | undefined) {
  return {
    contact: contacts ? JSON.stringify(receiverOf(contacts)) : null,
    contacts: contacts ? JSON.stringify(contacts) : null,
  };
}

function insertingLines(
  trx: Db<OrderDatabase>,
  { orderId, prices, subscriptionId }: { orderId: string; prices: Prices; subscriptionId?: string | undefined },
) {
  return trx.insertInto('orderLines').values(
    prices.lines.map(
      ({ dueNow, termTotal, listTotal, taxDueNow, taxTotal, discounts, calendar, ...line }, position) => ({
        ...line,
        orderId,
        position,
        dueNowMinor: dueNow.minorUnits,
        termTotalMinor: termTotal.minorUnits,
        listTotalMinor: listTotal.minorUnits,
        taxDueNowMinor: taxDueNow.minorUnits,
        taxTotalMinor: taxTotal.minorUnits,
        discounts: JSON.stringify(toStoredDiscounts(discounts)),
        calendar: JSON.stringify(toStoredCalendar(calendar)),
        subscriptionId: subscriptionId ?? null,
      }),
    ),
  );
}

/** Sets the contacts of a locked order that is being filled in, and the language of its messages; returns the move. */
export async function storeContacts(
  trx: Db<OrderDatabase>,
  { order, contacts, to, at }: { order: LockedOrder; contacts: Contacts; to: OrderStatus; at: Date },
): Promise<Transition | undefined> {
  const set = { ...contactColumns(contacts), contactsConfirmed: true, language: receiverOf(contacts).language };
  return await changeOrder(trx, order, { to, at, set, entries: [{ code: 'contacts_set' }] });
}

/** Has the contacts of a locked order set again before it can go on. */
export async function unconfirmContacts(trx: Db<OrderDatabase>, orderId: string): Promise<void> {
  await trx.updateTable('orders').set({ contactsConfirmed: false }).where('id', '=', orderId).execute();
}

import type { Db } from '@countersign/db';
import { type Kysely, sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { Quote } from '../quote.ts';
import type { Contact } from './contact.ts';
import { canMove, type Order, type OrderStatus, orderNumber, type TimelineCode, type Transition } from './order.ts';

/** What a decision about an order rests on; read under its lock. */
export interface LockedOrder {
  id: string;
  status: OrderStatus;
  currency: string;
  dueNowMinor: bigint;
  termsVersion: string;
  contact: Contact | null;
}

/** Stores a new draft with frozen lines and prices, under the next number. */
export async function insertOrder(
  trx: Db<OrderDatabase>,
  { id, cartId, quote, termsVersion, at }: { id: string; cartId: string; quote: Quote; termsVersion: string; at: Date },
): Promise<void> {
  const { rows } = await sql<{ running: bigint }>`select nextval('order_numbers') as running`.execute(trx);
  await trx
    .insertInto('orders')
    .values({
      id,
      number: orderNumber(at, rows[0]?.running ?? 0n),
      cartId,
      status: 'draft',
      currency: quote.dueNow.currency,
      exponent: quote.dueNow.exponent,
      dueNowMinor: quote.dueNow.minorUnits,
      termTotalMinor: quote.termTotal.minorUnits,
      tier: quote.tier.tier,
      tierRuleId: quote.tier.ruleId,
      tierExplanation: quote.tier.explanation,
      contact: null,
      termsVersion,
      termsAcceptedAt: null,
      createdAt: at,
    })
    .execute();
  await trx
    .insertInto('orderLines')
    .values(
      quote.lines.map(({ dueNow, termTotal, ...line }, position) => ({
        ...line,
        orderId: id,
        position,
        dueNowMinor: dueNow.minorUnits,
        termTotalMinor: termTotal.minorUnits,
      })),
    )
    .execute();
  await addEntries(trx, id, at, ['order_created']);
}

/** Finds an order with all that a review page shows. */
export async function findOrder(db: Kysely<OrderDatabase>, id: string): Promise<Order | undefined> {
  const [row, lines, timeline] = await Promise.all([
    findOrderRow(db, id),
    findLines(db, id),
    db.selectFrom('orderTimeline').select(['at', 'code']).where('orderId', '=', id).orderBy('seq').execute(),
  ]);
  if (row === undefined) return undefined;
  const money = (minorUnits: bigint) => ({ currency: row.currency, minorUnits, exponent: row.exponent });
  const { paymentId, paymentStatus, declineCode } = row;
  return {
    id,
    number: row.number,
    status: row.status,
    lines: lines.map(({ dueNowMinor, termTotalMinor, ...line }) => ({
      ...line,
      dueNow: money(dueNowMinor),
      termTotal: money(termTotalMinor),
    })),
    dueNow: money(row.dueNowMinor),
    termTotal: money(row.termTotalMinor),
    tier: { tier: row.tier, ruleId: row.tierRuleId, explanation: row.tierExplanation },
    contact: row.contact ?? undefined,
    payment:
      paymentId === null || paymentStatus === null
        ? undefined
        : { id: paymentId, status: paymentStatus, declineCode: declineCode ?? '' },
    termsVersion: row.termsVersion,
    timeline,
    createdAt: row.createdAt,
  };
}

/** Status and latest attempt in one statement, so that they belong to the same moment. */
async function findOrderRow(db: Kysely<OrderDatabase>, id: string) {
  return await db
    .selectFrom('orders')
    .leftJoinLateral(
      (from) =>
        from
          .selectFrom('paymentAttempts')
          .select(['paymentAttempts.id as paymentId', 'paymentAttempts.status as paymentStatus', 'declineCode'])
          .whereRef('paymentAttempts.orderId', '=', 'orders.id')
          .where('paymentAttempts.status', '<>', 'replaced')
          .orderBy('seq', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .select(['number', 'orders.status', 'orders.currency', 'exponent', 'dueNowMinor', 'termTotalMinor', 'tier'])
    .select(['tierRuleId', 'tierExplanation', 'contact', 'termsVersion', 'orders.createdAt'])
    .select(['latest.paymentId', 'latest.paymentStatus', 'latest.declineCode'])
    .where('orders.id', '=', id)
    .executeTakeFirst();
}

async function findLines(db: Kysely<OrderDatabase>, orderId: string) {
  return await db
    .selectFrom('orderLines')
    .select(['id', 'productCode', 'productVersionId', 'productName', 'purpose', 'termYears', 'paymentOption'])
    .select(['licences', 'extraDomains', 'dueNowMinor', 'termTotalMinor'])
    .where('orderId', '=', orderId)
    .orderBy('position')
    .execute();
}

/** Locks an order until the end of the transaction; undefined when there is none. */
export async function lockOrder(trx: Db<OrderDatabase>, id: string): Promise<LockedOrder | undefined> {
  return await trx
    .selectFrom('orders')
    .select(['id', 'status', 'currency', 'dueNowMinor', 'termsVersion', 'contact'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Sets the contact of a locked draft. */
export async function setContact(
  trx: Db<OrderDatabase>,
  { orderId, contact, at }: { orderId: string; contact: Contact; at: Date },
): Promise<void> {
  await trx
    .updateTable('orders')
    .set({ contact: JSON.stringify(contact) })
    .where('id', '=', orderId)
    .where('status', '=', 'draft')
    .execute();
  await addEntries(trx, orderId, at, ['contact_set']);
}

/** Notes that the terms of a locked order were accepted. */
export async function acceptTerms(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<void> {
  await trx.updateTable('orders').set({ termsAcceptedAt: at }).where('id', '=', orderId).execute();
}

/** Moves a locked order along its life cycle and writes what happened; returns the move, to be counted after commit. */
export async function moveOrder(
  trx: Db<OrderDatabase>,
  order: Pick<LockedOrder, 'id' | 'status'>,
  { to, at, entries = [] }: { to: OrderStatus; at: Date; entries?: readonly TimelineCode[] },
): Promise<Transition> {
  const move: Transition = { from: order.status, to };
  if (!canMove(move)) throw new Error(`an order cannot move from ${move.from} to ${move.to}`);
  const { numUpdatedRows } = await trx
    .updateTable('orders')
    .set({ status: to })
    .where('id', '=', order.id)
    .where('status', '=', order.status)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error('an order moved although it was locked');
  await addEntries(trx, order.id, at, entries);
  return move;
}

/** Adds entries to the timeline. */
export async function addEntries(
  trx: Db<OrderDatabase>,
  orderId: string,
  at: Date,
  codes: readonly TimelineCode[],
): Promise<void> {
  if (codes.length === 0) return;
  await trx
    .insertInto('orderTimeline')
    .values(codes.map((code) => ({ orderId, at, code })))
    .execute();
}

/** Adds an entry that an order has once; tells whether it was new. */
export async function addEntryOnce(
  trx: Db<OrderDatabase>,
  { orderId, at, code }: { orderId: string; at: Date; code: TimelineCode },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('orderTimeline')
    .values({ orderId, at, code })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

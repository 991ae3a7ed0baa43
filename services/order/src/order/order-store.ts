import { changeTogether, type Db } from '@countersign/db';
import { type OperationNodeSource, type Selectable, sql, type UpdateObject } from 'kysely';
import { followOrder } from '../cart/cart-store.ts';
import type { OrderDatabase } from '../database.ts';
import { type AuditedOrder, tellingAccount } from './account-audit.ts';
import type { Contacts } from './contact.ts';
import { canMove, isDetour, type OrderKind, type OrderStatus, orderExpiry, type Transition } from './order.ts';
import type { OrderTables } from './tables.ts';
import type { NewEntry, TimelineCode } from './timeline.ts';
import { clearing, type Trouble } from './trouble.ts';

/** What a decision about an order rests on; read under its lock. */
export interface LockedOrder {
  id: string;
  kind: OrderKind;
  status: OrderStatus;
  /** Where it returns to from a refund or a dispute; null otherwise. */
  statusBefore: OrderStatus | null;
  cartId: string | null;
  /** Null in orders made before there were quotes. */
  quoteId: string | null;
  currency: string;
  exponent: number;
  /** With tax. */
  dueNowMinor: bigint;
  /** Paid back so far, with tax. */
  refundedMinor: bigint;
  termsVersion: string;
  /** Null when nobody set them and none were known. */
  contacts: Contacts | null;
  contactsConfirmed: boolean;
  language: string;
  buyerUserId: string | null;
  accountId: string | null;
  /** Country whose tax is in the price; null in orders made before there was tax. */
  taxCountry: string | null;
  paidAt: Date | null;
  /** Moment after which it expires unless it is completed. */
  expiresAt: Date;
}

type LockColumns = Pick<
  Selectable<OrderTables['orders']>,
  Exclude<keyof LockedOrder, 'taxCountry' | 'contacts'> | 'tax' | 'contact' | 'contacts' | 'createdAt'
>;

/** Locks an order until the end of the transaction; undefined when there is none. Lock it before its cart. */
export async function lockOrder(trx: Db<OrderDatabase>, id: string): Promise<LockedOrder | undefined> {
  const row: LockColumns | undefined = await trx
    .selectFrom('orders')
    .select(['id', 'kind', 'status', 'statusBefore', 'cartId', 'quoteId', 'currency', 'exponent', 'dueNowMinor'])
    .select(['refundedMinor', 'termsVersion', 'contact', 'contacts', 'contactsConfirmed', 'language'])
    .select(['buyerUserId', 'accountId', 'tax', 'paidAt', 'createdAt', 'expiresAt'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { contact: _, tax, createdAt, ...order } = row;
  return {
    ...order,
    taxCountry: tax?.country ?? null,
    expiresAt: row.expiresAt ?? orderExpiry(createdAt),
    ...contactsOf(row),
  };
}

/** The order of a cart that was neither cancelled nor expired; undefined when there is none. */
export async function findOrderOfCart(db: Db<OrderDatabase>, cartId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('orders')
    .select('id')
    .where('cartId', '=', cartId)
    .where('status', 'not in', ['cancelled', 'expired'])
    .executeTakeFirst();
  return row?.id;
}

/** The contacts of the latest order of a buyer that has any, else of the latest one of his account. */
export async function findEarlierContacts(
  db: Db<OrderDatabase>,
  { userId, accountId }: { userId: string; accountId: string | null },
): Promise<Contacts | undefined> {
  const row = await db
    .selectFrom('orders')
    .select(['contact', 'contacts', 'contactsConfirmed'])
    .where((where) =>
      where.or([
        where('buyerUserId', '=', userId),
        ...(accountId === null ? [] : [where('accountId', '=', accountId)]),
      ]),
    )
    .where('contact', 'is not', null)
    .orderBy(
      ({ eb }) => eb('buyerUserId', '=', userId),
      (direction) => direction.desc().nullsLast(),
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (contactsOf(row).contacts ?? undefined);
}

/** Gives a guest's order to the user as whom he has logged in: its secret opens nothing any more. */
export async function takeOrder(
  trx: Db<OrderDatabase>,
  { orderId, userId, accountId, at }: { orderId: string; userId: string; accountId: string | null; at: Date },
): Promise<void> {
  await trx
    .updateTable('orders')
    .set({ buyerUserId: userId, accountId, secretDeadAt: at })
    .where('id', '=', orderId)
    .execute();
}

/** The contacts of a row; one that was made when an order named one person alone has him as the purchaser. */
export function contactsOf({
  contact,
  contacts,
  contactsConfirmed,
}: Pick<LockColumns, 'contact' | 'contacts' | 'contactsConfirmed'>): {
  contacts: Contacts | null;
  contactsConfirmed: boolean;
} {
  if (contacts !== null) return { contacts, contactsConfirmed };
  if (contact !== null) return { contacts: { purchaser: contact, billingAddress: [] }, contactsConfirmed: true };
  return { contacts: null, contactsConfirmed: false };
}

/** What makes the order's secret open nothing from now on. */
export function deadSecret(at: Date): UpdateObject<OrderDatabase, 'orders'> {
  return { secretDeadAt: sql<Date>`coalesce(secret_dead_at, ${at})` };
}

/** From now on the order's secret opens nothing. */
export async function killSecret(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<void> {
  await trx
    .updateTable('orders')
    .set({ secretDeadAt: at })
    .where('id', '=', orderId)
    .where('secretDeadAt', 'is', null)
    .execute();
}

/**
 * Notes the account that a locked order belongs to. Its subscriptions are found through it; the orders that renew them go
 * with it.
 */
export async function setAccount(
  trx: Db<OrderDatabase>,
  { orderId, accountId }: { orderId: string; accountId: string },
): Promise<void> {
  // One list of ids: an alternative in the condition would have PostgreSQL read the whole table.
  await sql`update orders set account_id = ${accountId} where id in (
    select ${orderId}::text union all
    select p.order_id from subscriptions s join subscription_periods p on p.subscription_id = s.id
      where s.order_id = ${orderId})`.execute(trx);
}

/** What changes of an order, and along with it. */
export interface OrderChange {
  at: Date;
  /** Where it moves to; it stays where it is when absent. */
  to?: OrderStatus;
  entries?: readonly NewEntry[];
  /** Who did it, for the audit of the account: a user's id, or a word; nobody but us when absent. */
  by?: string;
  /** Other columns. */
  set?: UpdateObject<OrderDatabase, 'orders'>;
  /** Troubles that are over. */
  clears?: readonly Trouble[];
  /** Changes of other tables. */
  along?: readonly OperationNodeSource[];
}

type Movable = AuditedOrder & Pick<LockedOrder, 'status' | 'statusBefore' | 'cartId'>;

/**
 * Moves a locked order along its life cycle, its cart with it, writes what happened, and tells the audit of its account;
 * returns the move, to be counted after commit. An order that is there already stays as it is: undefined, and nothing is written. `order` itself is
 * brought up to date, so that a second move may follow.
 */
export async function moveOrder(
  trx: Db<OrderDatabase>,
  order: Movable,
  change: OrderChange & { to: OrderStatus },
): Promise<Transition | undefined> {
  return order.status === change.to ? undefined : await changeOrder(trx, order, change);
}

/** Changes a locked order as `moveOrder` does, whether it moves or not, in one statement. */
export async function changeOrder(
  trx: Db<OrderDatabase>,
  order: Movable,
  { at, to = order.status, entries = [], by, set = {}, clears = [], along = [] }: OrderChange,
): Promise<Transition | undefined> {
  const { id, cartId } = order;
  const move: Transition = { from: order.status, to };
  if (!canMove(move)) throw new Error(`an order cannot move from ${move.from} to ${move.to}`);
  const hasMoved = to !== order.status;
  const over = to === 'refunded' && hasMoved ? [...clears, ...ofDelivery] : clears;
  const statusBefore = isDetour(to) ? move.from : null;
  const paid = to === 'paid' && !isDetour(move.from) ? { paidAt: at } : {};
  const columns = { ...set, ...(hasMoved ? { status: to, statusBefore, ...paid } : {}) };
  const others = [
    ...along,
    ...(entries.length === 0 ? [] : [addingEntries(trx, id, at, entries)]),
    ...tellingAccount(order, { entries, at, ...(by === undefined ? {} : { by }) }),
    ...(over.length === 0 ? [] : [clearing(trx, { orderId: id, troubles: over })]),
    ...(cartId === null || !hasMoved ? [] : await followOrder(trx, { cartId, ...move, at })),
  ];
  if (Object.keys(columns).length > 0) {
    const update = trx.updateTable('orders').set(columns).where('id', '=', id).where('status', '=', move.from);
    const { numAffectedRows } = await changeTogether(trx, [...others, update]);
    if (numAffectedRows !== 1n) throw new Error('an order moved although it was locked');
  } else {
    const last = others.pop();
    if (last !== undefined) await changeTogether(trx, [...others, last]);
  }
  if (!hasMoved) return undefined;
  order.status = to;
  order.statusBefore = statusBefore;
  return move;
}

/** Nobody has to look after the delivery of what was paid back. */
const ofDelivery: readonly Trouble[] = ['enrolment_stuck', 'activation_bounced'];

/** Moves a locked order back from a refund that was refused, or a dispute that was won, to where it was. */
export async function returnOrder(
  trx: Db<OrderDatabase>,
  order: Movable,
  { at, entries = [] }: { at: Date; entries?: readonly NewEntry[] },
): Promise<Transition | undefined> {
  if (order.statusBefore === null) throw new Error('an order has nowhere to return to');
  return await moveOrder(trx, order, { to: order.statusBefore, at, entries });
}

/** Adds entries to the timeline. */
export async function addEntries(
  trx: Db<OrderDatabase>,
  orderId: string,
  at: Date,
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await addingEntries(trx, orderId, at, entries).execute();
}

/** Adds entries, at least one, as a part of a statement. */
export function addingEntries(trx: Db<OrderDatabase>, orderId: string, at: Date, entries: readonly NewEntry[]) {
  return trx
    .insertInto('orderTimeline')
    .values(entries.map(({ code, facts = {} }) => ({ orderId, at, code, facts: JSON.stringify(facts) })));
}

/**
 * Adds entries, at least one, that an order has once, and makes other changes either way; returns the codes of those that
 * are new. Once are `order_created`, `order_paid`, `order_completed` and the steps of enrolment except
 * `activation_bounced`.
 */
export async function addEntriesOnce<Code extends TimelineCode>(
  trx: Db<OrderDatabase>,
  entries: { orderId: string; at: Date; codes: readonly Code[]; along: readonly OperationNodeSource[] },
): Promise<Code[]> {
  const { orderId, at, codes, along } = entries;
  const insert = addingEntries(
    trx,
    orderId,
    at,
    codes.map((code) => ({ code })),
  )
    .onConflict((conflict) => conflict.doNothing())
    .returning('code');
  const { rows } = await changeTogether<OrderDatabase, { code: Code }>(trx, [...along, insert]);
  return rows.map(({ code }) => code);
}

import type { Db } from '@countersign/db';
import { enumWord, type Handlers, readPageSize, readPageToken, requireActor, toPage } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import type { Kysely } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { hasOpenAttempt } from '../payment/attempt-store.ts';
import { cancelOrder } from './cancelling.ts';
import { type Contacts, checkContacts, requireTaxCountry } from './contact.ts';
import { createOrder } from './creating.ts';
import {
  type OrderStatus,
  openStatus,
  orderNotFound,
  orderStatuses,
  requireOpenOrder,
  type Transition,
} from './order.ts';
import { storeContacts } from './order-content.ts';
import { mayUse, orderSecret, requireOrderAccess } from './order-key.ts';
import { findOrders, getOrder } from './order-reader.ts';
import { type LockedOrder, lockOrder } from './order-store.ts';

type OrderHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'createOrder' | 'setContacts' | 'cancelOrder' | 'getOrder' | 'listOrders'
>;

/** Handlers of the RPCs with which a buyer makes, fills in and reads orders; payment has its own. */
export function createOrderHandlers(deps: OrderServiceDeps): OrderHandlers {
  const { db, clock, pepper, metrics, logger } = deps;
  return {
    async createOrder(request, context) {
      const { key, quoteId, idempotencyKey } = request;
      const orderId = await createOrder(deps, context, { key, quoteId, idempotencyKey });
      logger.info({ orderId, quoteId }, 'order has its quote');
      const order = await getOrder(db, orderId, clock.now());
      // A repetition is answered without looking at the order: the secret of its cart must not outlive its own.
      if (!order.hasSecret) await requireOrderAccess(deps, context, { key: { orderId, secret: '' }, use: 'read' });
      return { order: toOrderMessage(order), secret: order.hasSecret ? orderSecret(pepper, orderId) : '' };
    },

    async setContacts({ key, contacts: given }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'change' });
      const contacts = checkContacts(given ?? {});
      const moves = await db.transaction().execute((trx) => setContacts(trx, { orderId, contacts, at: clock.now() }));
      moves.forEach(metrics.transition);
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now())) };
    },

    async cancelOrder({ key }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'change' });
      const moves = await db.transaction().execute(async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        return await cancelOrder(trx, { order, by: context.actor?.userId ?? 'guest', at: clock.now() });
      });
      moves.forEach(metrics.transition);
      if (moves.length > 0) logger.info({ orderId }, 'order cancelled');
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now())) };
    },

    async getOrder({ key, language }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'read' });
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now()), language) };
    },

    async listOrders({ status, pageSize, pageToken }, context) {
      const { userId, accountId, roles } = requireActor(context);
      const size = readPageSize(pageSize);
      const after = readPageToken(pageToken, [/^ord_[0-9A-Z]{26}$/])?.[0];
      const ids = await listOrderIds(db, {
        userId,
        accountId: accountId !== undefined && mayUse('read', roles) ? accountId : undefined,
        status: enumWord('ORDER_STATUS', status, orderStatuses),
        after,
        // One more than asked for tells whether there is a next page.
        limit: size + 1,
      });
      const { page, nextPageToken } = toPage(ids, { size, cursorOf: (id) => [id] });
      const orders = await findOrders(db, page, clock.now());
      return { orders: orders.map((order) => toOrderMessage(order)), nextPageToken };
    },
  };
}

async function setContacts(
  trx: Db<OrderDatabase>,
  { orderId, contacts, at }: { orderId: string; contacts: Contacts; at: Date },
): Promise<Transition[]> {
  const order = await lockOrder(trx, orderId);
  if (order === undefined) throw orderNotFound();
  requireOpenOrder(order.status);
  requireTaxCountry(contacts, order.taxCountry);
  const move = await storeContacts(trx, { order, contacts, to: await statusWithContacts(trx, order), at });
  return move ? [move] : [];
}

async function statusWithContacts(trx: Db<OrderDatabase>, { id, status, contacts }: LockedOrder): Promise<OrderStatus> {
  // After a declined payment the order is in review without one, and stays there.
  if (status === 'review') return status;
  // A payment method needs contacts first.
  const attempt = contacts !== null && (await hasOpenAttempt(trx, id));
  return openStatus({ contactsConfirmed: true, attempt });
}

/** Ids of the orders that a user bought or that are his account's, newest first. */
async function listOrderIds(
  db: Kysely<OrderDatabase>,
  search: {
    userId: string;
    accountId: string | undefined;
    status: OrderStatus | undefined;
    after: string | undefined;
    limit: number;
  },
): Promise<string[]> {
  const { userId, accountId, status, after, limit } = search;
  const rows = await db
    .selectFrom('orders')
    .select('id')
    .where((where) =>
      where.or([
        where('buyerUserId', '=', userId),
        ...(accountId === undefined ? [] : [where('accountId', '=', accountId)]),
      ]),
    )
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'draft'))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

import { requireIdempotencyKey, runOnce } from '@countersign/db';
import { conflict, invalidField } from '@countersign/errors';
import { enumWord, type Handlers } from '@countersign/grpc';
import type { CartKey, OrderServiceService } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { requireOpen } from '../cart/cart.ts';
import { findQuote, getCart } from '../cart/cart-handlers.ts';
import { closeCart } from '../cart/cart-store.ts';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { checkContact } from './contact.ts';
import {
  type EnrolmentStep,
  enrolmentSteps,
  isPaid,
  type Order,
  orderNotFound,
  requireDraft,
  type Transition,
} from './order.ts';
import { orderSecret, requireOrderId } from './order-key.ts';
import { addEntryOnce, findOrder, insertOrder, lockOrder, moveOrder, setContact } from './order-store.ts';

type OrderHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'createOrder' | 'setContact' | 'getOrder' | 'getPaidOrder' | 'recordEnrolmentStep'
>;

const mostTries = 10;
const noContact = { givenName: '', surname: '', email: '', mobile: '', organisation: '', country: '', language: '' };

/** Handlers of the RPCs about orders, save their payment. */
export function createOrderHandlers(deps: OrderServiceDeps): OrderHandlers {
  const { db, clock, pepper, logger, metrics } = deps;
  return {
    async createOrder({ key, idempotencyKey }) {
      requireIdempotencyKey(idempotencyKey);
      const orderId = await createOrder(deps, key, idempotencyKey);
      return { order: toOrderMessage(await getOrder(db, orderId)), secret: orderSecret(pepper, orderId) };
    },

    async setContact({ key, contact: given }) {
      const orderId = requireOrderId(pepper, key);
      const contact = checkContact(given ?? noContact);
      await db.transaction().execute(async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        requireDraft(order.status);
        await setContact(trx, { orderId, contact, at: clock.now() });
      });
      return { order: toOrderMessage(await getOrder(db, orderId)) };
    },

    async getOrder({ key }) {
      return { order: toOrderMessage(await getOrder(db, requireOrderId(pepper, key))) };
    },

    async getPaidOrder({ orderId }) {
      const order = await getOrder(db, orderId);
      requirePaid(order);
      return { order: toOrderMessage(order) };
    },

    async recordEnrolmentStep({ orderId, step: value }) {
      const step = enumWord('ENROLMENT_STEP', value, enrolmentSteps);
      if (step === undefined) {
        throw invalidField('ENROLMENT_STEP_INVALID', '/step', `must be one of ${enrolmentSteps.join(', ')}`);
      }
      const moves = await recordStep(db, { orderId, step, at: clock.now() });
      moves.forEach(metrics.transition);
      if (moves.some(({ to }) => to === 'completed')) logger.info({ orderId }, 'order completed');
      return {};
    },
  };
}

/** An order by its id; throws `ORDER_NOT_FOUND`. */
export async function getOrder(db: Kysely<OrderDatabase>, orderId: string): Promise<Order> {
  const order = await findOrder(db, orderId);
  if (order === undefined) throw orderNotFound();
  return order;
}

/** The cart changed between its pricing and its closing. */
class CartMovedError extends Error {}

/**
 * Makes an order of a cart, once per idempotency key. The catalog is asked before the transaction, which then closes
 * the cart only in the version that was priced; of two orders from one cart the second finds it closed.
 */
async function createOrder(
  deps: OrderServiceDeps,
  key: CartKey | undefined,
  idempotencyKey: string,
  triesLeft = mostTries,
): Promise<string> {
  const { db, clock, termsVersion } = deps;
  const cart = await getCart(db, key);
  const quote = cart.isOpen ? await findQuote(deps, cart) : undefined;
  try {
    const call = { scope: `CreateOrder:${cart.id}`, key: idempotencyKey, request: { cartId: cart.id } };
    const { orderId } = await runOnce(db, call, async (trx) => {
      requireOpen(cart);
      if (quote === undefined) throw conflict('CART_EMPTY', 'the cart is empty');
      const at = clock.now();
      if (!(await closeCart(trx, cart, at))) throw new CartMovedError('the cart changed');
      const id = newId('ord');
      await insertOrder(trx, { id, cartId: cart.id, quote, termsVersion, at });
      return { orderId: id };
    });
    return orderId;
  } catch (error) {
    if (!(error instanceof CartMovedError)) throw error;
    if (triesLeft <= 1) throw conflict('CART_CHANGED', 'the cart is being changed elsewhere; read it again');
    return await createOrder(deps, key, idempotencyKey, triesLeft - 1);
  }
}

async function recordStep(
  db: Kysely<OrderDatabase>,
  { orderId, step, at }: { orderId: string; step: EnrolmentStep; at: Date },
): Promise<Transition[]> {
  return await db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined) throw orderNotFound();
    requirePaid(order);
    const moves: Transition[] = [];
    if (!(await addEntryOnce(trx, { orderId, at, code: step }))) return moves;
    let { status } = order;
    if (status === 'paid') {
      moves.push(await moveOrder(trx, { id: orderId, status }, { to: 'fulfilling', at }));
      status = 'fulfilling';
    }
    if (step === 'activation_sent') {
      moves.push(await moveOrder(trx, { id: orderId, status }, { to: 'completed', at, entries: ['order_completed'] }));
    }
    return moves;
  });
}

function requirePaid({ status }: Pick<Order, 'status'>): void {
  if (!isPaid(status)) throw conflict('ORDER_NOT_PAID', 'the order is not paid');
}

import { type Db, requireIdempotencyKey, runOnce } from '@countersign/db';
import { type CallContext, requireActor } from '@countersign/grpc';
import type { CartKey } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { type Cart, cartChanged, cartNotFound, requireOpen } from '../cart/cart.ts';
import { getCart } from '../cart/cart-access.ts';
import { lockCart } from '../cart/cart-store.ts';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { hasOpenAttempt, replaceOpenAttempt } from '../payment/attempt-store.ts';
import type { Quote } from '../quote/quote.ts';
import { quoteNotFound, requireCurrent } from '../quote/quote-rules.ts';
import { findQuote } from '../quote/quote-store.ts';
import { type Contacts, payerOf, receiverOf } from './contact.ts';
import { isOpen, openStatus, orderExpiry, type Transition, wrongStatus } from './order.ts';
import { insertOrder, replaceQuote, unconfirmContacts } from './order-content.ts';
import { mayUse } from './order-key.ts';
import {
  addEntries,
  findEarlierContacts,
  findOrderOfCart,
  type LockedOrder,
  lockOrder,
  moveOrder,
  takeOrder,
} from './order-store.ts';

/** Who buys, when he is logged in. */
interface Buyer {
  userId: string;
  /** Account into which he may buy; null when his role does not allow it. */
  accountId: string | null;
}

const mostTries = 10;

/** An order of the cart was made since it was looked for. */
class OrderMadeError extends Error {}

/**
 * Makes an order of a quote, once per idempotency key, or gives the order of the cart that is being filled in this quote.
 * Returns its id. Throws `CART_NOT_FOUND`, `QUOTE_NOT_FOUND`, `QUOTE_EXPIRED`, `QUOTE_SUPERSEDED`, `CART_CLOSED`,
 * `CART_LOCKED` or `ORDER_WRONG_STATUS`.
 */
export async function createOrder(
  deps: OrderServiceDeps,
  context: CallContext,
  { key, quoteId, idempotencyKey }: { key: CartKey | undefined; quoteId: string; idempotencyKey: string },
): Promise<string> {
  const { db, clock, metrics } = deps;
  requireIdempotencyKey(idempotencyKey);
  const cart = await getCart(db, context, key);
  const buyer = buyerOf(context);
  const call = { scope: `CreateOrder:${cart.id}`, key: idempotencyKey, request: { quoteId } };
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const moves: Transition[] = [];
    try {
      // Tried again, one after the other.
      // oxlint-disable-next-line no-await-in-loop
      const { orderId } = await runOnce(db, call, async (trx) => ({
        orderId: await makeOrder(trx, { cartId: cart.id, quoteId, buyer, at: clock.now(), moves }),
      }));
      moves.forEach(metrics.transition);
      return orderId;
    } catch (error) {
      if (!(error instanceof OrderMadeError)) throw error;
    }
  }
  throw cartChanged();
}

function buyerOf(context: CallContext): Buyer | undefined {
  if (context.actor === undefined) return undefined;
  const { userId, accountId, roles } = requireActor(context);
  return { userId, accountId: accountId !== undefined && mayUse('change', roles) ? accountId : null };
}

/** Locks an order before its cart, like whoever completes or cancels it. */
async function makeOrder(
  trx: Db<OrderDatabase>,
  request: { cartId: string; quoteId: string; buyer: Buyer | undefined; at: Date; moves: Transition[] },
): Promise<string> {
  const { cartId, quoteId, buyer, at, moves } = request;
  const orderId = await findOrderOfCart(trx, cartId);
  const order = orderId === undefined ? undefined : await lockOrder(trx, orderId);
  const cart = await lockCart(trx, cartId);
  if (cart === undefined) throw cartNotFound();
  // Another one since: it must be locked first.
  if ((await findOrderOfCart(trx, cartId)) !== orderId) throw new OrderMadeError('an order was made meanwhile');
  if (order !== undefined && !isOpen(order.status)) throw wrongStatus(order.status, 'be changed');
  requireOpen(cart);
  const quote = await findQuote(trx, quoteId, at);
  if (quote?.cartId !== cartId) throw quoteNotFound();
  requireCurrent(quote, { at, cartVersion: cart.version });
  if (order === undefined) return await insertNew(trx, { cart, quote, buyer, at });
  await takeForBuyer(trx, { order, buyer, at });
  if (order.quoteId !== quoteId) moves.push(...(await changeQuote(trx, { order, quote, at })));
  return order.id;
}

async function insertNew(
  trx: Db<OrderDatabase>,
  { cart, quote, buyer, at }: { cart: Cart; quote: Quote; buyer: Buyer | undefined; at: Date },
): Promise<string> {
  const id = newId('ord');
  const contacts = buyer && (await findEarlierContacts(trx, buyer));
  await insertOrder(trx, {
    id,
    kind: 'purchase',
    cartId: cart.id,
    quoteId: quote.id,
    prices: quote,
    contacts,
    contactsConfirmed: false,
    language: contacts ? receiverOf(contacts).language : quote.language,
    buyerUserId: buyer?.userId ?? null,
    accountId: buyer?.accountId ?? null,
    hasSecret: buyer === undefined,
    termsVersion: quote.termsVersion,
    at,
    expiresAt: orderExpiry(at),
  });
  return id;
}

/** Whoever has the secret of a guest's cart and is logged in by now is the buyer; nobody takes another user's order. */
async function takeForBuyer(
  trx: Db<OrderDatabase>,
  { order, buyer, at }: { order: LockedOrder; buyer: Buyer | undefined; at: Date },
): Promise<void> {
  if (order.buyerUserId === (buyer?.userId ?? null)) return;
  if (order.buyerUserId !== null || buyer === undefined) throw cartNotFound();
  await takeOrder(trx, { orderId: order.id, ...buyer, at });
}

/** Another quote may be for another sum, which voids the payment method, and for another country than the bill's. */
async function changeQuote(
  trx: Db<OrderDatabase>,
  { order, quote, at }: { order: LockedOrder; quote: Quote; at: Date },
): Promise<Transition[]> {
  const { id: orderId, contacts } = order;
  const { id: quoteId, termsVersion, dueNow } = quote;
  await replaceQuote(trx, { orderId, quoteId, prices: quote, termsVersion, at, expiresAt: orderExpiry(at) });
  const isSameSum = dueNow.minorUnits === order.dueNowMinor && dueNow.currency === order.currency;
  if (!isSameSum && (await replaceOpenAttempt(trx, orderId, at))) {
    await addEntries(trx, orderId, at, [{ code: 'payment_dropped' }]);
  }
  const contactsConfirmed = order.contactsConfirmed && isBilledIn(contacts, quote.tax.country);
  if (order.contactsConfirmed && !contactsConfirmed) await unconfirmContacts(trx, orderId);
  const attempt = await hasOpenAttempt(trx, orderId);
  const move = await moveOrder(trx, order, { to: openStatus({ contactsConfirmed, attempt }), at });
  return move ? [move] : [];
}

function isBilledIn(contacts: Contacts | null, country: string): boolean {
  return contacts !== null && payerOf(contacts).country === country;
}

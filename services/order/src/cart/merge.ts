import type { Db } from '@countersign/db';
import { conflict } from '@countersign/errors';
import { type CallContext, requireActor } from '@countersign/grpc';
import type { CartKey } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { cancelOrder } from '../order/cancelling.ts';
import type { Transition } from '../order/order.ts';
import { findOrderOfCart, lockOrder } from '../order/order-store.ts';
import { priceLines } from '../pricing.ts';
import type { Line } from '../quote/quote.ts';
import { type Cart, cartChanged, cartNotFound, mostLines, requireOpen } from './cart.ts';
import { getCart } from './cart-access.ts';
import { combineLines, toLine, toWantedLine } from './cart-line.ts';
import { findOwnCart, insertCart, lockCart, markMerged, replaceLines } from './cart-store.ts';

type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'catalog' | 'metrics'>;

const mostTries = 10;

/**
 * Puts the lines of a guest's cart, which its secret proves, into the actor's own, and ends it; an order of it that was
 * being filled in is cancelled. Repeating changes nothing. Throws `CART_NOT_FOUND`, `CART_LOCKED`, `CART_CLOSED`,
 * `CART_FULL`, `CURRENCY_DIFFERS` or the catalog's errors.
 */
export async function mergeCart(
  deps: Deps,
  context: CallContext,
  key: CartKey | undefined,
  triesLeft = mostTries,
): Promise<Cart> {
  const { db, clock, catalog, metrics } = deps;
  const { userId } = requireActor(context);
  if ((key?.secret ?? '') === '') throw cartNotFound();
  const guest = await getCart(db, context, key);
  const own = await findOwnCart(db, userId);
  if (guest.state === 'merged' && own !== undefined && guest.mergedInto === own.id) return own;
  requireOpen(guest);
  if (own === undefined) {
    await insertCart(db, { id: newId('crt'), proof: { userId }, currency: guest.currency, at: clock.now() });
    return await again(deps, context, { key, triesLeft });
  }
  requireOpen(own);
  const currency = commonCurrency(own, guest);
  const combined = combineLines(own.lines, guest.lines);
  if (combined.length > mostLines) throw conflict('CART_FULL', `a cart holds ${mostLines} lines at most`);
  const at = clock.now();
  const prices =
    combined.length === 0 ? undefined : await priceLines(catalog, { currency, lines: combined.map(toWantedLine), at });
  const lines = prices?.lines.map(toLine) ?? [];
  const done = await db
    .transaction()
    .execute((trx) => storeMerged(trx, { guest, own: { ...own, currency }, lines, at }));
  if (done === undefined) return await again(deps, context, { key, triesLeft });
  done.forEach(metrics.transition);
  return { ...own, currency, lines, version: own.version + 1 };
}

async function again(
  deps: Deps,
  context: CallContext,
  { key, triesLeft }: { key: CartKey | undefined; triesLeft: number },
): Promise<Cart> {
  if (triesLeft <= 1) throw cartChanged();
  return await mergeCart(deps, context, key, triesLeft - 1);
}

function commonCurrency(own: Cart, guest: Cart): string {
  if (own.lines.length === 0) return guest.currency;
  if (guest.lines.length > 0 && guest.currency !== own.currency) {
    throw conflict('CURRENCY_DIFFERS', `your own cart is in ${own.currency}, the other one in ${guest.currency}`);
  }
  return own.currency;
}

/** Stores a merged cart unless one of both changed since it was read: undefined then, else the moves of orders. */
async function storeMerged(
  trx: Db<OrderDatabase>,
  { guest, own, lines, at }: { guest: Cart; own: Cart; lines: Line[]; at: Date },
): Promise<Transition[] | undefined> {
  const orderId = await findOrderOfCart(trx, guest.id);
  const order = orderId === undefined ? undefined : await lockOrder(trx, orderId);
  const locked = await lockCart(trx, guest.id);
  if (locked?.version !== guest.version || locked.state !== 'open') return undefined;
  // One that was made since the look is met at the next try.
  if ((await findOrderOfCart(trx, guest.id)) !== orderId) return undefined;
  if (!(await replaceLines(trx, own, { lines, at }))) return undefined;
  const moves = order === undefined ? [] : await cancelOrder(trx, { order, at });
  await markMerged(trx, { cartId: guest.id, mergedInto: own.id, at });
  return moves;
}

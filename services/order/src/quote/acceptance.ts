import type { Db } from '@countersign/db';
import { lockCart } from '../cart/cart-store.ts';
import type { OrderDatabase } from '../database.ts';
import type { LockedOrder } from '../order/order-store.ts';
import { quoteExpired, quoteSuperseded, requireCurrent } from './quote-rules.ts';
import { acceptQuote, findQuote } from './quote-store.ts';

/**
 * Accepts the quote that the buyer saw, in the transaction that completes the locked order: it must be the order's,
 * unexpired, and bind the cart as it is. Accepting it again changes nothing. Throws `QUOTE_SUPERSEDED` or
 * `QUOTE_EXPIRED`; the latter also for an order made before there were quotes.
 */
export async function acceptOrderQuote(
  trx: Db<OrderDatabase>,
  { order, quoteId, at }: { order: Pick<LockedOrder, 'quoteId' | 'cartId'>; quoteId: string; at: Date },
): Promise<void> {
  if (order.quoteId === null) throw quoteExpired();
  if (order.quoteId !== quoteId) throw quoteSuperseded();
  const cart = order.cartId === null ? undefined : await lockCart(trx, order.cartId);
  const current = { at, ...(cart && { cartVersion: cart.version }) };
  if (await acceptQuote(trx, quoteId, current)) return;
  const quote = await findQuote(trx, quoteId, at);
  if (quote === undefined) throw new Error('the quote of an order vanished');
  requireCurrent(quote, current);
  throw new Error('a quote that is current cannot be accepted');
}

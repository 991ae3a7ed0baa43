import { conflict, invalidField } from '@countersign/errors';
import type { CallContext, Handlers } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import { isCountry } from '@countersign/person';
import type { CreateQuoteRequest, OrderServiceService } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { cartChanged, requireOpen } from '../cart/cart.ts';
import { getCart } from '../cart/cart-access.ts';
import { toWantedLine } from '../cart/cart-line.ts';
import { lockCart } from '../cart/cart-store.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { toQuoteMessage } from '../messages.ts';
import { priceLines } from '../pricing.ts';
import type { Quote } from './quote.ts';
import { quoteMinutes, quoteNotFound } from './quote-rules.ts';
import { findQuote, insertQuote } from './quote-store.ts';

type QuoteHandlers = Pick<Handlers<typeof OrderServiceService>, 'createQuote' | 'getQuote'>;
type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'catalog' | 'termsVersion' | 'metrics' | 'logger'>;

const mostTries = 10;

/** Handlers of the RPCs about quotes. */
export function createQuoteHandlers(deps: Deps): QuoteHandlers {
  const { db, clock, metrics, logger } = deps;
  return {
    async createQuote(request, context) {
      if (!isCountry(request.country)) {
        const detail = 'must be an ISO 3166-1 alpha-2 code in capitals, such as DE';
        throw invalidField('COUNTRY_UNKNOWN', '/country', detail);
      }
      const quote = await createQuote(deps, context, request);
      metrics.quote('issued');
      logger.info({ quoteId: quote.id, cartId: quote.cartId }, 'quote issued');
      return { quote: toQuoteMessage(quote) };
    },

    async getQuote({ key, quoteId }, context) {
      const cart = await getCart(db, context, key);
      const quote = await findQuote(db, quoteId, clock.now());
      if (quote?.cartId !== cart.id) throw quoteNotFound();
      return { quote: toQuoteMessage(quote) };
    },
  };
}

/**
 * Prices the cart, then stores the offer if the cart is still as it was priced. Between the two no lock is held, hence
 * the version: where the cart changed meanwhile, it is priced again.
 */
async function createQuote(
  deps: Deps,
  context: CallContext,
  request: CreateQuoteRequest,
  triesLeft = mostTries,
): Promise<Quote> {
  const { db, clock, catalog, termsVersion } = deps;
  const { country, taxId } = request;
  const cart = await getCart(db, context, request.key);
  requireOpen(cart);
  if (cart.lines.length === 0) throw conflict('CART_EMPTY', 'the cart is empty');
  const language = resolveLocale(request.language);
  const createdAt = clock.now();
  const lines = cart.lines.map(toWantedLine);
  const prices = await priceLines(catalog, { currency: cart.currency, lines, at: createdAt, country, taxId, language });
  const quote: Quote = {
    // Ids of a quote's lines are its own: the order may hold them while the cart is sold again.
    ...prices,
    lines: prices.lines.map((line) => ({ ...line, id: newId('lin') })),
    id: newId('quo'),
    cartId: cart.id,
    cartVersion: cart.version,
    termsVersion,
    state: 'issued',
    taxId,
    language,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + quoteMinutes * 60_000),
  };
  const stored = await db.transaction().execute(async (trx) => {
    const now = await lockCart(trx, cart.id);
    if (now === undefined || now.version !== cart.version || now.state !== 'open') return false;
    await insertQuote(trx, quote);
    return true;
  });
  if (stored) return quote;
  if (triesLeft <= 1) throw cartChanged();
  return await createQuote(deps, context, request, triesLeft - 1);
}

import { conflict, invalidField, notFound } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import { type LineInput, PaymentOption } from '@countersign/proto/catalog';
import type { CartKey, OrderServiceService } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import type { OrderServiceDeps } from '../deps.ts';
import { toCartMessage, toLineInput } from '../messages.ts';
import { isCurrency } from '../money.ts';
import { priceLines, type WantedLine } from '../pricing.ts';
import type { Line, PricedLine, Quote } from '../quote.ts';
import { type Cart, cartNotFound, mostLines, requireOpen } from './cart.ts';
import { findCart, insertCart, replaceLines } from './cart-store.ts';

type CartHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'createCart' | 'getCart' | 'addCartLine' | 'updateCartLine' | 'removeCartLine'
>;
type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'catalog'>;

/** Times that a change is tried again after another change of the same cart came first. */
const mostTries = 10;
const noLine: LineInput = {
  productCode: '',
  termYears: 0,
  paymentOption: PaymentOption.UNSPECIFIED,
  licences: 0,
  extraDomains: [],
};

/** Handlers of the RPCs about carts. */
export function createCartHandlers(deps: Deps): CartHandlers {
  const { db, clock } = deps;
  return {
    async createCart({ currency: wanted }) {
      const currency = wanted === '' ? 'USD' : wanted;
      if (!isCurrency(currency)) {
        throw invalidField('CURRENCY_NOT_OFFERED', '/currency', 'must be an ISO 4217 code such as USD');
      }
      const id = newId('crt');
      const secret = randomToken();
      await insertCart(db, { id, secretHash: hashToken(secret), currency, at: clock.now() });
      return { cart: toCartMessage({ id, currency, lines: [], version: 1, isOpen: true }, undefined), secret };
    },

    async getCart({ key }) {
      const cart = await getCart(db, key);
      return { cart: toCartMessage(cart, await findQuote(deps, cart)) };
    },

    async addCartLine({ key, line = noLine }) {
      const lineId = newId('lin');
      const { cart, quote } = await changeLine(deps, key, lineId, (lines) => {
        if (lines.length >= mostLines) throw conflict('CART_FULL', `a cart holds ${mostLines} lines at most`);
        return [...lines, { id: lineId, input: line }];
      });
      return { cart: toCartMessage(cart, quote), lineId };
    },

    async updateCartLine({ key, lineId, line = noLine }) {
      const { cart, quote } = await changeLine(deps, key, lineId, (lines) => {
        requireLine(lines, lineId);
        return lines.map((each) => (each.id === lineId ? { id: lineId, input: line } : each));
      });
      return { cart: toCartMessage(cart, quote) };
    },

    async removeCartLine({ key, lineId }) {
      const cart = await removeLine(deps, key, lineId);
      return { cart: toCartMessage(cart, await findQuote(deps, cart)) };
    },
  };
}

/** The cart that a guest proved to hold; throws `CART_NOT_FOUND` for an unknown id and for a wrong secret alike. */
export async function getCart(db: Deps['db'], key: CartKey | undefined): Promise<Cart> {
  const cart = await findCart(db, { id: key?.cartId ?? '', secretHash: hashToken(key?.secret ?? '') });
  if (cart === undefined) throw cartNotFound();
  return cart;
}

/** Prices of a cart at this moment; undefined when it is empty. Throws the catalog's errors. */
export async function findQuote({ catalog }: Pick<Deps, 'catalog'>, cart: Cart): Promise<Quote | undefined> {
  if (cart.lines.length === 0) return undefined;
  return await priceLines(catalog, { currency: cart.currency, lines: cart.lines.map(toWantedLine) });
}

/**
 * Adds or replaces a line: the catalog checks and prices the whole cart first, so that nothing unsellable is stored.
 * Between reading and storing no lock is held, hence the version: who comes second reads and prices again.
 */
async function changeLine(
  deps: Deps,
  key: CartKey | undefined,
  lineId: string,
  change: (lines: WantedLine[]) => WantedLine[],
  triesLeft = mostTries,
): Promise<{ cart: Cart; quote: Quote }> {
  const cart = await getCart(deps.db, key);
  requireOpen(cart);
  const wanted = change(cart.lines.map(toWantedLine));
  const quote = await priceLines(deps.catalog, { currency: cart.currency, lines: wanted, bodyLineId: lineId });
  const lines = quote.lines.map(toLine);
  if (await replaceLines(deps.db, cart, lines)) return { cart: { ...cart, lines }, quote };
  requireTriesLeft(triesLeft);
  return await changeLine(deps, key, lineId, change, triesLeft - 1);
}

/** Removes a line before anything is priced: a line that the catalog no longer sells must not be stuck in its cart. */
async function removeLine(deps: Deps, key: CartKey | undefined, lineId: string, triesLeft = mostTries): Promise<Cart> {
  const cart = await getCart(deps.db, key);
  requireOpen(cart);
  requireLine(cart.lines, lineId);
  const lines = cart.lines.filter(({ id }) => id !== lineId);
  if (await replaceLines(deps.db, cart, lines)) return { ...cart, lines };
  requireTriesLeft(triesLeft);
  return await removeLine(deps, key, lineId, triesLeft - 1);
}

function requireLine(lines: readonly { id: string }[], lineId: string): void {
  if (!lines.some(({ id }) => id === lineId)) throw notFound('CART_LINE_NOT_FOUND', 'no such line in this cart');
}

function requireTriesLeft(triesLeft: number): void {
  if (triesLeft <= 1) throw conflict('CART_CHANGED', 'the cart is being changed elsewhere; read it again');
}

function toWantedLine(line: Line): WantedLine {
  return { id: line.id, input: toLineInput(line) };
}

function toLine({ id, productCode, termYears, paymentOption, licences, extraDomains }: PricedLine): Line {
  return { id, productCode, termYears, paymentOption, licences, extraDomains };
}

import { conflict, invalidField, notFound } from '@countersign/errors';
import { type CallContext, type Handlers, requireActor } from '@countersign/grpc';
import { type LineInput, PaymentOption } from '@countersign/proto/catalog';
import type { CartKey, OrderServiceService } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import type { OrderServiceDeps } from '../deps.ts';
import { toCartMessage } from '../messages.ts';
import { isCurrency } from '../money.ts';
import { priceLines, type WantedLine } from '../pricing.ts';
import type { Line, Prices } from '../quote/quote.ts';
import { type Cart, cartChanged, cartNotFound, expiryOf, mostLines, requireOpen } from './cart.ts';
import { getCart } from './cart-access.ts';
import { toLine, toWantedLine } from './cart-line.ts';
import { findOwnCart, insertCart, replaceLines } from './cart-store.ts';
import { mergeCart } from './merge.ts';

type CartHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'createCart' | 'getCart' | 'getOwnCart' | 'mergeCart' | 'addCartLine' | 'updateCartLine' | 'removeCartLine'
>;
type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'catalog' | 'metrics' | 'logger'>;

/** A change of a cart's line by its buyer. */
interface LineChange {
  key: CartKey | undefined;
  lineId: string;
  /** Version that the cart must have; 0 for any. */
  expectedVersion: number;
}

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
    async createCart({ currency: wanted }, context) {
      const currency = wanted === '' ? 'USD' : wanted;
      if (!isCurrency(currency)) {
        throw invalidField('CURRENCY_NOT_OFFERED', '/currency', 'must be an ISO 4217 code such as USD');
      }
      if (context.actor !== undefined) {
        const cart = await openOwnCart(deps, { userId: requireActor(context).userId, currency, switchTo: wanted });
        return { cart: toCartMessage(cart, await findPrices(deps, cart)), secret: '' };
      }
      const secret = randomToken();
      const proof = { secretHash: hashToken(secret) };
      const cart = await insertCart(db, { id: newId('crt'), proof, currency, at: clock.now() });
      if (cart === undefined) throw new Error('a new cart has the id of another');
      return { cart: toCartMessage(cart, undefined), secret };
    },

    async getCart({ key, language }, context) {
      const cart = await getCart(db, context, key);
      return { cart: toCartMessage(cart, await findPrices(deps, cart, language)) };
    },

    async getOwnCart({ language }, context) {
      const cart = await findOwnCart(db, requireActor(context).userId);
      if (cart === undefined) throw cartNotFound();
      return { cart: toCartMessage(cart, await findPrices(deps, cart, language)) };
    },

    async mergeCart({ key }, context) {
      const cart = await mergeCart(deps, context, key);
      return { cart: toCartMessage(cart, await findPrices(deps, cart)) };
    },

    async addCartLine({ key, line = noLine, expectedVersion }, context) {
      const lineId = newId('lin');
      const { cart, prices } = await changeLine(deps, context, { key, lineId, expectedVersion }, (lines) => {
        if (lines.length >= mostLines) throw conflict('CART_FULL', `a cart holds ${mostLines} lines at most`);
        return [...lines, { id: lineId, input: line }];
      });
      return { cart: toCartMessage(cart, prices), lineId };
    },

    async updateCartLine({ key, lineId, line = noLine, expectedVersion }, context) {
      const { cart, prices } = await changeLine(deps, context, { key, lineId, expectedVersion }, (lines) => {
        requireLine(lines, lineId);
        return lines.map((each) => (each.id === lineId ? { id: lineId, input: line } : each));
      });
      return { cart: toCartMessage(cart, prices) };
    },

    async removeCartLine({ key, lineId, expectedVersion }, context) {
      const cart = await removeLine(deps, context, { key, lineId, expectedVersion });
      return { cart: toCartMessage(cart, await findPrices(deps, cart)) };
    },
  };
}

/** Prices of a cart at this moment, without tax; undefined when it is empty. Throws the catalog's errors. */
async function findPrices(
  { catalog, clock }: Pick<Deps, 'catalog' | 'clock'>,
  { currency, lines }: Cart,
  language = '',
): Promise<Prices | undefined> {
  if (lines.length === 0) return undefined;
  return await priceLines(catalog, { currency, lines: lines.map(toWantedLine), at: clock.now(), language });
}

/** A user's own cart; one that is empty takes the currency that he asks for. */
async function openOwnCart(
  { db, clock }: Deps,
  { userId, currency, switchTo }: { userId: string; currency: string; switchTo: string },
): Promise<Cart> {
  const made = await insertCart(db, { id: newId('crt'), proof: { userId }, currency, at: clock.now() });
  const cart = made ?? (await findOwnCart(db, userId));
  if (cart === undefined) throw cartChanged();
  if (switchTo === '' || switchTo === cart.currency || cart.lines.length > 0 || cart.state !== 'open') return cart;
  const switched = { ...cart, currency: switchTo };
  const done = await db.transaction().execute((trx) => replaceLines(trx, switched, { lines: [], at: clock.now() }));
  return done ? { ...switched, version: cart.version + 1 } : cart;
}

/**
 * Adds or replaces a line: the catalog checks and prices the whole cart first, so that nothing unsellable is stored.
 * Between reading and storing no lock is held, hence the version: who comes second reads and prices again.
 */
async function changeLine(
  deps: Deps,
  context: CallContext,
  change: LineChange,
  apply: (lines: WantedLine[]) => WantedLine[],
  triesLeft = mostTries,
): Promise<{ cart: Cart; prices: Prices }> {
  const cart = await getChangeable(deps, context, change);
  const wanted = apply(cart.lines.map(toWantedLine));
  const { currency } = cart;
  const at = deps.clock.now();
  const prices = await priceLines(deps.catalog, { currency, lines: wanted, at, bodyLineId: change.lineId });
  const lines = prices.lines.map(toLine);
  const stored = await storeLines(deps, cart, lines);
  if (stored !== undefined) return { cart: stored, prices };
  requireTriesLeft(triesLeft);
  return await changeLine(deps, context, change, apply, triesLeft - 1);
}

/** Removes a line before anything is priced: a line that the catalog no longer sells must not be stuck in its cart. */
async function removeLine(deps: Deps, context: CallContext, change: LineChange, triesLeft = mostTries): Promise<Cart> {
  const cart = await getChangeable(deps, context, change);
  requireLine(cart.lines, change.lineId);
  const lines = cart.lines.filter(({ id }) => id !== change.lineId);
  const stored = await storeLines(deps, cart, lines);
  if (stored !== undefined) return stored;
  requireTriesLeft(triesLeft);
  return await removeLine(deps, context, change, triesLeft - 1);
}

async function getChangeable(
  { db }: Deps,
  context: CallContext,
  { key, expectedVersion }: Pick<LineChange, 'key' | 'expectedVersion'>,
): Promise<Cart> {
  const cart = await getCart(db, context, key);
  requireOpen(cart);
  if (expectedVersion !== 0 && expectedVersion !== cart.version) throw cartChanged();
  return cart;
}

/** Stores lines unless the cart changed since it was read; undefined then. */
async function storeLines({ db, clock }: Deps, cart: Cart, lines: Line[]): Promise<Cart | undefined> {
  const at = clock.now();
  const done = await db.transaction().execute((trx) => replaceLines(trx, cart, { lines, at }));
  return done ? { ...cart, lines, version: cart.version + 1, expiresAt: expiryOf(at) } : undefined;
}

function requireLine(lines: readonly { id: string }[], lineId: string): void {
  if (!lines.some(({ id }) => id === lineId)) throw notFound('CART_LINE_NOT_FOUND', 'no such line in this cart');
}

function requireTriesLeft(triesLeft: number): void {
  if (triesLeft <= 1) throw cartChanged();
}

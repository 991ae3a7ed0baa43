import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import type { Prices } from '../quote/quote.ts';
import { insertQuote } from '../quote/quote-store.ts';
import { insertOrder } from './order-content.ts';
import { lockOrder } from './order-store.ts';

/** Days for which the offer of a renewal binds, unless its maker says otherwise. */
const renewalDays = 120;

/**
 * Stores the order with which a subscription is renewed: no cart, contacts, language and buyer of the order that began
 * it, state `details_complete`. `quote` holds exactly one line, whose id must be new. Its offer, a quote without a cart,
 * holds until `expiresAt`. Returns its id.
 */
export async function insertRenewalOrder(
  trx: Db<OrderDatabase>,
  renewal: {
    subscriptionId: string;
    originOrderId: string;
    accountId: string | null;
    quote: Prices;
    termsVersion: string;
    at: Date;
    expiresAt?: Date;
  },
): Promise<string> {
  const { subscriptionId, originOrderId, accountId, quote: prices, termsVersion, at } = renewal;
  const origin = await lockOrder(trx, originOrderId);
  if (origin === undefined || origin.contacts === null) throw new Error('a subscription began without a whole order');
  const expiresAt = renewal.expiresAt ?? new Date(at.getTime() + renewalDays * 86_400_000);
  const { contacts, language, buyerUserId } = origin;
  const quoteId = newId('quo');
  await insertQuote(trx, {
    ...prices,
    id: quoteId,
    cartId: undefined,
    cartVersion: 0,
    termsVersion,
    taxId: '',
    language,
    createdAt: at,
    expiresAt,
  });
  const id = newId('ord');
  await insertOrder(trx, {
    id,
    kind: 'renewal',
    cartId: null,
    quoteId,
    prices,
    contacts,
    contactsConfirmed: true,
    language,
    buyerUserId,
    accountId,
    // A guest who has not activated his account yet proves a renewal as he proves any order of his.
    hasSecret: buyerUserId === null && accountId === null,
    termsVersion,
    at,
    expiresAt,
    subscriptionId,
  });
  return id;
}

import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { Quote } from './quote.ts';

/** How long an offer binds. */
export const quoteMinutes = 30;

/** Answers an unknown quote and that of another cart alike. */
export function quoteNotFound(): DomainError {
  return notFound('QUOTE_NOT_FOUND', 'no such quote of this cart');
}

/**
 * Throws `QUOTE_SUPERSEDED` when there is a newer quote of the cart, or the cart changed; `QUOTE_EXPIRED` when the offer
 * binds no longer. `cartVersion` is that of the cart at this moment; absent for a renewal, which has none.
 */
export function requireCurrent(quote: Quote, { at, cartVersion }: { at: Date; cartVersion?: number }): void {
  if (quote.state === 'superseded' || (cartVersion !== undefined && cartVersion !== quote.cartVersion)) {
    throw quoteSuperseded();
  }
  if (quote.expiresAt <= at) throw quoteExpired();
}

/** What is told of a quote in whose place there is a newer one, or whose cart changed. */
export function quoteSuperseded(): DomainError {
  return conflict(
    'QUOTE_SUPERSEDED',
    'this quote no longer holds: the cart or its quote changed; get a new quote and create the order again with it',
  );
}

/** What is told of a quote that is too old. */
export function quoteExpired(): DomainError {
  return conflict('QUOTE_EXPIRED', 'this quote has expired; get a new quote and create the order again with it');
}

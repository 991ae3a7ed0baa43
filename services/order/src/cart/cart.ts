import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { Line } from '../quote/quote.ts';

/** Lines that a cart holds at most; the catalog prices no more in one call. */
export const mostLines = 50;

/** Days after its latest change when a cart is abandoned. */
export const untouchedDays = 30;

/**
 * Where a cart stands: open; locked while its order is being paid; converted once that is paid; merged into a user's
 * own; abandoned.
 */
export type CartState = 'open' | 'locked' | 'converted' | 'merged' | 'abandoned';

export interface Cart {
  /** Prefixed `crt_`. */
  id: string;
  /** Undefined for a guest's. */
  userId: string | undefined;
  currency: string;
  /** In the order in which they were added. */
  lines: Line[];
  /** Grows with every change. */
  version: number;
  state: CartState;
  /** Moment after which it is abandoned unless it is changed before. */
  expiresAt: Date;
}

/** Throws `CART_LOCKED` while the cart's order is being paid, and `CART_CLOSED` when it can never be changed again. */
export function requireOpen({ state }: Pick<Cart, 'state'>): void {
  if (state === 'locked') {
    throw conflict('CART_LOCKED', 'the order of this cart is being paid; cancel the order to change the cart');
  }
  if (state !== 'open') throw conflict('CART_CLOSED', 'this cart can no longer be changed; open a new one');
}

/** Answers an unknown id and a wrong secret alike. */
export function cartNotFound(): DomainError {
  return notFound('CART_NOT_FOUND', 'no such cart of yours; open a new one');
}

/** Moment at which a cart that was changed last at `at` is abandoned. */
export function expiryOf(at: Date): Date {
  return new Date(at.getTime() + untouchedDays * 86_400_000);
}

/** What is told when a cart is not what the caller takes it for. */
export function cartChanged(): DomainError {
  return conflict('CART_CHANGED', 'the cart was changed elsewhere; read it again');
}

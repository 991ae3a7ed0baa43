import { conflict, type DomainError, notFound } from '@countersign/errors';
import type { Line } from '../quote.ts';

/** Lines that a cart holds at most; the catalog prices no more in one call. */
export const mostLines = 50;

export interface Cart {
  /** Prefixed `crt_`. */
  id: string;
  currency: string;
  /** In the order in which they were added. */
  lines: Line[];
  /** Grows with every change. */
  version: number;
  /** False once an order was made of it. */
  isOpen: boolean;
}

/** Throws `CART_CLOSED` when an order was made of the cart. */
export function requireOpen(cart: Cart): void {
  if (!cart.isOpen) throw conflict('CART_CLOSED', 'an order was made of this cart; it cannot be changed');
}

/** Answers an unknown id and a wrong secret alike. */
export function cartNotFound(): DomainError {
  return notFound('CART_NOT_FOUND', 'no such cart');
}

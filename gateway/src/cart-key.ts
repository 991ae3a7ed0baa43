import type { CartKey } from '@countersign/proto/order';
import { Type } from 'typebox';
import { text } from './schemas.ts';

/** Header with which a guest proves a cart; a signed-in user's own cart needs none. */
export const CartSecret = text({
  description: 'Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user.',
  maxLength: 128,
  example: 'q2Zr8sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
});

/** Headers of the routes that act on a cart. */
export const cartHeaders = { 'Cart-Secret': Type.Optional(CartSecret) };

/** The right to a cart, as a request proves it. */
export function cartKey(cartId: string, headers: { 'cart-secret'?: string }): CartKey {
  return { cartId, secret: headers['cart-secret'] ?? '' };
}

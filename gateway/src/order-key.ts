import type { OrderKey } from '@countersign/proto/order';
import { Type } from 'typebox';
import { closed, IdempotencyKey, id, text } from './schemas.ts';

const OrderSecret = text({
  description:
    'Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account.',
  maxLength: 128,
  example: 'h7Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
});

/** Headers of the routes that act on an order. */
export const orderHeaders = Type.Object({ 'Order-Secret': Type.Optional(OrderSecret) });
/** The same where the route must not act twice. */
export const idempotentOrderHeaders = Type.Object({
  'Order-Secret': Type.Optional(OrderSecret),
  'Idempotency-Key': IdempotencyKey,
});
/** The order in the path. */
export const orderParams = closed({ orderId: id('ord', 'the order') });

/** How routes on one order are reached: with its secret, or as a signed-in user. */
export const orderRoute = { public: true, bearer: 'optional', refusesCardNumbers: true } as const;
/** What they answer where there is no such order for the caller. */
export const orderUnknown = { 401: ['TOKEN_INVALID'], 404: ['ORDER_NOT_FOUND'] };

/** The right to an order, as a request proves it. */
export function orderKey(request: { params: { orderId: string }; headers: { 'order-secret'?: string } }): OrderKey {
  return { orderId: request.params.orderId, secret: request.headers['order-secret'] ?? '' };
}

import type { Handlers } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import { createCartHandlers } from './cart/cart-handlers.ts';
import type { OrderServiceDeps } from './deps.ts';
import { createOrderHandlers } from './order/order-handlers.ts';
import { createPaymentHandlers } from './payment/payment-handlers.ts';

/** Handlers of `OrderService`. */
export function createOrderService(deps: OrderServiceDeps): Handlers<typeof OrderServiceService> {
  return { ...createCartHandlers(deps), ...createOrderHandlers(deps), ...createPaymentHandlers(deps) };
}

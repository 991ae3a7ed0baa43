import type { Handlers } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import { createCartHandlers } from './cart/cart-handlers.ts';
import type { OrderServiceDeps } from './deps.ts';
import { createDocumentHandlers } from './document/document-handlers.ts';
import { createEnrolmentHandlers } from './order/enrolment-handlers.ts';
import { createOrderHandlers } from './order/order-handlers.ts';
import { createStaffHandlers } from './order/staff-handlers.ts';
import { createPaymentHandlers } from './payment/payment-handlers.ts';
import { createRefundHandlers } from './payment/refund-handlers.ts';
import { createQuoteHandlers } from './quote/quote-handlers.ts';
import { createSubscriptionHandlers } from './subscription/subscription-handlers.ts';

/** Handlers of `OrderService`. */
export function createOrderService(deps: OrderServiceDeps): Handlers<typeof OrderServiceService> {
  return {
    ...createCartHandlers(deps),
    ...createQuoteHandlers(deps),
    ...createOrderHandlers(deps),
    ...createPaymentHandlers(deps),
    ...createRefundHandlers(deps),
    ...createSubscriptionHandlers(deps),
    ...createDocumentHandlers(deps),
    ...createEnrolmentHandlers(deps),
    ...createStaffHandlers(deps),
  };
}

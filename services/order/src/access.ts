import type { AccessTable } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';

/** Which services may use which method. */
export const access: AccessTable<typeof OrderServiceService> = {
  createCart: ['gateway'],
  getCart: ['gateway'],
  addCartLine: ['gateway'],
  updateCartLine: ['gateway'],
  removeCartLine: ['gateway'],
  createOrder: ['gateway'],
  setContact: ['gateway'],
  addPayment: ['gateway'],
  completeOrder: ['gateway'],
  getOrder: ['gateway'],
  ingestPaymentEvent: ['gateway'],
  getPaidOrder: ['enrollment'],
  recordEnrolmentStep: ['enrollment'],
};

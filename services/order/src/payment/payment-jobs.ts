import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import type { OrderServiceDeps } from '../deps.ts';
import { settleEvent } from './settlement.ts';

/** Queue of this service's own work. */
export const orderQueue = 'order';
/** Topic of a stored payment event that waits to be acted on. */
export const paymentEventTopic = 'payment-event';

const PaymentEventJob = Type.Object(
  { paymentEventId: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);

/** Handlers of the queue `order`. */
export function createPaymentJobs(
  deps: Pick<OrderServiceDeps, 'db' | 'clock' | 'logger' | 'metrics'>,
): Record<string, JobHandler> {
  return {
    [paymentEventTopic]: jobHandler(PaymentEventJob, ({ paymentEventId }) => settleEvent(deps, paymentEventId)),
  };
}

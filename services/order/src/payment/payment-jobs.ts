import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import type { OrderServiceDeps } from '../deps.ts';
import { paymentEventTopic } from './event-store.ts';
import { settleEvent } from './settlement.ts';

const PaymentEventJob = Type.Object(
  { paymentEventId: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);

/** Handlers of the payments' jobs in the queue `order`. */
export function createPaymentJobs(
  deps: Pick<OrderServiceDeps, 'db' | 'clock' | 'logger' | 'metrics' | 'provider'>,
): Record<string, JobHandler> {
  return {
    [paymentEventTopic]: jobHandler(PaymentEventJob, ({ paymentEventId }) => settleEvent(deps, paymentEventId)),
  };
}

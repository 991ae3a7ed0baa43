import { conflict, invalidField, notFound } from '@countersign/errors';
import { enumWord, type Handlers } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { recordSteps, recordTrouble } from './enrolment.ts';
import { isPaid, orderNotFound, wasPaid } from './order.ts';
import { getOrder } from './order-reader.ts';
import { addEntries, killSecret, lockOrder, setAccount } from './order-store.ts';
import { type EnrolmentStep, enrolmentSteps } from './timeline.ts';

type EnrolmentHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'getPaidOrder' | 'recordEnrolmentStep' | 'moveOrder'
>;

/** Handlers of the RPCs with which enrolment asks for paid orders and reports what it did. */
export function createEnrolmentHandlers(deps: OrderServiceDeps): EnrolmentHandlers {
  const { db, clock, metrics, logger } = deps;
  return {
    async getPaidOrder({ orderId }) {
      const order = await getOrder(db, orderId, clock.now());
      if (!isPaid(order.status)) throw orderNotPaid();
      return { order: toOrderMessage(order), buyerUserId: order.buyerUserId ?? '', paidAt: order.paidAt };
    },

    async recordEnrolmentStep({ orderId, step: value, earlierSteps, accountId, trouble }) {
      const step = toStep(value, '/step');
      if (earlierSteps.length > (trouble === '' ? mostEarlierSteps : 0)) {
        throw invalidField(
          'ENROLMENT_STEP_INVALID',
          '/earlierSteps',
          `must be ${mostEarlierSteps} at most, none with trouble`,
        );
      }
      const steps = [...earlierSteps.map((earlier, index) => toStep(earlier, `/earlierSteps/${index}`)), step];
      // It is shown to buyers and staff.
      if (!/^[a-z0-9_]{0,64}$/.test(trouble)) {
        throw invalidField('ENROLMENT_STEP_INVALID', '/trouble', 'must be a reason in snake case, or empty');
      }
      const moves = await db.transaction().execute(async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        if (!wasPaid(order.status)) throw orderNotPaid();
        const at = clock.now();
        if (trouble === '') return await recordSteps(trx, { order, steps, accountId, at });
        await recordTrouble(trx, { order, step, trouble, at });
        return [];
      });
      moves.forEach(metrics.transition);
      if (trouble !== '') logger.warn({ orderId, step, trouble }, 'enrolment of an order is delayed');
      if (moves.some(({ to }) => to === 'completed')) logger.info({ orderId }, 'order completed');
      return {};
    },

    async moveOrder({ orderId, accountId }) {
      if (accountId === '') throw notFound('ACCOUNT_NOT_FOUND', 'no such account');
      await db.transaction().execute(async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        if (!wasPaid(order.status)) throw orderNotPaid();
        if (order.accountId === accountId) return;
        const at = clock.now();
        await setAccount(trx, { orderId, accountId });
        await killSecret(trx, orderId, at);
        await addEntries(trx, orderId, at, [{ code: 'order_moved' }]);
      });
      logger.info({ orderId, accountId }, 'order belongs to an account');
      return {};
    },
  };
}

/** Steps before the last one that are taken in one report. */
const mostEarlierSteps = 20;

function toStep(value: string, pointer: string): EnrolmentStep {
  const step = enumWord('ENROLMENT_STEP', value, enrolmentSteps);
  if (step === undefined) {
    throw invalidField('ENROLMENT_STEP_INVALID', pointer, `must be one of ${enrolmentSteps.join(', ')}`);
  }
  return step;
}

function orderNotPaid() {
  return conflict('ORDER_NOT_PAID', 'the order is not paid');
}

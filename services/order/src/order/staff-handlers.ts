import { conflict } from '@countersign/errors';
import { type Handlers, readPageSize, readPageToken, requireStaff, toPage } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { hastenAttempts } from '../payment/attempt-store.ts';
import { hastenRefunds } from '../payment/refund-store.ts';
import { isPaid, orderNotFound } from './order.ts';
import { findOrders, getOrder } from './order-reader.ts';
import { addEntries, lockOrder } from './order-store.ts';
import { restartSaga } from './saga.ts';
import { listTroubles, type Trouble } from './trouble.ts';

type StaffHandlers = Pick<Handlers<typeof OrderServiceService>, 'listTroubledOrders' | 'retryOrder'>;

/** Role of the staff who look after orders. */
const operator = 'operator';

/** What a person can do about each trouble. */
const actions: Readonly<Record<Trouble, readonly ('retry' | 'refund' | 'wait')[]>> = {
  amount_mismatch: ['refund'],
  unexpected_payment: ['refund'],
  payment_unknown: ['retry', 'wait'],
  enrolment_stuck: ['retry', 'refund'],
  activation_bounced: ['wait', 'refund'],
  refund_failed: ['retry'],
  disputed: ['wait'],
};

/** Handlers of the RPCs for staff who look after orders; refunds have their own. */
export function createStaffHandlers(deps: OrderServiceDeps): StaffHandlers {
  const { db, clock, logger } = deps;
  return {
    async listTroubledOrders({ pageSize, pageToken }, context) {
      requireStaff(context, operator);
      const size = readPageSize(pageSize);
      const [since, orderId = '', trouble = ''] =
        readPageToken(pageToken, [/^\d{13}$/, /^ord_[0-9A-Z]{26}$/, /^[a-z_]+$/]) ?? [];
      const after = since === undefined ? undefined : { since: new Date(Number(since)), orderId, trouble };
      const found = await listTroubles(db, { after, limit: size + 1 });
      const cursorOf = (last: (typeof found)[number]) => [`${last.since.getTime()}`, last.orderId, last.trouble];
      const { page, nextPageToken } = toPage(found, { size, cursorOf });
      const ids = [...new Set(page.map((each) => each.orderId))];
      const orders = new Map((await findOrders(db, ids, clock.now())).map((order) => [order.id, order]));
      return {
        orders: page.flatMap((each) => {
          const order = orders.get(each.orderId);
          if (order === undefined) return [];
          const { trouble: reason, since: from } = each;
          return [{ order: toOrderMessage(order, 'en'), trouble: reason, since: from, actions: [...actions[reason]] }];
        }),
        nextPageToken,
      };
    },

    async retryOrder({ orderId }, context) {
      const { userId } = requireStaff(context, operator);
      await db.transaction().execute(async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        const at = clock.now();
        const isEnrolling = isPaid(order.status) && (await restartSaga(trx, orderId, at));
        if (isEnrolling) await addEntries(trx, orderId, at, [{ code: 'enrolment_retried' }]);
        const isPaying = await hastenAttempts(trx, orderId, at);
        const isRefunding = await hastenRefunds(trx, orderId, at);
        if (!isEnrolling && !isPaying && !isRefunding) {
          throw conflict('NOTHING_TO_RETRY', 'no step of this order waits to be tried again');
        }
      });
      logger.info({ orderId, staffUserId: userId }, 'order retried by staff');
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now()), 'en') };
    },
  };
}

import { countAttempt } from '@countersign/attempts';
import { exhausted, secondsUntil } from '@countersign/errors';
import { type CallContext, type Handlers, requireActor } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { ActivationOrder, EnrollmentServiceService } from '@countersign/proto/enrollment';
import type { Clock, Logger } from '@countersign/runtime';
import { requireRole } from '../account/account-store.ts';
import { orderingRoles } from '../account/role.ts';
import type { OrderClient } from '../clients.ts';
import type { EnrollmentDb } from '../database.ts';
import type { LinkMaker } from '../link-token.ts';
import { checkReceiver } from '../person.ts';
import { type Reissue, reissueActivation, requireUnused } from './reissue-store.ts';

export interface ReissueDeps {
  db: EnrollmentDb;
  clock: Clock;
  orders: OrderClient;
  links: LinkMaker;
  logger: Logger;
}

/** How often the message of an activation may be sent again within a day, whoever receives it. */
const resendsPerDay = 5;
const dayMs = 86_400_000;

/** Handlers of those who wait for an activation message. */
export function createReissueHandlers({
  db,
  clock,
  orders,
  links,
  logger,
}: ReissueDeps): Pick<Handlers<typeof EnrollmentServiceService>, 'resendActivation' | 'changeActivationContact'> {
  /** The order that a caller proved to be his. Order decides on that: by the guest's secret, or by the actor's token. */
  const requireOrder = async (key: ActivationOrder | undefined, context: CallContext) => {
    const { orderId, secret } = key ?? { orderId: '', secret: '' };
    if (secret === '') requireActor(context);
    const { order } = await orders.getOrder({ key: { orderId, secret }, language: '' });
    if (order === undefined || order.id !== orderId) throw new Error('order answered with another order');
    if (secret !== '') return { orderId, by: orderId };
    const { userId, accountId } = requireActor(context);
    // Who may only read his account's orders may not send their links about.
    if (accountId !== undefined && accountId === order.accountId) {
      await requireRole(db, { accountId, userId }, orderingRoles);
    }
    return { orderId, by: userId };
  };

  const reissue = async (wish: Pick<Reissue, 'orderId' | 'by' | 'receiver'>) => {
    const { orderId } = wish;
    await requireUnused(db, orderId);
    const resendsLeft = await count(orderId);
    const expiresAt = await db
      .transaction()
      .execute((trx) => reissueActivation(trx, { ...wish, links, at: clock.now() }));
    logger.info({ orderId, by: wish.by, isChanged: wish.receiver !== undefined }, 'activation link replaced');
    return { expiresAt, resendsLeft };
  };

  /** Counts before anything is sent, so that parallel requests cannot send more than are allowed; returns what is left. */
  const count = async (orderId: string) => {
    const at = clock.now();
    const bucket = `activation:${orderId}`;
    const { allowed, used, retryAt } = await countAttempt(db, { bucket, limit: resendsPerDay, windowMs: dayMs, at });
    if (allowed) return resendsPerDay - used;
    throw exhausted('RESEND_LIMIT_REACHED', 'the message was sent often enough today; try again tomorrow', {
      retryAfterSeconds: secondsUntil(retryAt ?? at, at),
    });
  };

  return {
    async resendActivation({ order }, context) {
      return await reissue(await requireOrder(order, context));
    },

    async changeActivationContact({ order, givenName, surname, email, language }, context) {
      const owner = await requireOrder(order, context);
      const receiver = {
        ...checkReceiver({ givenName, surname, email }),
        ...(language !== '' && { language: resolveLocale(language) }),
      };
      const { expiresAt } = await reissue({ ...owner, receiver });
      return { expiresAt };
    },
  };
}

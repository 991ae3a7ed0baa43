import { conflict } from '@countersign/errors';
import { enumValue, type Handlers, readPageSize, readPageToken, requireActor, toPage } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import type { Kysely } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { mayUse } from '../order/order-key.ts';
import { getOrder } from '../order/order-reader.ts';
import { changeSubscription } from './change.ts';
import { renewByHand } from './renewing.ts';
import { renewalConsentVersion, requireNotEnded, subscriptionNotFound } from './subscription.ts';
import { requireSubscriptionAccess } from './subscription-access.ts';
import { findOwned, toSubscriptionMessages } from './subscription-reader.ts';
import { findKeptMethods, lockSubscription } from './subscription-store.ts';

type SubscriptionHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'listSubscriptions' | 'getSubscription' | 'setSubscriptionRenewal' | 'renewSubscription' | 'getSubscriptionState'
>;

/** Handlers of the RPCs about subscriptions. */
export function createSubscriptionHandlers(deps: OrderServiceDeps): SubscriptionHandlers {
  const { db, clock, logger } = deps;
  const show = async (subscriptionId: string) => {
    const [subscription] = await toSubscriptionMessages(db, await findOwned(db, [subscriptionId]));
    return { subscription };
  };
  return {
    async listSubscriptions({ pageSize, pageToken }, context) {
      const { userId, accountId, roles } = requireActor(context);
      const size = readPageSize(pageSize);
      const after = readPageToken(pageToken, [/^sub_[0-9A-Z]{26}$/])?.[0];
      const inAccount = accountId !== undefined && mayUse('read', roles) ? accountId : undefined;
      // One more than asked for tells whether there is a next page.
      const ids = await listSubscriptionIds(db, { userId, accountId: inAccount, after, limit: size + 1 });
      const { page, nextPageToken } = toPage(ids, { size, cursorOf: (id) => [id] });
      return { subscriptions: await toSubscriptionMessages(db, await findOwned(db, page)), nextPageToken };
    },

    async getSubscription({ subscriptionId }, context) {
      await requireSubscriptionAccess(db, context, { subscriptionId, use: 'read' });
      return await show(subscriptionId);
    },

    async setSubscriptionRenewal({ subscriptionId, autoRenew, consentVersion }, context) {
      const { actor } = await requireSubscriptionAccess(db, context, { subscriptionId, use: 'manage' });
      const change = { subscriptionId, userId: actor.userId, consentVersion };
      await (autoRenew ? switchOn(deps, change) : switchOff(deps, change));
      logger.info({ subscriptionId, autoRenew }, 'renewal of a subscription was switched');
      return await show(subscriptionId);
    },

    async renewSubscription({ subscriptionId, termYears, idempotencyKey }, context) {
      const { subscription } = await requireSubscriptionAccess(db, context, { subscriptionId, use: 'manage' });
      const orderId = await renewByHand(deps, { subscription, termYears, idempotencyKey });
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now())) };
    },

    async getSubscriptionState({ subscriptionId }) {
      const [owned] = await findOwned(db, [subscriptionId]);
      if (owned === undefined) throw subscriptionNotFound();
      const { status, termEnd } = owned.subscription;
      return { status: enumValue('SUBSCRIPTION_STATUS', status), termEnd, accountId: owned.accountId ?? '' };
    },
  };
}

/** The consent is stored with its version, moment and user: it is the mandate for every charge that follows. */
async function switchOn(
  { db, clock }: OrderServiceDeps,
  { subscriptionId, userId, consentVersion }: { subscriptionId: string; userId: string; consentVersion: string },
): Promise<void> {
  if (consentVersion !== renewalConsentVersion) {
    throw conflict('CONSENT_MISSING', `agree to version ${renewalConsentVersion} of the renewal by itself first`, {
      fields: [{ pointer: '/consentVersion', detail: `must be ${renewalConsentVersion}` }],
    });
  }
  await db.transaction().execute(async (trx) => {
    const locked = await lockSubscription(trx, subscriptionId);
    if (locked === undefined) throw subscriptionNotFound();
    const { subscription } = locked;
    requireNotEnded(subscription);
    if (subscription.paymentOption !== 'annual') {
      throw conflict('SUBSCRIPTION_WRONG_STATUS', 'a subscription that was paid at once is renewed by hand');
    }
    if (!(await findKeptMethods(trx, [subscriptionId])).has(subscriptionId)) {
      throw conflict('PAYMENT_METHOD_MISSING', 'pay a year with a payment method that is kept for renewals first');
    }
    if (subscription.autoRenew) return;
    const at = clock.now();
    const change = { autoRenew: true, consentVersion, consentAt: at, consentUserId: userId };
    await changeSubscription(trx, subscription, { change, at });
  });
}

async function switchOff(
  { db, clock }: OrderServiceDeps,
  { subscriptionId }: { subscriptionId: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const locked = await lockSubscription(trx, subscriptionId);
    if (locked === undefined) throw subscriptionNotFound();
    const { subscription } = locked;
    if (!subscription.autoRenew) return;
    await changeSubscription(trx, subscription, { change: { autoRenew: false }, at: clock.now() });
  });
}

/** Ids of the subscriptions of an account, and of those that a user bought and that belong to none, oldest first. */
async function listSubscriptionIds(
  db: Kysely<OrderDatabase>,
  search: { userId: string; accountId: string | undefined; after: string | undefined; limit: number },
): Promise<string[]> {
  const { userId, accountId, after, limit } = search;
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('orders', 'orders.id', 'subscriptions.orderId')
    .select('subscriptions.id')
    .where((where) =>
      where.or([
        where.and([where('orders.buyerUserId', '=', userId), where('orders.accountId', 'is', null)]),
        ...(accountId === undefined ? [] : [where('orders.accountId', '=', accountId)]),
      ]),
    )
    .$if(after !== undefined, (query) => query.where('subscriptions.id', '>', after ?? ''))
    .orderBy('subscriptions.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

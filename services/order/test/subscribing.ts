import type { LineInput } from '@countersign/proto/catalog';
import type { OrderKey } from '@countersign/proto/order';
import { renewalConsentVersion } from '../src/subscription/subscription.ts';
import { sweepSubscriptions } from '../src/subscription/sweep.ts';
import { addDays } from '../src/subscription/term.ts';
import { aKey, aLine, anEvent, captureOf, openShop, someContacts } from './shop.ts';

/** Three years, paid by the year. */
export const threeYears = (over: Partial<LineInput> = {}) => aLine({ termYears: 3, licences: 1, ...over });

/** A shop in which an account has subscriptions, and a clock that passes. */
export async function openSubscriptions() {
  const shop = await openShop();
  const { db, clock, gateway, enrollment, provider } = shop;
  let made = 0;
  /** An account of its own, with its owner. */
  const anOwner = () => {
    made += 1;
    return { userId: `usr_${made}`, accountId: `acc_${made}`, roles: ['owner'] };
  };
  const owner = anOwner();
  const asOwner = () => shop.as(owner);
  const settleCapture = async (orderId: string, { keep = false } = {}) => {
    const charge = shop.chargesOf({ orderId }).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    const change = { ...captureOf(charge), ...(keep ? { savedMethod: 'pm_4242' } : {}) };
    await shop.settle(anEvent(change));
    return charge;
  };
  const stateOf = async (subscriptionId: string) => {
    const { subscription } = await gateway.getSubscription({ subscriptionId }, await asOwner());
    if (subscription === undefined) throw new Error('no subscription was answered');
    return subscription;
  };
  /** Buys, and returns the subscriptions of the order. */
  const buy = async ({ line = threeYears(), keep = false, contacts = someContacts() } = {}) => {
    const options = { line, keepMethod: keep, contacts };
    const { key } = await shop.chargedOrder(options, await asOwner());
    await settleCapture(key.orderId, { keep });
    const { subscriptionIds } = await shop.orderOf(key, await asOwner());
    return { key, id: subscriptionIds[0] ?? '', ids: subscriptionIds };
  };
  const switchOn = async (subscriptionId: string) =>
    gateway.setSubscriptionRenewal(
      { subscriptionId, autoRenew: true, consentVersion: renewalConsentVersion },
      await asOwner(),
    );
  const switchOff = async (subscriptionId: string) =>
    gateway.setSubscriptionRenewal({ subscriptionId, autoRenew: false, consentVersion: '' }, await asOwner());
  const renew = async (subscriptionId: string, termYears = 0) => {
    const call = { subscriptionId, termYears, idempotencyKey: aKey() };
    const { order } = await gateway.renewSubscription(call, await asOwner());
    if (order === undefined) throw new Error('no order was answered');
    return order;
  };
  /** Pays an order as its buyer does. */
  const pay = async (orderId: string) => {
    const key: OrderKey = { orderId, secret: '' };
    await shop.addPayment(key, {}, await asOwner());
    await shop.complete(key, {}, await asOwner());
    await settleCapture(orderId);
  };
  const sweep = () => sweepSubscriptions(shop.deps);
  /** Lets the clock stand a number of days from a moment, and sweeps. */
  const passTo = async (from: Date | undefined, days: number) => {
    if (from === undefined) throw new Error('there is no such moment');
    clock.set(addDays(from, days));
    await sweep();
  };
  /** What was told about an order and its subscriptions, oldest first. */
  const toldOf = async (orderId: string) => {
    const rows = await db.selectFrom('mails').select('message').where('orderId', '=', orderId).orderBy('id').execute();
    return rows.map(({ message }) => message);
  };
  /** Times that enrolment was told that a subscription changed. */
  const announcedOf = async (subscriptionId: string) => {
    const rows = await db
      .selectFrom('outbox' as never)
      .selectAll()
      .execute();
    return (rows as { topic: string; payload: { subscriptionId?: string } }[]).filter(
      ({ topic, payload }) => topic === 'subscription-changed' && payload.subscriptionId === subscriptionId,
    ).length;
  };
  return {
    ...shop,
    enrollment,
    provider,
    owner,
    asOwner,
    anOwner,
    buy,
    stateOf,
    switchOn,
    switchOff,
    renew,
    pay,
    settleCapture,
    sweep,
    passTo,
    toldOf,
    announcedOf,
  };
}

export type Subscriptions = Awaited<ReturnType<typeof openSubscriptions>>;

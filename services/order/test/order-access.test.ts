import type { OrderKey } from '@countersign/proto/order';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aKey, aLine, anId, openShop, type Shop, someContacts } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

type Options = Awaited<ReturnType<Shop['as']>> | undefined;
type Use = (key: OrderKey | undefined, as?: Options) => Promise<unknown>;

/** Every RPC that takes an order's key, by what it wants of the order. */
const uses: Readonly<Record<string, Use>> = {
  getOrder: (key, as) => shop.gateway.getOrder({ key, language: '' }, as),
  getOrderDocument: (key, as) => shop.gateway.getOrderDocument({ key, documentId: 'inv_0' }, as),
  setContacts: (key, as) => shop.gateway.setContacts({ key, contacts: someContacts() }, as),
  addPayment: (key, as) =>
    shop.gateway.addPayment({ key, paymentToken: 'tok_1234567890', idempotencyKey: aKey(), keepMethod: false }, as),
  completeOrder: (key, as) =>
    shop.gateway.completeOrder(
      { key, acceptedTermsVersion: '2026-01', idempotencyKey: aKey(), quoteId: 'quo_0', returnUrl: '' },
      as,
    ),
  cancelOrder: (key, as) => shop.gateway.cancelOrder({ key }, as),
  requestRefund: (key, as) => shop.gateway.requestRefund({ key, reason: '', idempotencyKey: aKey() }, as),
};
const reading = ['getOrder', 'getOrderDocument'];
const managing = ['requestRefund'];

/** The reason with which each use was refused; undefined when it was answered. */
const reasonsOf = async (key: OrderKey | undefined, as?: Options): Promise<Record<string, string | undefined>> => {
  const reasons: Record<string, string | undefined> = {};
  for (const [name, use] of Object.entries(uses)) {
    // One after the other: each finds the order as it was.
    // oxlint-disable-next-line no-await-in-loop
    reasons[name] = await use(key, as).then(
      () => undefined,
      (error: { reason?: string }) => error.reason,
    );
  }
  return reasons;
};
const refusedAll = Object.fromEntries(Object.keys(uses).map((name) => [name, 'ORDER_NOT_FOUND']));

/** A paid order, so that no use changes it: those which get past the check are refused for its status. */
const accountOrder = async () => {
  const accountId = anId('acc');
  const userId = anId('usr');
  const buyer = await shop.as({ userId, accountId, roles: ['requester'] });
  const key = await shop.paidOrder({}, buyer);
  return { key, accountId, userId, buyer };
};

describe('an order', () => {
  it('is hidden alike from whoever has a wrong secret, another’s, none, or names an unknown one', async () => {
    const key = await shop.paidOrder();
    const other = await shop.draft();
    const wrong = [
      { ...key, secret: other.secret },
      { ...key, secret: '' },
      { ...key, secret: 'x'.repeat(48) },
      { orderId: 'ord_0', secret: key.secret },
      { orderId: 'ord_0', secret: '' },
      undefined,
    ];
    for (const each of wrong) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonsOf(each)).toEqual(refusedAll);
    }
    expect(Object.values(await reasonsOf(key))).not.toContain('ORDER_NOT_FOUND');
  });

  it('of a guest is not opened by a login', async () => {
    const key = await shop.paidOrder();
    const owner = await shop.as({ userId: anId('usr'), accountId: anId('acc'), roles: ['owner'] });
    expect(await reasonsOf({ ...key, secret: '' }, owner)).toEqual(refusedAll);
  });

  it('of an account is used by its members according to their roles, by its buyer, and by nobody else', async () => {
    const { key, accountId, userId, buyer } = await accountOrder();
    const member = (roles: string[]) => shop.as({ userId: anId('usr'), accountId, roles });
    const passes = async (as: Options) => {
      const reasons = await reasonsOf(key, as);
      return Object.keys(uses).filter((name) => !['ORDER_NOT_FOUND', 'ROLE_REQUIRED'].includes(reasons[name] ?? ''));
    };
    const changing = Object.keys(uses).filter((name) => !managing.includes(name));
    for (const role of ['owner', 'administrator']) {
      // The refund that the owner asks for leaves nothing to be asked for again.
      // oxlint-disable-next-line no-await-in-loop
      expect(await passes(await member([role]))).toEqual(Object.keys(uses));
    }
    expect(await passes(await member(['requester']))).toEqual(changing);
    expect(await passes(buyer)).toEqual(changing);
    expect(await passes(await member(['auditor']))).toEqual(reading);
    expect((await reasonsOf(key, await member(['auditor'])))['cancelOrder']).toBe('ROLE_REQUIRED');
    // The buyer keeps what he bought in sight also when he works for another account.
    expect(await passes(await shop.as({ userId, accountId: anId('acc'), roles: [] }))).toEqual(changing);
    const strangers = [
      await member(['signer']),
      await member([]),
      await shop.as({ userId: anId('usr'), accountId: anId('acc'), roles: ['owner'] }),
      await shop.as({ userId: anId('usr') }),
      undefined,
    ];
    for (const stranger of strangers) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonsOf(key, stranger)).toEqual(refusedAll);
    }
    const setUp = await shop.as({ userId, accountId, roles: ['owner'], scope: 'set-up' });
    expect((await reasonsOf(key, setUp))['getOrder']).toBe('SET_UP_REQUIRED');
  });

  it('is not told again to whoever repeats its making with the cart’s secret, once its own is dead', async () => {
    const { key: cart } = await shop.cartWithLine();
    const { id: quoteId } = await shop.quoteOf(cart);
    const making = { key: cart, quoteId, idempotencyKey: aKey() };
    const { order, secret } = await shop.gateway.createOrder(making);
    const repeated = await shop.gateway.createOrder(making);
    expect(repeated).toMatchObject({ order: { id: order?.id }, secret });
    const buyer = await shop.as({ userId: anId('usr') });
    // The guest has logged in and takes his order along.
    const taken = await shop.gateway.createOrder({ ...making, idempotencyKey: aKey() }, buyer);
    expect(taken).toMatchObject({ order: { id: order?.id }, secret: '' });
    const refused = { kind: 'not_found', reason: 'ORDER_NOT_FOUND' };
    await expect(shop.gateway.createOrder(making)).rejects.toMatchObject(refused);
    const other = await shop.as({ userId: anId('usr') });
    await expect(shop.gateway.createOrder(making, other)).rejects.toMatchObject(refused);
    expect(await shop.gateway.createOrder(making, buyer)).toMatchObject({ order: { id: order?.id }, secret: '' });
  });

  it('of a signed-in buyer has no secret that opens it', async () => {
    const mine = await shop.as({ userId: anId('usr') });
    const { cartKey, key } = await shop.draftOf();
    expect(key.secret).not.toBe('');
    // He logs in before he pays: the order is his from then on.
    const { order, secret } = await shop.gateway.createOrder(
      { key: cartKey, quoteId: (await shop.quoteOf(cartKey)).id, idempotencyKey: aKey() },
      mine,
    );
    expect([order?.id, secret]).toEqual([key.orderId, '']);
    expect(await reasonsOf(key)).toEqual(refusedAll);
    expect((await shop.orderOf({ ...key, secret: '' }, mine)).id).toBe(key.orderId);
    // Neither a guest nor another user with the cart's secret gets at it any more.
    const other = await shop.as({ userId: anId('usr') });
    const quote = await shop.quoteOf(cartKey);
    for (const stranger of [other, undefined]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.orderFrom(cartKey, quote, stranger)).rejects.toMatchObject({ reason: 'CART_NOT_FOUND' });
    }
  });

  it('of a user without an account is his to manage', async () => {
    const mine = await shop.as({ userId: anId('usr') });
    const key = await shop.paidOrder({ line: aLine() }, mine);
    expect((await reasonsOf(key, mine))['requestRefund']).toBeUndefined();
  });
});

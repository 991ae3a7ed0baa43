import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aContact, aKey, aLine, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('an order', () => {
  it('freezes lines, prices and tier of its cart, which it closes', async () => {
    const { key, lineId } = await shop.cartWithLine(aLine({ extraDomains: ['shop.example.com'] }));
    const { cart } = await shop.gateway.getCart({ key });
    const { order, secret } = await shop.gateway.createOrder({ key, idempotencyKey: aKey() });
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_DRAFT',
      lines: cart?.lines,
      dueNow: cart?.dueNow,
      termTotal: cart?.termTotal,
      tier: cart?.tier,
      termsVersion: '2026-01',
      timeline: [{ code: 'order_created', at: shop.clock.now() }],
      createdAt: shop.clock.now(),
    });
    expect(order?.number).toMatch(/^CS-2026-\d{6}$/);
    expect(order?.contact).toBeUndefined();
    expect(order?.payment).toBeUndefined();
    expect(await shop.orderOf({ orderId: order?.id ?? '', secret })).toEqual(order);

    expect((await shop.gateway.getCart({ key })).cart?.open).toBe(false);
    const closed = { kind: 'conflict', reason: 'CART_CLOSED' };
    await expect(shop.gateway.addCartLine({ key, line: aLine() })).rejects.toMatchObject(closed);
    await expect(shop.gateway.updateCartLine({ key, lineId, line: aLine() })).rejects.toMatchObject(closed);
    await expect(shop.gateway.removeCartLine({ key, lineId })).rejects.toMatchObject(closed);
    await expect(shop.gateway.createOrder({ key, idempotencyKey: aKey() })).rejects.toMatchObject(closed);
  });

  it('is made once per idempotency key, and a repetition tells id and secret again', async () => {
    const { key } = await shop.cartWithLine();
    const idempotencyKey = aKey();
    const calls = Array.from({ length: 20 }, () => shop.gateway.createOrder({ key, idempotencyKey }));
    const answers = [...(await Promise.all(calls)), await shop.gateway.createOrder({ key, idempotencyKey })];
    expect(new Set(answers.map(({ order }) => order?.id)).size).toBe(1);
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1);
    const orders = await shop.db.selectFrom('orders').select('id').where('cartId', '=', key.cartId).execute();
    expect(orders).toHaveLength(1);
  });

  it('is made of a cart by one of twenty parallel calls with different keys', async () => {
    const { key } = await shop.cartWithLine();
    const calls = Array.from({ length: 20 }, () => shop.gateway.createOrder({ key, idempotencyKey: aKey() }));
    const results = await Promise.allSettled(calls);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const result of refused) expect(result).toMatchObject({ reason: { reason: 'CART_CLOSED' } });
  });

  it('holds exactly the lines that the cart held when it was closed', async () => {
    const { key } = await shop.cartWithLine();
    const [{ order }, adding] = await Promise.all([
      shop.gateway.createOrder({ key, idempotencyKey: aKey() }),
      Promise.allSettled(Array.from({ length: 5 }, () => shop.gateway.addCartLine({ key, line: aLine() }))),
    ]);
    const added = adding.filter(({ status }) => status === 'fulfilled');
    expect(order?.lines).toHaveLength(1 + added.length);
  });

  it('is not made of an empty cart or without a proper idempotency key', async () => {
    const { cart, secret } = await shop.gateway.createCart({ currency: 'USD' });
    const key = { cartId: cart?.id ?? '', secret };
    await expect(shop.gateway.createOrder({ key, idempotencyKey: aKey() })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CART_EMPTY',
    });
    await expect(shop.gateway.createOrder({ key, idempotencyKey: 'short' })).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_INVALID',
    });
  });

  it('answers a wrong secret, another order’s secret and an unknown id alike, for every use', async () => {
    const key = await shop.draft();
    const other = await shop.draft();
    const wrong = [
      { ...key, secret: other.secret },
      { ...key, secret: '' },
      { ...key, secret: 'x'.repeat(48) },
      { ...key, orderId: 'ord_0' },
      undefined,
    ];
    const calls = wrong.flatMap((each) => [
      shop.gateway.getOrder({ key: each }),
      shop.gateway.setContact({ key: each, contact: aContact }),
      shop.gateway.addPayment({ key: each, paymentToken: 'tok_1', idempotencyKey: aKey() }),
      shop.gateway.completeOrder({ key: each, acceptedTermsVersion: '2026-01', idempotencyKey: aKey() }),
    ]);
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ reason: { kind: 'not_found', reason: 'ORDER_NOT_FOUND' } });
    }
    expect(codesOf(await shop.orderOf(key))).toEqual(['order_created']);
  });
});

describe('the contact of an order', () => {
  it('is set and set again while the order is a draft', async () => {
    const key = await shop.draft();
    await shop.gateway.setContact({ key, contact: aContact });
    const { order } = await shop.gateway.setContact({
      key,
      contact: { ...aContact, email: ' Grace@EXAMPLE.com ', mobile: '' },
    });
    expect(order?.contact).toEqual({ ...aContact, email: 'Grace@example.com', mobile: '' });
    expect(order && codesOf(order)).toEqual(['order_created', 'contact_set', 'contact_set']);
  });

  it('is refused with every field at fault, and nothing is stored', async () => {
    const key = await shop.draft();
    const attempt = shop.gateway.setContact({ key, contact: { ...aContact, email: 'nobody', country: 'Germany' } });
    await expect(attempt).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'CONTACT_INVALID',
      fields: [{ pointer: '/contact/email' }, { pointer: '/contact/country' }],
    });
    await expect(shop.gateway.setContact({ key })).rejects.toMatchObject({ reason: 'CONTACT_INVALID' });
    expect((await shop.orderOf(key)).contact).toBeUndefined();
  });

  it('cannot be changed once the order is being paid', async () => {
    const { key } = await shop.chargedOrder();
    await expect(shop.gateway.setContact({ key, contact: aContact })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'ORDER_WRONG_STATUS',
    });
  });
});

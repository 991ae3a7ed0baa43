import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLine, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const notFound = { kind: 'not_found', reason: 'CART_NOT_FOUND' };

describe('a new cart', () => {
  it('is empty, open, costs nothing, and its secret is stored as a hash only', async () => {
    const { cart, secret } = await shop.gateway.createCart({ currency: '' });
    const nothing = { currency: 'USD', minorUnits: 0n, exponent: 2 };
    expect(cart).toMatchObject({ open: true, currency: 'USD', lines: [], dueNow: nothing, termTotal: nothing });
    expect(cart?.tier).toBeUndefined();
    expect(secret).toMatch(/^[\w-]{43}$/);
    const row = await shop.db
      .selectFrom('carts')
      .selectAll()
      .where('id', '=', cart?.id ?? '')
      .executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain(secret);
  });

  it('is refused in a currency that does not exist', async () => {
    await expect(shop.gateway.createCart({ currency: 'XQQ' })).rejects.toMatchObject({
      reason: 'CURRENCY_NOT_OFFERED',
      fields: [{ pointer: '/currency' }],
    });
  });

  it('knows the decimal places of its currency', async () => {
    const { cart } = await shop.gateway.createCart({ currency: 'JPY' });
    expect(cart?.dueNow).toEqual({ currency: 'JPY', minorUnits: 0n, exponent: 0 });
  });
});

describe('a cart', () => {
  it('answers a wrong secret, another cart’s secret and an unknown id alike, for every use', async () => {
    const { key, lineId } = await shop.cartWithLine();
    const other = await shop.cartWithLine();
    const line = aLine();
    const wrong = [
      { ...key, secret: other.key.secret },
      { ...key, secret: '' },
      { ...key, cartId: 'crt_0' },
      undefined,
    ];
    const calls = wrong.flatMap((each) => [
      shop.gateway.getCart({ key: each }),
      shop.gateway.addCartLine({ key: each, line }),
      shop.gateway.updateCartLine({ key: each, lineId, line }),
      shop.gateway.removeCartLine({ key: each, lineId }),
      shop.gateway.createOrder({ key: each, idempotencyKey: 'a-good-key' }),
    ]);
    const results = await Promise.allSettled(calls);
    expect(results).toHaveLength(20);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: notFound });
  });

  it('keeps lines as the catalog normalised them and shows their prices, sums and tier', async () => {
    const { key } = await shop.cartWithLine(aLine({ extraDomains: ['Shop.Example.COM'] }));
    const { cart, lineId } = await shop.gateway.addCartLine({
      key,
      line: aLine({ productCode: 'document-signing', paymentOption: 'PAYMENT_OPTION_ONE_TIME' }),
    });
    expect(cart?.lines.map(({ priced }) => priced?.line?.extraDomains)).toEqual([['shop.example.com'], []]);
    expect(cart?.lines[1]).toMatchObject({ id: lineId, priced: { dueNow: { minorUnits: 240_000n } } });
    expect(cart?.dueNow?.minorUnits).toBe(150_000n + 240_000n);
    expect(cart?.termTotal?.minorUnits).toBe(300_000n + 240_000n);
    expect(cart?.tier?.tier).toBe('ACCOUNT_TIER_ENTERPRISE');
    expect((await shop.gateway.getCart({ key })).cart).toEqual(cart);
  });

  it('asks the catalog once for all its lines', async () => {
    const { key } = await shop.cartWithLine();
    await shop.gateway.addCartLine({ key, line: aLine() });
    const before = shop.catalog.calls;
    await shop.gateway.getCart({ key });
    expect(shop.catalog.calls - before).toBe(1);
  });

  it('replaces and removes lines', async () => {
    const { key, lineId } = await shop.cartWithLine();
    const { cart: changed } = await shop.gateway.updateCartLine({ key, lineId, line: aLine({ licences: 6 }) });
    expect(changed?.lines).toMatchObject([{ id: lineId, priced: { line: { licences: 6 } } }]);
    const { cart: emptied } = await shop.gateway.removeCartLine({ key, lineId });
    expect(emptied).toMatchObject({ lines: [], dueNow: { minorUnits: 0n } });
    const unknown = { kind: 'not_found', reason: 'CART_LINE_NOT_FOUND' };
    await expect(shop.gateway.removeCartLine({ key, lineId })).rejects.toMatchObject(unknown);
    await expect(shop.gateway.updateCartLine({ key, lineId, line: aLine() })).rejects.toMatchObject(unknown);
  });

  it('does not touch the line of another cart', async () => {
    const mine = await shop.cartWithLine();
    const other = await shop.cartWithLine();
    const attempt = shop.gateway.removeCartLine({ key: mine.key, lineId: other.lineId });
    await expect(attempt).rejects.toMatchObject({ reason: 'CART_LINE_NOT_FOUND' });
    expect((await shop.gateway.getCart({ key: other.key })).cart?.lines).toHaveLength(1);
  });

  it('stores nothing that the catalog refuses, and points at the field of the line that was sent', async () => {
    const { key, lineId } = await shop.cartWithLine();
    const adding = shop.gateway.addCartLine({ key, line: aLine({ licences: 0 }) });
    await expect(adding).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'LICENCES_OUT_OF_RANGE',
      fields: [{ pointer: '/licences' }],
    });
    const changing = shop.gateway.updateCartLine({ key, lineId, line: aLine({ productCode: 'nothing' }) });
    await expect(changing).rejects.toMatchObject({
      reason: 'PRODUCT_NOT_FOUND',
      fields: [{ pointer: '/productCode' }],
    });
    await expect(shop.gateway.addCartLine({ key })).rejects.toMatchObject({ reason: 'PRODUCT_NOT_FOUND' });
    const { cart } = await shop.gateway.getCart({ key });
    expect(cart?.lines).toMatchObject([{ id: lineId, priced: { line: { licences: 3, productCode: 'tls-ov' } } }]);
  });

  it('lets a line go that is no longer sold', async () => {
    const { key, lineId } = await shop.cartWithLine(aLine({ productCode: 'document-signing' }));
    shop.catalog.sells = ['tls-ov'];
    try {
      await expect(shop.gateway.getCart({ key })).rejects.toMatchObject({
        reason: 'PRODUCT_NOT_FOUND',
        fields: [{ pointer: '/lines/0/productCode' }],
      });
      expect((await shop.gateway.removeCartLine({ key, lineId })).cart?.lines).toEqual([]);
    } finally {
      shop.catalog.sells = ['tls-ov', 'document-signing'];
    }
  });

  it('holds fifty lines and no more', async () => {
    const { key } = await shop.cartWithLine();
    const { lines } = await shop.db
      .selectFrom('carts')
      .select('lines')
      .where('id', '=', key.cartId)
      .executeTakeFirstOrThrow();
    const [line] = lines;
    const forty9 = Array.from({ length: 49 }, (_, index) => ({ ...line, id: `lin_${index}` }));
    await shop.db
      .updateTable('carts')
      .set({ lines: JSON.stringify(forty9) })
      .where('id', '=', key.cartId)
      .execute();
    expect((await shop.gateway.addCartLine({ key, line: aLine() })).cart?.lines).toHaveLength(50);
    await expect(shop.gateway.addCartLine({ key, line: aLine() })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CART_FULL',
    });
  });

  it('loses no line when several are added at the same time', async () => {
    const { key } = await shop.cartWithLine();
    const adding = Array.from({ length: 20 }, (_, index) =>
      shop.gateway.addCartLine({ key, line: aLine({ licences: index + 1 }) }),
    );
    const results = await Promise.allSettled(adding);
    const added = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.lineId] : []));
    const refused = results.filter(({ status }) => status === 'rejected');
    for (const result of refused) expect(result).toMatchObject({ reason: { reason: 'CART_CHANGED' } });
    expect(added.length).toBeGreaterThan(0);
    const { cart } = await shop.gateway.getCart({ key });
    expect(
      cart?.lines
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(added.toSorted());
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sweep } from '../src/sweep.ts';
import { aLine, anId, openShop, type Shop, someContacts } from './shop.ts';

const day = 86_400_000;

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
    expect(cart).toMatchObject({
      open: true,
      state: 'open',
      version: 1,
      currency: 'USD',
      lines: [],
      dueNow: nothing,
      termTotal: nothing,
    });
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
  it('is shown without tax in the language asked for, since nobody knows yet where the bill goes', async () => {
    const { key } = await shop.cartWithLine();
    await shop.gateway.getCart({ key, language: 'fr' });
    expect(shop.catalog.requests.at(-1)).toMatchObject({ country: '', taxId: '', language: 'fr' });
  });

  it('is changed in the version that the caller saw, or not at all', async () => {
    const { key, lineId } = await shop.cartWithLine();
    const { cart } = await shop.gateway.getCart({ key, language: '' });
    expect(cart?.version).toBe(2);
    const changed = { kind: 'conflict', reason: 'CART_CHANGED' };
    const line = aLine({ licences: 4 });
    const stale = { key, lineId, line, expectedVersion: 1 };
    await expect(shop.gateway.addCartLine(stale)).rejects.toMatchObject(changed);
    await expect(shop.gateway.updateCartLine(stale)).rejects.toMatchObject(changed);
    await expect(shop.gateway.removeCartLine(stale)).rejects.toMatchObject(changed);
    const calls = Array.from({ length: 10 }, () => shop.gateway.updateCartLine({ ...stale, expectedVersion: 2 }));
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await shop.gateway.getCart({ key, language: '' })).cart?.version).toBe(3);
  });

  it('is there for thirty days after its latest change; then it is deleted, unless it had an order', async () => {
    const untouched = await shop.cartWithLine();
    const { cartKey, key: orderKey } = await shop.draftOf();
    shop.clock.advance(20 * day);
    const touched = await shop.cartWithLine();
    const { cart } = await shop.gateway.getCart({ key: touched.key, language: '' });
    expect(cart?.expiresAt).toEqual(new Date(shop.clock.now().getTime() + 30 * day));
    shop.clock.advance(10 * day);
    await sweep(shop.deps);
    await expect(shop.gateway.getCart({ key: untouched.key, language: '' })).rejects.toMatchObject(notFound);
    expect((await shop.gateway.getCart({ key: touched.key, language: '' })).cart?.state).toBe('open');
    expect((await shop.orderOf(orderKey)).status).toBe('ORDER_STATUS_EXPIRED');
    shop.clock.advance(30 * day);
    await sweep(shop.deps);
    expect((await shop.gateway.getCart({ key: cartKey, language: '' })).cart?.state).toBe('abandoned');
    await expect(shop.gateway.addCartLine({ key: cartKey, line: aLine(), expectedVersion: 0 })).rejects.toMatchObject({
      reason: 'CART_CLOSED',
    });
  });
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
      shop.gateway.getCart({ key: each, language: '' }),
      shop.gateway.addCartLine({ key: each, line, expectedVersion: 0 }),
      shop.gateway.updateCartLine({ key: each, lineId, line, expectedVersion: 0 }),
      shop.gateway.removeCartLine({ key: each, lineId, expectedVersion: 0 }),
      shop.gateway.createQuote({ key: each, country: 'DE', taxId: '', language: '' }),
      shop.gateway.getQuote({ key: each, quoteId: 'quo_0' }),
      shop.gateway.createOrder({ key: each, quoteId: 'quo_0', idempotencyKey: 'a-good-key' }),
    ]);
    const results = await Promise.allSettled(calls);
    expect(results).toHaveLength(28);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: notFound });
  });

  it('keeps lines as the catalog normalised them and shows their prices, sums and tier', async () => {
    const { key } = await shop.cartWithLine(aLine({ extraDomains: ['Shop.Example.COM'] }));
    const { cart, lineId } = await shop.gateway.addCartLine({
      key,
      expectedVersion: 0,
      line: aLine({ productCode: 'document-signing', paymentOption: 'PAYMENT_OPTION_ONE_TIME' }),
    });
    expect(cart?.lines.map(({ priced }) => priced?.line?.extraDomains)).toEqual([['shop.example.com'], []]);
    expect(cart?.lines[1]).toMatchObject({ id: lineId, priced: { dueNow: { minorUnits: 216_000n } } });
    expect(cart?.dueNow?.minorUnits).toBe(150_000n + 216_000n);
    expect(cart?.termTotal?.minorUnits).toBe(300_000n + 216_000n);
    expect(cart?.tier?.tier).toBe('ACCOUNT_TIER_ENTERPRISE');
    expect((await shop.gateway.getCart({ key, language: '' })).cart).toEqual(cart);
  });

  it('asks the catalog once for all its lines', async () => {
    const { key } = await shop.cartWithLine();
    await shop.gateway.addCartLine({ key, expectedVersion: 0, line: aLine() });
    const before = shop.catalog.calls;
    await shop.gateway.getCart({ key, language: '' });
    expect(shop.catalog.calls - before).toBe(1);
  });

  it('replaces and removes lines', async () => {
    const { key, lineId } = await shop.cartWithLine();
    const { cart: changed } = await shop.gateway.updateCartLine({
      key,
      lineId,
      expectedVersion: 0,
      line: aLine({ licences: 6 }),
    });
    expect(changed?.lines).toMatchObject([{ id: lineId, priced: { line: { licences: 6 } } }]);
    const { cart: emptied } = await shop.gateway.removeCartLine({ key, lineId, expectedVersion: 0 });
    expect(emptied).toMatchObject({ lines: [], dueNow: { minorUnits: 0n } });
    const unknown = { kind: 'not_found', reason: 'CART_LINE_NOT_FOUND' };
    await expect(shop.gateway.removeCartLine({ key, lineId, expectedVersion: 0 })).rejects.toMatchObject(unknown);
    await expect(shop.gateway.updateCartLine({ key, lineId, expectedVersion: 0, line: aLine() })).rejects.toMatchObject(
      unknown,
    );
  });

  it('does not touch the line of another cart', async () => {
    const mine = await shop.cartWithLine();
    const other = await shop.cartWithLine();
    const attempt = shop.gateway.removeCartLine({ key: mine.key, lineId: other.lineId, expectedVersion: 0 });
    await expect(attempt).rejects.toMatchObject({ reason: 'CART_LINE_NOT_FOUND' });
    expect((await shop.gateway.getCart({ key: other.key, language: '' })).cart?.lines).toHaveLength(1);
  });

  it('stores nothing that the catalog refuses, and points at the field of the line that was sent', async () => {
    const { key, lineId } = await shop.cartWithLine();
    const adding = shop.gateway.addCartLine({ key, expectedVersion: 0, line: aLine({ licences: 0 }) });
    await expect(adding).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'LICENCES_OUT_OF_RANGE',
      fields: [{ pointer: '/licences' }],
    });
    const changing = shop.gateway.updateCartLine({
      key,
      lineId,
      expectedVersion: 0,
      line: aLine({ productCode: 'nothing' }),
    });
    await expect(changing).rejects.toMatchObject({
      reason: 'PRODUCT_NOT_FOUND',
      fields: [{ pointer: '/productCode' }],
    });
    await expect(shop.gateway.addCartLine({ key, expectedVersion: 0 })).rejects.toMatchObject({
      reason: 'PRODUCT_NOT_FOUND',
    });
    const { cart } = await shop.gateway.getCart({ key, language: '' });
    expect(cart?.lines).toMatchObject([{ id: lineId, priced: { line: { licences: 3, productCode: 'tls-ov' } } }]);
  });

  it('lets a line go that is no longer sold', async () => {
    const { key, lineId } = await shop.cartWithLine(aLine({ productCode: 'document-signing' }));
    shop.catalog.sells = ['tls-ov'];
    try {
      await expect(shop.gateway.getCart({ key, language: '' })).rejects.toMatchObject({
        reason: 'PRODUCT_NOT_FOUND',
        fields: [{ pointer: '/lines/0/productCode' }],
      });
      expect((await shop.gateway.removeCartLine({ key, lineId, expectedVersion: 0 })).cart?.lines).toEqual([]);
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
    expect((await shop.gateway.addCartLine({ key, expectedVersion: 0, line: aLine() })).cart?.lines).toHaveLength(50);
    await expect(shop.gateway.addCartLine({ key, expectedVersion: 0, line: aLine() })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CART_FULL',
    });
  });

  it('loses no line when several are added at the same time', async () => {
    const { key } = await shop.cartWithLine();
    const adding = Array.from({ length: 20 }, (_, index) =>
      shop.gateway.addCartLine({ key, expectedVersion: 0, line: aLine({ licences: index + 1 }) }),
    );
    const results = await Promise.allSettled(adding);
    const added = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.lineId] : []));
    const refused = results.filter(({ status }) => status === 'rejected');
    for (const result of refused) expect(result).toMatchObject({ reason: { reason: 'CART_CHANGED' } });
    expect(added.length).toBeGreaterThan(0);
    const { cart } = await shop.gateway.getCart({ key, language: '' });
    expect(
      cart?.lines
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(added.toSorted());
  });
});

describe('the cart of a signed-in user', () => {
  it('is one, needs no secret, and is nobody else’s', async () => {
    const mine = await shop.as({ userId: anId('usr') });
    const other = await shop.as({ userId: anId('usr') });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => shop.gateway.createCart({ currency: 'EUR' }, mine)),
    );
    expect(new Set(answers.map(({ cart }) => cart?.id)).size).toBe(1);
    expect(answers.map(({ secret }) => secret).join('')).toBe('');
    const key = { cartId: answers[0]?.cart?.id ?? '', secret: '' };
    await shop.gateway.addCartLine({ key, line: aLine(), expectedVersion: 0 }, mine);
    const { cart } = await shop.gateway.getOwnCart({ language: '' }, mine);
    expect(cart).toMatchObject({
      id: key.cartId,
      currency: 'EUR',
      lines: [{ priced: { dueNow: { currency: 'EUR' } } }],
    });
    for (const stranger of [other, undefined]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.gateway.getCart({ key, language: '' }, stranger)).rejects.toMatchObject(notFound);
      const adding = shop.gateway.addCartLine({ key, line: aLine(), expectedVersion: 0 }, stranger);
      // oxlint-disable-next-line no-await-in-loop
      await expect(adding).rejects.toMatchObject(notFound);
    }
    await expect(shop.gateway.getOwnCart({ language: '' }, other)).rejects.toMatchObject(notFound);
    await expect(shop.gateway.getOwnCart({ language: '' })).rejects.toMatchObject({
      reason: 'AUTHENTICATION_REQUIRED',
    });
    const setUp = await shop.as({ userId: anId('usr'), scope: 'set-up' });
    await expect(shop.gateway.createCart({ currency: '' }, setUp)).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
  });

  it('takes another currency as long as it is empty', async () => {
    const mine = await shop.as({ userId: anId('usr') });
    const currencies: (string | undefined)[] = [];
    for (const currency of ['EUR', 'JPY', '']) {
      // oxlint-disable-next-line no-await-in-loop
      currencies.push((await shop.gateway.createCart({ currency }, mine)).cart?.currency);
    }
    expect(currencies).toEqual(['EUR', 'JPY', 'JPY']);
    const { cart } = await shop.gateway.getOwnCart({ language: '' }, mine);
    const key = { cartId: cart?.id ?? '', secret: '' };
    await shop.gateway.addCartLine({ key, line: aLine(), expectedVersion: 0 }, mine);
    expect((await shop.gateway.createCart({ currency: 'USD' }, mine)).cart?.currency).toBe('JPY');
  });
});

describe('merging a guest’s cart at login', () => {
  const newUser = () => shop.as({ userId: anId('usr') });
  const linesOf = async (as: Awaited<ReturnType<typeof newUser>>) =>
    (await shop.gateway.getOwnCart({ language: '' }, as)).cart?.lines.map(({ priced }) => [
      priced?.line?.productCode,
      priced?.line?.licences,
    ]);

  it('puts its lines into the own cart, where equal ones add their licences, and ends it', async () => {
    const mine = await newUser();
    await shop.cartWithLine(aLine({ licences: 3, extraDomains: ['a.example.com', 'b.example.com'] }), mine);
    const { key } = await shop.cartWithLine(aLine({ licences: 2, extraDomains: ['b.example.com', 'a.example.com'] }));
    await shop.gateway.addCartLine({ key, line: aLine({ productCode: 'document-signing' }), expectedVersion: 0 });
    const { cart } = await shop.gateway.mergeCart({ key }, mine);
    expect(await linesOf(mine)).toEqual([
      ['tls-ov', 5],
      ['document-signing', 3],
    ]);
    expect(cart).toMatchObject({ state: 'open', tier: { tier: 'ACCOUNT_TIER_ENTERPRISE' } });
    expect((await shop.gateway.getCart({ key, language: '' })).cart?.state).toBe('merged');
    await expect(shop.gateway.addCartLine({ key, line: aLine(), expectedVersion: 0 })).rejects.toMatchObject({
      reason: 'CART_CLOSED',
    });
  });

  it('changes nothing when it is repeated, also at the same time', async () => {
    const mine = await newUser();
    const { key } = await shop.cartWithLine(aLine({ licences: 2 }));
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => shop.gateway.mergeCart({ key }, mine)));
    for (const result of results) expect(result).toMatchObject({ status: 'fulfilled' });
    await shop.gateway.mergeCart({ key }, mine);
    expect(await linesOf(mine)).toEqual([['tls-ov', 2]]);
  });

  it('gives the lines of one cart to one of two users who both know its secret', async () => {
    const users = await Promise.all([newUser(), newUser()]);
    const { key } = await shop.cartWithLine();
    const results = await Promise.allSettled(users.map((user) => shop.gateway.mergeCart({ key }, user)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ reason: 'CART_CLOSED' }) }),
    );
  });

  it('loses no line of either cart when both are changed meanwhile', async () => {
    const mine = await newUser();
    const own = await shop.cartWithLine(aLine({ licences: 1 }), mine);
    const { key } = await shop.cartWithLine(aLine({ licences: 10 }));
    const add = (cartKey: typeof key, licences: number, as?: typeof mine) =>
      shop.gateway.addCartLine({ key: cartKey, line: aLine({ licences }), expectedVersion: 0 }, as);
    const [merged, ...added] = await Promise.allSettled([
      shop.gateway.mergeCart({ key }, mine),
      add(own.key, 2, mine),
      add(key, 20),
    ]);
    expect(merged).toMatchObject({ status: 'fulfilled' });
    const bought = [1, 10, added[0]?.status === 'fulfilled' ? 2 : 0, added[1]?.status === 'fulfilled' ? 20 : 0];
    const licences = (await linesOf(mine))?.map(([, count]) => Number(count)) ?? [];
    expect(licences.reduce((sum, count) => sum + count, 0)).toBe(bought.reduce((sum, count) => sum + count, 0));
  });

  it('keeps to one currency, which an empty own cart takes over', async () => {
    const mine = await newUser();
    await shop.gateway.createCart({ currency: 'EUR' }, mine);
    const { key } = await shop.cartWithLine();
    expect((await shop.gateway.mergeCart({ key }, mine)).cart?.currency).toBe('USD');
    const { cart, secret } = await shop.gateway.createCart({ currency: 'EUR' });
    const euro = { cartId: cart?.id ?? '', secret };
    await shop.gateway.addCartLine({ key: euro, line: aLine(), expectedVersion: 0 });
    await expect(shop.gateway.mergeCart({ key: euro }, mine)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CURRENCY_DIFFERS',
    });
  });

  it('stores nothing that the catalog refuses', async () => {
    const mine = await newUser();
    await shop.cartWithLine(aLine({ licences: 600 }), mine);
    const { key } = await shop.cartWithLine(aLine({ licences: 600 }));
    await expect(shop.gateway.mergeCart({ key }, mine)).rejects.toMatchObject({ reason: 'LICENCES_OUT_OF_RANGE' });
    expect(await linesOf(mine)).toEqual([['tls-ov', 600]]);
    expect((await shop.gateway.getCart({ key, language: '' })).cart?.state).toBe('open');
  });

  it('cancels the guest’s order that was being filled in, but takes nothing from one that is being paid', async () => {
    const mine = await newUser();
    const { key: orderKey, cartKey } = await shop.draftOf();
    await shop.gateway.mergeCart({ key: cartKey }, mine);
    expect((await shop.orderOf(orderKey)).status).toBe('ORDER_STATUS_CANCELLED');
    expect((await shop.gateway.getCart({ key: cartKey, language: '' })).cart?.state).toBe('merged');

    const paying = await shop.draftOf();
    await shop.gateway.setContacts({ key: paying.key, contacts: someContacts() });
    await shop.addPayment(paying.key);
    await shop.complete(paying.key);
    const merging = shop.gateway.mergeCart({ key: paying.cartKey }, mine);
    await expect(merging).rejects.toMatchObject({ kind: 'conflict', reason: 'CART_LOCKED' });
  });

  it('needs a login and the secret of the cart', async () => {
    const mine = await newUser();
    const { key } = await shop.cartWithLine();
    await expect(shop.gateway.mergeCart({ key })).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    for (const secret of ['', 'x'.repeat(43)]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.gateway.mergeCart({ key: { ...key, secret } }, mine)).rejects.toMatchObject(notFound);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expireOrders } from '../src/sweep.ts';
import { aContact, aKey, aLine, anId, codesOf, openShop, type Shop, someContacts } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const day = 86_400_000;

describe('an order', () => {
  it('freezes lines, prices, tax, tier and terms of its quote', async () => {
    const { key: cartKey } = await shop.cartWithLine(aLine({ extraDomains: ['shop.example.com'] }));
    const quote = await shop.quoteOf(cartKey, { language: 'fr' });
    const { key, order } = await shop.orderFrom(cartKey, quote);
    expect(order).toMatchObject({
      kind: 'purchase',
      status: 'ORDER_STATUS_DRAFT',
      lines: quote.lines,
      dueNow: quote.dueNow,
      termTotal: quote.termTotal,
      tier: quote.tier,
      quote,
      termsVersion: '2026-01',
      contactsConfirmed: false,
      timeline: [{ code: 'order_created', text: 'La commande a été créée.', at: shop.clock.now() }],
      createdAt: shop.clock.now(),
      expiresAt: new Date(shop.clock.now().getTime() + 7 * day),
      refunded: { minorUnits: 0n },
      accountId: '',
      documents: [],
      subscriptionIds: [],
    });
    expect(order.number).toMatch(/^CS-2026-\d{6}$/);
    for (const absent of [order.contact, order.contacts, order.payment, order.saga, order.termsAcceptedAt]) {
      expect(absent).toBeUndefined();
    }
    expect(await shop.orderOf(key)).toEqual(order);
    const { order: german } = await shop.gateway.getOrder({ key, language: 'de' });
    expect(german?.timeline[0]?.text).toBe('Die Bestellung wurde angelegt.');
  });

  it('is made once per idempotency key, and a repetition tells id and secret again', async () => {
    const { key } = await shop.cartWithLine();
    const { id: quoteId } = await shop.quoteOf(key);
    const create = () => shop.gateway.createOrder({ key, quoteId, idempotencyKey });
    const idempotencyKey = aKey();
    const answers = [...(await Promise.all(Array.from({ length: 20 }, create))), await create()];
    expect(new Set(answers.map(({ order }) => order?.id)).size).toBe(1);
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1);
    const other = await shop.quoteOf(key);
    await expect(shop.gateway.createOrder({ key, quoteId: other.id, idempotencyKey })).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
    const orders = await shop.db.selectFrom('orders').select('id').where('cartId', '=', key.cartId).execute();
    expect(orders).toHaveLength(1);
  });

  it('is one for all tabs in which a cart is ordered at the same time', async () => {
    const { key } = await shop.cartWithLine();
    const quote = await shop.quoteOf(key);
    const made = await Promise.all(Array.from({ length: 20 }, () => shop.orderFrom(key, quote)));
    expect(new Set(made.map(({ order }) => order.id)).size).toBe(1);
    expect(new Set(made.map(({ key: orderKey }) => orderKey.secret)).size).toBe(1);
    const [orderKey] = made.map((each) => each.key);
    if (orderKey === undefined) throw new Error('no order was made');
    expect(codesOf(await shop.orderOf(orderKey))).toEqual(['order_created']);
  });

  it('is not made without a proper idempotency key', async () => {
    const { key } = await shop.cartWithLine();
    const { id: quoteId } = await shop.quoteOf(key);
    await expect(shop.gateway.createOrder({ key, quoteId, idempotencyKey: 'short' })).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_INVALID',
    });
  });

  it('locks its cart while it is paid and converts it then', async () => {
    const { cartKey, key } = await shop.draftOf();
    await shop.gateway.setContacts({ key, contacts: someContacts() });
    await shop.addPayment(key);
    const quote = await shop.quoteOf(cartKey);
    await shop.orderFrom(cartKey, quote);
    await shop.complete(key);
    // Nothing expires it any more.
    expect((await shop.orderOf(key)).expiresAt).toBeUndefined();
    const change = { key: cartKey, line: aLine(), expectedVersion: 0 };
    await expect(shop.gateway.addCartLine(change)).rejects.toMatchObject({ kind: 'conflict', reason: 'CART_LOCKED' });
    await expect(shop.quoteOf(cartKey)).rejects.toMatchObject({ reason: 'CART_LOCKED' });
    await expect(shop.orderFrom(cartKey, quote)).rejects.toMatchObject({ reason: 'ORDER_WRONG_STATUS' });
    const { cart } = await shop.gateway.getCart({ key: cartKey, language: '' });
    expect(cart).toMatchObject({ state: 'locked', open: false });

    const paid = await shop.paidOrder();
    const row = await shop.db
      .selectFrom('orders')
      .innerJoin('carts', 'carts.id', 'orders.cartId')
      .select(['carts.state', 'paidAt'])
      .where('orders.id', '=', paid.orderId)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ state: 'converted', paidAt: shop.clock.now() });
  });
});

describe('the contacts of an order', () => {
  it('are set and set again until it is completed, and bring it to the next step', async () => {
    const key = await shop.draft();
    const { order } = await shop.gateway.setContacts({ key, contacts: someContacts() });
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_DETAILS_COMPLETE',
      contactsConfirmed: true,
      contact: aContact,
      contacts: { purchaser: aContact, billingAddress: ['Example Street 1', '10115 Berlin'] },
    });
    await shop.addPayment(key);
    const fulfilment = { ...aContact, givenName: 'Grace', email: ' Grace@EXAMPLE.com ', mobile: '', language: 'fr' };
    const { order: changed } = await shop.gateway.setContacts({
      key,
      contacts: someContacts({ fulfilment, technical: aContact }),
    });
    const receiver = { ...fulfilment, email: 'Grace@example.com' };
    expect(changed).toMatchObject({
      status: 'ORDER_STATUS_REVIEW',
      contact: receiver,
      contacts: { purchaser: aContact, fulfilment: receiver, technical: aContact },
    });
    // In the language of who receives it.
    expect(changed?.timeline.at(-1)).toMatchObject({ code: 'contacts_set', text: 'Les contacts ont été renseignés.' });
  });

  it('are refused with every field at fault, and nothing is stored', async () => {
    const key = await shop.draft();
    const contacts = someContacts({ billing: { ...aContact, email: 'nobody', country: 'Germany' } });
    await expect(shop.gateway.setContacts({ key, contacts })).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'CONTACT_INVALID',
      fields: [{ pointer: '/contacts/billing/email' }, { pointer: '/contacts/billing/country' }],
    });
    await expect(shop.gateway.setContacts({ key })).rejects.toMatchObject({ reason: 'CONTACT_INVALID' });
    expect((await shop.orderOf(key)).contacts).toBeUndefined();
  });

  it('must be billed in the country whose tax was quoted', async () => {
    const key = await shop.draft();
    const french = { ...aContact, country: 'FR' };
    await expect(shop.gateway.setContacts({ key, contacts: someContacts({ billing: french }) })).rejects.toMatchObject({
      reason: 'TAX_COUNTRY_DIFFERS',
      fields: [{ pointer: '/contacts/billing/country' }],
    });
    const { order } = await shop.gateway.setContacts({
      key,
      contacts: someContacts({ purchaser: french, billing: aContact }),
    });
    expect(order?.status).toBe('ORDER_STATUS_DETAILS_COMPLETE');
  });

  it('cannot be changed once the order is being paid', async () => {
    const { key } = await shop.chargedOrder();
    await expect(shop.gateway.setContacts({ key, contacts: someContacts() })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'ORDER_WRONG_STATUS',
    });
  });

  it('are filled in for a known buyer, else from his account, and wait for his confirmation', async () => {
    const accountId = anId('acc');
    const buyer = await shop.as({ userId: anId('usr'), accountId, roles: ['requester'] });
    const colleague = await shop.as({ userId: anId('usr'), accountId, roles: ['owner'] });
    const stranger = await shop.as({ userId: anId('usr'), accountId: anId('acc'), roles: ['owner'] });
    const first = await shop.draftOf(aLine(), buyer);
    expect(first.order).toMatchObject({ accountId, contactsConfirmed: false });
    expect(first.key.secret).toBe('');
    const contacts = someContacts({ technical: { ...aContact, givenName: 'Grace' } });
    await shop.gateway.setContacts({ key: first.key, contacts }, buyer);
    await shop.gateway.cancelOrder({ key: first.key }, buyer);
    for (const known of [buyer, colleague]) {
      // oxlint-disable-next-line no-await-in-loop
      const { key, order } = await shop.draftOf(aLine(), known);
      expect(order).toMatchObject({ status: 'ORDER_STATUS_DRAFT', contacts, contactsConfirmed: false });
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.addPayment(key, {}, known)).rejects.toMatchObject({ reason: 'CONTACT_MISSING' });
    }
    expect((await shop.draftOf(aLine(), stranger)).order.contacts).toBeUndefined();
  });
});

describe('giving an order up', () => {
  it('opens its cart again, from which another order can be made', async () => {
    const { cartKey, key, order } = await shop.draftOf();
    await shop.gateway.setContacts({ key, contacts: someContacts() });
    await shop.addPayment(key);
    await shop.complete(key);
    const { order: cancelled } = await shop.gateway.cancelOrder({ key });
    expect(cancelled).toMatchObject({ status: 'ORDER_STATUS_CANCELLED', payment: { status: 'cancelled' } });
    expect((await shop.gateway.cancelOrder({ key })).order).toEqual(cancelled);
    expect((await shop.gateway.getCart({ key: cartKey, language: '' })).cart?.state).toBe('open');
    if (order.quote === undefined) throw new Error('an order has no quote');
    await expect(shop.orderFrom(cartKey, order.quote)).rejects.toMatchObject({ reason: 'QUOTE_SUPERSEDED' });
    const again = await shop.orderFrom(cartKey, await shop.quoteOf(cartKey));
    expect(again.order.id).not.toBe(order.id);
    await expect(shop.complete(key)).rejects.toMatchObject({ reason: 'ORDER_WRONG_STATUS' });
  });

  it('is refused once it is paid', async () => {
    const key = await shop.paidOrder();
    await expect(shop.gateway.cancelOrder({ key })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'ORDER_WRONG_STATUS',
    });
  });
});

describe('an order that is not completed', () => {
  it('expires after seven days, once, also when two sweeps meet', async () => {
    const { cartKey, key } = await shop.draftOf();
    await shop.gateway.setContacts({ key, contacts: someContacts() });
    await shop.addPayment(key);
    shop.clock.advance(7 * day - 1);
    expect(await expireOrders(shop.deps)).not.toContain(key.orderId);
    shop.clock.advance(1);
    const sweeps = await Promise.all([expireOrders(shop.deps), expireOrders(shop.deps)]);
    expect(sweeps.flat().filter((id) => id === key.orderId)).toHaveLength(1);
    const order = await shop.orderOf(key);
    expect(order.status).toBe('ORDER_STATUS_EXPIRED');
    expect(codesOf(order).at(-1)).toBe('order_expired');
    expect((await shop.gateway.getCart({ key: cartKey, language: '' })).cart?.state).toBe('open');
    await expect(shop.gateway.setContacts({ key, contacts: someContacts() })).rejects.toMatchObject({
      reason: 'ORDER_WRONG_STATUS',
    });
    const again = await shop.orderFrom(cartKey, await shop.quoteOf(cartKey));
    expect(again.order.id).not.toBe(key.orderId);
  });

  it('lives longer when it gets a new quote, and does not expire while it is being paid', async () => {
    const { cartKey, key } = await shop.draftOf();
    const { key: paying } = await shop.chargedOrder();
    shop.clock.advance(6 * day);
    await shop.orderFrom(cartKey, await shop.quoteOf(cartKey));
    shop.clock.advance(6 * day);
    await expireOrders(shop.deps);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_DRAFT');
    expect((await shop.orderOf(paying)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
  });
});

describe('an order made by the code before', () => {
  it('is still read, with its contact as the purchaser, and can be completed with a quote of its cart', async () => {
    const { cartKey, key, order } = await shop.draftOf();
    await shop.db
      .updateTable('orders')
      .set({ quoteId: null, tax: null, contacts: null, expiresAt: null, contact: JSON.stringify(aContact) })
      .where('id', '=', key.orderId)
      .execute();
    await shop.db.updateTable('carts').set({ updatedAt: null }).where('id', '=', cartKey.cartId).execute();
    const old = await shop.orderOf(key);
    expect(old).toMatchObject({
      status: 'ORDER_STATUS_DRAFT',
      contact: aContact,
      contacts: { purchaser: aContact, billingAddress: [] },
      contactsConfirmed: true,
      quote: undefined,
      expiresAt: undefined,
    });
    await shop.addPayment(key);
    await expect(shop.complete(key, { quoteId: 'quo_0' })).rejects.toMatchObject({ reason: 'QUOTE_EXPIRED' });
    const quote = await shop.quoteOf(cartKey);
    expect((await shop.orderFrom(cartKey, quote)).order.id).toBe(order.id);
    await shop.complete(key);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
  });
});

describe('the orders of a user', () => {
  it('are his own and his account’s, newest first, page by page', async () => {
    const accountId = anId('acc');
    const buyer = await shop.as({ userId: anId('usr'), accountId, roles: ['requester'] });
    const auditor = await shop.as({ userId: anId('usr'), accountId, roles: ['auditor'] });
    const signer = await shop.as({ userId: anId('usr'), accountId, roles: ['signer'] });
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const { key } = await shop.draftOf(aLine(), buyer);
      // oxlint-disable-next-line no-await-in-loop
      if (index < 4) await shop.gateway.cancelOrder({ key }, buyer);
      made.unshift(key.orderId);
    }
    await shop.draft();
    const list = async (
      as: typeof buyer,
      { pageSize = 0, pageToken = '', status = 'ORDER_STATUS_UNSPECIFIED' as const } = {},
    ) => await shop.gateway.listOrders({ pageSize, pageToken, status }, as);
    for (const reader of [buyer, auditor]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await list(reader)).orders.map(({ id }) => id)).toEqual(made);
    }
    expect((await list(signer)).orders).toEqual([]);
    const first = await list(buyer, { pageSize: 3 });
    const second = await list(buyer, { pageSize: 3, pageToken: first.nextPageToken });
    expect([...first.orders, ...second.orders].map(({ id }) => id)).toEqual(made);
    expect([first.orders.length, second.nextPageToken]).toEqual([3, '']);
    const { orders } = await shop.gateway.listOrders(
      { status: 'ORDER_STATUS_DRAFT', pageSize: 0, pageToken: '' },
      buyer,
    );
    expect(orders.map(({ id }) => id)).toEqual(made.slice(0, 1));
  });

  it('need a login and a proper page', async () => {
    const user = await shop.as({ userId: anId('usr') });
    const request = { status: 'ORDER_STATUS_UNSPECIFIED' as const, pageSize: 0, pageToken: '' };
    await expect(shop.gateway.listOrders(request)).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    expect(await shop.gateway.listOrders(request, user)).toEqual({ orders: [], nextPageToken: '' });
    const tooLarge = shop.gateway.listOrders({ ...request, pageSize: 101 }, user);
    await expect(tooLarge).rejects.toMatchObject({ reason: 'PAGE_SIZE_INVALID' });
    const forged = shop.gateway.listOrders({ ...request, pageToken: 'abc' }, user);
    await expect(forged).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
  });
});

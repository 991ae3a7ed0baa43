import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AbusedPlatform, startAbusedPlatform } from '../src/abused-platform.ts';
import {
  addBuyer,
  addOfficer,
  type Buyer,
  contactOf,
  createCredential,
  fillCart,
  licenceLine,
  type Member,
  newPerson,
  orderCart,
  payOrder,
  requestSignature,
  validate,
} from '../src/members.ts';
import { race } from '../src/race.ts';
import { SandboxInsider } from '../src/sandbox-events.ts';
import { tokenise, waitFor } from '../src/steps/shop.ts';

interface Order {
  status: string;
  timeline: { code: string }[];
}

let abused: AbusedPlatform;
let buyer: Buyer;
let signer: Buyer;
let officer: Member;

beforeAll(async () => {
  abused = await startAbusedPlatform();
  [buyer, signer, officer] = await Promise.all([
    addBuyer(abused, 'ann'),
    addBuyer(abused, 'sam'),
    abused.inviteOperator().then((invitation) => addOfficer(abused, invitation)),
  ]);
}, 300_000);
afterEach(() => abused.keepLog());
afterAll(() => abused.stop(), 60_000);

const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused.api.refused(...args);

describe('an order', () => {
  it('leaves its cart closed', async () => {
    const { cart } = buyer;
    const { headers, path, lineId } = cart;
    const line = { headers, body: licenceLine };
    await refused(409, 'CART_CLOSED', 'POST', `${path}/lines`, line);
    await refused(409, 'CART_CLOSED', 'PUT', `${path}/lines/${lineId}`, line);
    await refused(409, 'CART_CLOSED', 'DELETE', `${path}/lines/${lineId}`, { headers });
    await refused(409, 'CART_CLOSED', 'POST', '/v1/orders', { headers, body: { cartId: cart.id }, idempotent: true });
  });

  it('is not changed, paid or completed again once it is completed', async () => {
    const { path, headers } = buyer.order;
    const before = await abused.api.ask('GET', path, { headers });
    const wrong = [409, 'ORDER_WRONG_STATUS'] as const;
    await refused(...wrong, 'PUT', `${path}/contact`, { headers, body: contactOf(newPerson('eve')) });
    const paymentToken = await tokenise(abused.api, '4242424242424242');
    await refused(...wrong, 'POST', `${path}/payments`, { headers, body: { paymentToken }, idempotent: true });
    await refused(...wrong, 'POST', `${path}/completion`, {
      headers,
      body: { acceptedTermsVersion: '1' },
      idempotent: true,
    });
    expect(await abused.api.ask('GET', path, { headers })).toEqual(before);
  });

  it('is completed only with lines, a contact, a payment and the terms that it names', async () => {
    const { api } = abused;
    const empty = await api.ask<{ cart: { id: string }; cartSecret: string }>('POST', '/v1/carts', { body: {} });
    await refused(409, 'CART_EMPTY', 'POST', '/v1/orders', {
      headers: { 'cart-secret': empty.cartSecret },
      body: { cartId: empty.cart.id },
      idempotent: true,
    });
    const cart = await fillCart(api);
    const bare = await api.ask<{ order: { id: string }; orderSecret: string }>('POST', '/v1/orders', {
      headers: cart.headers,
      body: { cartId: cart.id },
      idempotent: true,
    });
    const paid = { body: { paymentToken: await tokenise(api, '4242424242424242') }, idempotent: 'payment-of-order-1' };
    await refused(409, 'CONTACT_MISSING', 'POST', `/v1/orders/${bare.order.id}/payments`, {
      headers: { 'order-secret': bare.orderSecret },
      ...paid,
    });
    const { path, headers } = await orderCart(api, await fillCart(api), newPerson('lee'));
    const completion = { headers, body: { acceptedTermsVersion: 'none' }, idempotent: true };
    await refused(409, 'PAYMENT_MISSING', 'POST', `${path}/completion`, completion);
    await api.ask('POST', `${path}/payments`, { headers, ...paid });
    await refused(409, 'TERMS_NOT_ACCEPTED', 'POST', `${path}/completion`, completion);
    const other = { body: { paymentToken: await tokenise(api, '4242424242424242') }, idempotent: 'payment-of-order-1' };
    await refused(409, 'IDEMPOTENCY_KEY_REUSED', 'POST', `${path}/payments`, { headers, ...other });
  });
});

describe('a signer', () => {
  it('needs approved names, a licence and a code that was not used before', async () => {
    const { api, databases } = abused;
    const { token } = signer;
    await refused(403, 'PERSONAL_VALIDATION_REQUIRED', 'POST', '/v1/credentials', { token, idempotent: true });
    const { id } = await validate(api, signer, officer);
    const decision = `/v1/staff/personal-validations/${id}/decision`;
    const body = { version: 1, approved: false, reason: 'too late' };
    await refused(409, 'PERSONAL_VALIDATION_WRONG_STATE', 'POST', decision, { token: officer.token, body });
    await refused(409, 'PERSONAL_VALIDATION_CHANGED', 'POST', decision, {
      token: officer.token,
      body: { ...body, version: 2 },
    });
    const { id: credentialId } = await createCredential(api, signer);
    await refused(409, 'LICENCE_NOT_AVAILABLE', 'POST', '/v1/credentials', { token, idempotent: true });

    const [first, second] = [
      await requestSignature(api, signer, credentialId),
      await requestSignature(api, signer, credentialId),
    ];
    const code = await signer.app.early();
    const authorisation = (request: { id: string }) => `/v1/signature-requests/${request.id}/authorisation`;
    await api.ask('POST', authorisation(first), { token, body: { code } });
    await refused(409, 'SIGNATURE_REQUEST_WRONG_STATE', 'POST', authorisation(first), { token, body: { code } });
    await refused(401, 'CODE_REFUSED', 'POST', authorisation(second), { token, body: { code } });
    const document = `/v1/signature-requests/${second.id}/document`;
    await refused(409, 'SIGNATURE_REQUEST_WRONG_STATE', 'GET', document, { token });
    await databases.expire('remote-signing', 'signature_requests', 'id = $1', second.id);
    await refused(409, 'CHALLENGE_EXPIRED', 'POST', authorisation(second), { token, body: { code } });
    await refused(409, 'SIGNATURE_REQUEST_WRONG_STATE', 'GET', document, { token });
  }, 60_000);

  it('is not approved by himself, nor rejected without a reason', async () => {
    const { token } = officer;
    const { id } = await submit(officer);
    await expect(submit(officer)).rejects.toThrow('PERSONAL_VALIDATION_WRONG_STATE');
    const decision = `/v1/staff/personal-validations/${id}/decision`;
    await refused(403, 'OWN_DECISION_FORBIDDEN', 'POST', decision, { token, body: { version: 1, approved: true } });
    await refused(400, 'REASON_REQUIRED', 'POST', decision, { token, body: { version: 1, approved: false } });
  });
});

describe('twenty at once', () => {
  it('order one cart and complete one order: one does, and one charge is made', async () => {
    const { api, platform } = abused;
    const cart = await fillCart(api);
    const ordered = await race<{ order: { id: string }; orderSecret: string }>(() =>
      api.send('POST', '/v1/orders', { headers: cart.headers, body: { cartId: cart.id }, idempotent: true }),
    );
    expect(ordered.winners).toHaveLength(1);
    expect(ordered.losers.filter((said) => !/^409 CART_(CLOSED|CHANGED)$/.test(said))).toEqual([]);
    const { id = '', secret = '' } =
      ordered.winners.map(({ body: { order, orderSecret } }) => ({ id: order.id, secret: orderSecret }))[0] ?? {};
    const headers = { 'order-secret': secret };
    const path = `/v1/orders/${id}`;
    const person = newPerson('lee');
    await api.ask('PUT', `${path}/contact`, { headers, body: contactOf(person) });
    const paymentToken = await tokenise(api, '4242424242424242');
    const { termsVersion } = await api.ask<{ termsVersion: string }>('POST', `${path}/payments`, {
      headers,
      body: { paymentToken },
      idempotent: true,
    });
    const body = { acceptedTermsVersion: termsVersion };
    const completed = await race(() => api.send('POST', `${path}/completion`, { headers, body, idempotent: true }));
    expect([completed.winners.length, completed.losers]).toEqual([1, ['409 ORDER_WRONG_STATUS']]);
    await abused.inbox.take('email', person.email);
    expect(await (await SandboxInsider.of(platform)).eventsOf(id)).toHaveLength(1);
  });

  it('tell of one payment: the order is paid once, and one message goes out', async () => {
    const { api, databases, inbox, platform } = abused;
    const sandbox = await SandboxInsider.of(platform);
    const person = newPerson('lee');
    const order = await orderCart(api, await fillCart(api), person);
    // The sandbox itself tells of this card three seconds later, and twice.
    await payOrder(api, order, '4000000000000077');
    const [event] = await sandbox.eventsOf(order.id);
    const body = JSON.stringify(event);
    const { losers } = await race(() => sandbox.send(api, body));
    // A provider is thanked for a repetition too, else it would repeat it for ever.
    expect(losers).toEqual([]);
    // Another event about the same charge changes nothing either.
    await sandbox.send(api, JSON.stringify({ ...event, id: `${event?.id}-again` }));
    const eventsOf = `select outcome, event_id from payment_events where reference = $1 order by outcome`;
    const events = await waitFor(
      () => databases.query<{ outcome: string | null }>('order', eventsOf, [order.id]),
      (rows) => rows.length === 2 && rows.every(({ outcome }) => outcome !== null),
    );
    expect(events.map(({ outcome }) => outcome)).toEqual(['captured', 'repeated']);
    const toCome = await waitFor(
      () => sandbox.openDeliveriesOf(order.id),
      (count) => count === 0,
    );
    expect([toCome, (await databases.query('order', eventsOf, [order.id])).length]).toEqual([0, 2]);
    const { headers, path } = order;
    const done = await waitFor(
      () => api.ask<Order>('GET', path, { headers }),
      ({ status }) => status === 'completed',
    );
    const codes = done.timeline.map(({ code }) => code);
    for (const once of ['payment_captured', 'order_paid', 'account_created', 'activation_sent', 'order_completed']) {
      expect([once, codes.filter((code) => code === once).length]).toEqual([once, 1]);
    }
    await inbox.take('email', person.email);
    expect(await inbox.list(person.email)).toHaveLength(1);
    const accounts = 'select account_id from activations where login_id = $1';
    expect(await databases.query('enrollment', accounts, [person.email])).toHaveLength(1);
  });

  it('decide on one person, and create a certificate with one licence: one does', async () => {
    const { api } = abused;
    const { token } = buyer;
    const { id, version } = await submit(buyer);
    const decided = await race((index) =>
      api.send('POST', `/v1/staff/personal-validations/${id}/decision`, {
        token: officer.token,
        body: index % 2 === 0 ? { version, approved: true } : { version, approved: false, reason: 'not legible' },
      }),
    );
    expect([decided.winners.length, decided.losers]).toEqual([1, ['409 PERSONAL_VALIDATION_WRONG_STATE']]);
    if ((decided.winners[0]?.index ?? 0) % 2 === 1) await validate(api, buyer, officer);

    const made = await race<{ id: string }>(() => api.send('POST', '/v1/credentials', { token, idempotent: true }));
    expect([made.winners.length, made.losers]).toEqual([1, ['409 LICENCE_NOT_AVAILABLE']]);
    const { items } = await api.ask<{ items: { id: string; state: string }[] }>('GET', '/v1/credentials', { token });
    expect(items.filter(({ state }) => state !== 'failed')).toMatchObject([{ id: made.winners[0]?.body.id }]);
    const { counters } = await api.ask<{ counters: object[] }>('GET', '/v1/inventory', { token });
    expect(counters).toMatchObject([{ total: 1, inUse: 1, available: 0, reserved: 0 }]);
  }, 60_000);

  it('sign with one code: one signature is made', async () => {
    const { api, databases } = abused;
    const { token } = buyer;
    const { items } = await api.ask<{ items: { id: string; state: string }[] }>('GET', '/v1/credentials', { token });
    const credentialId = items.find(({ state }) => state === 'active')?.id ?? '';
    const requests = await Promise.all(Array.from({ length: 4 }, () => requestSignature(api, buyer, credentialId)));
    const code = await buyer.app.early();
    // Five times each of four requests: the code is good for one of them, once.
    const { winners, losers } = await race((index) =>
      api.send('POST', `/v1/signature-requests/${requests[index % 4]?.id}/authorisation`, { token, body: { code } }),
    );
    expect(winners).toHaveLength(1);
    const allowed = /^(401 CODE_REFUSED|409 SIGNATURE_REQUEST_WRONG_STATE|429 ATTEMPTS_EXHAUSTED)$/;
    expect(losers.filter((said) => !allowed.test(said))).toEqual([]);
    const states = await Promise.all(
      requests.map(({ id }) => api.ask<{ state: string }>('GET', `/v1/signature-requests/${id}`, { token })),
    );
    expect(states.map(({ state }) => state).toSorted()).toEqual([
      'awaiting_authorisation',
      'awaiting_authorisation',
      'awaiting_authorisation',
      'signed',
    ]);
    const signed = 'select count(*)::int as signatures from authorisations where key_id = $1';
    expect(await databases.query('signer', signed, [credentialId])).toEqual([{ signatures: 1 }]);
  }, 60_000);
});

/** Submits the personal validation of a member. */
async function submit({ token }: Member): Promise<{ id: string; version: number }> {
  const evidence = [{ documentType: 'passport', documentNumber: 'X5556667' }];
  const body = { givenName: 'Robin', surname: 'Sample', country: 'US', evidence };
  return await abused.api.ask('PUT', '/v1/me/personal-validation', { token, body });
}

it('no secret, address or number that was sent or given out reaches a log', async () => {
  expect(await abused.leaks()).toEqual([]);
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import {
  acceptanceOf,
  acceptQuote,
  attachCard,
  awaitOrder,
  cards,
  contactsOf,
  fillCart,
  licenceLine,
  orderCart,
  type Proved,
  payOrder,
  quoteCart,
  readOrder,
} from '../src/buying.ts';
import { addBuyer, addOfficer, type Buyer, type Member, newPerson } from '../src/members.ts';
import { SandboxInsider } from '../src/sandbox-events.ts';
import { waitFor } from '../src/waiting.ts';
import { describeAccountRaces } from './account-races.ts';

/** Tries what payments, quotes and the work of staff refuse. */
export function describePayments(running: () => AbusedPlatform): void {
  describe('payments, quotes and refunds', () => {
    let abused: AbusedPlatform;
    let sandbox: SandboxInsider;
    let buyer: Buyer;
    let operator: Member;
    /** Never completed. */
    let unpaid: Proved;

    beforeAll(async () => {
      abused = running();
      const { api, inviteOperator, platform } = abused;
      sandbox = await SandboxInsider.of(platform);
      [buyer, operator] = await Promise.all([
        addBuyer(abused, 'ann'),
        inviteOperator().then((invitation) => addOfficer(abused, invitation)),
      ]);
      unpaid = await orderCart(api, await fillCart(api), newPerson('lee'));
    }, 300_000);

    const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused.api.refused(...args);
    const newOrder = async () => await orderCart(abused.api, await fillCart(abused.api), newPerson('lee'));
    const outcomesOf = (orderId: string) =>
      abused.databases.query<{ outcome: string | null }>(
        'order',
        'select outcome from payment_events where reference = $1 order by outcome',
        [orderId],
      );
    const settledOutcomes = async (orderId: string, count: number) =>
      (
        await waitFor(
          () => outcomesOf(orderId),
          (rows) => rows.length >= count && rows.every(({ outcome }) => outcome !== null),
        )
      ).map(({ outcome }) => outcome);

    /** An event as the provider would sign it, about a charge that nobody made. */
    function inventedEvent(
      orderId: string,
      over: { amount?: number; currency?: string; chargeId?: string } = {},
    ): string {
      const id = `evt_${Math.random().toString(36).slice(2)}`;
      const data = { chargeId: `ch_${id}`, reference: orderId, amount: 20_000, currency: 'USD', ...over };
      return JSON.stringify({ id, type: 'charge.captured', createdAt: new Date(), data });
    }

    describe('an event of the payment provider', () => {
      it('with a wrong signature, an old one, or one of another body is refused, and nothing is stored', async () => {
        const { api, databases } = abused;
        await databases.settle();
        const body = inventedEvent(unpaid.id);
        const before = await databases.fingerprint();
        const minutes = (count: number) => new Date(Date.now() + count * 60_000);
        const right = sandbox.sign(body);
        const bare = JSON.stringify({ id: 'evt_1', type: 'charge.captured' });
        for (const [sent, signature] of [
          [body, sandbox.sign(body, { secret: 'another secret' })],
          [body, sandbox.sign(body, { at: minutes(-6) })],
          [body, sandbox.sign(body, { at: minutes(6) })],
          [body.replace('"amount":20000', '"amount":2'), right],
          [`${body} `, right],
          [body, right.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000) + 1}`)],
          [body, right.replace(/,v1=.*/, ',v1=')],
          [body, 'none'],
          ['not JSON', sandbox.sign('not JSON')],
          [bare, sandbox.sign(bare)],
        ] as const) {
          // oxlint-disable-next-line no-await-in-loop
          const { body: problem } = await sandbox.send(api, sent, signature);
          expect([sent, signature, problem]).toMatchObject([
            sent,
            signature,
            { status: 400, code: 'PAYMENT_EVENT_INVALID' },
          ]);
        }
        for (const provider of ['another', 'stripe']) {
          // oxlint-disable-next-line no-await-in-loop
          await api.refused(400, 'PAYMENT_EVENT_INVALID', 'POST', `/v1/payment-events/${provider}`, {
            headers: { 'content-type': 'application/json', 'sandbox-signature': right },
            body,
          });
        }
        expect(await databases.fingerprint()).toEqual(before);
      });

      it.each([
        ['the amount', { amount: 19_999 }],
        ['the currency', { currency: 'EUR' }],
      ])('that is signed, but wrong about %s, makes no order paid', async (_what, over) => {
        const { api, databases } = abused;
        const order = await newOrder();
        const body = acceptanceOf(await attachCard(api, order, { card: cards.confirmedAlways }));
        await api.ask('POST', `${order.path}/completion`, { headers: order.headers, body, idempotent: true });
        await sandbox.send(api, inventedEvent(order.id, over));
        const { timeline } = await awaitOrder(api, order, 'review_needed');
        expect(timeline.map(({ code }) => code)).not.toContain('order_paid');
        expect(await databases.query('enrollment', 'select 1 from enrolments where order_id = $1', [order.id])).toEqual(
          [],
        );
      });

      it('that captures another amount than was charged makes no order paid, and an operator pays it back', async () => {
        const { api, inbox } = abused;
        const person = newPerson('lee');
        const order = await orderCart(api, await fillCart(api), person);
        await payOrder(api, order, { card: cards.wrongAmount });
        const { timeline } = await awaitOrder(api, order, 'review_needed');
        expect(timeline.map(({ code }) => code)).not.toContain('order_paid');
        expect(await inbox.list(person.email)).toEqual([]);
        const { token } = operator;
        const troubled = await api.ask<{ items: { order: { id: string }; trouble: string; actions: string[] }[] }>(
          'GET',
          '/v1/staff/orders/troubled?limit=100',
          { token },
        );
        const found = troubled.items.find((each) => each.order.id === order.id);
        expect(found).toMatchObject({ trouble: 'amount_mismatch', actions: ['refund'] });
        const refund = { token, body: { reason: 'odd amount' }, idempotent: `refund-${order.id}` };
        await api.ask('POST', `/v1/staff/orders/${order.id}/refunds`, refund);
        await api.ask('POST', `/v1/staff/orders/${order.id}/refunds`, refund);
        await awaitOrder(api, order, 'refunded');
        const told = (await sandbox.eventsOf(order.id)).map(({ type }) => type);
        expect(told.toSorted()).toEqual(['charge.captured', 'charge.refunded']);
      });

      it('about an order that does not exist is thanked for, and changes no order', async () => {
        const { api } = abused;
        const nobody = 'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5K';
        const body = inventedEvent(nobody);
        for (const sent of [body, body]) {
          // oxlint-disable-next-line no-await-in-loop
          expect((await sandbox.send(api, sent)).status).toBeLessThan(300);
        }
        expect(await settledOutcomes(nobody, 1)).toHaveLength(1);
      });

      it('about an order that is paid already sends the money back and grants nothing twice', async () => {
        const { api, databases } = abused;
        const order = await newOrder();
        await payOrder(api, order);
        await awaitOrder(api, order);
        const grants =
          'select 1 from inventory_entries e join enrolments n on n.account_id = e.account_id where order_id = $1';
        const before = (await databases.query('enrollment', grants, [order.id])).length;
        const body = inventedEvent(order.id);
        await Promise.all([sandbox.send(api, body), sandbox.send(api, body)]);
        expect(await settledOutcomes(order.id, 2)).toEqual(['captured', 'surplus']);
        const { status, timeline } = await readOrder(api, order);
        expect([status, timeline.filter(({ code }) => code === 'order_paid').length]).toEqual(['completed', 1]);
        expect((await databases.query('enrollment', grants, [order.id])).length).toBe(before);
      });
    });

    describe('a quote', () => {
      /** As if it had been made an hour ago. */
      const expireQuote = async (id: string) => {
        const statement = `update quotes set created_at = created_at - interval '1 hour',
      expires_at = expires_at - interval '1 hour' where id = $1 returning id`;
        expect(await abused.databases.query('order', statement, [id])).toHaveLength(1);
      };

      it('of another cart is unknown, also with the right secret', async () => {
        const { api } = abused;
        const [mine, other] = [await fillCart(api), await fillCart(api)];
        const { id: quoteId } = await quoteCart(api, other);
        const order = { headers: mine.headers, body: { cartId: mine.id, quoteId }, idempotent: true } as const;
        await refused(404, 'QUOTE_NOT_FOUND', 'POST', '/v1/orders', order);
        const { headers } = mine;
        await refused(404, 'QUOTE_NOT_FOUND', 'GET', `/v1/quotes/${quoteId}?cartId=${mine.id}`, { headers });
      });

      it('that has expired makes no order and completes none; a new one does, and the order goes on', async () => {
        const { api } = abused;
        const cart = await fillCart(api);
        const { id: quoteId } = await quoteCart(api, cart);
        await expireQuote(quoteId);
        const body = { cartId: cart.id, quoteId };
        await refused(409, 'QUOTE_EXPIRED', 'POST', '/v1/orders', { headers: cart.headers, body, idempotent: true });
        const order = await acceptQuote(api, cart, (await quoteCart(api, cart)).id);
        const { headers, path } = order;
        await api.ask('PUT', `${path}/contacts`, { headers, body: contactsOf(newPerson('lee')) });
        const accepted = acceptanceOf(await attachCard(api, order));
        await expireQuote(accepted.quoteId);
        const completion = { headers, body: accepted, idempotent: true } as const;
        await refused(409, 'QUOTE_EXPIRED', 'POST', `${path}/completion`, completion);
        expect(await outcomesOf(order.id)).toEqual([]);
        await acceptQuote(api, cart, (await quoteCart(api, cart)).id);
        const again = acceptanceOf(await readOrder(api, order));
        await api.ask('POST', `${path}/completion`, { headers, body: again, idempotent: true });
        expect((await awaitOrder(api, order)).timeline.filter(({ code }) => code === 'order_paid')).toHaveLength(1);
      });

      it('is superseded when its cart changes in another tab, and nothing is charged', async () => {
        const { api } = abused;
        const cart = await fillCart(api);
        const order = await orderCart(api, cart, newPerson('lee'));
        const accepted = acceptanceOf(await attachCard(api, order));
        const { headers } = cart;
        await api.ask('POST', `${cart.path}/lines`, { headers, body: { ...licenceLine, termYears: 3 } });
        const completion = { headers: order.headers, body: accepted, idempotent: true } as const;
        await refused(409, 'QUOTE_SUPERSEDED', 'POST', `${order.path}/completion`, completion);
        expect(await outcomesOf(order.id)).toEqual([]);
      });
    });

    describe('the secret of a guest', () => {
      it('is dead once the account is active: on every route of the order', async () => {
        const { api } = abused;
        const { path, headers } = buyer.guestOrder;
        await waitFor(
          () => api.send('GET', path, { headers }),
          ({ status }) => status === 404,
        );
        const gone = [404, 'ORDER_NOT_FOUND'] as const;
        await refused(...gone, 'GET', path, { headers });
        await refused(...gone, 'GET', `${path}/review`, { headers });
        await refused(...gone, 'POST', `${path}/refunds`, { headers, body: {}, idempotent: true });
        await refused(...gone, 'POST', `${path}/activation/resends`, { headers });
        const body = { givenName: 'Eve', surname: 'Example', email: newPerson('eve').email };
        await refused(...gone, 'PUT', `${path}/activation/contact`, { headers, body });
        const [document] = (await readOrder(api, buyer.order)).documents;
        await refused(...gone, 'GET', `${path}/documents/${document?.id}`, { headers });
      });
    });

    describe('what staff do', () => {
      it('is not done by a buyer, not even to his own order', async () => {
        const { token, order } = buyer;
        const forbidden = [403, 'ROLE_REQUIRED'] as const;
        const body = { reason: 'I want it' };
        await refused(...forbidden, 'GET', '/v1/staff/orders/troubled', { token });
        await refused(...forbidden, 'POST', `/v1/staff/orders/${order.id}/retry`, { token });
        await refused(...forbidden, 'POST', `/v1/staff/orders/${order.id}/refunds`, { token, body, idempotent: true });
        await refused(...forbidden, 'GET', '/v1/staff/certificate-requests', { token });
      });

      it('is refused where there is nothing to do', async () => {
        const { token } = operator;
        const { id } = buyer.order;
        await refused(409, 'NOTHING_TO_RETRY', 'POST', `/v1/staff/orders/${id}/retry`, { token });
        const body = { reason: 'wrong', lineIds: ['lin_01JD8Z0V9W6Q4X3T2R1P0N7M5K'] };
        const refund = { token, body, idempotent: true } as const;
        await refused(400, 'REFUND_LINES_INVALID', 'POST', `/v1/staff/orders/${id}/refunds`, refund);
        const unpaidRefund = { token, body: { reason: 'wrong' }, idempotent: true } as const;
        await refused(409, 'ORDER_WRONG_STATUS', 'POST', `/v1/staff/orders/${unpaid.id}/refunds`, unpaidRefund);
      });
    });

    describeAccountRaces(() => abused);
  });
}

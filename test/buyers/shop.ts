import { itWitnessedBy } from '@countersign/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import {
  acceptanceOf,
  acceptQuote,
  answerBank,
  attachCard,
  awaitOrder,
  type Cart,
  cards,
  contactOf,
  fillCart,
  type LineInput,
  licenceLine,
  type Order,
  orderCart,
  payOrder,
  quoteCart,
  readOrder,
} from '../src/buying.ts';
import { newPerson } from '../src/members.ts';
import { SandboxInsider } from '../src/sandbox-events.ts';
import { download } from '../src/steps/checkout.ts';
import { waitFor } from '../src/waiting.ts';
import { readPdf } from '../src/witnesses.ts';

const withPdfReader = itWitnessedBy('pdftotext');

/** What becomes of payments, invoices and refunds. */
export function describeShop(running: () => AbusedPlatform): void {
  describe('the shop', () => {
    let abused: AbusedPlatform;

    beforeAll(async () => {
      abused = running();
    }, 300_000);

    const newOrder = async (lines?: readonly LineInput[]) =>
      await orderCart(abused.api, await fillCart(abused.api, lines === undefined ? {} : { lines }), newPerson('lee'));

    describe('paying', () => {
      it('is tried again after a card without funds, and after the bank’s refusal of a confirmation', async () => {
        const { api } = abused;
        const order = await newOrder();
        const { path, headers } = order;
        const poor = acceptanceOf(await attachCard(api, order, { card: cards.insufficient }));
        const completion = { headers, body: poor, idempotent: true } as const;
        await api.refused(409, 'PAYMENT_DECLINED', 'POST', `${path}/completion`, completion);
        expect(await readOrder(api, order)).toMatchObject({
          status: 'review',
          payment: { declineCode: 'insufficient_funds' },
        });

        const asked = await payOrder(api, order, { card: cards.confirmedAlways });
        await answerBank(asked.payment?.actionUrl, 'decline');
        const declined = await awaitOrder(api, order, 'review');
        expect(declined.payment).toMatchObject({ status: 'failed', declineCode: 'authentication_failed' });

        await payOrder(api, order);
        const { timeline } = await awaitOrder(api, order);
        expect(timeline.filter(({ code }) => code === 'payment_declined')).toHaveLength(2);
        expect(timeline.filter(({ code }) => code === 'payment_captured')).toHaveLength(1);
      });

      it('is given up while the bank asks: nothing is charged, and the cart is open again', async () => {
        const { api, platform } = abused;
        const cart = await fillCart(api);
        const order = await orderCart(api, cart, newPerson('lee'));
        const { payment } = await payOrder(api, order, { card: cards.confirmedAlways });
        const { headers, path } = order;
        const locked = { headers: cart.headers, body: licenceLine };
        await api.refused(409, 'CART_LOCKED', 'POST', `${cart.path}/lines`, locked);
        await api.ask('POST', `${path}/cancellation`, { headers });
        await api.ask('POST', `${path}/cancellation`, { headers });
        expect((await readOrder(api, order)).status).toBe('cancelled');
        // Too late: the bank's page is answered after all.
        await answerBank(payment?.actionUrl, 'approve');
        const sandbox = await SandboxInsider.of(platform);
        const told = await waitFor(
          async () => (await sandbox.eventsOf(order.id)).map(({ type }) => type),
          (types) => types.some((type) => type === 'charge.failed' || type === 'charge.refunded'),
        );
        // Either the bank heard of it in time, or the money went back by itself.
        expect([['charge.failed'], ['charge.captured', 'charge.refunded']]).toContainEqual(told);
        expect((await readOrder(api, order)).timeline.map(({ code }) => code)).not.toContain('order_paid');
        expect((await readOrder(api, order)).status).toBe('cancelled');
        expect((await api.ask<Cart>('GET', cart.path, { headers: cart.headers })).state).toBe('open');
        const again = await acceptQuote(api, cart, (await quoteCart(api, cart)).id);
        expect(again.id).not.toBe(order.id);
      });

      it('in yen takes whole yen, and the same price in every place', async () => {
        const { api } = abused;
        const { cart, cartSecret } = await api.ask<{ cart: Cart; cartSecret: string }>('POST', '/v1/carts', {
          body: { currency: 'JPY' },
        });
        const proved = { id: cart.id, path: `/v1/carts/${cart.id}`, headers: { 'cart-secret': cartSecret } };
        await api.ask('POST', `${proved.path}/lines`, { headers: proved.headers, body: licenceLine });
        const quote = await quoteCart(api, proved, { country: 'JP' });
        expect(quote).toMatchObject({
          netDueNow: { amount: 30_000, currency: 'JPY', exponent: 0 },
          taxDueNow: { amount: 3_000 },
          dueNow: { amount: 33_000 },
        });
        const order = await acceptQuote(api, proved, quote.id);
        const purchaser = { ...contactOf(newPerson('lee')), country: 'JP' };
        await api.ask('PUT', `${order.path}/contacts`, { headers: order.headers, body: { purchaser } });
        await payOrder(api, order);
        const { documents } = await awaitOrder(api, order);
        expect(documents.map(({ total }) => total.amount)).toEqual([33_000, 33_000]);
      });

      it('of ten licences leads to an Enterprise account, as the quote said', async () => {
        const { api } = abused;
        const order = await newOrder([{ ...licenceLine, licences: 10 }]);
        const { quote, tier } = await readOrder(api, order);
        expect([quote?.tier.ruleId, tier?.ruleId]).toEqual(['ENTERPRISE-LICENCES', 'ENTERPRISE-LICENCES']);
        await payOrder(api, order);
        await awaitOrder(api, order);
        const accounts = await abused.databases.query(
          'enrollment',
          `select tier, tier_rule_id from accounts a join enrolments e on e.account_id = a.id where order_id = $1`,
          [order.id],
        );
        expect(accounts).toEqual([{ tier: 'enterprise', tier_rule_id: 'ENTERPRISE-LICENCES' }]);
      });
    });

    describe('what the buyer reads', () => {
      it.each([
        ['de', 'Rechnung', 'bestell'],
        ['fr', 'Facture', 'commande'],
        ['es', 'Factura', 'pedido'],
      ])('is in his language: %s', async (language, title, word) => {
        const { api, inbox } = abused;
        const person = newPerson('lee');
        const cart = await fillCart(api);
        const order = await acceptQuote(api, cart, (await quoteCart(api, cart)).id);
        const purchaser = { ...contactOf(person), language };
        await api.ask('PUT', `${order.path}/contacts`, { headers: order.headers, body: { purchaser } });
        await payOrder(api, order);
        const { timeline, documents } = await awaitOrder(api, order);
        expect(
          timeline
            .map(({ text }) => text)
            .join(' ')
            .toLowerCase(),
        ).toContain(word);
        const mails = await waitFor(
          () => inbox.list(person.email),
          (all) => all.length === 2,
        );
        for (const { text } of mails) expect(text.toLowerCase()).toContain(word);
        const invoice = documents.find(({ kind }) => kind === 'invoice');
        const pdf = await download(abused, order, invoice);
        expect((await download(abused, order, invoice)).equals(pdf)).toBe(true);
        invoices.set(title, pdf);
      });

      const invoices = new Map<string, Buffer>();
      withPdfReader('is on his invoice in the same language (witness: pdftotext)', async () => {
        expect(invoices.size).toBe(3);
        for (const [title, pdf] of invoices) {
          // oxlint-disable-next-line no-await-in-loop
          expect(await readPdf(pdf)).toContain(title);
        }
      });

      it('has numbers without gaps: each invoice is the one after the last', async () => {
        const { databases } = abused;
        const rows = await databases.query<{ number: string }>('order', 'select number from documents order by number');
        const numbers = rows.map(({ number }) => number).filter((number) => number.startsWith('INV-'));
        const inOrder = numbers.map((number) => Number(number.split('-').at(-1)));
        expect(inOrder.length).toBeGreaterThan(3);
        expect(inOrder).toEqual(Array.from({ length: inOrder.length }, (_, index) => index + 1));
      });
    });

    describe('support of the buyer', () => {
      it('resends the activation five times a day, whoever receives it', async () => {
        const { api } = abused;
        const order = await newOrder();
        await payOrder(api, order);
        await awaitOrder(api, order);
        const path = `${order.path}/activation/resends`;
        const { headers } = order;
        const left: number[] = [];
        for (let sent = 0; sent < 5; sent += 1) {
          // One after the other, to see them counted down.
          // oxlint-disable-next-line no-await-in-loop
          left.push((await api.ask<{ resendsLeft: number }>('POST', path, { headers })).resendsLeft);
        }
        expect(left).toEqual([4, 3, 2, 1, 0]);
        await api.refused(429, 'RESEND_LIMIT_REACHED', 'POST', path, { headers });
        const body = { givenName: 'Lee', surname: 'Example', email: newPerson('lee').email };
        const contact = `${order.path}/activation/contact`;
        await api.refused(429, 'RESEND_LIMIT_REACHED', 'PUT', contact, { headers, body });
        expect((await api.ask<Order>('GET', order.path, { headers })).status).toBe('completed');
      });
    });
  });
}

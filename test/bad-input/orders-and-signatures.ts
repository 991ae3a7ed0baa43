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
  payOrder,
  quoteCart,
  readOrder,
  tokenise,
} from '../src/buying.ts';
import {
  addBuyer,
  addOfficer,
  type Buyer,
  createCredential,
  type Member,
  newPerson,
  requestSignature,
  validate,
} from '../src/members.ts';
import { race } from '../src/race.ts';
import { SandboxInsider } from '../src/sandbox-events.ts';
import type { Signature } from '../src/signing.ts';
import { waitFor } from '../src/waiting.ts';

/** Tries what orders, personal validations and signatures refuse, twenty at once among it. */
export function describeOrdersAndSignatures(running: () => AbusedPlatform): void {
  describe('orders and signatures', () => {
    let abused: AbusedPlatform;
    let buyer: Buyer;
    let signer: Buyer;
    let officer: Member;

    beforeAll(async () => {
      abused = running();
      [buyer, signer, officer] = await Promise.all([
        addBuyer(abused, 'ann'),
        addBuyer(abused, 'sam'),
        abused.inviteOperator().then((invitation) => addOfficer(abused, invitation)),
      ]);
    }, 300_000);

    const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused.api.refused(...args);

    describe('an order', () => {
      it('leaves its cart closed', async () => {
        const { cart } = buyer;
        const { headers, path, lineId } = cart;
        const line = { headers, body: licenceLine };
        const closed = [409, 'CART_CLOSED'] as const;
        await refused(...closed, 'POST', `${path}/lines`, line);
        await refused(...closed, 'PUT', `${path}/lines/${lineId}`, line);
        await refused(...closed, 'DELETE', `${path}/lines/${lineId}`, { headers });
        await refused(...closed, 'POST', '/v1/quotes', { headers, body: { cartId: cart.id, country: 'US' } });
      });

      it('is not changed, paid, completed or cancelled again once it is completed', async () => {
        const { api } = abused;
        const { path, headers } = buyer.order;
        const before = await readOrder(api, buyer.order);
        const wrong = [409, 'ORDER_WRONG_STATUS'] as const;
        await refused(...wrong, 'PUT', `${path}/contacts`, { headers, body: contactsOf(newPerson('eve')) });
        const paymentToken = await tokenise(api, cards.good);
        await refused(...wrong, 'POST', `${path}/payments`, { headers, body: { paymentToken }, idempotent: true });
        const again = { headers, body: acceptanceOf(before), idempotent: true } as const;
        await refused(...wrong, 'POST', `${path}/completion`, again);
        await refused(...wrong, 'POST', `${path}/cancellation`, { headers });
        expect(await readOrder(api, buyer.order)).toEqual(before);
      });

      it('is completed only with lines, contacts, a payment, the terms and the quote that it names', async () => {
        const { api } = abused;
        const empty = await fillCart(api, { lines: [] });
        const body = { cartId: empty.id, country: 'US' };
        await refused(409, 'CART_EMPTY', 'POST', '/v1/quotes', { headers: empty.headers, body });
        const cart = await fillCart(api);
        const bare = await acceptQuote(api, cart, (await quoteCart(api, cart)).id);
        const paid = { body: { paymentToken: await tokenise(api, cards.good) }, idempotent: 'payment-of-order-1' };
        await refused(409, 'CONTACT_MISSING', 'POST', `${bare.path}/payments`, { headers: bare.headers, ...paid });
        const order = await orderCart(api, await fillCart(api), newPerson('lee'));
        const { path, headers } = order;
        const accepted = acceptanceOf(await readOrder(api, order));
        const complete = (over: object) => ({ headers, body: { ...accepted, ...over }, idempotent: true }) as const;
        await refused(409, 'PAYMENT_MISSING', 'POST', `${path}/completion`, complete({}));
        await api.ask('POST', `${path}/payments`, { headers, ...paid });
        const terms = complete({ acceptedTermsVersion: 'none' });
        await refused(409, 'TERMS_NOT_ACCEPTED', 'POST', `${path}/completion`, terms);
        const another = complete({ quoteId: 'quo_01JD8Z0V9W6Q4X3T2R1P0N7M5K' });
        await refused(409, 'QUOTE_SUPERSEDED', 'POST', `${path}/completion`, another);
        const other = { body: { paymentToken: await tokenise(api, cards.good) }, idempotent: 'payment-of-order-1' };
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
        const authorisation = (request: { id: string }) => `/v1/signatures/${request.id}/authorisation`;
        await api.ask('POST', authorisation(first), { token, body: { code } });
        await refused(409, 'SIGNATURE_REQUEST_WRONG_STATE', 'POST', authorisation(first), { token, body: { code } });
        await refused(401, 'CODE_REFUSED', 'POST', authorisation(second), { token, body: { code } });
        await databases.expire('remote-signing', 'signature_requests', 'id = $1', second.id);
        await refused(409, 'CHALLENGE_EXPIRED', 'POST', authorisation(second), { token, body: { code } });
        const { documents } = await api.ask<Signature>('GET', `/v1/signatures/${second.id}`, { token });
        expect(documents.map(({ signedDocumentId }) => signedDocumentId)).toEqual([undefined]);
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
      it('order one cart, each with another key: all meet in one order', async () => {
        const { api } = abused;
        const cart = await fillCart(api);
        const { id: quoteId } = await quoteCart(api, cart);
        const ordered = await race<{ order: { id: string }; orderSecret: string }>(() =>
          api.send('POST', '/v1/orders', {
            headers: cart.headers,
            body: { cartId: cart.id, quoteId },
            idempotent: true,
          }),
        );
        expect(ordered.losers).toEqual([]);
        const told = ordered.winners.map(({ body }) => `${body.order.id} ${body.orderSecret}`);
        expect([told.length, new Set(told).size]).toEqual([20, 1]);
      });

      it('complete one order: one does, and one charge is made', async () => {
        const { api, platform } = abused;
        const person = newPerson('lee');
        const order = await orderCart(api, await fillCart(api), person);
        const { path, headers, id } = order;
        const body = acceptanceOf(await attachCard(api, order));
        const completed = await race(() => api.send('POST', `${path}/completion`, { headers, body, idempotent: true }));
        expect([completed.winners.length, completed.losers]).toEqual([1, ['409 ORDER_WRONG_STATUS']]);
        await awaitOrder(api, order);
        expect(await (await SandboxInsider.of(platform)).eventsOf(id)).toHaveLength(1);
      });

      it('attach cards in two tabs and complete: one card is charged, whichever it is', async () => {
        const { api, platform } = abused;
        const order = await orderCart(api, await fillCart(api), newPerson('lee'));
        const { path, headers } = order;
        const quote = acceptanceOf(await readOrder(api, order));
        const tabs = await Promise.all([cards.good, '5555555555554444'].map((card) => tokenise(api, card)));
        const paid = await race((index) => {
          const request = { headers, idempotent: true } as const;
          return index % 2 === 0
            ? api.send('POST', `${path}/payments`, { ...request, body: { paymentToken: tabs[(index / 2) % 2] } })
            : api.send('POST', `${path}/completion`, { ...request, body: quote });
        });
        const allowed = /^(409 (ORDER_WRONG_STATUS|PAYMENT_MISSING)|400 PAYMENT_TOKEN_INVALID)$/;
        expect(paid.losers.filter((said) => !allowed.test(said))).toEqual([]);
        if ((await readOrder(api, order)).status !== 'awaiting_payment') {
          await api.send('POST', `${path}/completion`, { headers, body: quote, idempotent: true });
        }
        const { timeline } = await awaitOrder(api, order);
        expect(timeline.filter(({ code }) => code === 'payment_captured')).toHaveLength(1);
        expect(await (await SandboxInsider.of(platform)).eventsOf(order.id)).toHaveLength(1);
      });

      it('tell of one payment: the order is paid once, and one message goes out', async () => {
        const { api, databases, inbox, platform } = abused;
        const sandbox = await SandboxInsider.of(platform);
        const person = newPerson('lee');
        const order = await orderCart(api, await fillCart(api), person);
        // The sandbox itself tells of this card three seconds later, and twice.
        await payOrder(api, order, { card: cards.lateAndTwice });
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
        const done = await awaitOrder(api, order);
        const codes = done.timeline.map(({ code }) => code);
        for (const once of [
          'payment_captured',
          'order_paid',
          'account_created',
          'activation_sent',
          'order_completed',
        ]) {
          expect([once, codes.filter((code) => code === once).length]).toEqual([once, 1]);
        }
        const subjects = await waitFor(
          async () => (await inbox.list(person.email)).map(({ subject }) => subject),
          (all) => all.length >= 2,
        );
        // What tells how to activate, and the receipt.
        expect([subjects.length, new Set(subjects).size]).toEqual([2, 2]);
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
        const { items } = await api.ask<{ items: { id: string; state: string }[] }>('GET', '/v1/credentials', {
          token,
        });
        expect(items.filter(({ state }) => state !== 'failed')).toMatchObject([{ id: made.winners[0]?.body.id }]);
        const { counters } = await api.ask<{ counters: object[] }>('GET', '/v1/inventory', { token });
        expect(counters).toMatchObject([{ total: 1, inUse: 1, available: 0, reserved: 0 }]);
      }, 60_000);

      it('sign with one code: one signature is made', async () => {
        const { api, databases } = abused;
        const { token } = buyer;
        const { items } = await api.ask<{ items: { id: string; state: string }[] }>('GET', '/v1/credentials', {
          token,
        });
        const credentialId = items.find(({ state }) => state === 'active')?.id ?? '';
        const requests = await Promise.all(Array.from({ length: 4 }, () => requestSignature(api, buyer, credentialId)));
        const code = await buyer.app.early();
        // Five times each of four requests: the code is good for one of them, once.
        const { winners, losers } = await race((index) =>
          api.send('POST', `/v1/signatures/${requests[index % 4]?.id}/authorisation`, { token, body: { code } }),
        );
        expect(winners).toHaveLength(1);
        const allowed = /^(401 CODE_REFUSED|409 SIGNATURE_REQUEST_WRONG_STATE|429 ATTEMPTS_EXHAUSTED)$/;
        expect(losers.filter((said) => !allowed.test(said))).toEqual([]);
        const states = await Promise.all(
          requests.map(({ id }) => api.ask<{ state: string }>('GET', `/v1/signatures/${id}`, { token })),
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
  });
}

import { describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { awaitOrder, cards, fillCart, orderCart, payOrder } from '../src/buying.ts';
import { addBuyer, type Buyer, newPerson } from '../src/members.ts';
import { findToken, holdsLink } from '../src/message-inbox.ts';
import { race } from '../src/race.ts';
import { SandboxInsider } from '../src/sandbox-events.ts';
import { type CertificateRequest, makeSigningRequest } from '../src/server-certificates.ts';
import { counterOf, expectProof, readInventory } from '../src/steps/account.ts';
import { waitFor } from '../src/waiting.ts';

/** Twenty parallel uses of what an account has once. */
export function describeAccountRaces(abused: () => AbusedPlatform): void {
  describe('of an account, twenty at once', () => {
    let buyer: Buyer;
    it('ask for certificates under one licence: one gets it', async () => {
      const { api, databases } = abused();
      buyer = await addBuyer(abused(), 'ann', [
        { productCode: 'tls-private', termYears: 1, paymentOption: 'one_time', licences: 1 },
      ]);
      const { token } = buyer;
      const { pem: signingRequest } = await makeSigningRequest(['intranet.lan']);
      const body = { productCode: 'tls-private', signingRequest };
      const { winners, losers } = await race<{ request: CertificateRequest }>(() =>
        api.send('POST', '/v1/certificate-requests', { token, body, idempotent: true }),
      );
      expect([winners.length, losers]).toEqual([1, ['409 LICENCE_NOT_AVAILABLE']]);
      const issued = await waitFor(
        () => readInventory(api, token),
        (inventory) => counterOf(inventory, 'tls-private').inUse === 1,
      );
      expect(counterOf(issued, 'tls-private')).toMatchObject({ total: 1, available: 0, reserved: 0 });
      const certified = `select count(*)::int as certificates from issuances where not_before > now() - interval '1 hour'
        and request_id = $1`;
      const id = winners[0]?.body.request.id;
      expect(await databases.query('certificate-authority', certified, [id])).toEqual([{ certificates: 1 }]);
      await expectProof(api, token);
    }, 60_000);

    it('accept one invitation: one becomes a member', async () => {
      const { api, inbox } = abused();
      const { email } = newPerson('kim');
      const body = { email, givenName: 'Kim', surname: 'Colleague', roles: ['auditor'] };
      await api.ask('POST', '/v1/account/invitations', { token: buyer.token, body });
      const token = findToken(await inbox.take('email', email, holdsLink));
      const { winners, losers } = await race((index) =>
        api.send('POST', '/v1/invitations/accept', { body: { token, password: `quiet harbour lights ${index}` } }),
      );
      expect(winners).toHaveLength(1);
      const allowed = /^(409 INVITATION_(USED|LOGIN_REQUIRED)|503 HASHING_BUSY)$/;
      expect(losers.filter((said) => !allowed.test(said))).toEqual([]);
      const { members } = await api.ask<{ members: object[] }>('GET', '/v1/account/members', { token: buyer.token });
      expect(members).toHaveLength(2);
    }, 60_000);

    it('accept one claim into two places: it is in one of them, once', async () => {
      const { api } = abused();
      const { token } = buyer;
      const guest = await orderCart(api, await fillCart(api), buyer);
      await payOrder(api, guest);
      await awaitOrder(api, guest);
      const claims = async () => (await api.ask<{ items: { id: string }[] }>('GET', '/v1/me/claims', { token })).items;
      const [claim] = await claims();
      const { id: own } = await api.ask<{ id: string }>('GET', '/v1/account', { token });
      const { winners, losers } = await race<{ accountId: string }>((index) =>
        api.send('POST', `/v1/me/claims/${claim?.id}/accept`, {
          token,
          body: index % 2 === 0 ? { accountId: own } : {},
        }),
      );
      expect(losers.filter((said) => said !== '409 ACTIVATION_USED')).toEqual([]);
      const places = new Set(winners.map(({ body }) => body.accountId));
      expect([places.size, await claims()]).toEqual([1, []]);
      const { total } = counterOf(await readInventory(api, token), 'document-person');
      expect(total).toBe(places.has(own) ? 1 : 0);
      await expectProof(api, token);
    }, 60_000);

    it('ask an order back, each with another key: it is paid back once', async () => {
      const { api, platform } = abused();
      const order = await orderCart(api, await fillCart(api), newPerson('lee'));
      await payOrder(api, order, { card: cards.good });
      await awaitOrder(api, order);
      const { headers, path } = order;
      const { winners, losers } = await race(() =>
        api.send('POST', `${path}/refunds`, { headers, body: {}, idempotent: true }),
      );
      expect([winners.length, losers]).toEqual([1, ['409 ORDER_WRONG_STATUS']]);
      const { refunded, dueNow } = await awaitOrder(api, order, 'refunded');
      expect(refunded).toEqual(dueNow);
      const told = (await (await SandboxInsider.of(platform)).eventsOf(order.id)).map(({ type }) => type);
      expect(told).toEqual(['charge.captured', 'charge.refunded']);
    }, 60_000);
  });
}

import { verifyExportedAudit } from '@countersign/audit';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import {
  asUser,
  awaitOrder,
  cards,
  fillCart,
  type LineInput,
  type Order,
  orderCart,
  type Proved,
  payOrder,
  readOrder,
} from '../src/buying.ts';
import { addBuyer, type Buyer, type Member, newPerson, refresh, setUpFactor } from '../src/members.ts';
import { findToken, holdsLink } from '../src/message-inbox.ts';
import { type Certificate, makeSigningRequest } from '../src/server-certificates.ts';
import { type Account, counterOf, expectProof, readInventory } from '../src/steps/account.ts';
import { askFor } from '../src/steps/certificates.ts';
import { waitFor } from '../src/waiting.ts';

const internal: LineInput = { productCode: 'tls-private', termYears: 1, paymentOption: 'one_time', licences: 2 };

interface Members {
  members: { id: string; email: string; roles: string[] }[];
  invitations: { id: string; email: string }[];
}

/** What owners, members and the audit of an account do. */
export function describeAccounts(running: () => AbusedPlatform): void {
  describe('accounts', () => {
    let abused: AbusedPlatform;
    /** Owner of a Starter account. */
    let owner: Buyer;
    /** Has an account of his own. */
    let other: Buyer;
    /** Of the owner's account. */
    let colleague: Member;
    let secondOrder: Proved;

    beforeAll(async () => {
      abused = running();
      [owner, other] = await Promise.all([addBuyer(abused, 'ann'), addBuyer(abused, 'ben')]);
    }, 300_000);

    const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused.api.refused(...args);
    const accountOf = ({ token }: Member) => abused.api.ask<Account>('GET', '/v1/account', { token });
    const membersOf = ({ token }: Member) => abused.api.ask<Members>('GET', '/v1/account/members', { token });
    const invitationOf = ({ email }: { email: string }, roles: string[]) => ({
      token: owner.token,
      body: { email, givenName: 'Kim', surname: 'Colleague', roles },
    });

    /** Buys as a signed-in user; returns the order as soon as it is completed by the buyer. */
    async function buyAs(
      { token, email }: Member,
      lines: readonly LineInput[],
      card: string = cards.good,
    ): Promise<Proved> {
      const { api } = abused;
      const order = await orderCart(api, await fillCart(api, { lines, user: asUser(token) }), { email });
      await payOrder(api, order, { card });
      return order;
    }

    /** Asks for a certificate of the private profile. */
    async function ask(token: string) {
      const { pem } = await makeSigningRequest(['intranet.lan']);
      return await askFor(abused.api, token, { productCode: 'tls-private', signingRequest: pem });
    }

    describe('a Starter account', () => {
      it('takes two members at most, until a second order makes it an Enterprise account', async () => {
        const { api } = abused;
        expect(await accountOf(owner)).toMatchObject({ tier: 'starter', entitlements: { maxMembers: 2 } });
        const first = newPerson('kim');
        await api.ask('POST', '/v1/account/invitations', invitationOf(first, ['administrator']));
        const second = invitationOf(newPerson('lou'), ['auditor']);
        await refused(409, 'MEMBER_LIMIT_REACHED', 'POST', '/v1/account/invitations', second);
        const approval = { token: owner.token, body: { approvalRequired: true } };
        await refused(409, 'ENTITLEMENT_MISSING', 'PATCH', '/v1/account', approval);

        secondOrder = await buyAs(owner, [internal]);
        const { timeline, tier } = await awaitOrder(api, secondOrder);
        expect(tier).toMatchObject({ tier: 'enterprise', ruleId: 'ENTERPRISE-PRODUCT' });
        expect(timeline.map(({ code }) => code)).toContain('delivered');
        expect(await accountOf(owner)).toMatchObject({ tier: 'enterprise', tierRuleId: 'ENTERPRISE-PRODUCT' });
        const inventory = await readInventory(api, owner.token);
        expect(counterOf(inventory, 'document-person')).toMatchObject({ total: 1, available: 1 });
        expect(counterOf(inventory, 'tls-private')).toMatchObject({ total: 2, available: 2 });

        const { id } = await api.ask<{ id: string }>('POST', '/v1/account/invitations', second);
        await api.ask('DELETE', `/v1/account/invitations/${id}`, { token: owner.token });
        expect((await membersOf(owner)).invitations.map(({ email }) => email)).toEqual([first.email]);
      }, 60_000);
    });

    describe('a member', () => {
      it('is invited by mail, and joins with a link that is good once', async () => {
        const { api, inbox } = abused;
        const [open] = (await membersOf(owner)).invitations;
        const person = { ...newPerson('kim'), email: open?.email ?? '' };
        const old = findToken(await inbox.take('email', person.email, holdsLink));
        // Invited again, for less: the first link is dead.
        await api.ask('POST', '/v1/account/invitations', invitationOf(person, ['requester']));
        await refused(404, 'INVITATION_NOT_FOUND', 'POST', '/v1/invitations/describe', { body: { token: old } });
        const token = findToken(await inbox.take('email', person.email, holdsLink));
        const offer = await api.ask('POST', '/v1/invitations/describe', { body: { token } });
        expect(offer).toMatchObject({ userId: person.email, roles: ['requester'] });
        const accept = { body: { token, password: person.password, mobile: person.mobile } };
        await api.ask('POST', '/v1/invitations/accept', accept);
        await refused(409, 'INVITATION_USED', 'POST', '/v1/invitations/accept', accept);
        colleague = await setUpFactor(abused, person);
        expect((await accountOf(colleague)).id).toBe((await accountOf(owner)).id);
        const { members, invitations } = await membersOf(owner);
        expect([members[0]?.roles, members[1]?.roles, invitations]).toEqual([
          expect.arrayContaining(['owner']),
          ['requester'],
          [],
        ]);
        await refused(409, 'MEMBER_EXISTS', 'POST', '/v1/account/invitations', invitationOf(person, ['auditor']));
      }, 60_000);

      it('who has a login already joins with it, and with nothing else', async () => {
        const { api, inbox } = abused;
        await api.ask('POST', '/v1/account/invitations', invitationOf(other, ['auditor']));
        const token = findToken(await inbox.take('email', other.email, holdsLink));
        const { password, mobile } = other;
        const asNew = { body: { token, password, mobile } };
        await refused(409, 'INVITATION_LOGIN_REQUIRED', 'POST', '/v1/invitations/accept', asNew);
        await refused(404, 'INVITATION_NOT_FOUND', 'POST', '/v1/invitations/accept', {
          token: colleague.token,
          body: { token },
        });
        await api.ask('POST', '/v1/invitations/accept', { token: other.token, body: { token } });
        expect((await membersOf(owner)).members.map(({ email }) => email)).toContain(other.email);
        expect((await accountOf(other)).id).not.toBe((await accountOf(owner)).id);
      });

      it('may ask for certificates, which an administrator approves where the account wants it; nobody his own', async () => {
        const { api } = abused;
        const { token } = owner;
        await api.ask('PATCH', '/v1/account', { token, body: { approvalRequired: true } });
        const request = await ask(colleague.token);
        expect(request.state).toBe('pending_approval');
        const path = `/v1/certificate-requests/${request.id}`;
        await refused(403, 'ROLE_REQUIRED', 'POST', `${path}/approve`, { token: colleague.token });
        await api.ask('POST', `${path}/approve`, { token });
        const issued = await waitFor(
          () => api.ask<{ state: string }>('GET', path, { token: colleague.token }),
          ({ state }) => state === 'issued',
        );
        expect(issued).toMatchObject({ state: 'issued' });
        const own = await ask(token);
        await refused(403, 'OWN_REQUEST', 'POST', `/v1/certificate-requests/${own.id}/approve`, { token });
        expect(counterOf(await readInventory(api, token), 'tls-private')).toMatchObject({ inUse: 1, reserved: 1 });
        await api.ask('POST', `/v1/certificate-requests/${own.id}/cancel`, { token });
        expect(counterOf(await readInventory(api, token), 'tls-private')).toMatchObject({ inUse: 1, available: 1 });
        await api.ask('PATCH', '/v1/account', { token, body: { approvalRequired: false } });
      });

      it('who tells that a key is compromised gets no certificate for it any more', async () => {
        const { api } = abused;
        const { token } = owner;
        const { pem: signingRequest } = await makeSigningRequest(['wiki.lan']);
        const wish = { productCode: 'tls-private', signingRequest };
        const { certificateId } = await askFor(api, token, wish);
        const body = { reason: 'keyCompromise' };
        await api.ask('POST', `/v1/certificates/${certificateId}/revocation`, { token, body });
        expect(await askFor(api, token, wish)).toMatchObject({
          state: 'failed',
          reason: expect.stringContaining('key'),
        });
        expect(counterOf(await readInventory(api, token), 'tls-private')).toMatchObject({ inUse: 1, available: 1 });
      });

      it('who may only read can read everything and change nothing', async () => {
        const { api, inbox } = abused;
        const { members } = await membersOf(owner);
        const { id = '' } = members.find(({ email }) => email === colleague.email) ?? {};
        await api.ask('PATCH', `/v1/account/members/${id}`, { token: owner.token, body: { roles: ['auditor'] } });
        await inbox.take('email', colleague.email, ({ text }) => text.includes('auditor'));
        await refresh(api, colleague);
        const { token } = colleague;
        expect(await readOrder(api, { ...secondOrder, headers: asUser(token) })).toMatchObject({ status: 'completed' });
        expect((await readInventory(api, token)).licences).toHaveLength(3);
        const forbidden = [403, 'ROLE_REQUIRED'] as const;
        const { pem } = await makeSigningRequest(['intranet.lan']);
        const wish = { productCode: 'tls-private', signingRequest: pem };
        await refused(...forbidden, 'POST', '/v1/certificate-requests', { token, body: wish, idempotent: true });
        await refused(...forbidden, 'POST', '/v1/account/invitations', {
          ...invitationOf(newPerson('x'), ['signer']),
          token,
        });
        await refused(...forbidden, 'POST', '/v1/account/upgrade', { token });
        await refused(...forbidden, 'POST', `${secondOrder.path}/refunds`, { token, body: {}, idempotent: true });
        const [subscription] = (await api.ask<{ items: { id: string }[] }>('GET', '/v1/subscriptions', { token }))
          .items;
        const renewals = `/v1/subscriptions/${subscription?.id}/renewals`;
        await refused(...forbidden, 'POST', renewals, { token, body: {}, idempotent: true });
      });

      it('gives no more than he has, and the last owner stays', async () => {
        const { api } = abused;
        const { members } = await membersOf(owner);
        const idOf = (person: { email: string }) => members.find(({ email }) => email === person.email)?.id ?? '';
        const change = (of: { email: string }, by: Member, roles: string[]) =>
          ['PATCH', `/v1/account/members/${idOf(of)}`, { token: by.token, body: { roles } }] as const;
        await api.ask(...change(colleague, owner, ['administrator']));
        await refresh(api, colleague);
        await refused(403, 'ROLE_REQUIRED', ...change(colleague, colleague, ['owner']));
        await refused(403, 'ROLE_REQUIRED', ...change(owner, colleague, ['auditor']));
        await refused(409, 'LAST_OWNER', ...change(owner, owner, ['auditor']));
        await refused(409, 'LAST_OWNER', 'DELETE', `/v1/account/members/${idOf(owner)}`, { token: owner.token });
      });

      it('who is removed reaches nothing of the account from that moment on', async () => {
        const { api, inbox } = abused;
        const { members } = await membersOf(owner);
        const { id = '' } = members.find(({ email }) => email === colleague.email) ?? {};
        const { token } = colleague;
        expect((await readInventory(api, token)).licences).toHaveLength(3);
        await api.ask('DELETE', `/v1/account/members/${id}`, { token: owner.token });
        await api.ask('DELETE', `/v1/account/members/${id}`, { token: owner.token });
        const said: string[] = [];
        const read = async () => {
          const { status, body } = await api.send('GET', '/v1/inventory', { token });
          said.push(`${status} ${body.code}`);
          return body.code;
        };
        // The owner of the data refuses at once, and every gateway as soon as it has heard.
        await waitFor(read, (code) => code === 'TOKEN_OUTDATED', 2_000);
        expect(said.filter((one) => !['404 ACCOUNT_NOT_FOUND', '401 TOKEN_OUTDATED'].includes(one))).toEqual([]);
        await refused(401, 'TOKEN_OUTDATED', 'GET', '/v1/account/members', { token });
        await inbox.take('email', colleague.email, ({ subject }) => subject.includes('no longer'));
        await refresh(api, colleague);
        await refused(404, 'ORDER_NOT_FOUND', 'GET', secondOrder.path, { token: colleague.token });
      });
    });

    describe('a claim', () => {
      it('can become an account of its own, and is nobody else’s', async () => {
        const { api } = abused;
        const guest = await orderCart(api, await fillCart(api), other);
        await payOrder(api, guest);
        await awaitOrder(api, guest);
        const claimsOf = async ({ token }: Member) =>
          (await api.ask<{ items: { id: string }[] }>('GET', '/v1/me/claims', { token })).items;
        expect(await claimsOf(owner)).toEqual([]);
        const [claim] = await claimsOf(other);
        const path = `/v1/me/claims/${claim?.id}/accept`;
        await refused(404, 'CLAIM_NOT_FOUND', 'POST', path, { token: owner.token, body: {} });
        const { accountId } = await api.ask<{ accountId: string }>('POST', path, { token: other.token, body: {} });
        expect([(await accountOf(owner)).id, (await accountOf(other)).id]).not.toContain(accountId);
        expect(await claimsOf(other)).toEqual([]);
        expect(counterOf(await readInventory(api, other.token), 'document-person').total).toBe(1);
      });
    });

    describe('money that goes back', () => {
      it('within thirty days takes the licences with it; of one in use, the certificate is flagged and will be revoked', async () => {
        const { api } = abused;
        await refresh(api, owner);
        const { token } = owner;
        const order = { ...secondOrder, headers: asUser(token) };
        const refund = { token, body: { reason: 'bought by mistake' }, idempotent: 'refund-once-1' };
        await api.ask('POST', `${order.path}/refunds`, refund);
        await api.ask('POST', `${order.path}/refunds`, refund);
        const { documents, dueNow, refunded } = await awaitOrder(api, order, 'refunded');
        expect(refunded).toEqual(dueNow);
        expect(documents.map(({ kind }) => kind).toSorted()).toEqual(['credit_note', 'invoice', 'receipt']);
        const inventory = await waitFor(
          () => readInventory(api, token),
          (now) => counterOf(now, 'tls-private').void === 1,
        );
        expect(counterOf(inventory, 'tls-private')).toMatchObject({ total: 1, available: 0, inUse: 1 });
        expect(counterOf(inventory, 'document-person')).toMatchObject({ total: 1, available: 1 });
        const { items } = await api.ask<{ items: Certificate[] }>(
          'GET',
          '/v1/certificates?productCode=tls-private&state=valid',
          {
            token,
          },
        );
        expect(items.map(({ flagged }) => flagged)).toEqual([true]);
        const hours = (Date.parse(items[0]?.revokedAt ?? '') - Date.now()) / 3_600_000;
        expect([hours > 71, hours <= 72]).toEqual([true, true]);
        const { pem } = await makeSigningRequest(['intranet.lan']);
        const wish = { token, body: { productCode: 'tls-private', signingRequest: pem }, idempotent: true } as const;
        await refused(409, 'LICENCE_NOT_AVAILABLE', 'POST', '/v1/certificate-requests', wish);
        await expectProof(api, token);
      });

      it('that the buyer’s bank asks for holds the licences, and staff see it', async () => {
        const { api } = abused;
        const order = await buyAs(owner, [{ ...internal, licences: 1 }], cards.disputed);
        await waitFor(
          () => api.ask<Order>('GET', order.path, { headers: order.headers }),
          ({ status }) => status === 'disputed',
        );
        const inventory = await waitFor(
          () => readInventory(api, owner.token),
          (now) => counterOf(now, 'tls-private').held === 1,
        );
        expect(counterOf(inventory, 'tls-private')).toMatchObject({
          total: 2,
          available: 0,
          inUse: 1,
          held: 1,
          void: 1,
        });
        await expectProof(api, owner.token);
      });
    });

    describe('the audit of an account', () => {
      it('holds what all services did, proves it, and is exported so that anybody can check it offline', async () => {
        const { api } = abused;
        await refresh(api, owner);
        const { token } = owner;
        const { id } = await accountOf(owner);
        const path = `/v1/accounts/${id}/audit`;
        const exported = async (format: string) => {
          const answer = await api.send('GET', `${path}/export?format=${format}`, { token });
          return answer.bytes.toString('utf8');
        };
        const parse = (text: string) =>
          text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as { action: string; actor: string; detail: { service: string } });
        const text = await waitFor(
          () => exported('jsonl'),
          (now) => now.includes('order.disputed'),
        );
        const records = parse(text);
        const actions = records.map(({ action }) => action);
        expect(actions.slice(0, 1)).toEqual(['account.activated']);
        for (const action of [
          'member.invited',
          'member.joined',
          'member.removed',
          'account.upgraded',
          'licence.withdrawn',
        ]) {
          expect(actions).toContain(action);
        }
        for (const action of ['order.paid', 'order.refunded', 'certificate.issued', 'certificate.revoked']) {
          expect(actions).toContain(action);
        }
        expect(new Set(records.map(({ detail }) => detail.service))).toEqual(new Set(['enrollment', 'order']));
        // Each record of enrollment's chain once, however often its job ran.
        const sources = records.map(({ detail }) => JSON.stringify(detail));
        expect(new Set(sources).size).toBe(sources.length);

        const proof = await api.ask<{ whole: boolean; records: number; head: string }>('GET', `${path}/proof`, {
          token,
        });
        expect(proof).toMatchObject({ whole: true });
        const again = (await exported('jsonl')).trimEnd().split('\n');
        expect(await verifyExportedAudit(again, { head: proof.head })).toMatchObject({ ok: true });
        expect(await verifyExportedAudit(again.toSpliced(3, 1))).toMatchObject({ ok: false, records: 3 });
        expect(await verifyExportedAudit(again.slice(0, proof.records - 1), { head: proof.head })).toMatchObject({
          ok: false,
        });
        const csv = (await exported('csv')).trimEnd().split('\r\n');
        expect(csv[0]).toBe('seq,at,service,actor,action,subject,detail,prevHash,hash');
        expect(csv).toHaveLength(again.length + 1);
      });

      it('is nothing to others, and a user finds his own logins under his own name', async () => {
        const { api } = abused;
        const { id } = await accountOf(owner);
        await refresh(api, other);
        for (const rest of ['', '/proof', '/export']) {
          // oxlint-disable-next-line no-await-in-loop
          await refused(404, 'ACCOUNT_NOT_FOUND', 'GET', `/v1/accounts/${id}/audit${rest}`, { token: other.token });
        }
        const { items } = await api.ask<{ items: { action: string; service: string }[] }>('GET', '/v1/me/audit', {
          token: other.token,
        });
        expect(items.map(({ action }) => action)).toEqual(
          expect.arrayContaining(['user.registered', 'login.completed']),
        );
        expect(new Set(items.map(({ service }) => service))).toEqual(new Set(['identity']));
      });
    });
  });
}

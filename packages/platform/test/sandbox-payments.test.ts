import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testCards } from '../src/sandbox/cards.ts';
import { type Merchant, openMerchant } from './sandbox-merchant.ts';

const good = '4242424242424242';
const returnUrl = 'https://shop.example.com/orders/1?step=payment';

let merchant: Merchant;
beforeEach(async () => {
  merchant = await openMerchant();
});
afterEach(() => merchant.close());

/** Charges a card with the buyer, who confirms if his bank asks; returns the saved method. */
async function save(number: string): Promise<string> {
  const { body } = await merchant.pay(number, { saveMethod: true, returnUrl });
  if (body.status === 'requires_action') await merchant.post(pathOf(body.actionUrl), { decision: 'approve' });
  const [event] = await merchant.takeEvents();
  return event?.data.savedMethod ?? '';
}

const pathOf = (actionUrl: string): string => new URL(actionUrl).pathname;

describe('a saved method', () => {
  it('is named by the captured event, and pays again and again without the buyer', async () => {
    const method = await save(good);
    expect(method).toMatch(/^pm_[0-9a-f]{32}$/);
    for (const reference of ['ord_2', 'ord_3']) {
      // Turn by turn: the second must find the method unspent.
      // oxlint-disable-next-line no-await-in-loop
      expect(await merchant.charge({ token: method, reference, offSession: true })).toMatchObject({ status: 201 });
    }
    const events = await merchant.takeEvents();
    expect(events.map(({ data }) => data.reference)).toEqual(['ord_2', 'ord_3']);
    expect(events.every(({ data }) => data.savedMethod === undefined)).toBe(true);
  });

  it('is made only where that was asked for', async () => {
    await merchant.pay(good);
    expect((await merchant.takeEvents())[0]?.data).not.toHaveProperty('savedMethod');
  });

  it('is needed for a charge without the buyer', async () => {
    const token = await merchant.tokenOf(good);
    expect(await merchant.charge({ token, offSession: true })).toMatchObject({
      status: 400,
      body: { error: { code: 'method_not_saved' } },
    });
    const unknown = { token: `pm_${'0'.repeat(32)}`, offSession: true };
    expect(await merchant.charge(unknown)).toMatchObject({ status: 400, body: { error: { code: 'token_unknown' } } });
    expect(await merchant.charge({ token })).toMatchObject({ status: 201 });
  });
});

describe('a card', () => {
  it.each([
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
  ])('%s is declined with %s, which the provider can be asked for later', async (number, code) => {
    expect(await merchant.pay(number)).toMatchObject({ status: 402, body: { error: { code } } });
    const { body } = await merchant.send('GET', '/charges?reference=ord_1');
    expect(body.charges).toMatchObject([{ status: 'failed', declineCode: code }]);
  });

  it.each([
    ['4000000000003220', 402, 'authentication_required'],
    ['4000000000003063', 402, 'authentication_required'],
    ['4000002760003184', 402, 'authentication_required'],
    ['4000002500003155', 201, undefined],
    ['4000000000000341', 402, 'card_declined'],
    [good, 201, undefined],
  ])('%s that was saved answers %i without the buyer', async (number, status, code) => {
    const token = await save(number);
    const { body, ...answer } = await merchant.charge({ token, offSession: true });
    expect({ ...answer, code: body.error?.code }).toEqual({ status, code });
  });

  it('stands in the list on the page with its effect', async () => {
    const page = await (await fetch(merchant.address('/pay'))).text();
    for (const { number, effect } of testCards) {
      expect(page).toContain(`<td><code>${number.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></td><td>${effect}</td>`);
    }
  });

  it('is charged in the minor units of its currency, whatever their number', async () => {
    await merchant.pay(good, { amount: 500, currency: 'JPY' });
    expect((await merchant.takeEvents())[0]?.data).toMatchObject({ amount: 500, currency: 'JPY' });
  });
});

describe('3-D Secure', () => {
  const asks = '4000000000003220';

  it('sends the buyer to a page without scripts, whose form leads back to the shop', async () => {
    const { status, body } = await merchant.pay(asks, { returnUrl });
    expect({ status, state: body.status }).toEqual({ status: 201, state: 'requires_action' });
    expect(body.actionUrl).toMatch(/^http:\/\/localhost:\d+\/actions\/act_[0-9a-f]{32}$/);
    expect(body.actionUrl).not.toContain(body.id);
    const page = await fetch(merchant.address(pathOf(body.actionUrl)));
    const html = await page.text();
    expect(html).toContain('value="approve"');
    expect(html).toContain('value="decline"');
    expect(html).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://shop.example.com;");
    const answer = await fetch(merchant.address(pathOf(body.actionUrl)), {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ decision: 'approve' }),
      redirect: 'manual',
    });
    expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({ status: 303, to: returnUrl });
    expect(await merchant.takeEvents()).toMatchObject([{ type: 'charge.captured', data: { chargeId: body.id } }]);
    expect(await (await fetch(merchant.address(pathOf(body.actionUrl)))).text()).not.toContain('value="approve"');
  });

  it('counts the first answer only', async () => {
    const { body } = await merchant.pay(asks, { returnUrl });
    const decide = (decision: string) => merchant.post(pathOf(body.actionUrl), { decision });
    expect((await decide('decline')).body).toMatchObject({ status: 'failed', returnUrl });
    expect((await decide('approve')).body).toMatchObject({ status: 'failed' });
    expect((await decide('perhaps')).status).toBe(400);
    expect(await merchant.takeEvents()).toMatchObject([
      { type: 'charge.failed', data: { chargeId: body.id, code: 'authentication_failed' } },
    ]);
  });

  it('charges nothing before the buyer answered, nor after the charge was given up', async () => {
    const { body } = await merchant.pay(asks, { returnUrl });
    expect(await merchant.takeEvents()).toEqual([]);
    expect((await merchant.post(`/charges/${body.id}/cancel`, {})).body.status).toBe('cancelled');
    expect((await merchant.post(`/charges/${body.id}/cancel`, {})).body.status).toBe('cancelled');
    await merchant.post(pathOf(body.actionUrl), { decision: 'approve' });
    expect(await merchant.takeEvents()).toMatchObject([{ type: 'charge.failed', data: { code: 'cancelled' } }]);
  });

  it('does not give up what is captured', async () => {
    const { body } = await merchant.pay(good);
    expect((await merchant.post(`/charges/${body.id}/cancel`, {})).body.status).toBe('captured');
  });

  it('never leads to an address that is none', async () => {
    const token = await merchant.tokenOf(asks);
    for (const wrong of ['javascript:alert(1)', 'shop', 7]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await merchant.charge({ token, returnUrl: wrong })).toMatchObject({ status: 400 });
    }
  });
});

describe('a charge', () => {
  it('is found by reference and key', async () => {
    const token = await merchant.tokenOf(good);
    const { body } = await merchant.charge({ token }, 'pay_1');
    await merchant.pay('4000000000000002');
    const find = async (query: string) => (await merchant.send('GET', `/charges?${query}`)).body.charges;
    expect(await find('reference=ord_1&idempotencyKey=pay_1')).toMatchObject([
      { id: body.id, status: 'captured', amount: 12_300 },
    ]);
    expect(await find('reference=ord_1')).toHaveLength(2);
    expect(await find('reference=ord_1&idempotencyKey=pay_2')).toEqual([]);
    expect(await find('reference=ord_2&idempotencyKey=pay_1')).toEqual([]);
    expect((await merchant.send('GET', '/charges?reference=ord_1', { secret: 'guess' })).status).toBe(401);
  });

  it('captures the same payment twice with a card, and on request', async () => {
    await merchant.pay('4000000000006009');
    const events = await merchant.takeEvents();
    expect(events).toMatchObject([{ data: { reference: 'ord_1' } }, { data: { reference: 'ord_1' } }]);
    expect(new Set(events.map(({ data }) => data.chargeId)).size).toBe(2);

    const { body } = await merchant.pay(good, { reference: 'ord_2' });
    const again = await merchant.post(`/charges/${body.id}/duplicate`, {});
    expect(again.status).toBe(201);
    const [first, second] = await merchant.takeEvents();
    expect(first?.data).toMatchObject({ chargeId: body.id, idempotencyKey: expect.any(String) });
    expect(second?.data.chargeId).toBe(again.body.id);
    expect(second?.data).not.toHaveProperty('idempotencyKey');
  });
});

describe('paying back', () => {
  const refund = (chargeId: string, amount: number, key?: string) =>
    merchant.post('/refunds', { chargeId, amount, currency: 'EUR' }, key);

  it('is done in parts, once per key, and never beyond what was captured', async () => {
    const { body } = await merchant.pay(good);
    await merchant.takeEvents();
    const first = await refund(body.id, 12_000, 'refund-1');
    expect(first).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^re_/) } });
    expect((await refund(body.id, 12_000, 'refund-1')).body).toEqual(first.body);
    expect(await refund(body.id, 301)).toMatchObject({
      status: 400,
      body: { error: { code: 'refund_exceeds_charge' } },
    });
    expect((await refund(body.id, 300)).status).toBe(201);
    expect(await merchant.takeEvents()).toMatchObject([
      {
        type: 'charge.refunded',
        data: { chargeId: body.id, refundId: first.body.id, amount: 12_000, currency: 'EUR' },
      },
      { type: 'charge.refunded', data: { amount: 300 } },
    ]);
  });

  it('gives twenty who ask at once no more than there is', async () => {
    const { body } = await merchant.pay(good);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(body.id, 1_300)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(9);
  });

  it('fails with the card made for it, and the money can be paid back again', async () => {
    const { body } = await merchant.pay('4000000000005126');
    await merchant.takeEvents();
    const { body: made } = await refund(body.id, 12_300);
    expect((await refund(body.id, 1)).status).toBe(400);
    expect(await merchant.takeEvents()).toMatchObject([
      { type: 'refund.failed', data: { refundId: made.id, code: 'expired_or_canceled_card' } },
    ]);
    expect((await refund(body.id, 12_300)).status).toBe(201);
  });

  it.each([
    ['charge_unknown', { chargeId: 'ch_0' }],
    ['currency_mismatch', { currency: 'USD' }],
    ['invalid_request', { amount: 0 }],
    ['invalid_request', { amount: 1.5 }],
  ])('is refused with %s for %j', async (code, fault) => {
    const { body } = await merchant.pay(good);
    const request = { chargeId: body.id, amount: 1, currency: 'EUR', ...fault };
    expect(await merchant.post('/refunds', request)).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it('waits for the capture', async () => {
    const { body } = await merchant.pay('4000000000000077');
    expect((await refund(body.id, 1)).body.error.code).toBe('charge_not_captured');
    await merchant.takeEvents();
    expect((await refund(body.id, 1)).status).toBe(201);
  });
});

describe('a dispute', () => {
  it('follows the capture, and is closed once', async () => {
    const { body } = await merchant.pay('4000000000000259');
    expect(await merchant.settle()).toEqual([0, 3000]);
    const [, disputed] = await merchant.takeEvents();
    expect(disputed).toMatchObject({ type: 'charge.disputed', data: { chargeId: body.id, amount: 12_300 } });
    const disputeId = disputed?.data.disputeId ?? '';
    const refund = () => merchant.post('/refunds', { chargeId: body.id, amount: 1, currency: 'EUR' });
    expect((await refund()).body.error.code).toBe('charge_disputed');

    const close = (won: boolean) => merchant.post(`/disputes/${disputeId}`, { won });
    expect(await close(true)).toMatchObject({ status: 200, body: { status: 'won' } });
    expect(await close(true)).toMatchObject({ status: 200, body: { status: 'won' } });
    expect(await close(false)).toMatchObject({ status: 409 });
    expect(await merchant.takeEvents()).toMatchObject([{ type: 'dispute.closed', data: { disputeId, won: true } }]);
    expect((await refund()).status).toBe(201);
  });
});

describe('a new start', () => {
  it('forgets no saved method, refund, dispute or payment that waits for its buyer', async () => {
    const method = await save(good);
    const waiting = await merchant.pay('4000000000003220', { returnUrl });
    const paid = await merchant.pay(good);
    await merchant.post('/refunds', { chargeId: paid.body.id, amount: 12_300, currency: 'EUR' });
    await merchant.pay('4000000000000259', { reference: 'ord_9' });
    const disputed = (await merchant.takeEvents()).find(({ type }) => type === 'charge.disputed');
    await merchant.restart();
    expect((await merchant.charge({ token: method, offSession: true })).status).toBe(201);
    expect((await merchant.post(pathOf(waiting.body.actionUrl), { decision: 'approve' })).body.status).toBe('captured');
    const again = { chargeId: paid.body.id, amount: 1, currency: 'EUR' };
    expect((await merchant.post('/refunds', again)).body.error.code).toBe('refund_exceeds_charge');
    expect((await merchant.post(`/disputes/${disputed?.data.disputeId}`, { won: false })).body.status).toBe('lost');
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentProvider, ProviderEvent } from '../src/payment/payment-provider.ts';
import { createStripeProvider } from '../src/payment/stripe-provider.ts';
import { openStripeBench } from './provider-benches.ts';

type ChargeRequest = Parameters<PaymentProvider['charge']>[0];

let bench: Awaited<ReturnType<typeof openStripeBench>>;
beforeEach(async () => {
  bench = await openStripeBench();
});
afterEach(() => bench.close());

const aCharge = (token: string, over: Partial<ChargeRequest> = {}): ChargeRequest => ({
  token,
  amountMinor: 12_300n,
  currency: 'EUR',
  reference: 'ord_1',
  idempotencyKey: 'pay_1',
  returnUrl: 'https://shop.example.com/back',
  saveMethod: false,
  offSession: false,
  ...over,
});
const chargeGood = async (over: Partial<ChargeRequest> = {}) =>
  bench.provider.charge(aCharge(await bench.method('good'), over));
/** What was asked of Stripe, without the searches. */
const requests = () => bench.standIn.control.requests;
const paths = (): string[] => requests().map(({ method, path }) => `${method} ${path}`);
const creations = () => requests().filter(({ method, path }) => `${method} ${path}` === 'POST /v1/payment_intents');

describe('a charge by Stripe', () => {
  it('is one confirmed payment intent of a card, that names order and attempt, in the pinned version of the API', async () => {
    await chargeGood();
    expect(paths()).toEqual(['POST /v1/payment_intents']);
    const [{ params, headers } = { params: new URLSearchParams(), headers: {} }] = requests();
    expect(Object.fromEntries(params)).toEqual({
      amount: '12300',
      currency: 'eur',
      payment_method: expect.stringMatching(/^pm_/),
      'allowed_payment_method_types[0]': 'card',
      confirm: 'true',
      'metadata[order_id]': 'ord_1',
      'metadata[attempt_id]': 'pay_1',
      return_url: 'https://shop.example.com/back',
    });
    expect(headers).toMatchObject({ 'idempotency-key': 'pay_1', 'stripe-version': '2026-10-28.endive' });
    expect(headers).not.toHaveProperty('x-stripe-client-telemetry');
  });

  it('keeps the method with a customer of the order, made once', async () => {
    const request = aCharge(await bench.method('good'), { saveMethod: true });
    await bench.provider.charge(request);
    await bench.provider.charge(request);
    expect(bench.standIn.control.customers).toBe(1);
    const [first, again] = creations();
    expect(first?.params.get('setup_future_usage')).toBe('off_session');
    expect(again?.params.toString()).toBe(first?.params.toString());
    const [customer] = requests();
    expect([...(customer?.params ?? [])]).toEqual([['metadata[order_id]', 'ord_1']]);
  });

  it('without the buyer names the customer whom the method was kept for', async () => {
    const token = await bench.method('good');
    await bench.provider.charge(aCharge(token, { saveMethod: true }));
    const kept = creations()[0]?.params.get('customer');
    await bench.provider.charge(aCharge(token, { reference: 'ord_2', idempotencyKey: 'pay_2', offSession: true }));
    const params = creations()[1]?.params;
    expect(params?.get('customer')).toBe(kept);
    expect(params?.get('off_session')).toBe('true');
    expect(params?.has('return_url')).toBe(false);
  });

  it('is declined when the bank asks for a buyer who has no way back', async () => {
    const token = await bench.method('asks_always');
    const answer = await bench.provider.charge(aCharge(token, { returnUrl: '' }));
    expect(answer).toEqual({ outcome: 'declined', code: 'authentication_required' });
  });

  it('is declined before anything is asked where units differ', async () => {
    expect(await chargeGood({ currency: 'ISK' })).toEqual({ outcome: 'declined', code: 'currency_not_supported' });
    expect(await chargeGood({ currency: 'KWD', amountMinor: 5_124n })).toMatchObject({ outcome: 'declined' });
    expect(requests()).toEqual([]);
  });

  it('whose connection is closed once is made once: the client repeats it under the same key', async () => {
    bench.standIn.control.cut = 1;
    expect(await chargeGood()).toMatchObject({ outcome: 'accepted' });
    expect(creations().map(({ headers }) => headers['idempotency-key'])).toEqual(['pay_1', 'pay_1']);
    expect(bench.standIn.intents.size).toBe(1);
  });

  it('that is not answered in time throws', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const provider = createStripeProvider({
      apiUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      secretKey: 'sk_test_0123456789',
      webhookSecret: 'whsec_0123456789',
      publishableKey: 'pk_test_0123456789',
      clock: bench.clock,
      timeoutMs: 50,
    });
    await expect(provider.charge(aCharge('pm_1'))).rejects.toThrow('StripeConnectionError');
    silent.closeAllConnections();
    silent.close();
  });

  it.each([
    [500, 'api_error', 'internal'],
    [409, 'invalid_request_error', 'idempotency_key_in_use'],
    [429, 'invalid_request_error', 'rate_limit'],
    [403, 'invalid_request_error', 'permission'],
  ])('answered with %i is neither declined nor repeated by the client', async (status, type, code) => {
    bench.standIn.control.next = [{ status, body: { error: { type, code, message: 'sk_test_standin is not yours' } } }];
    const error: unknown = await chargeGood().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'Error', message: expect.stringContaining(`${code} ${status}`) });
    expect(String(error)).not.toContain('sk_test');
    expect(creations()).toHaveLength(1);
  });

  it('under a key that was used for another one throws, and changes nothing', async () => {
    const token = await bench.method('good');
    await bench.provider.charge(aCharge(token));
    await expect(bench.provider.charge(aCharge(token, { amountMinor: 1n }))).rejects.toMatchObject({
      name: 'Error',
      message: expect.stringContaining('idempotency_error'),
    });
    expect(bench.standIn.intents.size).toBe(1);
  });

  it('that Stripe refuses to begin is declined: nothing was charged, and a repetition cannot help', async () => {
    const body = { error: { type: 'invalid_request_error', message: 'This PaymentMethod may not be used again.' } };
    bench.standIn.control.next = [{ status: 400, body }];
    expect(await chargeGood()).toEqual({ outcome: 'declined', code: 'invalid_request' });
  });

  it('never puts the client secret or the answer into an error', async () => {
    const body = { id: 'pi_1', status: 'requires_capture', client_secret: 'pi_1_secret_2' };
    bench.standIn.control.next = [{ status: 200, body }];
    const error: unknown = await chargeGood().catch((caught: unknown) => caught);
    expect(Object.keys(error as object)).toEqual([]);
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain('secret');
  });
});

describe('a charge that is looked for', () => {
  const key = { reference: 'ord_1', idempotencyKey: 'pay_1' };

  it('is found while the search index does not know it yet, behind more than a page of others', async () => {
    await chargeGood();
    for (let number = 0; number < 120; number += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await chargeGood({ reference: `ord_2${number}`, idempotencyKey: `pay_2${number}` });
    }
    expect(await bench.provider.findCharge(key)).toMatchObject({ status: 'captured', amountMinor: 12_300n });
    expect(paths().filter((one) => one === 'GET /v1/payment_intents')).toHaveLength(2);
  });

  it('is found in the index when its key is long forgotten, in its present state', async () => {
    const answer = await bench.provider.charge(aCharge(await bench.method('asks_always')));
    if (answer.outcome !== 'requires_action') throw new Error(`the charge was ${answer.outcome}`);
    bench.standIn.index();
    bench.standIn.forgetKeys();
    bench.clock.advance(2 * 24 * 60 * 60 * 1000);
    await bench.decide(answer, true);
    expect(await bench.provider.findCharge(key)).toMatchObject({ chargeId: answer.chargeId, status: 'captured' });
    expect(paths()).not.toContain('GET /v1/payment_intents');
  });

  it('is another attempt of the same order never', async () => {
    await chargeGood({ idempotencyKey: 'pay_2' });
    bench.standIn.index();
    expect(await bench.provider.findCharge(key)).toBeUndefined();
  });

  it('has a key that cannot become part of the query', async () => {
    const wrong = { reference: "x' OR status:'succeeded", idempotencyKey: 'pay_1' };
    await expect(bench.provider.findCharge(wrong)).rejects.toThrow('cannot stand in a search');
  });
});

describe('an event of Stripe', () => {
  const read = (type: string, object: object, secret?: string): ProviderEvent => {
    const body = Buffer.from(JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } }));
    return bench.provider.verifyEvent(body, bench.sign(body, secret === undefined ? {} : { secret }));
  };
  const aRefund = {
    id: 're_1',
    amount: 300,
    currency: 'jpy',
    payment_intent: 'pi_1',
    metadata: { order_id: 'ord_1' },
    status: 'succeeded',
  };
  const anIntent = {
    id: 'pi_1',
    amount_received: 500,
    currency: 'jpy',
    metadata: { order_id: 'ord_1' },
    payment_method: 'pm_1',
    setup_future_usage: null,
    last_payment_error: null,
  };

  it.each(['refund.created', 'refund.updated', 'refund.failed'])(
    '%s tells of one refund when it is decided',
    (type) => {
      expect(read(type, aRefund).change).toEqual({
        kind: 'refunded',
        chargeId: 'pi_1',
        reference: 'ord_1',
        refundId: 're_1',
        amountMinor: 300n,
        currency: 'JPY',
      });
      for (const status of ['pending', 'requires_action', null]) {
        expect(read(type, { ...aRefund, status })).toEqual({ id: 'evt_1' });
      }
      const failed = { ...aRefund, status: 'failed', failure_reason: 'lost_or_stolen_card' };
      expect(read(type, failed).change).toMatchObject({ kind: 'refund_failed', declineCode: 'lost_or_stolen_card' });
      expect(read(type, { ...aRefund, status: 'canceled' }).change).toMatchObject({ declineCode: 'canceled' });
    },
  );

  it('about a refund made in the dashboard names the charge only', () => {
    expect(read('refund.created', { ...aRefund, metadata: {} }).change).toMatchObject({
      kind: 'refunded',
      chargeId: 'pi_1',
      reference: '',
    });
  });

  it('of the charge that sums its refunds up changes nothing', () => {
    expect(read('charge.refunded', { id: 'ch_1', amount_refunded: 300 })).toEqual({ id: 'evt_1' });
  });

  it('about a payment of another program on the same account changes nothing', () => {
    expect(read('payment_intent.succeeded', { ...anIntent, metadata: {} })).toEqual({ id: 'evt_1' });
    expect(
      read('charge.dispute.created', { id: 'dp_1', amount: 1, currency: 'usd', payment_intent: null, status: 'x' }),
    ).toEqual({ id: 'evt_1' });
  });

  it('names the method only where it was kept', () => {
    expect(read('payment_intent.succeeded', anIntent).change).not.toHaveProperty('savedMethod');
    const kept = { ...anIntent, setup_future_usage: 'off_session' };
    expect(read('payment_intent.succeeded', kept).change).toMatchObject({ savedMethod: 'pm_1', amountMinor: 500n });
  });

  it.each([
    ['won', true],
    ['warning_closed', true],
    ['lost', false],
  ])('that closes a dispute as %s says that it was won: %j', (status, won) => {
    const dispute = { id: 'dp_1', amount: 500, currency: 'jpy', payment_intent: 'pi_1', status };
    expect(read('charge.dispute.closed', dispute).change).toMatchObject({ kind: 'dispute_closed', won });
  });

  it('gives the reason that the bank gave, else the code of Stripe', () => {
    const codeOf = (last_payment_error: object | null) => {
      const { change } = read('payment_intent.payment_failed', { ...anIntent, last_payment_error });
      return change?.kind === 'failed' ? change.declineCode : undefined;
    };
    expect(codeOf({ code: 'card_declined', decline_code: 'insufficient_funds' })).toBe('insufficient_funds');
    expect(codeOf({ code: 'card_declined', decline_code: 'generic_decline' })).toBe('card_declined');
    expect(codeOf({ code: 'payment_intent_authentication_failure' })).toBe('payment_intent_authentication_failure');
    expect(codeOf(null)).toBe('card_declined');
  });

  it('is read in any order: each says by itself what it is about', async () => {
    const answer = await chargeGood();
    const { chargeId } = answer as { chargeId: string };
    await bench.provider.refund({
      chargeId,
      amountMinor: 12_300n,
      currency: 'EUR',
      reference: 'ord_1',
      idempotencyKey: 'ref_1',
    });
    const events = (await bench.takeEvents()).toReversed();
    const changes = events.map(({ body, signature }) => bench.provider.verifyEvent(body, signature).change);
    expect(changes).toMatchObject([
      { kind: 'refunded', chargeId, reference: 'ord_1' },
      { kind: 'captured', chargeId, reference: 'ord_1' },
    ]);
  });

  it('is taken when one of two signatures is right, as while the secret is changed', () => {
    const body = Buffer.from(JSON.stringify({ id: 'evt_1', type: 'ping', data: { object: {} } }));
    const [time, right] = bench.sign(body).split(',');
    expect(bench.provider.verifyEvent(body, `${time},v1=${'0'.repeat(64)},${right}`)).toEqual({ id: 'evt_1' });
  });

  it('is refused when it is larger than any event is', () => {
    expect(() => read('ping', { text: 'x'.repeat(70_000) })).toThrow('the event is too large');
  });

  it('is refused without telling the signature or the secret', () => {
    const refuse = () => read('ping', {}, 'whsec_wrong');
    expect(refuse).toThrow(expect.objectContaining({ reason: 'PAYMENT_EVENT_INVALID' }));
    expect(refuse).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });
});

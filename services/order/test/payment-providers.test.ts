import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentProvider, ProviderChange } from '../src/payment/payment-provider.ts';
import { type Bench, type CardKind, openSandboxBench, openStripeBench } from './provider-benches.ts';

type ChargeRequest = Parameters<PaymentProvider['charge']>[0];

const newKey = (): string => `pay_${randomBytes(8).toString('hex')}`;
const eventInvalid = expect.objectContaining({ reason: 'PAYMENT_EVENT_INVALID' });
// By name: what `fetch` throws is an error of another realm than the test's.
const aPlainError = expect.objectContaining({ name: expect.stringMatching(/^(Type)?Error$/) });

// Whatever the order service is told by one provider, it must be told by the other.
describe.each([
  { name: 'the sandbox', open: openSandboxBench },
  { name: 'Stripe', open: openStripeBench },
])('the port to $name', ({ open }) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await open();
  });
  afterEach(() => bench.close());

  const aCharge = (token: string, over: Partial<ChargeRequest> = {}): ChargeRequest => ({
    token,
    amountMinor: 12_300n,
    currency: 'EUR',
    reference: 'ord_1',
    idempotencyKey: newKey(),
    returnUrl: 'https://shop.example.com/back',
    saveMethod: false,
    offSession: false,
    ...over,
  });
  const charge = async (card: CardKind, over: Partial<ChargeRequest> = {}) =>
    bench.provider.charge(aCharge(await bench.method(card), over));
  const takeChanges = async (): Promise<ProviderChange[]> =>
    (await bench.takeEvents()).flatMap(
      ({ body, signature }) => bench.provider.verifyEvent(body, signature).change ?? [],
    );
  /** A charge that is captured; its event is taken. */
  const captured = async (card: CardKind = 'good'): Promise<string> => {
    const answer = await charge(card);
    if (answer.outcome !== 'accepted') throw new Error(`the charge was ${answer.outcome}`);
    await bench.takeEvents();
    return answer.chargeId;
  };
  /** A method that is kept after a charge with the buyer. */
  const keep = async (card: CardKind): Promise<string> => {
    const answer = await charge(card, { saveMethod: true });
    if (answer.outcome === 'requires_action') await bench.decide(answer, true);
    const [change] = await takeChanges();
    if (change?.kind !== 'captured') throw new Error('nothing was captured');
    return change.savedMethod ?? '';
  };
  const aRefund = (chargeId: string, over: { amountMinor?: bigint; idempotencyKey?: string } = {}) => ({
    chargeId,
    amountMinor: 12_300n,
    currency: 'EUR',
    reference: 'ord_1',
    idempotencyKey: newKey(),
    ...over,
  });

  describe('a charge', () => {
    it.each([
      ['EUR', 12_300n],
      ['USD', 1n],
      ['JPY', 500n],
    ])('in %s is accepted, and captured by an event with its amount in minor units', async (currency, amountMinor) => {
      const answer = await charge('good', { currency, amountMinor });
      expect(answer).toEqual({ outcome: 'accepted', chargeId: expect.any(String) });
      const [change, ...more] = await takeChanges();
      expect(change).toEqual({
        kind: 'captured',
        chargeId: (answer as { chargeId: string }).chargeId,
        reference: 'ord_1',
        idempotencyKey: expect.stringMatching(/^pay_/),
        amountMinor,
        currency,
      });
      expect(more).toEqual([]);
    });

    it('is made once per key, also when twenty ask at the same time', async () => {
      const request = aCharge(await bench.method('good'));
      const answers = await Promise.all(Array.from({ length: 20 }, () => bench.provider.charge(request)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await takeChanges()).toHaveLength(1);
    });

    it.each([
      ['declined', 'card_declined'],
      ['poor', 'insufficient_funds'],
      ['expired', 'expired_card'],
      ['wrong_cvc', 'incorrect_cvc'],
    ] as const)('with a card that is %s is declined with %s, as often as it is sent', async (card, code) => {
      const request = aCharge(await bench.method(card));
      expect(await bench.provider.charge(request)).toEqual({ outcome: 'declined', code });
      expect(await bench.provider.charge(request)).toEqual({ outcome: 'declined', code });
      expect(await bench.provider.findCharge(request)).toMatchObject({ status: 'failed', declineCode: code });
      expect((await takeChanges()).filter(({ kind }) => kind === 'captured')).toEqual([]);
    });

    it('with a token that is spent or unknown is declined', async () => {
      const token = await bench.method('good');
      await bench.provider.charge(aCharge(token));
      expect(await bench.provider.charge(aCharge(token))).toMatchObject({ outcome: 'declined' });
      expect(await bench.provider.charge(aCharge('pm_unknown'))).toMatchObject({ outcome: 'declined' });
    });
  });

  describe('a charge that the bank asks about', () => {
    it.each([
      [true, 'captured'],
      [false, 'failed'],
    ] as const)('waits for the buyer; approved %j it is %s', async (approved, kind) => {
      const request = aCharge(await bench.method('asks_always'));
      const answer = await bench.provider.charge(request);
      if (answer.outcome !== 'requires_action') throw new Error(`the charge was ${answer.outcome}`);
      expect(answer.actionUrl).toMatch(/^https?:\/\//);
      expect(await takeChanges()).toEqual([]);
      expect(await bench.provider.findCharge(request)).toMatchObject({ status: 'requires_action' });
      await bench.decide(answer, approved);
      expect(await takeChanges()).toMatchObject([{ kind, chargeId: answer.chargeId, reference: 'ord_1' }]);
      expect(await bench.provider.findCharge(request)).toMatchObject({ status: kind, chargeId: answer.chargeId });
    });

    it('can be given up, and is not captured afterwards', async () => {
      const request = aCharge(await bench.method('asks_always'));
      const answer = await bench.provider.charge(request);
      if (answer.outcome !== 'requires_action') throw new Error(`the charge was ${answer.outcome}`);
      await bench.provider.cancelCharge(answer.chargeId);
      await bench.provider.cancelCharge(answer.chargeId);
      await bench.decide(answer, true);
      expect(await takeChanges()).toMatchObject([{ kind: 'failed', declineCode: 'cancelled', reference: 'ord_1' }]);
      expect(await bench.provider.findCharge(request)).toMatchObject({ status: 'cancelled' });
    });

    it('stays captured when it is given up too late', async () => {
      const request = aCharge(await bench.method('good'));
      const answer = await bench.provider.charge(request);
      await bench.provider.cancelCharge((answer as { chargeId: string }).chargeId);
      expect(await bench.provider.findCharge(request)).toMatchObject({ status: 'captured' });
      expect(await takeChanges()).toMatchObject([{ kind: 'captured' }]);
    });
  });

  describe('a kept method', () => {
    it('pays again and again without the buyer', async () => {
      const token = await keep('good');
      const later = (reference: string) =>
        bench.provider.charge(aCharge(token, { reference, offSession: true, returnUrl: '' }));
      expect(await later('ord_2')).toMatchObject({ outcome: 'accepted' });
      expect(await later('ord_3')).toMatchObject({ outcome: 'accepted' });
      expect(await takeChanges()).toMatchObject([{ reference: 'ord_2' }, { reference: 'ord_3' }]);
    });

    it.each([
      ['asks_always', { outcome: 'declined', code: 'authentication_required' }],
      ['asks_once', { outcome: 'accepted' }],
    ] as const)('of a card that %s answers %j without the buyer', async (card, answer) => {
      const token = await keep(card);
      expect(await bench.provider.charge(aCharge(token, { offSession: true }))).toMatchObject(answer);
    });

    it('is what a charge without the buyer needs', async () => {
      expect(await charge('good', { offSession: true })).toEqual({ outcome: 'declined', code: 'method_not_saved' });
    });
  });

  describe('a charge without an answer', () => {
    it('throws, is found by its key, and is not made again when it is repeated', async () => {
      const request = aCharge(await bench.method('good'));
      await bench.cutNextAnswer();
      const error: unknown = await bench.provider.charge(request).catch((caught: unknown) => caught);
      expect(error).toEqual(aPlainError);
      const found = await bench.provider.findCharge(request);
      expect(found).toEqual({
        chargeId: expect.any(String),
        status: 'captured',
        amountMinor: 12_300n,
        currency: 'EUR',
        declineCode: '',
      });
      expect(await bench.provider.charge(request)).toEqual({ outcome: 'accepted', chargeId: found?.chargeId });
      expect(await takeChanges()).toHaveLength(1);
    });

    it('is not found when it was never taken on', async () => {
      await charge('good');
      expect(await bench.provider.findCharge({ reference: 'ord_1', idempotencyKey: newKey() })).toBeUndefined();
      expect(await bench.provider.findCharge({ reference: 'ord_2', idempotencyKey: newKey() })).toBeUndefined();
    });

    it.each(['stranger', 'provider'] as const)('throws plain errors for the %s to whom nobody answers', async (who) => {
      const token = await bench.method('good');
      const provider = bench[who];
      if (who === 'provider') await bench.stop();
      const calls = [
        provider.charge(aCharge(token)),
        provider.findCharge({ reference: 'ord_1', idempotencyKey: newKey() }),
        provider.cancelCharge('ch_0123'),
        provider.refund(aRefund('ch_0123')),
      ];
      for (const { status, ...rest } of await Promise.allSettled(calls)) {
        expect(status).toBe('rejected');
        const { reason } = rest as { reason: unknown };
        expect(reason).toEqual(aPlainError);
        expect(`${String(reason)} ${JSON.stringify(reason)}`).not.toMatch(/opens|sk_|secret/);
      }
    });
  });

  describe('paying back', () => {
    it('is done in parts, once per key, and never beyond what was captured', async () => {
      const chargeId = await captured();
      const request = aRefund(chargeId, { amountMinor: 12_000n });
      const first = await bench.provider.refund(request);
      expect(first).toEqual({ outcome: 'accepted', refundId: expect.any(String) });
      expect(await bench.provider.refund(request)).toEqual(first);
      expect(await bench.provider.refund(aRefund(chargeId, { amountMinor: 301n }))).toMatchObject({
        outcome: 'declined',
      });
      expect(await bench.provider.refund(aRefund(chargeId, { amountMinor: 300n }))).toMatchObject({
        outcome: 'accepted',
      });
      const { refundId } = first as { refundId: string };
      const refunded = { kind: 'refunded', chargeId, reference: 'ord_1', currency: 'EUR' };
      expect(await takeChanges()).toMatchObject([
        { ...refunded, refundId, amountMinor: 12_000n },
        { ...refunded, amountMinor: 300n },
      ]);
    });

    it('of an unknown charge is declined', async () => {
      expect(await bench.provider.refund(aRefund('ch_0123'))).toMatchObject({ outcome: 'declined' });
    });

    it('can fail after it was taken on, and then be asked for again', async () => {
      const chargeId = await captured('refund_fails');
      const answer = await bench.provider.refund(aRefund(chargeId));
      const { refundId } = answer as { refundId: string };
      expect(await takeChanges()).toEqual([
        {
          kind: 'refund_failed',
          chargeId,
          reference: 'ord_1',
          refundId,
          declineCode: 'expired_or_canceled_card',
        },
      ]);
      expect(await bench.provider.refund(aRefund(chargeId))).toMatchObject({ outcome: 'accepted' });
    });
  });

  it('names the attempt that failed, while another one of the same order may be under way', async () => {
    const first = aCharge(await bench.method('asks_always'));
    const answer = await bench.provider.charge(first);
    if (answer.outcome !== 'requires_action') throw new Error(`the charge was ${answer.outcome}`);
    const second = aCharge(await bench.method('good'));
    await bench.provider.charge(second);
    await bench.decide(answer, false);
    const keys = (await takeChanges()).map((change) => ('idempotencyKey' in change ? change.idempotencyKey : ''));
    expect(keys).toEqual([second.idempotencyKey, first.idempotencyKey]);
  });

  it.each([[true], [false]])('tells of a dispute, and whether it was won: %j', async (won) => {
    const { chargeId } = (await charge('disputed')) as { chargeId: string };
    const [first, disputed] = await takeChanges();
    expect(first).toMatchObject({ kind: 'captured', chargeId });
    if (disputed?.kind !== 'disputed') throw new Error('nothing was disputed');
    expect(disputed).toMatchObject({ chargeId, amountMinor: 12_300n, currency: 'EUR' });
    expect(await bench.provider.refund(aRefund(chargeId))).toEqual({ outcome: 'declined', code: 'charge_disputed' });
    const { disputeId } = disputed;
    await bench.closeDispute({ chargeId, disputeId }, won);
    expect(await takeChanges()).toMatchObject([{ kind: 'dispute_closed', chargeId, disputeId, won }]);
  });

  describe('an event', () => {
    const anEvent = async () => {
      await charge('good');
      const [event] = await bench.takeEvents();
      if (event === undefined) throw new Error('nothing was sent');
      return event;
    };
    const outcome = (body: Uint8Array, signature: string): unknown => {
      try {
        return bench.provider.verifyEvent(body, signature);
      } catch (error) {
        return error;
      }
    };

    it('is taken for five minutes, and has the same id each time', async () => {
      const { body, signature } = await anEvent();
      const { id } = bench.provider.verifyEvent(body, signature);
      bench.clock.advance(299_000);
      expect(bench.provider.verifyEvent(body, signature).id).toBe(id);
      bench.clock.advance(2_000);
      expect(outcome(body, signature)).toEqual(eventInvalid);
    });

    it('is refused when a byte of it, its signature or the secret is another', async () => {
      const { body, signature } = await anEvent();
      const altered = Buffer.from(body.toString('utf8').replace('12300', '12301'));
      expect(altered.equals(body)).toBe(false);
      expect(outcome(altered, signature)).toEqual(eventInvalid);
      expect(outcome(Buffer.concat([body, Buffer.from(' ')]), signature)).toEqual(eventInvalid);
      const forged = bench.sign(body, { secret: 'whsec_guessed' });
      for (const wrong of ['', 't=1', signature.replace('v1=', 'v0='), forged, `${signature}0`]) {
        expect(outcome(body, wrong)).toEqual(eventInvalid);
      }
      expect(outcome(body, signature)).not.toBeInstanceOf(Error);
    });

    it('changes nothing when it is of a kind that is not known here', () => {
      const body = Buffer.from(JSON.stringify({ id: 'evt_1', type: 'constructor', data: { object: {} } }));
      expect(bench.provider.verifyEvent(body, bench.sign(body))).toEqual({ id: 'evt_1' });
    });

    it.each([
      ['{'],
      ['[]'],
      ['null'],
      ['{}'],
      ['{"id":"evt_1"}'],
      [`{"id":"${'a'.repeat(300)}","type":"x","data":{}}`],
    ])('is refused with a right signature when it is %s', (text) => {
      const body = Buffer.from(text);
      expect(outcome(body, bench.sign(body))).toEqual(eventInvalid);
    });

    it('is refused when it lacks data of its kind', async () => {
      const { body } = await anEvent();
      const event = JSON.parse(body.toString('utf8')) as { data: object };
      const emptied = Buffer.from(JSON.stringify({ ...event, data: { object: {} } }));
      expect(outcome(emptied, bench.sign(emptied))).toEqual(eventInvalid);
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Merchant, openMerchant } from './sandbox-merchant.ts';

const good = '4242424242424242';

let merchant: Merchant;
beforeEach(async () => {
  merchant = await openMerchant();
});
afterEach(() => merchant.close());

const setFaults = (faults: object) => merchant.post('/faults', faults);

/** Pays ten orders one after the other, and tells what came of it without ids. */
async function run(faults: object) {
  expect((await setFaults(faults)).status).toBe(204);
  const answered: (number | 'cut')[] = [];
  const delays: number[] = [];
  const events: string[] = [];
  for (let number = 1; number <= 10; number += 1) {
    const paid = merchant.pay(good, { reference: `ord_${number}` });
    // Turn by turn: the n-th charge has the n-th faults.
    // oxlint-disable-next-line no-await-in-loop
    answered.push(await paid.then(({ status }) => status).catch(() => 'cut' as const));
    // oxlint-disable-next-line no-await-in-loop
    delays.push(...(await merchant.settle()));
    // oxlint-disable-next-line no-await-in-loop
    const came = await merchant.takeEvents();
    events.push(...came.map(({ type, data }) => `${type} ${data.reference} ${data.amount}`));
  }
  return { answered, delays, events };
}

const everything = {
  duplicateChance: 0.3,
  delayMs: [10, 900],
  reorder: true,
  wrongAmountChance: 0.3,
  dropAnswerChance: 0.3,
  doubleCaptureChance: 0.3,
};

describe('faults', () => {
  it('are the same again with the same seed, and others with another', async () => {
    const first = await run({ seed: 3, ...everything });
    expect(await run({ seed: 3, ...everything })).toEqual(first);
    expect(await run({ seed: 8, ...everything })).not.toEqual(first);
    expect(first.answered).toContain('cut');
    expect(first.answered).toContain(201);
    expect(first.events.length).toBeGreaterThan(10);
    expect(first.events.some((event) => event.endsWith('12301'))).toBe(true);
    expect(first.events.some((event) => event.endsWith('12300'))).toBe(true);
    for (const delay of first.delays) expect(delay).toBeGreaterThanOrEqual(10);
  });

  it('end with {}', async () => {
    await run({ seed: 3, ...everything });
    expect(await run({})).toEqual({
      answered: Array.from({ length: 10 }, () => 201),
      delays: Array.from({ length: 10 }, () => 0),
      events: Array.from({ length: 10 }, (_, index) => `charge.captured ord_${index + 1} 12300`),
    });
  });

  it('send an event twice, under one id', async () => {
    await setFaults({ duplicateChance: 1 });
    await merchant.pay(good);
    const events = await merchant.takeEvents();
    expect(events).toHaveLength(2);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  });

  it('announce what was declined at once, under its key', async () => {
    const token = await merchant.tokenOf('4000000000009995');
    await setFaults({ declineEvents: true });
    await merchant.charge({ token }, 'pay_1');
    expect(await merchant.takeEvents()).toMatchObject([
      { type: 'charge.failed', data: { idempotencyKey: 'pay_1', code: 'insufficient_funds' } },
    ]);
  });

  it('capture a payment a second time', async () => {
    await setFaults({ doubleCaptureChance: 1 });
    await merchant.pay(good);
    const events = await merchant.takeEvents();
    expect(new Set(events.map(({ data }) => data.chargeId)).size).toBe(2);
    expect(new Set(events.map(({ data }) => data.reference))).toEqual(new Set(['ord_1']));
  });

  it('let later events overtake earlier ones', async () => {
    await setFaults({ seed: 1, reorder: true });
    for (let number = 1; number <= 10; number += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await merchant.pay(good, { reference: `ord_${number}` });
    }
    const order = (await merchant.takeEvents()).map(({ data }) => Number(data.reference.slice(4)));
    expect(order).not.toEqual(order.toSorted((one, other) => one - other));
    expect(order).toHaveLength(10);
  });

  it('cut the connection after the charge was made; the same request again gets its answer', async () => {
    await setFaults({ dropAnswerChance: 1 });
    const token = await merchant.tokenOf(good);
    await expect(merchant.charge({ token }, 'pay_1')).rejects.toThrow('fetch failed');
    const again = await merchant.charge({ token }, 'pay_1');
    expect(again).toMatchObject({ status: 201, body: { status: 'processing' } });
    expect(await merchant.takeEvents()).toMatchObject([{ data: { chargeId: again.body.id } }]);
    const { body } = await merchant.send('GET', '/charges?reference=ord_1');
    expect(body.charges).toHaveLength(1);
  });

  it.each([
    [{ duplicateChance: 1.1 }],
    [{ delayMs: [20, 10] }],
    [{ delayMs: 10 }],
    [{ duplicateChanse: 0.5 }],
    [{ seed: 'x' }],
  ])('are refused as %j, and leave those in force', async (faults) => {
    await setFaults({ duplicateChance: 1 });
    expect((await setFaults(faults)).status).toBe(400);
    await merchant.pay(good);
    expect(await merchant.takeEvents()).toHaveLength(2);
  });

  it('need the secret key', async () => {
    expect((await merchant.send('POST', '/faults', { body: {}, secret: 'guess' })).status).toBe(401);
  });
});

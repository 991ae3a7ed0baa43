import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';

const secretKey = 'sk_sandbox_key';
const webhookSecret = 'whsec_sandbox';

interface Received {
  signature: string;
  body: string;
  event: { id: string; type: string; data: { chargeId: string; amount: number; currency: string; reference: string } };
}

let folder: string;
let sandbox: Sandbox;
let merchant: Server;
let received: Received[];
/** Status that the merchant answers with, per delivery; 204 when there is none left. */
let answers: number[];
/** What the sandbox wants to do later, by its delay. */
let planned: { delayMs: number; run: () => void }[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-sandbox-'));
  [received, answers, planned] = [[], [], []];
  merchant = createServer((request, response) => {
    void take(request, response);
  });
  merchant.listen(0, '127.0.0.1');
  await once(merchant, 'listening');
  sandbox = await start();
});
afterEach(async () => {
  await sandbox.close();
  merchant.close();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<Sandbox> {
  return startSandbox({
    host: '127.0.0.1',
    port: 0,
    file: path.join(folder, 'ledger.jsonl'),
    secretKey,
    webhookSecret,
    webhookUrl: `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/events`,
    schedule: (delayMs, run) => {
      const plan = { delayMs, run };
      planned.push(plan);
      return () => {
        planned = planned.filter((other) => other !== plan);
      };
    },
  });
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const signature = String(request.headers['sandbox-signature']);
  received.push({ signature, body, event: JSON.parse(body) as Received['event'] });
  response.writeHead(answers.shift() ?? 204).end();
  merchant.emit('delivered');
}

/** Lets the next planned work happen and waits until the merchant has its delivery. */
async function deliverNext(): Promise<number> {
  const next = planned.shift();
  if (next === undefined) throw new Error('nothing is planned');
  const delivered = once(merchant, 'delivered');
  next.run();
  await delivered;
  return next.delayMs;
}

const address = (target: string): string => `http://127.0.0.1:${sandbox.port}${target}`;
const aCard = { number: '4242 4242 4242 4242', expMonth: 12, expYear: 2099, cvc: '123' };

function tokenise(card: object = aCard): Promise<Response> {
  return fetch(address('/tokens'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(card),
  });
}

async function tokenOf(number = aCard.number): Promise<string> {
  const response = await tokenise({ ...aCard, number });
  expect(response.status).toBe(201);
  return ((await response.json()) as { token: string }).token;
}

async function charge(
  body: object,
  { key = `key-${Math.random()}`, secret = secretKey }: { key?: string; secret?: string } = {},
): Promise<{ status: number; body: { id: string; status: string; error: { code: string } }; replayed: boolean }> {
  const response = await fetch(address('/charges'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secret}`,
      ...(key === '' ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ amount: 12_300, currency: 'EUR', reference: 'ord_1', ...body }),
  });
  const answer = (await response.json()) as { id: string; status: string; error: { code: string } };
  return { status: response.status, body: answer, replayed: response.headers.get('idempotent-replayed') === 'true' };
}

async function statusOf(id: string): Promise<string> {
  const response = await fetch(address(`/charges/${id}`), { headers: { authorization: `Bearer ${secretKey}` } });
  return ((await response.json()) as { status: string }).status;
}

describe('tokens', () => {
  it('stand for a card by brand and last digits, for pages of any origin', async () => {
    const response = await tokenise();
    expect(response.status).toBe(201);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      token: expect.stringMatching(/^tok_[0-9a-f]{32}$/),
      brand: 'visa',
      last4: '4242',
    });
  });

  it('are made by a plain form too, which gets a page', async () => {
    const response = await fetch(address('/tokens'), {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ ...aCard, expMonth: '12', expYear: '99' }),
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toMatch(/tok_[0-9a-f]{32}/);
    expect(await (await fetch(address('/pay'))).text()).toContain('<form method="post" action="/tokens">');
  });

  it('never let a card number reach the disk', async () => {
    await tokenOf();
    await tokenise({ ...aCard, number: '4111111111111111' });
    expect(await readFile(path.join(folder, 'ledger.jsonl'), 'utf8')).not.toMatch(/42424242|41111111/);
  });

  it.each([
    ['invalid_number', { number: '4242424242424241' }],
    ['invalid_number', { number: { a: 1 } }],
    ['not_a_test_card', { number: '4111111111111111' }],
    ['expired_card', { expYear: 2020 }],
    ['invalid_expiry', { expMonth: 13 }],
    ['invalid_cvc', { cvc: 'abc' }],
  ])('are refused with %s for %j', async (code, fault) => {
    const response = await tokenise({ ...aCard, ...fault });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code, field: Object.keys(fault)[0] } });
  });

  it('pay once', async () => {
    const token = await tokenOf();
    expect((await charge({ token })).status).toBe(201);
    expect(await charge({ token })).toMatchObject({ status: 400, body: { error: { code: 'token_used' } } });
  });
});

describe('charges', () => {
  it('are captured by a signed event', async () => {
    const made = await charge({ token: await tokenOf() });
    expect(made).toMatchObject({ status: 201, body: { status: 'processing' } });
    await deliverNext();
    const [{ signature, body, event }] = received as [Received];
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      type: 'charge.captured',
      data: { chargeId: made.body.id, reference: 'ord_1', amount: 12_300, currency: 'EUR' },
    });
    const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(digest).toBe(createHmac('sha256', webhookSecret).update(`${time}.${body}`).digest('hex'));
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(60);
    expect(await statusOf(made.body.id)).toBe('captured');
  });

  it('give a repeated request its first answer and charge once, also when twenty come at the same time', async () => {
    const token = await tokenOf();
    const results = await Promise.all(Array.from({ length: 20 }, () => charge({ token }, { key: 'same' })));
    expect(new Set(results.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(planned).toHaveLength(1);
    expect(await charge({ token, amount: 1 }, { key: 'same' })).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_key_reused' } },
    });
  });

  it.each([
    ['card_declined', '4000000000000002'],
    ['insufficient_funds', '4000000000009995'],
  ])('fail with %s and announce nothing', async (code, number) => {
    const token = await tokenOf(number);
    const first = await charge({ token }, { key: 'declined' });
    expect(first).toMatchObject({ status: 402, body: { error: { code } } });
    expect(await charge({ token }, { key: 'declined' })).toMatchObject({ status: 402, replayed: true });
    expect(planned).toEqual([]);
  });

  it('are captured three seconds late and announced twice, by the same event, with the late card', async () => {
    const made = await charge({ token: await tokenOf('4000000000000077') });
    expect(planned.map(({ delayMs }) => delayMs)).toEqual([3000, 3000]);
    expect(await statusOf(made.body.id)).toBe('processing');
    await deliverNext();
    await deliverNext();
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(1);
    expect(received).toHaveLength(2);
  });

  it('are announced with a wrong amount with the wrong-amount card', async () => {
    await charge({ token: await tokenOf('4000000000007007') });
    await deliverNext();
    expect(received[0]?.event.data.amount).toBe(12_301);
  });

  it.each([
    ['no key', {}, { key: '' }, 400, 'idempotency_key_missing'],
    ['a wrong secret key', {}, { secret: 'guess' }, 401, 'unauthorized'],
    ['a fraction', { amount: 1.5 }, {}, 400, 'invalid_request'],
    ['an amount as text', { amount: '12' }, {}, 400, 'invalid_request'],
    ['no currency', { currency: '' }, {}, 400, 'invalid_request'],
    ['an unknown token', { token: 'tok_0' }, {}, 400, 'token_unknown'],
  ])('are refused for %s', async (_, body, options, status, code) => {
    const token = await tokenOf();
    expect(await charge({ token, ...body }, options)).toMatchObject({ status, body: { error: { code } } });
    expect((await charge({ token })).status).toBe(201);
  });
});

describe('events', () => {
  it('are sent again with a growing delay until they are taken', async () => {
    answers = [500, 302, 404, 200];
    await charge({ token: await tokenOf() });
    const delays = [await deliverNext()];
    while (received.length < 4) {
      await plannedAgain();
      delays.push(await deliverNext());
    }
    expect(delays).toEqual([0, 500, 1000, 2000]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    await sandbox.close();
    expect(planned).toEqual([]);
  });

  it('are given up after ten tries', async () => {
    answers = Array.from({ length: 20 }, () => 500);
    await charge({ token: await tokenOf() });
    await deliverNext();
    for (let tries = 1; tries < 10; tries += 1) {
      await plannedAgain();
      await deliverNext();
    }
    await sandbox.close();
    expect(planned).toEqual([]);
    sandbox = await start();
    expect(planned).toEqual([]);
  });

  it('that were not delivered before a stop are sent after the next start, and nothing is forgotten', async () => {
    const token = await tokenOf();
    const made = await charge({ token }, { key: 'kept' });
    await sandbox.close();
    planned = [];
    sandbox = await start();
    expect(await charge({ token }, { key: 'kept' })).toMatchObject({
      status: 201,
      body: { id: made.body.id },
      replayed: true,
    });
    expect(await deliverNext()).toBe(0);
    expect(received[0]?.event.data.chargeId).toBe(made.body.id);
  });
});

/** Waits until the sandbox has taken in the merchant's answer and planned its next try. */
async function plannedAgain(): Promise<void> {
  while (planned.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startSandbox } from '@countersign/platform';
import { type FakeClock, fakeClock } from '@countersign/testing';
import { Stripe } from 'stripe';
import type { PaymentProvider } from '../src/payment/payment-provider.ts';
import { createSandboxProvider } from '../src/payment/sandbox-provider.ts';
import { createStripeProvider } from '../src/payment/stripe-provider.ts';
import { type StandInCard, startStripeStandIn, secretKey as stripeKey } from './stripe-stand-in.ts';

/** Cards by what becomes of their charges. */
export type CardKind =
  | 'good'
  | 'declined'
  | 'poor'
  | 'expired'
  | 'wrong_cvc'
  | 'asks_always'
  | 'asks_once'
  | 'refund_fails'
  | 'disputed';

/** An event as it comes in, unread. */
export interface SentEvent {
  body: Buffer;
  signature: string;
}

/** A provider of the port, and everybody else who takes part: buyer, bank, network. */
export interface Bench {
  clock: FakeClock;
  provider: PaymentProvider;
  /** The same provider with a wrong secret key. */
  stranger: PaymentProvider;
  /** A payment method or token, as the buyer's browser gets it. */
  method(card: CardKind): Promise<string>;
  /** The buyer answers his bank. */
  decide(answer: { chargeId: string; actionUrl: string }, approved: boolean): Promise<void>;
  /** The bank closes a dispute; one with the card `disputed` is opened by `takeEvents`. */
  closeDispute(dispute: { chargeId: string; disputeId: string }, won: boolean): Promise<void>;
  /** The next answer to a charge is lost, and so is the one to a repetition by the client itself. */
  cutNextAnswer(): Promise<void>;
  /** What was sent since the last call. */
  takeEvents(): Promise<SentEvent[]>;
  sign(body: Buffer, options?: { at?: Date; secret?: string }): string;
  /** Nobody answers any more. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const webhookSecret = 'whsec_0123456789abcdef';

function signer(clock: FakeClock): Bench['sign'] {
  // Both have the same form, and this is Stripe's own hand.
  return (body, { at = clock.now(), secret = webhookSecret } = {}) =>
    Stripe.webhooks.generateTestHeaderString({
      payload: body.toString('utf8'),
      secret,
      timestamp: Math.floor(at.getTime() / 1000),
    });
}

const sandboxCards: Readonly<Record<CardKind, string>> = {
  good: '4242424242424242',
  declined: '4000000000000002',
  poor: '4000000000009995',
  expired: '4000000000000069',
  wrong_cvc: '4000000000000127',
  asks_always: '4000002760003184',
  asks_once: '4000002500003155',
  refund_fails: '4000000000005126',
  disputed: '4000000000000259',
};

/** The sandbox itself, in this process. */
export async function openSandboxBench(): Promise<Bench> {
  const clock = fakeClock();
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-provider-'));
  const state = { sent: [] as SentEvent[], planned: [] as { delayMs: number; run: () => void }[] };
  const merchant = createServer((request, response) => {
    void buffer(request).then((body) => {
      state.sent.push({ body, signature: String(request.headers['sandbox-signature']) });
      response.writeHead(204).end();
      merchant.emit('delivered');
    });
  });
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  const secretKey = randomBytes(16).toString('hex');
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    file: path.join(folder, 'ledger.jsonl'),
    secretKey,
    webhookSecret,
    webhookUrl: `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/`,
    now: () => clock.now(),
    schedule: (delayMs, run) => {
      const plan = { delayMs, run };
      state.planned.push(plan);
      return () => void state.planned.splice(state.planned.indexOf(plan), 1);
    },
  });
  const url = `http://127.0.0.1:${sandbox.port}`;
  const post = async (target: string, body: object): Promise<unknown> => {
    const response = await fetch(new URL(target, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secretKey}` },
      body: JSON.stringify(body),
    });
    return response.status === 204 ? undefined : await response.json();
  };
  const options = { url, pageUrl: `${url}/pay`, secretKey, webhookSecret, clock };
  return {
    clock,
    provider: createSandboxProvider(options),
    stranger: createSandboxProvider({ ...options, secretKey: 'a key that opens nothing' }),
    method: async (card) => {
      const fields = { number: sandboxCards[card], expMonth: 12, expYear: 2099, cvc: '123' };
      return ((await post('/tokens', fields)) as { token: string }).token;
    },
    decide: async ({ actionUrl }, approved) => {
      await post(new URL(actionUrl).pathname, { decision: approved ? 'approve' : 'decline' });
    },
    closeDispute: async ({ disputeId }, won) => void (await post(`/disputes/${disputeId}`, { won })),
    cutNextAnswer: async () => void (await post('/faults', { dropAnswerChance: 1 })),
    takeEvents: async () => {
      for (const { run } of state.planned.splice(0).toSorted((one, other) => one.delayMs - other.delayMs)) {
        const delivered = new Promise<void>((resolve) => merchant.once('delivered', () => resolve()));
        run();
        // One after the other, as they are due.
        // oxlint-disable-next-line no-await-in-loop
        await delivered;
      }
      return state.sent.splice(0);
    },
    sign: signer(clock),
    stop: () => sandbox.close(),
    close: async () => {
      await sandbox.close();
      merchant.closeAllConnections();
      merchant.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const stripeCards: Readonly<Record<CardKind, StandInCard>> = {
  good: {},
  declined: { fails: { code: 'card_declined', declineCode: 'generic_decline' } },
  poor: { fails: { code: 'card_declined', declineCode: 'insufficient_funds' } },
  expired: { fails: { code: 'expired_card', declineCode: 'expired_card' } },
  wrong_cvc: { fails: { code: 'incorrect_cvc', declineCode: 'incorrect_cvc' } },
  asks_always: { asks: 'always' },
  asks_once: { asks: 'on_session' },
  refund_fails: { refundFails: true },
  disputed: {},
};

/** Stripe's adapter before a stand-in of its API. */
export async function openStripeBench() {
  const clock = fakeClock();
  const standIn = await startStripeStandIn({ now: () => clock.now() });
  const options = {
    apiUrl: standIn.url,
    secretKey: stripeKey,
    webhookSecret,
    publishableKey: 'pk_test_0123456789',
    clock,
    timeoutMs: 2_000,
  };
  const disputable = new Set<string>();
  const sign = signer(clock);
  const bench: Bench = {
    clock,
    provider: createStripeProvider(options),
    stranger: createStripeProvider({ ...options, secretKey: 'sk_test_opensnothing' }),
    method: async (card) => {
      const id = standIn.addMethod(stripeCards[card]);
      if (card === 'disputed') disputable.add(id);
      return id;
    },
    decide: async ({ chargeId }, approved) => standIn.authenticate(chargeId, approved),
    closeDispute: async ({ chargeId, disputeId }, won) =>
      standIn.closeDispute(chargeId, disputeId, won ? 'won' : 'lost'),
    cutNextAnswer: async () => {
      standIn.control.cut = 2;
    },
    takeEvents: async () => {
      for (const { id, payment_method } of standIn.intents.values()) {
        if (payment_method !== null && disputable.delete(payment_method)) standIn.dispute(id);
      }
      return standIn.control.events.splice(0).map((event) => {
        const body = Buffer.from(JSON.stringify(event));
        return { body, signature: sign(body) };
      });
    },
    sign,
    stop: () => standIn.close(),
    close: () => standIn.close(),
  };
  return { ...bench, standIn };
}

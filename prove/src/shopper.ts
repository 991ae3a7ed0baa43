import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RestClient } from '../../test/src/rest-client.ts';
import { codeOf } from './persistent-client.ts';
import type { CardKind, Plan } from './plan.ts';

/** What a buyer did and was told; the books are held against it. */
export interface Receipt {
  plan: Plan;
  email: string;
  /** Absent when the buyer never got that far. */
  order?: OrderHandle;
  /** Sum of the quote that the buyer saw, in minor units. */
  dueNow?: number;
  /** What the product acknowledged, in order: it must not be lost. */
  acknowledged: string[];
}

/** An order, with the header that proves it. */
export interface OrderHandle {
  id: string;
  path: string;
  headers: Record<string, string>;
}

/** An order as far as the prover looks at it. */
export interface OrderJson {
  id: string;
  status: string;
  termsVersion: string;
  dueNow: { amount: number; currency: string };
  payment?: { id: string; status: string; actionUrl?: string };
  timeline: { code: string }[];
}

/** Where a buyer shops. */
export interface Shop {
  api: RestClient;
  /** The payment provider's own address, for its page. */
  sandboxUrl: string;
  /** Told of every order as soon as it exists. */
  onOrder: (order: OrderHandle) => void;
  /** Sends events that the provider never sent. */
  forge: (order: OrderHandle, plan: Plan, dueNow: number) => Promise<void>;
}

const cardNumbers: Readonly<Record<CardKind, string>> = {
  good: '4242424242424242',
  declined: '4000000000000002',
  poor: '4000000000009995',
  late: '4000000000000077',
  confirmed: '4000000000003220',
  rejected: '4000000000003220',
  wrong_amount: '4000000000007007',
};
/** Longest that a buyer waits for the outcome of a charge before he looks again later. */
const outcomeMs = 20_000;

/** Walks a plan from an empty cart to a completed, cancelled or refused order. */
export async function shop(plan: Plan, { api, sandboxUrl, onOrder, forge }: Shop): Promise<Receipt> {
  const email = `buyer.${plan.run}.${randomUUID().slice(0, 8)}@example.com`;
  const receipt: Receipt = { plan, email, acknowledged: [] };
  const cart = await fillCart(api, plan);
  const quote = await api.ask<{ id: string; dueNow: { amount: number } }>('POST', '/v1/quotes', {
    headers: cart.headers,
    body: { cartId: cart.id, country: plan.country },
  });
  receipt.dueNow = quote.dueNow.amount;
  const { order: made, orderSecret } = await api.ask<{ order: OrderJson; orderSecret: string }>('POST', '/v1/orders', {
    headers: cart.headers,
    body: { cartId: cart.id, quoteId: quote.id },
    idempotent: `order-${plan.run}-${randomUUID()}`,
  });
  const order = { id: made.id, path: `/v1/orders/${made.id}`, headers: { 'order-secret': orderSecret } };
  receipt.order = order;
  receipt.acknowledged.push('order_created');
  onOrder(order);
  const { headers } = order;
  await api.ask('PUT', `${order.path}/contacts`, { headers, body: { purchaser: contactOf(plan, email) } });
  receipt.acknowledged.push('contacts_set');

  if (plan.cancel === 'before_completion') {
    await cancel(api, order, receipt);
    return receipt;
  }
  const forging = forge(order, plan, quote.dueNow.amount);
  for (const card of plan.cards) {
    // One card after the other, as a buyer does it.
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await payWith(card, { api, sandboxUrl, order, receipt, plan, quoteId: quote.id });
    if (outcome === 'ended') break;
  }
  await forging;
  return receipt;
}

interface Paying {
  api: RestClient;
  sandboxUrl: string;
  order: OrderHandle;
  receipt: Receipt;
  plan: Plan;
  quoteId: string;
}

/** Enters a card, completes in every tab at once, and looks what becomes of it. */
async function payWith(card: CardKind, paying: Paying): Promise<'ended' | 'try_another'> {
  const { api, sandboxUrl, order, receipt, plan, quoteId } = paying;
  const { path, headers } = order;
  const paymentToken = await tokenise(sandboxUrl, cardNumbers[card]);
  const attached = await api.send<OrderJson>('POST', `${path}/payments`, {
    headers,
    body: { paymentToken },
    idempotent: randomUUID(),
  });
  if (attached.status > 299) return 'ended';
  receipt.acknowledged.push(`payment_added ${card}`);
  const body = {
    acceptedTermsVersion: attached.body.termsVersion,
    quoteId,
    returnUrl: 'https://shop.example.com/back',
  };
  const completions = Array.from({ length: plan.tabs }, () => {
    // The same tab sends the same key, another tab another one.
    const key = randomUUID();
    return Array.from({ length: plan.completions }, () =>
      api.send<OrderJson>('POST', `${path}/completion`, { headers, body, idempotent: key }),
    );
  }).flat();
  if (plan.cancel === 'at_completion') await cancel(api, order, receipt);
  const answers = await Promise.all(completions);
  if (answers.some(({ body: answer }) => codeOf(answer) === 'PAYMENT_DECLINED')) {
    receipt.acknowledged.push(`declined ${card}`);
    return 'try_another';
  }
  if (answers.some(({ status }) => status < 300)) receipt.acknowledged.push('completed');
  return await followUp(card, paying);
}

/** Confirms a payment at the bank where that is asked for, and waits until the charge is decided or it takes too long. */
async function followUp(card: CardKind, { api, order, receipt }: Paying): Promise<'ended' | 'try_another'> {
  const until = Date.now() + outcomeMs;
  let visited = '';
  while (Date.now() < until) {
    // A poll, as a page would do it.
    // oxlint-disable-next-line no-await-in-loop
    const now = await api.ask<OrderJson>('GET', order.path, { headers: order.headers });
    const { actionUrl } = now.payment ?? {};
    if (now.payment?.status === 'requires_action' && actionUrl !== undefined && actionUrl !== visited) {
      // oxlint-disable-next-line no-await-in-loop
      if (await answerBank(actionUrl, card === 'rejected' ? 'decline' : 'approve')) visited = actionUrl;
    } else if (now.status === 'review' && now.payment?.status === 'failed') {
      receipt.acknowledged.push(`declined ${card}`);
      return 'try_another';
    } else if (now.status !== 'awaiting_payment') {
      return 'ended';
    }
    // oxlint-disable-next-line no-await-in-loop
    await delay(300);
  }
  return 'ended';
}

async function cancel(api: RestClient, order: OrderHandle, receipt: Receipt): Promise<void> {
  const { status } = await api.send('POST', `${order.path}/cancellation`, { headers: order.headers });
  if (status < 300) receipt.acknowledged.push('cancelled');
}

async function fillCart(api: RestClient, plan: Plan): Promise<{ id: string; headers: Record<string, string> }> {
  const { cart, cartSecret } = await api.ask<{ cart: { id: string }; cartSecret: string }>('POST', '/v1/carts', {
    body: { currency: plan.currency },
  });
  const path = `/v1/carts/${cart.id}`;
  const headers = { 'cart-secret': cartSecret };
  for (const [index, line] of plan.lines.entries()) {
    // An answer that got lost must not add the line twice: the version of the cart sees to that.
    // oxlint-disable-next-line no-await-in-loop
    const { lines, version } = await api.ask<{ lines: unknown[]; version: number }>('GET', path, { headers });
    if (lines.length > index) continue;
    const conditional = { ...headers, 'if-match': `"${version}"` };
    // oxlint-disable-next-line no-await-in-loop
    const added = await api.send('POST', `${path}/lines`, { headers: conditional, body: line });
    if (added.status > 299 && added.status !== 412) throw new Error(`a line was refused: ${added.bytes.toString()}`);
  }
  return { id: cart.id, headers };
}

function contactOf({ country }: Plan, email: string) {
  return { givenName: 'Robin', surname: 'Sample', email, country, language: 'en', organisation: 'Sample Works' };
}

/** Exchanges a card for a token at the provider's page, which may be away for a moment. */
async function tokenise(sandboxUrl: string, number: string): Promise<string> {
  const body = JSON.stringify({ number, expMonth: 12, expYear: new Date().getFullYear() + 2, cvc: '123' });
  for (let tries = 0; ; tries += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      const response = await fetch(new URL('/tokens', sandboxUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(10_000),
      });
      // oxlint-disable-next-line no-await-in-loop
      if (response.status === 201) return ((await response.json()) as { token: string }).token;
    } catch (error) {
      if (tries > 100) throw error;
    }
    if (tries > 100) throw new Error('the provider takes no card');
    // oxlint-disable-next-line no-await-in-loop
    await delay(300);
  }
}

/** Answers the bank's page; false when it is away. */
async function answerBank(actionUrl: string, decision: 'approve' | 'decline'): Promise<boolean> {
  try {
    const response = await fetch(actionUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision }),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

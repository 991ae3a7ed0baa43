import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A card as Stripe's documentation of test cards has them. */
export interface StandInCard {
  /** Code and decline code with which every charge fails. */
  fails?: { code: string; declineCode: string };
  /** When the bank asks for the buyer: he must be there, or must have been there once. */
  asks?: 'always' | 'on_session';
  /** Refunds are taken on, and fail later. */
  refundFails?: boolean;
}

interface Method extends StandInCard {
  id: string;
  customer: string | null;
  /** Charged without a customer: cannot be charged again. */
  isSpent: boolean;
}

export interface StandInIntent {
  id: string;
  object: 'payment_intent';
  client_secret: string;
  amount: number;
  amount_received: number;
  currency: string;
  created: number;
  customer: string | null;
  last_payment_error: { type: string; code: string; decline_code?: string } | null;
  metadata: Record<string, string>;
  next_action: { type: string; redirect_to_url: { url: string; return_url: string } } | null;
  payment_method: string | null;
  setup_future_usage: string | null;
  status: string;
}

interface Answer {
  status: number;
  body: object;
}

/** An event that would be sent, unsigned. */
export interface StandInEvent {
  id: string;
  object: 'event';
  type: string;
  data: { object: object };
}

export const secretKey = 'sk_test_standin0123456789';

const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

const refusal = (status: number, type: string, code: string, more: object = {}): Answer => ({
  status,
  body: { error: { type, code, message: `no: ${code}`, ...more } },
});

/**
 * Stripe's HTTP API, as far as it is used here, after its public documentation: form bodies, idempotency keys with
 * replayed answers, card errors as 402, lists that are up to date and a search index that is not.
 */
export async function startStripeStandIn({ now }: { now: () => Date }) {
  const methods = new Map<string, Method>();
  const intents = new Map<string, StandInIntent>();
  const refunds = new Map<string, { payment_intent: string; amount: number; status: string }>();
  const disputed = new Set<string>();
  const answers = new Map<string, { fingerprint: string; answer: Answer }>();
  const indexed = new Set<string>();
  const control = {
    /** Answers to cut off, after the work was done. */
    cut: 0,
    /** Answered instead of doing anything, once each. */
    next: [] as Answer[],
    requests: [] as { method: string; path: string; params: URLSearchParams; headers: IncomingMessage['headers'] }[],
    events: [] as StandInEvent[],
    customers: 0,
  };

  const emit = (type: string, object: object): void => {
    control.events.push({ id: newId('evt'), object: 'event', type, data: { object: structuredClone(object) } });
  };
  const capture = (intent: StandInIntent): void => {
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, next_action: null });
    const method = methods.get(intent.payment_method ?? '');
    if (method !== undefined) {
      if (intent.setup_future_usage === 'off_session') method.customer = intent.customer;
      method.isSpent = method.customer === null;
    }
    emit('payment_intent.succeeded', intent);
  };
  const decline = (intent: StandInIntent, failure: { code: string; declineCode?: string }): Answer => {
    const error = {
      type: 'card_error',
      code: failure.code,
      message: 'Your card was declined.',
      ...(failure.declineCode === undefined ? {} : { decline_code: failure.declineCode }),
    };
    Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error, next_action: null });
    emit('payment_intent.payment_failed', intent);
    return { status: 402, body: { error: { ...error, payment_intent: intent } } };
  };

  function createIntent(params: URLSearchParams): Answer {
    const method = methods.get(params.get('payment_method') ?? '');
    const invalid = 'invalid_request_error';
    if (method === undefined) return refusal(404, invalid, 'resource_missing', { param: 'payment_method' });
    if (params.get('allowed_payment_method_types[0]') !== 'card' || params.get('confirm') !== 'true') {
      return refusal(400, invalid, 'parameter_missing');
    }
    if (Number(params.get('amount')) < 1)
      return refusal(400, invalid, 'parameter_invalid_integer', { param: 'amount' });
    const customer = params.get('customer');
    if (method.isSpent || (method.customer !== null && method.customer !== customer)) {
      return refusal(400, invalid, 'payment_method_unexpected_state', { param: 'payment_method' });
    }
    const returnUrl = params.get('return_url');
    const intent: StandInIntent = {
      id: newId('pi'),
      object: 'payment_intent',
      client_secret: newId('secret'),
      amount: Number(params.get('amount')),
      amount_received: 0,
      currency: params.get('currency') ?? '',
      created: Math.floor(now().getTime() / 1000),
      customer,
      last_payment_error: null,
      metadata: metadataOf(params),
      next_action: null,
      payment_method: method.id,
      setup_future_usage: params.get('setup_future_usage'),
      status: 'requires_confirmation',
    };
    intents.set(intent.id, intent);
    if (method.fails) return decline(intent, method.fails);
    const isAlone = params.get('off_session') === 'true';
    const mustAsk = method.asks === 'always' || (method.asks === 'on_session' && !isAlone);
    if (mustAsk && (isAlone || params.get('error_on_requires_action') === 'true')) {
      return decline(intent, { code: 'authentication_required', declineCode: 'authentication_required' });
    }
    if (!mustAsk) capture(intent);
    else {
      intent.status = 'requires_action';
      const url = `https://hooks.stripe.com/redirect/authenticate/${intent.id}`;
      intent.next_action =
        returnUrl === null ? null : { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } };
    }
    return { status: 200, body: structuredClone(intent) };
  }

  function cancelIntent(id: string): Answer {
    const intent = intents.get(id);
    if (intent === undefined) return refusal(404, 'invalid_request_error', 'resource_missing');
    if (intent.status === 'succeeded' || intent.status === 'canceled') {
      return refusal(400, 'invalid_request_error', 'payment_intent_unexpected_state');
    }
    intent.status = 'canceled';
    emit('payment_intent.canceled', intent);
    return { status: 200, body: intent };
  }

  function createRefund(params: URLSearchParams): Answer {
    const intent = intents.get(params.get('payment_intent') ?? '');
    const amount = Number(params.get('amount'));
    if (intent === undefined) return refusal(404, 'invalid_request_error', 'resource_missing');
    if (disputed.has(intent.id)) return refusal(400, 'invalid_request_error', 'charge_disputed');
    const taken = [...refunds.values()].filter((one) => one.payment_intent === intent.id && one.status !== 'failed');
    if (amount > taken.reduce((left, one) => left - one.amount, intent.amount_received)) {
      return refusal(400, 'invalid_request_error', 'charge_already_refunded', { param: 'amount' });
    }
    const isFailing = methods.get(intent.payment_method ?? '')?.refundFails === true;
    const refund = {
      id: newId('re'),
      object: 'refund',
      amount,
      currency: intent.currency,
      payment_intent: intent.id,
      metadata: metadataOf(params),
      status: isFailing ? 'pending' : 'succeeded',
    };
    refunds.set(refund.id, refund);
    emit('refund.created', refund);
    const answer = { status: 200, body: structuredClone(refund) };
    if (isFailing) {
      Object.assign(refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
      emit('refund.failed', refund);
    }
    return answer;
  }

  const listed = (params: URLSearchParams): Answer => {
    const after = params.get('starting_after');
    const newest = [...intents.values()]
      .toReversed()
      .filter(({ created }) => created >= Number(params.get('created[gte]') ?? 0));
    const from = after === null ? 0 : newest.findIndex(({ id }) => id === after) + 1;
    const limit = Number(params.get('limit') ?? 10);
    const data = newest.slice(from, from + limit);
    return { status: 200, body: { object: 'list', data, has_more: newest.length > from + limit } };
  };
  const searched = (params: URLSearchParams): Answer => {
    const wanted = [...(params.get('query') ?? '').matchAll(/metadata\['(\w+)'\]:'([^']*)'/g)];
    const data = [...intents.values()].filter(
      ({ id, metadata }) => indexed.has(id) && wanted.every(([, name = '', value]) => metadata[name] === value),
    );
    return { status: 200, body: { object: 'search_result', data, has_more: false, next_page: null } };
  };

  function work(method: string, path: string, params: URLSearchParams): Answer {
    const [, , resource, id = '', action] = path.split('/');
    if (method === 'POST' && path === '/v1/payment_intents') return createIntent(params);
    if (method === 'GET' && path === '/v1/payment_intents') return listed(params);
    if (method === 'GET' && path === '/v1/payment_intents/search') return searched(params);
    if (method === 'POST' && resource === 'payment_intents' && action === 'cancel') return cancelIntent(id);
    if (method === 'POST' && path === '/v1/refunds') return createRefund(params);
    if (method === 'POST' && path === '/v1/customers') {
      control.customers += 1;
      return { status: 200, body: { id: newId('cus'), object: 'customer', metadata: metadataOf(params) } };
    }
    const found = resource === 'payment_intents' ? intents.get(id) : methods.get(id);
    return found === undefined
      ? refusal(404, 'invalid_request_error', 'resource_missing')
      : { status: 200, body: found };
  }

  /** Work under a key is done once; another request under it is refused, and what was not begun is not kept. */
  function workOnce(key: string | undefined, method: string, path: string, params: URLSearchParams): Answer {
    if (method !== 'POST' || key === undefined) return work(method, path, params);
    const fingerprint = createHash('sha256').update(`${path} ${params.toString()}`).digest('hex');
    const kept = answers.get(key);
    if (kept !== undefined) {
      return kept.fingerprint === fingerprint ? kept.answer : refusal(400, 'idempotency_error', 'idempotency_error');
    }
    const answer = work(method, path, params);
    if (answer.status !== 400 && answer.status !== 404) answers.set(key, { fingerprint, answer });
    return answer;
  }

  const server = createServer((request, response) => void handle(request, response));
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    const params = method === 'POST' ? new URLSearchParams(await text(request)) : searchParams;
    control.requests.push({ method, path: pathname, params, headers: request.headers });
    const key = request.headers['idempotency-key'];
    const answer =
      request.headers.authorization === `Bearer ${secretKey}`
        ? (control.next.shift() ?? workOnce(typeof key === 'string' ? key : undefined, method, pathname, params))
        : refusal(401, 'invalid_request_error', 'api_key_invalid');
    if (control.cut > 0) {
      control.cut -= 1;
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', 'request-id': newId('req') });
    response.end(JSON.stringify(answer.body));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    control,
    intents,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** A payment method as Stripe's script makes it from a card. */
    addMethod: (card: StandInCard): string => {
      const id = newId('pm');
      methods.set(id, { id, customer: null, isSpent: false, ...card });
      return id;
    },
    /** The buyer's answer at his bank. */
    authenticate: (intentId: string, approved: boolean): void => {
      const intent = intents.get(intentId);
      if (intent?.status !== 'requires_action') return;
      if (approved) capture(intent);
      else decline(intent, { code: 'payment_intent_authentication_failure' });
    },
    dispute: (intentId: string): string => {
      const { amount_received: amount = 0, currency = '' } = intents.get(intentId) ?? {};
      const id = newId('dp');
      disputed.add(intentId);
      emit('charge.dispute.created', { id, amount, currency, payment_intent: intentId, status: 'needs_response' });
      return id;
    },
    closeDispute: (intentId: string, id: string, status: string): void => {
      const { amount_received: amount = 0, currency = '' } = intents.get(intentId) ?? {};
      emit('charge.dispute.closed', { id, amount, currency, payment_intent: intentId, status });
    },
    /** The search index catches up. */
    index: (): void => {
      for (const id of intents.keys()) indexed.add(id);
    },
    /** A day has passed: keys begin anew. */
    forgetKeys: (): void => answers.clear(),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function metadataOf(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...params].flatMap(([name, value]) => {
      const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
      return key === undefined ? [] : [[key, value]];
    }),
  );
}

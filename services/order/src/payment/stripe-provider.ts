import type { Clock } from '@countersign/runtime';
import { Stripe } from 'stripe';
import type { ChargeAnswer, ChargeState, PaymentProvider } from './payment-provider.ts';
import { refusalOf } from './stripe-currency.ts';
import { declineCodeOf, readStripeEvent } from './stripe-event.ts';

export interface StripeOptions {
  /** Base address of Stripe's API, without a path. */
  apiUrl: string;
  secretKey: string;
  webhookSecret: string;
  /** Key that browsers get. */
  publishableKey: string;
  clock: Clock;
  /** Time limit of a request, 4 s by default: below the deadline that a completion has. */
  timeoutMs?: number;
}

type ChargeRequest = Parameters<PaymentProvider['charge']>[0];
type ChargeKey = Parameters<PaymentProvider['findCharge']>[0];

// The type of the option is the version that this SDK's types describe: another SDK does not compile until someone has
// read what changed.
const apiVersion = '2026-10-28.endive';

/** How far the search index may be behind ("up to an hour", docs.stripe.com/search), and as much again. */
const indexLagMs = 2 * 60 * 60 * 1000;

/**
 * Stripe, through payment intents: the id of a charge is that of its intent. A request repeated under its key gets its
 * first answer for 24 hours; after that only `findCharge` tells what became of it.
 */
export function createStripeProvider(options: StripeOptions): PaymentProvider {
  const { clock, publishableKey, webhookSecret } = options;
  const stripe = connect(options);
  return {
    name: 'stripe',
    publicSettings: { pageUrl: '', publishableKey },

    async charge(request) {
      const refusal = refusalOf(request);
      if (refusal !== undefined) return { outcome: 'declined', code: refusal };
      try {
        const method = await prepareMethod(stripe, request);
        if ('code' in method) return { outcome: 'declined', code: method.code };
        const intent = await stripe.paymentIntents.create(
          {
            amount: toJsonInteger(request.amountMinor),
            currency: request.currency.toLowerCase(),
            payment_method: request.token,
            allowed_payment_method_types: ['card'],
            confirm: true,
            metadata: { order_id: request.reference, attempt_id: request.idempotencyKey },
            ...method.parameters,
          },
          { idempotencyKey: request.idempotencyKey },
        );
        return readIntent(intent);
      } catch (error) {
        const code = definiteRefusal(error);
        if (code === undefined) throw unanswered(error);
        return { outcome: 'declined', code };
      }
    },

    async findCharge(key) {
      try {
        const intent = (await searchIntent(stripe, key)) ?? (await findRecentIntent(stripe, key, clock.now()));
        return intent === undefined ? undefined : toChargeState(intent);
      } catch (error) {
        throw unanswered(error);
      }
    },

    async cancelCharge(chargeId) {
      try {
        await stripe.paymentIntents.cancel(chargeId);
      } catch (error) {
        // Captured or cancelled before: its event tells.
        if (error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state') return;
        throw unanswered(error);
      }
    },

    async refund({ chargeId, amountMinor, reference, idempotencyKey }) {
      try {
        const refund = await stripe.refunds.create(
          { payment_intent: chargeId, amount: toJsonInteger(amountMinor), metadata: { order_id: reference } },
          { idempotencyKey },
        );
        return refund.status === 'failed' || refund.status === 'canceled'
          ? { outcome: 'declined', code: refund.failure_reason ?? refund.status }
          : { outcome: 'accepted', refundId: refund.id };
      } catch (error) {
        const code = definiteRefusal(error);
        if (code === undefined) throw unanswered(error);
        return { outcome: 'declined', code };
      }
    },

    verifyEvent: (body, signature) => readStripeEvent({ body, signature, secret: webhookSecret, at: clock.now() }),
  };
}

/**
 * No retries of the SDK's own: the order service repeats what was not answered, under the same key. The one retry that
 * cannot be switched off, after a closed connection, carries our key too, so that it charges nothing twice.
 */
function connect({ apiUrl, secretKey, timeoutMs = 4_000 }: StripeOptions): Stripe {
  const { hostname, port, protocol } = new URL(apiUrl);
  const isPlain = protocol === 'http:';
  return new Stripe(secretKey, {
    apiVersion,
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : port,
    protocol: isPlain ? 'http' : 'https',
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
  });
}

/** What the kind of charge needs beside the method itself; a code when the method cannot be charged without the buyer. */
async function prepareMethod(
  stripe: Stripe,
  { token, reference, returnUrl, saveMethod, offSession }: ChargeRequest,
): Promise<{ parameters: Partial<Stripe.PaymentIntentCreateParams> } | { code: string }> {
  if (offSession) {
    // A kept method is charged in the name of the customer whom it was kept for.
    const customer = idOf((await stripe.paymentMethods.retrieve(token)).customer);
    return customer === undefined ? { code: 'method_not_saved' } : { parameters: { customer, off_session: true } };
  }
  // A buyer who cannot come back cannot be sent to his bank: then a card that asks for it is declined.
  const way = returnUrl === '' ? { error_on_requires_action: true } : { return_url: returnUrl };
  if (!saveMethod) return { parameters: way };
  // A customer per order holds its method and nothing else: no name, no address.
  const customer = await stripe.customers.create(
    { metadata: { order_id: reference } },
    { idempotencyKey: `customer:${reference}` },
  );
  return { parameters: { ...way, customer: customer.id, setup_future_usage: 'off_session' } };
}

function readIntent({ id: chargeId, status, next_action, last_payment_error }: Stripe.PaymentIntent): ChargeAnswer {
  if (status === 'succeeded' || status === 'processing') return { outcome: 'accepted', chargeId };
  const actionUrl = next_action?.redirect_to_url?.url;
  if (status === 'requires_action' && typeof actionUrl === 'string') {
    return { outcome: 'requires_action', chargeId, actionUrl };
  }
  if (status === 'requires_payment_method') return { outcome: 'declined', code: declineCodeOf(last_payment_error) };
  throw new Error(`the payment provider left the charge ${status}`);
}

/**
 * The search index knows every charge that is older than its lag, and answers with one request. Whatever it does not
 * know is looked for in the list of the newest, which is up to date; to send the charge again instead would make one.
 */
async function searchIntent(
  stripe: Stripe,
  { reference, idempotencyKey }: ChargeKey,
): Promise<Stripe.PaymentIntent | undefined> {
  for (const text of [reference, idempotencyKey]) {
    if (!/^[\w-]+$/.test(text)) throw new Error('a key that cannot stand in a search');
  }
  const query = `metadata['order_id']:'${reference}' AND metadata['attempt_id']:'${idempotencyKey}'`;
  const { data } = await stripe.paymentIntents.search({ query, limit: 1 });
  // The index may hold an earlier state.
  return data[0] && (await stripe.paymentIntents.retrieve(data[0].id));
}

async function findRecentIntent(
  stripe: Stripe,
  { reference, idempotencyKey }: ChargeKey,
  at: Date,
): Promise<Stripe.PaymentIntent | undefined> {
  const since = Math.floor((at.getTime() - indexLagMs) / 1000);
  for await (const intent of stripe.paymentIntents.list({ created: { gte: since }, limit: 100 })) {
    const { order_id, attempt_id } = intent.metadata;
    if (order_id === reference && attempt_id === idempotencyKey) return intent;
  }
  return undefined;
}

const states: Partial<Record<Stripe.PaymentIntent.Status, ChargeState['status']>> = {
  succeeded: 'captured',
  processing: 'processing',
  requires_confirmation: 'processing',
  requires_action: 'requires_action',
  // Its method was refused; we never give the buyer the means to try another one on it.
  requires_payment_method: 'failed',
  canceled: 'cancelled',
};

function toChargeState(intent: Stripe.PaymentIntent): ChargeState {
  const status = states[intent.status];
  if (status === undefined) throw new Error(`the payment provider left the charge ${intent.status}`);
  return {
    chargeId: intent.id,
    status,
    amountMinor: BigInt(status === 'captured' ? intent.amount_received : intent.amount),
    currency: intent.currency.toUpperCase(),
    declineCode: stateCode(status, intent),
  };
}

function stateCode(status: ChargeState['status'], { last_payment_error }: Stripe.PaymentIntent): string {
  if (status === 'cancelled') return 'cancelled';
  return status === 'failed' ? declineCodeOf(last_payment_error) : '';
}

/**
 * The code of an answer after which it is certain that no money moved and that a repetition would not move it: the card
 * was declined, or Stripe refused the request before it began to work on it (status 400 or 404). Undefined for all
 * others, a key used for another request among them.
 */
function definiteRefusal(error: unknown): string | undefined {
  if (error instanceof Stripe.errors.StripeCardError) return declineCodeOf(error);
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return undefined;
  const isRefused = error.statusCode === 400 || error.statusCode === 404;
  return isRefused ? (error.code ?? 'invalid_request') : undefined;
}

/** The SDK's errors carry whole answers, with the buyer's data and the intent's client secret: only codes go on. */
function unanswered(error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError)) {
    return error instanceof Error ? error : new Error('the payment provider failed', { cause: error });
  }
  const { type, code, statusCode, requestId } = error;
  const said = [type, code, statusCode, requestId].filter((part) => part !== undefined && part !== '').join(' ');
  return new Error(`the payment provider failed: ${said}`);
}

function idOf(object: string | { id: string } | null): string | undefined {
  return typeof object === 'string' ? object : object?.id;
}

function toJsonInteger(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('the amount is too large for the payment provider');
  return Number(amount);
}

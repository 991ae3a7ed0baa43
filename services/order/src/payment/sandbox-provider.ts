import { createHmac } from 'node:crypto';
import type { Clock } from '@countersign/runtime';
import { equalsConstantTime } from '@countersign/sealing';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ChargeAnswer, ChargeState, PaymentProvider, ProviderEvent, RefundAnswer } from './payment-provider.ts';
import { eventInvalid, readSandboxEvent } from './sandbox-event.ts';

export interface SandboxOptions {
  /** Base address, server to server. */
  url: string;
  /** Address of the card page, for browsers. */
  pageUrl: string;
  secretKey: string;
  webhookSecret: string;
  clock: Clock;
  /** Time limit of a request, 4 s by default: below the deadline that a completion has. */
  timeoutMs?: number;
}

interface Response {
  status: number;
  body: unknown;
}

const toleranceSeconds = 5 * 60;

const ChargeMade = Type.Object({
  id: Type.String({ pattern: '^ch_[A-Za-z0-9]{1,100}$' }),
  status: Type.Union([Type.Literal('processing'), Type.Literal('requires_action')]),
  actionUrl: Type.Optional(Type.String({ format: 'uri', maxLength: 2000 })),
});
const RefundMade = Type.Object({ id: Type.String({ pattern: '^re_[A-Za-z0-9]{1,100}$' }) });
const Refused = Type.Object({ error: Type.Object({ code: Type.String({ pattern: '^[a-z_]{1,64}$' }) }) });
const Charges = Type.Object({
  charges: Type.Array(
    Type.Object({
      id: Type.String({ pattern: '^ch_[A-Za-z0-9]{1,100}$' }),
      status: Type.Union(
        (['processing', 'requires_action', 'captured', 'failed', 'cancelled'] as const).map((status) =>
          Type.Literal(status),
        ),
      ),
      amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      declineCode: Type.String({ maxLength: 64 }),
    }),
  ),
});

/** Refusals of the payment method itself; like a declined card they need another one. */
const unusableMethod: readonly string[] = ['token_unknown', 'token_used', 'method_not_saved'];

/** Refusals of a refund that no repetition changes. */
const refusedRefund: readonly string[] = [
  'charge_unknown',
  'charge_not_captured',
  'currency_mismatch',
  'charge_disputed',
  'refund_exceeds_charge',
];

/** The provider that stands in for a real one where no money moves. */
export function createSandboxProvider(options: SandboxOptions): PaymentProvider {
  const { clock, pageUrl, webhookSecret } = options;
  return {
    name: 'sandbox',
    publicSettings: { pageUrl, publishableKey: '' },

    async charge({ amountMinor, idempotencyKey, ...request }) {
      const body = { ...request, amount: toJsonInteger(amountMinor) };
      return readChargeAnswer(await post(options, '/charges', { body, idempotencyKey }));
    },

    async findCharge({ reference, idempotencyKey }) {
      const query = new URLSearchParams({ reference, idempotencyKey });
      return readCharges(await send(options, `/charges?${query.toString()}`, { method: 'GET' }));
    },

    async cancelCharge(chargeId) {
      const { status } = await post(options, `/charges/${encodeURIComponent(chargeId)}/cancel`, { body: {} });
      if (status !== 200) throw new Error(`the payment provider answered ${status}`);
    },

    async refund({ chargeId, amountMinor, currency, reference, idempotencyKey }) {
      const body = { chargeId, amount: toJsonInteger(amountMinor), currency, reference };
      return readRefundAnswer(await post(options, '/refunds', { body, idempotencyKey }));
    },

    verifyEvent(body, signature): ProviderEvent {
      requireSignature(body, signature, { secret: webhookSecret, at: clock.now() });
      return readSandboxEvent(body);
    },
  };
}

async function post(
  options: SandboxOptions,
  target: string,
  { body, idempotencyKey }: { body: object; idempotencyKey?: string },
): Promise<Response> {
  return await send(options, target, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify(body),
  });
}

async function send(
  { url, secretKey, timeoutMs = 4_000 }: SandboxOptions,
  target: string,
  { headers, ...request }: { method: string; headers?: Record<string, string>; body?: string },
): Promise<Response> {
  const response = await fetch(new URL(target, url), {
    ...request,
    headers: { ...headers, authorization: `Bearer ${secretKey}` },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: await response.json() };
}

function readChargeAnswer({ status, body }: Response): ChargeAnswer {
  if (status === 201 && Value.Check(ChargeMade, body)) {
    const { id: chargeId, actionUrl } = body;
    if (body.status === 'processing') return { outcome: 'accepted', chargeId };
    if (actionUrl !== undefined) return { outcome: 'requires_action', chargeId, actionUrl };
  }
  const code = codeOf(body);
  if (code !== undefined && (status === 402 || (status === 400 && unusableMethod.includes(code)))) {
    return { outcome: 'declined', code };
  }
  throw unexpected(status, code);
}

function readCharges({ status, body }: Response): ChargeState | undefined {
  if (status !== 200 || !Value.Check(Charges, body)) throw unexpected(status, codeOf(body));
  const [found] = body.charges;
  if (found === undefined) return undefined;
  const { id: chargeId, amount, ...state } = found;
  return {
    chargeId,
    status: state.status,
    amountMinor: BigInt(amount),
    currency: state.currency,
    declineCode: state.declineCode,
  };
}

function readRefundAnswer({ status, body }: Response): RefundAnswer {
  if (status === 201 && Value.Check(RefundMade, body)) return { outcome: 'accepted', refundId: body.id };
  const code = codeOf(body);
  if (status === 400 && code !== undefined && refusedRefund.includes(code)) return { outcome: 'declined', code };
  throw unexpected(status, code);
}

function codeOf(body: unknown): string | undefined {
  return Value.Check(Refused, body) ? body.error.code : undefined;
}

function unexpected(status: number, code: string | undefined): Error {
  return new Error(`the payment provider answered ${status}${code === undefined ? '' : ` ${code}`}`);
}

/** `t=<Unix seconds>,v1=<hex HMAC-SHA256 of t "." body>`: over the bytes as they came, before anything reads them. */
function requireSignature(body: Uint8Array, signature: string, { secret, at }: { secret: string; at: Date }): void {
  const [, time, mac] = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (time === undefined || mac === undefined) throw eventInvalid('the signature is missing or malformed');
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  if (!equalsConstantTime(mac, expected)) throw eventInvalid('the signature is wrong');
  if (Math.abs(at.getTime() / 1000 - Number(time)) > toleranceSeconds) {
    throw eventInvalid('the signature is older or newer than five minutes');
  }
}

function toJsonInteger(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('the amount is too large for the payment provider');
  return Number(amount);
}

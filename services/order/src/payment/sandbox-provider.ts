import { createHmac } from 'node:crypto';
import { type DomainError, invalid } from '@countersign/errors';
import type { Clock } from '@countersign/runtime';
import { equalsConstantTime } from '@countersign/sealing';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ChargeAnswer, PaymentProvider, ProviderEvent } from './payment-provider.ts';

export interface SandboxOptions {
  /** Base address, server to server. */
  url: string;
  secretKey: string;
  webhookSecret: string;
  clock: Clock;
  /** Time limit of a charge, 4 s by default: below the deadline that a completion has. */
  timeoutMs?: number;
}

const toleranceSeconds = 5 * 60;
const largestBody = 64 * 1024;

const ChargeMade = Type.Object({ id: Type.String({ pattern: '^ch_[A-Za-z0-9]{1,100}$' }) });
const ChargeRefused = Type.Object({ error: Type.Object({ code: Type.String({ pattern: '^[a-z_]{1,64}$' }) }) });
const Event = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }), type: Type.String() });
const CapturedEvent = Type.Object({
  data: Type.Object({
    chargeId: Type.String({ minLength: 1, maxLength: 128 }),
    reference: Type.String({ minLength: 1, maxLength: 200 }),
    amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  }),
});

/** Refusals of the token itself; like a declined card they need another payment method. */
const unusableToken: readonly string[] = ['token_unknown', 'token_used'];

/** The provider that stands in for a real one where no money moves. */
export function createSandboxProvider(options: SandboxOptions): PaymentProvider {
  const { url, secretKey, webhookSecret, clock, timeoutMs = 4_000 } = options;
  return {
    name: 'sandbox',

    async charge({ token, amountMinor, currency, reference, idempotencyKey }) {
      const response = await fetch(new URL('/charges', url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${secretKey}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({ token, amount: toJsonInteger(amountMinor), currency, reference }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return readAnswer(response.status, await response.json());
    },

    verifyEvent(body, signature) {
      requireSignature(body, signature, { secret: webhookSecret, at: clock.now() });
      return readEvent(body);
    },
  };
}

function readAnswer(status: number, body: unknown): ChargeAnswer {
  if (status === 201 && Value.Check(ChargeMade, body)) return { outcome: 'accepted', chargeId: body.id };
  if (Value.Check(ChargeRefused, body)) {
    const { code } = body.error;
    if (status === 402 || (status === 400 && unusableToken.includes(code))) return { outcome: 'declined', code };
    throw new Error(`the payment provider answered ${status} ${code}`);
  }
  throw new Error(`the payment provider answered ${status}`);
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

function readEvent(body: Uint8Array): ProviderEvent {
  if (body.length > largestBody) throw eventInvalid('the event is too large');
  const event = parseJson(body);
  if (!Value.Check(Event, event)) throw eventInvalid('the event has no id or type');
  if (event.type !== 'charge.captured') return { id: event.id };
  if (!Value.Check(CapturedEvent, event)) throw eventInvalid('the event lacks data of the charge');
  const { chargeId, reference, amount, currency } = event.data;
  return { id: event.id, capture: { chargeId, reference, amountMinor: BigInt(amount), currency } };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw eventInvalid('the event is not JSON');
  }
}

function eventInvalid(message: string): DomainError {
  return invalid('PAYMENT_EVENT_INVALID', message);
}

function toJsonInteger(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('the amount is too large for the payment provider');
  return Number(amount);
}

import { type DomainError, invalid } from '@countersign/errors';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ProviderChange, ProviderEvent } from './payment-provider.ts';

const largestBody = 64 * 1024;

const Id = Type.String({ minLength: 1, maxLength: 128 });
const Charge = { chargeId: Id, reference: Type.String({ minLength: 1, maxLength: 200 }) };
const Money = {
  amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
};
const code = Type.String({ minLength: 1, maxLength: 64 });

const Event = Type.Object({ id: Id, type: Type.String(), data: Type.Unknown() });
const Key = { idempotencyKey: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) };
const Captured = Type.Object({ ...Charge, ...Key, ...Money, savedMethod: Type.Optional(Id) });
const Failed = Type.Object({ ...Charge, ...Key, code });
const Refunded = Type.Object({ ...Charge, ...Money, refundId: Id });
const RefundFailed = Type.Object({ ...Charge, refundId: Id, code });
const Disputed = Type.Object({ ...Charge, ...Money, disputeId: Id });
const DisputeClosed = Type.Object({ ...Charge, disputeId: Id, won: Type.Boolean() });

/** What each kind of event changes here; undefined when it lacks what its kind must have. */
const readers: Readonly<Record<string, (data: unknown) => ProviderChange | undefined>> = {
  'charge.captured': (data) => {
    if (!Value.Check(Captured, data)) return undefined;
    const { savedMethod } = data;
    return {
      kind: 'captured',
      ...chargeOf(data),
      ...keyOf(data),
      ...moneyOf(data),
      ...(savedMethod === undefined ? {} : { savedMethod }),
    };
  },
  'charge.failed': (data) =>
    Value.Check(Failed, data)
      ? { kind: 'failed', ...chargeOf(data), ...keyOf(data), declineCode: data.code }
      : undefined,
  'charge.refunded': (data) =>
    Value.Check(Refunded, data)
      ? { kind: 'refunded', ...chargeOf(data), refundId: data.refundId, ...moneyOf(data) }
      : undefined,
  'refund.failed': (data) =>
    Value.Check(RefundFailed, data)
      ? { kind: 'refund_failed', ...chargeOf(data), refundId: data.refundId, declineCode: data.code }
      : undefined,
  'charge.disputed': (data) =>
    Value.Check(Disputed, data)
      ? { kind: 'disputed', ...chargeOf(data), disputeId: data.disputeId, ...moneyOf(data) }
      : undefined,
  'dispute.closed': (data) =>
    Value.Check(DisputeClosed, data)
      ? { kind: 'dispute_closed', ...chargeOf(data), disputeId: data.disputeId, won: data.won }
      : undefined,
};

/** Reads an event of the sandbox whose signature was right. Throws `PAYMENT_EVENT_INVALID` when its form is wrong. */
export function readSandboxEvent(body: Uint8Array): ProviderEvent {
  if (body.length > largestBody) throw eventInvalid('the event is too large');
  const event = parseJson(body);
  if (!Value.Check(Event, event)) throw eventInvalid('the event has no id, type or data');
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  if (read === undefined) return { id: event.id };
  const change = read(event.data);
  if (change === undefined) throw eventInvalid('the event lacks data of its kind');
  return { id: event.id, change };
}

function chargeOf({ chargeId, reference }: { chargeId: string; reference: string }) {
  return { chargeId, reference };
}

function keyOf({ idempotencyKey }: { idempotencyKey?: string }) {
  return idempotencyKey === undefined ? {} : { idempotencyKey };
}

function moneyOf({ amount, currency }: { amount: number; currency: string }) {
  return { amountMinor: BigInt(amount), currency };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw eventInvalid('the event is not JSON');
  }
}

/** The refusal of an event; its message never repeats anything of it. */
export function eventInvalid(message: string): DomainError {
  return invalid('PAYMENT_EVENT_INVALID', message);
}

import { invalid } from '@countersign/errors';
import { Stripe } from 'stripe';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ProviderChange, ProviderEvent } from './payment-provider.ts';

const largestBody = 64 * 1024;
const toleranceSeconds = 5 * 60;

const Id = Type.String({ minLength: 1, maxLength: 255 });
const Money = {
  amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  currency: Type.String({ pattern: '^[a-z]{3}$' }),
};
const Metadata = Type.Object({
  order_id: Type.Optional(Type.String({ maxLength: 200 })),
  attempt_id: Type.Optional(Type.String({ maxLength: 255 })),
});
const Failure = Type.Object({
  code: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  decline_code: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

const Event = Type.Object({ id: Id, type: Type.String(), data: Type.Object({ object: Type.Unknown() }) });
const Intent = Type.Object({
  id: Id,
  currency: Money.currency,
  amount_received: Money.amount,
  metadata: Metadata,
  payment_method: Type.Union([Id, Type.Null()]),
  setup_future_usage: Type.Union([Type.String(), Type.Null()]),
  last_payment_error: Type.Union([Failure, Type.Null()]),
});
const Refund = Type.Object({
  id: Id,
  ...Money,
  payment_intent: Type.Union([Id, Type.Null()]),
  status: Type.Union([Type.String(), Type.Null()]),
  failure_reason: Type.Optional(Type.String()),
  metadata: Type.Union([Metadata, Type.Null()]),
});
const Dispute = Type.Object({
  id: Id,
  ...Money,
  payment_intent: Type.Union([Id, Type.Null()]),
  status: Type.String(),
});

/** Means that what an event is about is none of ours, or not decided yet. */
const nothing = 'nothing';

/** What each kind of event changes here; undefined when it lacks what its kind must have. */
const readers: Readonly<Record<string, (object: unknown) => ProviderChange | typeof nothing | undefined>> = {
  'payment_intent.succeeded': (object) =>
    readIntent(object, (intent, charge) => ({
      kind: 'captured',
      ...charge,
      amountMinor: BigInt(intent.amount_received),
      currency: intent.currency.toUpperCase(),
      ...(intent.setup_future_usage === 'off_session' && intent.payment_method !== null
        ? { savedMethod: intent.payment_method }
        : {}),
    })),
  'payment_intent.payment_failed': (object) =>
    readIntent(object, (intent, charge) => ({
      kind: 'failed',
      ...charge,
      declineCode: declineCodeOf(intent.last_payment_error),
    })),
  'payment_intent.canceled': (object) =>
    readIntent(object, (_, charge) => ({ kind: 'failed', ...charge, declineCode: 'cancelled' })),
  // Not `charge.refunded`, which tells the sum of all refunds of a charge and does not name the single one.
  'refund.created': readRefund,
  'refund.updated': readRefund,
  'refund.failed': readRefund,
  'charge.dispute.created': (object) =>
    readDispute(object, ({ id, amount, currency }, charge) => ({
      kind: 'disputed',
      ...charge,
      disputeId: id,
      amountMinor: BigInt(amount),
      currency: currency.toUpperCase(),
    })),
  'charge.dispute.closed': (object) =>
    readDispute(object, ({ id, status }, charge) => ({
      kind: 'dispute_closed',
      ...charge,
      disputeId: id,
      // An inquiry that ends without becoming a dispute costs nothing.
      won: status === 'won' || status === 'warning_closed',
    })),
};

/**
 * Reads an event over the bytes as they came. Throws `PAYMENT_EVENT_INVALID` when signature, age or form is wrong.
 */
export function readStripeEvent({
  body,
  signature,
  secret,
  at,
}: {
  body: Uint8Array;
  signature: string;
  secret: string;
  at: Date;
}): ProviderEvent {
  if (body.length > largestBody) throw invalid('PAYMENT_EVENT_INVALID', 'the event is too large');
  const event = verify(body, signature, { secret, at });
  if (!Value.Check(Event, event)) throw invalid('PAYMENT_EVENT_INVALID', 'the event has no id, type or object');
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  const change = read === undefined ? nothing : read(event.data.object);
  if (change === undefined) throw invalid('PAYMENT_EVENT_INVALID', 'the event lacks data of its kind');
  return change === nothing ? { id: event.id } : { id: event.id, change };
}

/** The bank's reason for a refusal; Stripe's own code where the bank gives none. */
export function declineCodeOf(
  failure: { code?: string | null | undefined; decline_code?: string | null | undefined } | null,
): string {
  const { code, decline_code } = failure ?? {};
  // "generic_decline" only says that there is no reason.
  const reason = decline_code === 'generic_decline' ? (code ?? decline_code) : (decline_code ?? code);
  return reason ?? 'card_declined';
}

function verify(body: Uint8Array, signature: string, { secret, at }: { secret: string; at: Date }): unknown {
  try {
    return Stripe.webhooks.constructEvent(
      Buffer.from(body),
      signature,
      secret,
      toleranceSeconds,
      undefined,
      at.getTime(),
    );
  } catch {
    // Without a cause: the SDK's error repeats header and payload.
    throw invalid('PAYMENT_EVENT_INVALID', 'the signature is wrong or too old, or the event is not JSON');
  }
}

function readIntent(
  object: unknown,
  toChange: (
    intent: Static<typeof Intent>,
    charge: { chargeId: string; reference: string; idempotencyKey?: string },
  ) => ProviderChange,
): ProviderChange | typeof nothing | undefined {
  if (!Value.Check(Intent, object)) return undefined;
  const { order_id: reference, attempt_id: idempotencyKey } = object.metadata;
  // Made by something else that uses the same account.
  if (reference === undefined || reference === '') return nothing;
  return toChange(object, {
    chargeId: object.id,
    reference,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
}

function readRefund(object: unknown): ProviderChange | typeof nothing | undefined {
  if (!Value.Check(Refund, object)) return undefined;
  const { id: refundId, payment_intent: chargeId, status, metadata } = object;
  if (chargeId === null) return nothing;
  const refund = { chargeId, reference: metadata?.order_id ?? '', refundId };
  if (status === 'succeeded') {
    return {
      kind: 'refunded',
      ...refund,
      amountMinor: BigInt(object.amount),
      currency: object.currency.toUpperCase(),
    };
  }
  if (status === 'failed' || status === 'canceled') {
    return { kind: 'refund_failed', ...refund, declineCode: object.failure_reason ?? status };
  }
  return nothing;
}

function readDispute(
  object: unknown,
  toChange: (dispute: Static<typeof Dispute>, charge: { chargeId: string; reference: string }) => ProviderChange,
): ProviderChange | typeof nothing | undefined {
  if (!Value.Check(Dispute, object)) return undefined;
  const { payment_intent: chargeId } = object;
  return chargeId === null ? nothing : toChange(object, { chargeId, reference: '' });
}

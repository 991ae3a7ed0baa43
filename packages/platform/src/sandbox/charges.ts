import { createHash, randomBytes } from 'node:crypto';
import type { CardBehaviour } from './cards.ts';
import type { Deliveries } from './deliveries.ts';
import type { Charge, KeptAnswer, Ledger } from './ledger.ts';

/** A request to be paid; nothing in it can be trusted. */
export interface ChargeRequest {
  readonly token?: unknown;
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly reference?: unknown;
}

export interface ChargeAnswer {
  readonly status: number;
  readonly body: object;
  /** Whether it is the kept answer to an earlier request with the same key. */
  readonly replayed: boolean;
}

interface ValidRequest {
  readonly token: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string;
}

const lateMs = 3000;
const greatestAmount = 99_999_999_999;

const refusals: Partial<Record<CardBehaviour, string>> = {
  card_declined: 'The card was declined.',
  insufficient_funds: 'The card has insufficient funds.',
};

/**
 * Charges the card behind a token, once per idempotency key: the same request again gets the same answer, another request
 * with a used key 409. A charge begins as `processing`; the event says when it is captured. Declined: 402, the token is
 * used up all the same.
 */
export function charge(
  { ledger, deliveries, now }: { ledger: Ledger; deliveries: Deliveries; now: () => Date },
  request: ChargeRequest,
  key: string,
): ChargeAnswer {
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const kept = ledger.findAnswer(key);
  if (kept !== undefined) return replay(kept, fingerprint);

  const valid = readRequest(request);
  if ('fault' in valid) return failure(400, 'invalid_request', valid.fault);
  const card = ledger.takeToken(valid.token);
  if (card === 'unknown') return failure(400, 'token_unknown', 'There is no such token.');
  if (card === 'used') return failure(400, 'token_used', 'The token was used before.');

  const { token: _, ...payment } = valid;
  const made: Charge = { id: newId('ch'), status: 'processing', ...payment, createdAt: now().toISOString() };
  const refusal = refusals[card.behaviour];
  ledger.putCharge(refusal === undefined ? made : { ...made, status: 'failed' });
  const answer =
    refusal === undefined
      ? { status: 201, body: { id: made.id, status: made.status }, replayed: false }
      : failure(402, card.behaviour, refusal);
  ledger.keepAnswer({ key, fingerprint, status: answer.status, body: answer.body });
  if (refusal === undefined) announce(deliveries, made, card.behaviour, now());
  return answer;
}

/** Marks a charge as captured; again changes nothing. */
export function capture(ledger: Ledger, id: string): void {
  const found = ledger.findCharge(id);
  if (found?.status === 'processing') ledger.putCharge({ ...found, status: 'captured' });
}

/** An unguessable id with its prefix. */
export function newId(prefix: 'tok' | 'ch' | 'evt' | 'del'): string {
  return `${prefix}_${randomBytes(16).toString('hex')}`;
}

function announce(deliveries: Deliveries, made: Charge, behaviour: CardBehaviour, at: Date): void {
  const event = {
    id: newId('evt'),
    type: 'charge.captured' as const,
    createdAt: at.toISOString(),
    data: {
      chargeId: made.id,
      reference: made.reference,
      amount: behaviour === 'wrong_amount' ? made.amount + 1 : made.amount,
      currency: made.currency,
    },
  };
  const times = behaviour === 'late_and_twice' ? 2 : 1;
  const delayMs = behaviour === 'late_and_twice' ? lateMs : 0;
  for (let sent = 0; sent < times; sent += 1) deliveries.send({ id: newId('del'), event, delayMs });
}

function readRequest({ token, amount, currency, reference }: ChargeRequest): ValidRequest | { fault: string } {
  if (typeof token !== 'string') return { fault: 'token must be a string' };
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1 || amount > greatestAmount) {
    return { fault: 'amount must be a positive integer of minor units' };
  }
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency))
    return { fault: 'currency must be an ISO 4217 code' };
  if (typeof reference !== 'string' || reference === '' || reference.length > 200) {
    return { fault: 'reference must have 1 to 200 characters' };
  }
  return { token, amount, currency: currency.toUpperCase(), reference };
}

function replay(kept: KeptAnswer, fingerprint: string): ChargeAnswer {
  if (kept.fingerprint !== fingerprint) {
    return failure(409, 'idempotency_key_reused', 'This Idempotency-Key belongs to another request.');
  }
  return { status: kept.status, body: kept.body, replayed: true };
}

function failure(status: number, code: string, message: string): ChargeAnswer {
  return { status, body: { error: { code, message } }, replayed: false };
}

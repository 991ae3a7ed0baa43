import { type Answer, answerOnce, failure, type KeyedAnswer } from './answers.ts';
import { captureCharge } from './captures.ts';
import type { Card, CardBehaviour } from './cards.ts';
import { announce, newId, type Parts } from './events.ts';
import type { Charge, Ledger } from './ledger.ts';

/** A request to be paid; nothing in it can be trusted. */
export interface ChargeRequest {
  readonly token?: unknown;
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly reference?: unknown;
  readonly returnUrl?: unknown;
  readonly saveMethod?: unknown;
  readonly offSession?: unknown;
}

interface ValidRequest {
  readonly token: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string;
  readonly returnUrl: string;
  readonly saveMethod: boolean;
  readonly offSession: boolean;
}

/** What the card's bank says. */
type Verdict = { readonly kind: 'pay' | 'authenticate' } | { readonly kind: 'decline'; readonly code: string };

const greatestAmount = 99_999_999_999;

const refusals: Partial<Record<CardBehaviour, true>> = {
  card_declined: true,
  insufficient_funds: true,
  expired_card: true,
  incorrect_cvc: true,
};

/**
 * Charges the card behind a token, or a saved method, once per idempotency key. A charge begins as `processing`, or
 * waits for the buyer at `actionUrl`; the event says when it is captured. Declined: 402, the token is used up all the
 * same. `made` is the new charge; absent when nothing was made by this call.
 */
export function charge(
  parts: Parts,
  request: ChargeRequest,
  { key, publicUrl }: { key: string; publicUrl: string },
): KeyedAnswer & { made?: Charge } {
  const begun: { made?: Charge } = {};
  const answer = answerOnce(parts.ledger, { key, request }, () => {
    const valid = readRequest(request);
    if ('fault' in valid) return failure(400, 'invalid_request', valid.fault);
    const card = takeCard(parts.ledger, valid);
    if ('status' in card) return card;
    const { amount, currency, reference, offSession } = valid;
    const made: Charge = {
      id: newId('ch'),
      status: 'processing',
      amount,
      currency,
      reference,
      createdAt: parts.now().toISOString(),
      key,
      behaviour: card.behaviour,
      place: parts.faults.nextPlace(),
      ...(valid.saveMethod ? { cardToSave: cardOf(card) } : {}),
    };
    begun.made = made;
    const verdict = judge(card.behaviour, { isSaved: valid.token.startsWith('pm_'), offSession });
    return act(parts, made, { verdict, returnUrl: valid.returnUrl, publicUrl });
  });
  return { ...answer, ...begun };
}

/** What the merchant may know of a charge. */
export function viewOf(found: Charge): object {
  const { id, status, amount, capturedAmount, currency, reference, key = '', declineCode = '', createdAt } = found;
  return { id, status, amount: capturedAmount ?? amount, currency, reference, key, declineCode, createdAt };
}

/** Ends a charge that waits for the buyer: his answer counts once, and changes nothing about one that was cancelled. */
export function decideAction(parts: Parts, waiting: Charge, approved: boolean): Charge {
  if (waiting.status === 'requires_action') {
    if (approved) captureCharge(parts, { ...waiting, status: 'processing' });
    else fail(parts, waiting, { status: 'failed', code: 'authentication_failed' });
  }
  return parts.ledger.findCharge(waiting.id) ?? waiting;
}

/** Gives up a charge that waits for the buyer; any other stays as it is. */
export function cancelCharge(parts: Parts, found: Charge): Charge {
  if (found.status === 'requires_action') fail(parts, found, { status: 'cancelled', code: 'cancelled' });
  return parts.ledger.findCharge(found.id) ?? found;
}

function fail(parts: Parts, charged: Charge, { status, code }: { status: 'failed' | 'cancelled'; code: string }): void {
  parts.ledger.putCharge({ ...charged, status, declineCode: code });
  announce(parts, charged, { type: 'charge.failed', data: { code } });
}

function act(
  parts: Parts,
  made: Charge,
  { verdict, returnUrl, publicUrl }: { verdict: Verdict; returnUrl: string; publicUrl: string },
): Answer {
  const { id } = made;
  if (verdict.kind === 'decline') {
    const { code } = verdict;
    if (parts.faults.announcesDeclines()) fail(parts, made, { status: 'failed', code });
    else parts.ledger.putCharge({ ...made, status: 'failed', declineCode: code });
    return failure(402, code, 'The card was declined.');
  }
  if (verdict.kind === 'authenticate') {
    const action = { id: newId('act'), returnUrl };
    parts.ledger.putCharge({ ...made, status: 'requires_action', action });
    return { status: 201, body: { id, status: 'requires_action', actionUrl: `${publicUrl}/actions/${action.id}` } };
  }
  captureCharge(parts, made);
  return { status: 201, body: { id, status: 'processing' } };
}

function judge(behaviour: CardBehaviour, { isSaved, offSession }: { isSaved: boolean; offSession: boolean }): Verdict {
  if (refusals[behaviour] === true) return { kind: 'decline', code: behaviour };
  if (behaviour === 'authenticate_always') {
    return offSession ? { kind: 'decline', code: 'authentication_required' } : { kind: 'authenticate' };
  }
  if (behaviour === 'authenticate_on_session' && !offSession) return { kind: 'authenticate' };
  if (behaviour === 'declined_later' && isSaved) return { kind: 'decline', code: 'card_declined' };
  return { kind: 'pay' };
}

function takeCard(ledger: Ledger, { token, offSession }: ValidRequest): Card | Answer {
  if (token.startsWith('pm_')) {
    return ledger.findMethod(token) ?? failure(400, 'token_unknown', 'There is no such payment method.');
  }
  if (offSession) return failure(400, 'method_not_saved', 'Without the buyer only a saved method can be charged.');
  const card = ledger.takeToken(token);
  if (card === 'unknown') return failure(400, 'token_unknown', 'There is no such token.');
  if (card === 'used') return failure(400, 'token_used', 'The token was used before.');
  return card;
}

function cardOf({ brand, last4, behaviour }: Card): Card {
  return { brand, last4, behaviour };
}

function readRequest(request: ChargeRequest): ValidRequest | { fault: string } {
  const { token, amount, currency, reference, returnUrl = '', saveMethod = false, offSession = false } = request;
  if (typeof token !== 'string') return { fault: 'token must be a string' };
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1 || amount > greatestAmount) {
    return { fault: 'amount must be a positive integer of minor units' };
  }
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency))
    return { fault: 'currency must be an ISO 4217 code' };
  if (typeof reference !== 'string' || reference === '' || reference.length > 200) {
    return { fault: 'reference must have 1 to 200 characters' };
  }
  const address = readAddress(returnUrl);
  if (address === undefined) return { fault: 'returnUrl must be an http address' };
  if (typeof saveMethod !== 'boolean' || typeof offSession !== 'boolean') {
    return { fault: 'saveMethod and offSession must be true or false' };
  }
  return { token, amount, currency: currency.toUpperCase(), reference, returnUrl: address, saveMethod, offSession };
}

/** An address as it may stand in a header and a page; undefined for what is none. */
function readAddress(value: unknown): string | undefined {
  if (value === '') return '';
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { href, protocol } = new URL(value);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

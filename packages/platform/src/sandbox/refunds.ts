import { type Answer, answerOnce, failure, type KeyedAnswer } from './answers.ts';
import { announce, newId, type Parts } from './events.ts';
import type { Charge, Dispute, Ledger, Refund } from './ledger.ts';

/** A request to pay back; nothing in it can be trusted. */
export interface RefundRequest {
  readonly chargeId?: unknown;
  readonly amount?: unknown;
  readonly currency?: unknown;
}

/** Pays a charge back, wholly or in part and never more than it has left, once per idempotency key. */
export function refund(parts: Parts, request: RefundRequest, key: string): KeyedAnswer {
  return answerOnce(parts.ledger, { key: `refund ${key}`, request }, () => {
    const { chargeId, amount, currency } = request;
    if (typeof chargeId !== 'string') return failure(400, 'invalid_request', 'chargeId must be a string');
    const charge = parts.ledger.findCharge(chargeId);
    if (charge === undefined) return failure(400, 'charge_unknown', 'There is no such charge.');
    if (charge.status !== 'captured') return failure(400, 'charge_not_captured', 'The charge is not captured.');
    if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1) {
      return failure(400, 'invalid_request', 'amount must be a positive integer of minor units');
    }
    if (currency !== charge.currency) return failure(400, 'currency_mismatch', 'The charge has another currency.');
    const dispute = parts.ledger.disputeOf(charge.id);
    if (dispute !== undefined && dispute.status !== 'won') {
      return failure(400, 'charge_disputed', 'The charge is disputed.');
    }
    if (amount > leftOf(parts.ledger, charge)) {
      return failure(400, 'refund_exceeds_charge', 'The charge has less than that left.');
    }
    return payBack(parts, charge, amount);
  });
}

/** Closes a dispute; again with the same outcome changes nothing. */
export function closeDispute(parts: Parts, dispute: Dispute, won: boolean): Answer {
  const status = won ? 'won' : 'lost';
  const charge = parts.ledger.findCharge(dispute.chargeId);
  if (dispute.status !== 'open' && dispute.status !== status) {
    return failure(409, 'dispute_closed', `The dispute was ${dispute.status}.`);
  }
  if (dispute.status === 'open' && charge !== undefined) {
    parts.ledger.putDispute({ ...dispute, status });
    announce(parts, charge, { type: 'dispute.closed', data: { disputeId: dispute.id, won } });
  }
  return { status: 200, body: { id: dispute.id, status } };
}

function payBack(parts: Parts, charge: Charge, amount: number): Answer {
  const made: Refund = { id: newId('re'), chargeId: charge.id, amount, status: 'pending' };
  parts.ledger.putRefund(made);
  const { id: refundId } = made;
  if (charge.behaviour === 'refund_fails') {
    announce(parts, charge, { type: 'refund.failed', data: { refundId, code: 'expired_or_canceled_card' } });
  } else {
    announce(parts, charge, { type: 'charge.refunded', data: { refundId, amount, currency: charge.currency } });
  }
  return { status: 201, body: { id: refundId, status: 'pending' } };
}

function leftOf(ledger: Ledger, { id, amount, capturedAmount }: Charge): number {
  return ledger
    .refundsOf(id)
    .filter(({ status }) => status !== 'failed')
    .reduce((left, refunded) => left - refunded.amount, capturedAmount ?? amount);
}

import type { CardBehaviour } from './cards.ts';
import { announce, newId, type Parts } from './events.ts';
import type { Charge } from './ledger.ts';

const lateMs = 3000;

/**
 * Captures a charge: at once, except with the late card, whose charge goes on processing until its event goes out. The
 * card is saved if that was asked for. Some cards, and the plan of faults, capture a wrong amount or a second time.
 */
export function captureCharge(parts: Parts, charge: Charge): void {
  const { faults, ledger } = parts;
  const { behaviour = 'ok', place = 0 } = charge;
  const isWrong = behaviour === 'wrong_amount' || faults.happens('wrongAmount', place);
  const captured = saveCard(parts, { ...charge, capturedAmount: charge.amount + (isWrong ? 1 : 0) });
  const isLate = behaviour === 'late_and_twice';
  ledger.putCharge({ ...captured, status: isLate ? 'processing' : 'captured' });
  announceCapture(parts, captured, isLate ? { delayMs: lateMs, times: 2 } : {});
  if (behaviour === 'disputed') dispute(parts, captured);
  if (behaviour === 'captured_twice' || faults.happens('doubleCapture', place)) captureAgain(parts, captured);
}

/** Captures by a second charge what another has captured already: what a provider must not do, and sometimes does. */
export function captureAgain(parts: Parts, { amount, currency, reference, place }: Charge): Charge {
  const again: Charge = {
    id: newId('ch'),
    status: 'captured',
    amount,
    capturedAmount: amount,
    currency,
    reference,
    behaviour: 'ok' satisfies CardBehaviour,
    createdAt: parts.now().toISOString(),
    ...(place === undefined ? {} : { place }),
  };
  parts.ledger.putCharge(again);
  announceCapture(parts, again);
  return again;
}

function announceCapture(parts: Parts, charge: Charge, when: { delayMs?: number; times?: number } = {}): void {
  const { amount, capturedAmount, currency, savedMethod } = charge;
  const data = {
    amount: capturedAmount ?? amount,
    currency,
    ...(savedMethod === undefined ? {} : { savedMethod }),
  };
  announce(parts, charge, { type: 'charge.captured', data }, when);
}

function saveCard({ ledger }: Parts, charge: Charge): Charge {
  const { cardToSave, ...rest } = charge;
  if (cardToSave === undefined) return charge;
  const savedMethod = newId('pm');
  ledger.addMethod({ token: savedMethod, ...cardToSave });
  return { ...rest, savedMethod };
}

function dispute(parts: Parts, charge: Charge): void {
  const disputeId = newId('dp');
  parts.ledger.putDispute({ id: disputeId, chargeId: charge.id, status: 'open' });
  const { amount, capturedAmount, currency } = charge;
  const data = { disputeId, amount: capturedAmount ?? amount, currency };
  announce(parts, charge, { type: 'charge.disputed', data }, { delayMs: lateMs });
}

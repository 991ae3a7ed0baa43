import { randomBytes } from 'node:crypto';
import { invalid } from '@countersign/errors';
import { fromStoredChange, type StoredChange, toStoredChange } from '../src/payment/payment.ts';
import type { ChargeState, PaymentProvider, ProviderChange, ProviderEvent } from '../src/payment/payment-provider.ts';

type ChargeRequest = Parameters<PaymentProvider['charge']>[0];
type RefundRequest = Parameters<PaymentProvider['refund']>[0];

/** A charge that the provider made. */
export interface MadeCharge extends ChargeRequest {
  id: string;
  status: ChargeState['status'];
}

const rightSignature = 'signed';

/** A provider of the port that does as it is told. `next` says how the following charges and refunds are answered. */
export function createScriptedProvider() {
  const state = {
    /** `lose` makes the charge and loses the answer; `fail` does not make it. */
    next: 'accept' as 'accept' | 'requires_action' | 'decline' | 'fail' | 'lose',
    nextRefund: 'accept' as 'accept' | 'decline' | 'fail' | 'lose',
    requests: 0,
    /** Charges made, by idempotency key. */
    charges: new Map<string, MadeCharge>(),
    refunds: new Map<string, RefundRequest & { id: string }>(),
    cancelled: [] as string[],
    /** Runs after a charge was made and before it is answered. */
    beforeAnswer: async (_charge: MadeCharge): Promise<void> => undefined,
  };
  const provider: PaymentProvider = {
    name: 'sandbox',
    publicSettings: { pageUrl: 'http://pay.example.com/', publishableKey: '' },
    async charge(request) {
      state.requests += 1;
      const { next } = state;
      if (next === 'fail') throw new Error('the provider is out of order');
      const known = state.charges.get(request.idempotencyKey);
      // What a key made once it stands for ever after.
      if (next === 'decline' && known === undefined) return { outcome: 'declined', code: 'card_declined' };
      const status = next === 'requires_action' ? ('requires_action' as const) : ('processing' as const);
      const made = known ?? { ...request, id: anId('ch'), status };
      state.charges.set(request.idempotencyKey, made);
      if (next === 'lose') throw new Error('the answer was lost');
      await state.beforeAnswer(made);
      return made.status === 'requires_action'
        ? { outcome: 'requires_action', chargeId: made.id, actionUrl: `http://pay.example.com/confirm/${made.id}` }
        : { outcome: 'accepted', chargeId: made.id };
    },
    async findCharge({ idempotencyKey }) {
      const made = state.charges.get(idempotencyKey);
      if (made === undefined) return undefined;
      const { id: chargeId, status, amountMinor, currency } = made;
      return { chargeId, status, amountMinor, currency, declineCode: '' };
    },
    async cancelCharge(chargeId) {
      state.cancelled.push(chargeId);
    },
    async refund(request) {
      if (state.nextRefund === 'fail') throw new Error('the provider is out of order');
      const known = state.refunds.get(request.idempotencyKey);
      if (state.nextRefund === 'decline' && known === undefined) {
        return { outcome: 'declined', code: 'charge_disputed' };
      }
      const made = known ?? { ...request, id: anId('re') };
      state.refunds.set(request.idempotencyKey, made);
      if (state.nextRefund === 'lose') throw new Error('the answer was lost');
      return { outcome: 'accepted', refundId: made.id };
    },
    verifyEvent(body, signature): ProviderEvent {
      if (signature !== rightSignature) throw invalid('PAYMENT_EVENT_INVALID', 'the signature is wrong');
      const { id, change } = JSON.parse(Buffer.from(body).toString()) as { id: string; change?: StoredChange };
      return { id, ...(change && { change: fromStoredChange(change) }) };
    },
  };
  return { state, provider };
}

/** An event as the scripted provider sends it. */
export function anEvent(change: ProviderChange | undefined, id = anId('evt')) {
  const body = Buffer.from(JSON.stringify({ id, ...(change && { change: toStoredChange(change) }) }));
  return { provider: 'sandbox', body, signature: rightSignature };
}

/** What the provider tells when a charge was captured. */
export function captureOf({ id: chargeId, reference, amountMinor, currency, idempotencyKey }: MadeCharge) {
  return { kind: 'captured' as const, chargeId, reference, amountMinor, currency, idempotencyKey };
}

/** An id that no other thing has. */
export const anId = (prefix: string) => `${prefix}_${randomBytes(8).toString('hex')}`;

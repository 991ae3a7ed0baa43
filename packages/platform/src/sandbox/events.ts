import { randomBytes } from 'node:crypto';
import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';
import type { Charge, Ledger } from './ledger.ts';

/** What an event is about; `amount` is in minor units of the ISO 4217 `currency`. */
type EventBody =
  | {
      readonly type: 'charge.captured';
      readonly data: { readonly amount: number; readonly currency: string; readonly savedMethod?: string };
    }
  | { readonly type: 'charge.failed'; readonly data: { readonly code: string } }
  | {
      readonly type: 'charge.refunded';
      readonly data: { readonly refundId: string; readonly amount: number; readonly currency: string };
    }
  | { readonly type: 'refund.failed'; readonly data: { readonly refundId: string; readonly code: string } }
  | {
      readonly type: 'charge.disputed';
      readonly data: { readonly disputeId: string; readonly amount: number; readonly currency: string };
    }
  | { readonly type: 'dispute.closed'; readonly data: { readonly disputeId: string; readonly won: boolean } };

/** What the merchant is told; all events name charge and reference, and the key that the charge was asked for under. */
export type ProviderEvent = EventBody & {
  readonly id: string;
  readonly createdAt: string;
  readonly data: { readonly chargeId: string; readonly reference: string; readonly idempotencyKey?: string };
};

/** What the parts of the sandbox work with. */
export interface Parts {
  readonly ledger: Ledger;
  readonly deliveries: Deliveries;
  readonly faults: Faults;
  readonly now: () => Date;
}

/** An unguessable id with its prefix. */
export function newId(prefix: 'tok' | 'pm' | 'ch' | 'act' | 're' | 'dp' | 'evt' | 'del'): string {
  return `${prefix}_${randomBytes(16).toString('hex')}`;
}

/** Has an event about a charge sent, once or more often, now or later, as the plan of faults wants it. */
export function announce(
  { deliveries, faults, now }: Parts,
  { id: chargeId, reference, key, place = 0 }: Charge,
  body: EventBody,
  { delayMs = 0, times = 1 }: { delayMs?: number; times?: number } = {},
): void {
  const event = {
    id: newId('evt'),
    type: body.type,
    createdAt: now().toISOString(),
    data: { chargeId, reference, ...(key === undefined ? {} : { idempotencyKey: key }), ...body.data },
  } as ProviderEvent;
  for (let sent = 0; sent < times; sent += 1) {
    for (const lateBy of faults.delaysOf(`${body.type}/${sent}`, place)) {
      deliveries.send({ id: newId('del'), event, delayMs: delayMs + lateBy });
    }
  }
}

/** Makes true what an event tells: called when it goes out first, and harmless when it was true before. */
export function applyEvent(ledger: Ledger, event: ProviderEvent): void {
  if (event.type === 'charge.captured') {
    const charge = ledger.findCharge(event.data.chargeId);
    if (charge?.status === 'processing') ledger.putCharge({ ...charge, status: 'captured' });
  }
  if (event.type === 'charge.refunded' || event.type === 'refund.failed') {
    const refund = ledger.findRefund(event.data.refundId);
    const status = event.type === 'charge.refunded' ? 'succeeded' : 'failed';
    if (refund?.status === 'pending') ledger.putRefund({ ...refund, status });
  }
}

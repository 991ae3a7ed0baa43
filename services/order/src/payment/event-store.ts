import { announce, type Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import { type EventOutcome, fromStoredChange, type StoredChange, toStoredChange } from './payment.ts';
import type { ProviderChange, ProviderEvent } from './payment-provider.ts';

/** Queue of this service's own work. */
export const orderQueue = 'order';
/** Topic of a stored payment event that waits to be acted on. */
export const paymentEventTopic = 'payment-event';

/** A stored event. */
export interface StoredEvent {
  id: string;
  provider: string;
  /** Undefined for kinds that change nothing. */
  change: ProviderChange | undefined;
}

/** Stores a provider's event as it came, and announces the job that acts on it; false when it was stored before. */
export async function storeEvent(
  trx: Db<OrderDatabase>,
  { provider, event, body, at }: { provider: string; event: ProviderEvent; body: Buffer; at: Date },
): Promise<boolean> {
  const { change } = event;
  const id = newId('pev');
  // Amount and currency stand in columns of their own for captures alone: what reads only these must see nothing else.
  const capture = change?.kind === 'captured' ? change : undefined;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('paymentEvents')
    .values({
      id,
      provider,
      eventId: event.id,
      body,
      chargeId: change?.chargeId ?? null,
      reference: change?.reference ?? null,
      amountMinor: capture?.amountMinor ?? null,
      currency: capture?.currency ?? null,
      change: change === undefined ? null : JSON.stringify(toStoredChange(change)),
      outcome: null,
      receivedAt: at,
      handledAt: null,
    })
    .onConflict((conflict) => conflict.columns(['provider', 'eventId']).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await announce(trx, { queue: orderQueue, topic: paymentEventTopic, payload: { paymentEventId: id } });
  return true;
}

/** Finds a stored event. */
export async function findEvent(trx: Db<OrderDatabase>, id: string): Promise<StoredEvent | undefined> {
  const row = await trx
    .selectFrom('paymentEvents')
    .select(['id', 'provider', 'chargeId', 'reference', 'amountMinor', 'currency', 'change'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { id, provider: row.provider, change: changeOf(row) };
}

/** Events of a charge that came before the one which they follow, oldest first. */
export async function listDeferredEvents(
  trx: Db<OrderDatabase>,
  { provider, chargeId }: { provider: string; chargeId: string },
): Promise<StoredEvent[]> {
  const rows = await trx
    .selectFrom('paymentEvents')
    .select(['id', 'provider', 'chargeId', 'reference', 'amountMinor', 'currency', 'change'])
    .where('provider', '=', provider)
    .where('chargeId', '=', chargeId)
    .where('outcome', '=', 'deferred')
    .orderBy('receivedAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, provider: row.provider, change: changeOf(row) }));
}

/** Notes what became of an event. */
export async function recordOutcome(
  trx: Db<OrderDatabase>,
  { id, outcome, at }: { id: string; outcome: EventOutcome; at: Date },
): Promise<void> {
  await trx.updateTable('paymentEvents').set({ outcome, handledAt: at }).where('id', '=', id).execute();
}

/** Rows stored before other changes were known tell of captures by their columns. */
function changeOf(row: {
  change: StoredChange | null;
  chargeId: string | null;
  reference: string | null;
  amountMinor: bigint | null;
  currency: string | null;
}): ProviderChange | undefined {
  if (row.change !== null) return fromStoredChange(row.change);
  const { chargeId, reference, amountMinor, currency } = row;
  if (chargeId === null || reference === null || amountMinor === null || currency === null) return undefined;
  return { kind: 'captured', chargeId, reference, amountMinor, currency };
}

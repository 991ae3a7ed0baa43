import { announcing, type Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { type EventOutcome, fromStoredChange, inFlight, type StoredChange, toStoredChange } from './payment.ts';
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
  db: Db<OrderDatabase>,
  { provider, event, body, at }: { provider: string; event: ProviderEvent; body: Buffer; at: Date },
): Promise<boolean> {
  const { change } = event;
  const id = newId('pev');
  // Amount and currency stand in columns of their own for captures alone: what reads only these must see nothing else.
  const capture = change?.kind === 'captured' ? change : undefined;
  const insert = db
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
    .returning('id');
  const job = { queue: orderQueue, topic: paymentEventTopic, payload: { paymentEventId: id } };
  const { numAffectedRows } = await sql`
    with stored as (${insert}) ${announcing(job, sql`exists (select from stored)`, chargeUnderWay(change))}`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

/** Traceparent of the completion whose charge an event tells of: the provider does not hand it back. Null for later events. */
function chargeUnderWay(change: ProviderChange | undefined) {
  return sql<string | null>`(select traceparent from payment_attempts
    where order_id = ${change?.reference ?? ''} and status in (${sql.join(inFlight)}) order by seq desc limit 1)`;
}

/**
 * Locks a stored event that nothing was done about; undefined when there is none, also once another has acted on it, who
 * is waited for.
 */
export async function lockEvent(trx: Db<OrderDatabase>, id: string): Promise<StoredEvent | undefined> {
  const row = await trx
    .selectFrom('paymentEvents')
    .select(['id', 'provider', 'chargeId', 'reference', 'amountMinor', 'currency', 'change'])
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row && { id, provider: row.provider, change: changeOf(row) };
}

/** What became of an event. */
export interface Recorded {
  id: string;
  outcome: EventOutcome;
  at: Date;
}

/**
 * Notes what became of an event, and lists the others of its charge that came before the one which they follow, oldest
 * first.
 */
export async function listDeferredEvents(
  trx: Db<OrderDatabase>,
  { provider, chargeId, recorded }: { provider: string; chargeId: string; recorded: Recorded },
): Promise<StoredEvent[]> {
  const rows = await trx
    .with('recorded', () => recording(trx, recorded))
    .selectFrom('paymentEvents')
    .select(['id', 'provider', 'chargeId', 'reference', 'amountMinor', 'currency', 'change'])
    .where('provider', '=', provider)
    .where('chargeId', '=', chargeId)
    .where('outcome', '=', 'deferred')
    .where('id', '<>', recorded.id)
    .orderBy('receivedAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, provider: row.provider, change: changeOf(row) }));
}

/** Notes what became of an event. */
export async function recordOutcome(trx: Db<OrderDatabase>, recorded: Recorded): Promise<void> {
  await recording(trx, recorded).execute();
}

function recording(trx: Db<OrderDatabase>, { id, outcome, at }: Recorded) {
  return trx.updateTable('paymentEvents').set({ outcome, handledAt: at }).where('id', '=', id);
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

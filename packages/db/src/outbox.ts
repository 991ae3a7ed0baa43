import { findIds, newId } from '@countersign/runtime';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';

/** Creates the table `outbox`; for use in a migration. */
export async function createOutboxTable(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table outbox (
      id text primary key,
      queue text not null,
      topic text not null,
      payload jsonb not null,
      created_at timestamptz not null default now(),
      sent_at timestamptz
    )`.execute(db);
  await sql`create index outbox_unsent on outbox (id) where sent_at is null`.execute(db);
}

/** Adds to the table `outbox` what made each announcement, for traces; for use in a migration. */
export async function addOutboxTraceparent(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox add column traceparent text`.execute(db);
}

/** An announcement: ids only, never a secret, because the broker keeps it in clear. */
export interface Announcement {
  /** Queue of the consumer. */
  queue: string;
  topic: string;
  payload: Readonly<Record<string, string>>;
}

/** Announces a job in the transaction that makes it true; the relay carries it to the queue after the commit. */
export async function announce<Schema>(trx: Db<Schema>, announcement: Announcement): Promise<void> {
  await announcing(announcement).execute(trx);
}

/**
 * The same as a part of a statement that changes something else too, which is sent at once; made only where `condition` holds.
 * `cause` is the traceparent of the work that the job goes on with, where there is one and it is not the one under way.
 */
export function announcing(
  { queue, topic, payload }: Announcement,
  condition: RawBuilder<boolean> = sql<boolean>`true`,
  cause: RawBuilder<string | null> = sql<null>`null`,
): RawBuilder<unknown> {
  for (const tell of listeners) tell();
  const traceparent = findIds()?.traceparent ?? null;
  return sql`insert into outbox (id, queue, topic, payload, traceparent)
    select ${newId('out')}, ${queue}, ${topic}, ${JSON.stringify(payload)}::jsonb, coalesce(${cause}, ${traceparent}::text)
    where ${condition}`;
}

const listeners = new Set<() => void>();

/**
 * Has `tell` called whenever this process announces something: in the transaction, so that it is to be seen a moment later
 * or, if that is rolled back, never. Returns a function that ends it.
 */
export function onAnnounced(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

/** A row of the outbox that waits for the relay. */
export interface OutboxRow extends Announcement {
  id: string;
  /** The work that announced it, as W3C traceparent; null when there was none under way. */
  traceparent: string | null;
}

/**
 * Hands unsent rows to `send`, oldest first and `limit` at most, and marks them sent when it succeeded; returns their
 * number. `send` is also told the moment that they will be marked with, in microseconds since the epoch. Several relays
 * may run: each takes rows that no other holds. A crash in between sends a row twice, which the consumer's inbox absorbs.
 */
export async function relayOutbox<Schema>(
  db: Kysely<Schema>,
  send: (rows: readonly OutboxRow[], sentAtMicros: bigint) => Promise<void>,
  limit = 100,
): Promise<number> {
  // Mostly there is nothing: one look costs a third of a transaction that finds nothing.
  const { rows: waiting } = await sql`select 1 from outbox where sent_at is null limit 1`.execute(db);
  if (waiting.length === 0) return 0;
  return await db.transaction().execute(async (trx) => {
    // Marked first, in the same statement: nobody sees it before the commit, and a failure of `send` takes it back.
    const { rows } = await sql<OutboxRow & { now: string }>`
      with due as materialized (
        select id from outbox where sent_at is null order by id limit ${limit} for update skip locked
      ), marked as (
        update outbox o set sent_at = now() from due where o.id = due.id
        returning o.id, o.queue, o.topic, o.payload, o.traceparent,
          (extract(epoch from o.sent_at) * 1000000)::bigint::text as now
      )
      select id, queue, topic, payload, traceparent, now from marked order by id`.execute(trx);
    const [first] = rows;
    if (first === undefined) return 0;
    await send(
      rows.map(({ id, queue, topic, payload, traceparent }) => ({ id, queue, topic, payload, traceparent })),
      BigInt(first.now),
    );
    return rows.length;
  });
}

/** How far back announcements are carried again to a broker that knows of none: longer than a job is retried. */
const longestLoss = '2 days';

/** Queues to which something was carried of late, by this database. */
export async function listCarriedQueues<Schema>(db: Kysely<Schema>): Promise<{ source: string; queues: string[] }> {
  const { rows } = await sql<{ source: string; queues: string[] }>`
    select current_database() as source, coalesce(array_agg(distinct queue), '{}') as queues
    from outbox where sent_at > now() - ${longestLoss}::interval`.execute(db);
  return { source: rows[0]?.source ?? '', queues: rows[0]?.queues ?? [] };
}

/**
 * Has the announcements of a queue carried again that were marked sent after `afterMicros` (microseconds since the epoch;
 * undefined: within two days), because their broker lost them; returns their number.
 */
export async function reopenOutbox<Schema>(
  db: Kysely<Schema>,
  { queue, afterMicros }: { queue: string; afterMicros: bigint | undefined },
): Promise<number> {
  const since =
    afterMicros === undefined
      ? sql`now() - ${longestLoss}::interval`
      : sql`to_timestamp(0) + ${afterMicros.toString()}::bigint * interval '1 microsecond'`;
  const { numAffectedRows } = await sql`
    update outbox set sent_at = null where queue = ${queue} and sent_at > ${since}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** How long what was carried is kept: longer than `longestLoss`, and long enough to look at after a bad weekend. */
const keptFor = '7 days';

/**
 * Deletes what was carried more than a week ago; returns the number of rows. Looks at the `limit` oldest rows only, so a
 * look costs the same however many there are: as many deleted as `limit` means that there may be more.
 */
export async function sweepOutbox<Schema>(db: Kysely<Schema>, limit = 1_000): Promise<number> {
  const { numAffectedRows } = await sql`
    with oldest as (select id, sent_at from outbox order by id limit ${limit} for update skip locked)
    delete from outbox where id in (select id from oldest where sent_at < now() - ${keptFor}::interval)`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** Waiting rows that are counted at most: an outbox that is stuck must not make each scrape read all of it. */
const mostCounted = 10_000;

/**
 * What waits for the relay: age in seconds of the oldest unsent row, 0 when there is none, and the number of rows, which is
 * counted up to 10,000. Ids sort by the time they were made: beyond so many rows the age is still that of the oldest.
 */
export async function measureOutbox<Schema>(db: Kysely<Schema>): Promise<{ lagSeconds: number; waiting: number }> {
  const { rows } = await sql<{ lag: number; waiting: number }>`
    select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as lag, count(*)::integer as waiting
    from (select created_at from outbox where sent_at is null order by id limit ${mostCounted}) as unsent`.execute(db);
  return { lagSeconds: rows[0]?.lag ?? 0, waiting: rows[0]?.waiting ?? 0 };
}

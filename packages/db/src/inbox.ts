import { type Kysely, sql } from 'kysely';
import type { Db } from './database.ts';

/** Creates the table `inbox`; for use in a migration. */
export async function createInboxTable(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inbox (
      handler text not null,
      event_id text not null,
      accepted_at timestamptz not null default now(),
      primary key (handler, event_id)
    )`.execute(db);
}

/**
 * Accepts an event for a handler in the transaction of its effect: true the first time, false ever after. Parallel
 * callers wait for each other; exactly one gets true.
 */
export async function acceptOnce<Schema>(
  trx: Db<Schema>,
  { handler, eventId }: { handler: string; eventId: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into inbox (handler, event_id) values (${handler}, ${eventId}) on conflict do nothing`.execute(trx);
  return numAffectedRows === 1n;
}

import { type OperationNodeSource, type QueryResult, sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Makes several changes in one statement, and so in one round trip; resolves to the result of the last. None sees what
 * another does, and they happen in no order: two must never touch the same row.
 */
export async function changeTogether<Schema, Row = unknown>(
  db: Db<Schema>,
  changes: readonly [...OperationNodeSource[], OperationNodeSource],
): Promise<QueryResult<Row>> {
  const last = changes.at(-1);
  const others = changes.slice(0, -1).map((change, index) => sql`${sql.ref(`change${index}`)} as (${change})`);
  return await (others.length === 0 ? sql<Row>`${last}` : sql<Row>`with ${sql.join(others)} ${last}`).execute(db);
}

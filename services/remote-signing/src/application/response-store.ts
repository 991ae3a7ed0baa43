import type { Db } from '@countersign/db';
import type { Insertable, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Failure } from '../credential/tables.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import type { ApplicationResponseTable } from './tables.ts';

/** A result that an application asked for later. */
export type ApplicationResponse = Selectable<ApplicationResponseTable>;

type Database = Db<RemoteSigningDatabase>;

/** Begins a result. */
export async function insertResponse(
  db: Database,
  row: Pick<
    Insertable<ApplicationResponseTable>,
    'id' | 'clientId' | 'userId' | 'grantId' | 'kind' | 'validityMs' | 'createdAt' | 'expiresAt'
  >,
): Promise<void> {
  const nothing = { result: null, failure: null, finishedAt: null, firstReadAt: null };
  await db
    .insertInto('applicationResponses')
    .values({ ...row, ...nothing, state: 'working' })
    .execute();
}

/** A result of an application, for a user of it where one is named; undefined for others, and once it is deleted. */
export async function findResponse(
  db: Database,
  { id, clientId, userId, at }: { id: string; clientId: string; userId: string | undefined; at: Date },
): Promise<ApplicationResponse | undefined> {
  return await db
    .selectFrom('applicationResponses')
    .selectAll()
    .where('id', '=', id)
    .where('clientId', '=', clientId)
    .where('expiresAt', '>', at)
    .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
    .executeTakeFirst();
}

/** Ends the work on a result; false when it was given up before. */
export async function finishResponse(
  db: Database,
  { id, at, ...end }: { id: string; at: Date } & ({ result: Buffer } | { failure: Failure }),
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('applicationResponses')
    .set(
      'result' in end
        ? { state: 'ready', result: end.result }
        : { state: 'failed', failure: JSON.stringify(end.failure) },
    )
    .set({ finishedAt: at })
    .set({ expiresAt: sql<Date>`${at}::timestamptz + validity_ms * interval '1 millisecond'` })
    .where('id', '=', id)
    .where('state', '=', 'working')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that a result was given out, and returns until when it is kept: not longer than `until` from now on. */
export async function markRead(
  db: Database,
  { id, at, until }: { id: string; at: Date; until: Date },
): Promise<Date | undefined> {
  await db
    .updateTable('applicationResponses')
    .set({ firstReadAt: at, expiresAt: sql<Date>`least(expires_at, ${until}::timestamptz)` })
    .where('id', '=', id)
    .where('firstReadAt', 'is', null)
    .execute();
  const row = await db.selectFrom('applicationResponses').select('expiresAt').where('id', '=', id).executeTakeFirst();
  return row?.expiresAt;
}

/** Deletes results whose time is over, 500 at most; returns their number. */
export async function deleteExpiredResponses(db: Database, at: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('applicationResponses')
    .where('id', 'in', (from) =>
      from.selectFrom('applicationResponses').select('id').where('expiresAt', '<=', at).limit(500),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

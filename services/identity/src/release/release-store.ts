import type { IdentityDb } from '../database.ts';
import type { Release } from './release.ts';

/** Records a release; its user is released from then on. */
export async function insertRelease(db: IdentityDb, { approvedBy, ...release }: Release): Promise<void> {
  await db
    .updateTable('users')
    .set({ releasedUntil: release.releasedUntil })
    .where('id', '=', release.userId)
    .execute();
  await db
    .insertInto('releases')
    .values({ ...release, approvedBy: approvedBy ?? null })
    .execute();
}

/** The release with an id. */
export async function findRelease(db: IdentityDb, id: string): Promise<Release | undefined> {
  const row = await db.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const { approvedBy, ...rest } = row;
  return { ...rest, ...(approvedBy !== null && { approvedBy }) };
}

import type { IdentityDb } from '../database.ts';

/** Number of questions that a user has answered. */
export async function countAnswers(db: IdentityDb, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('recoveryAnswers')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

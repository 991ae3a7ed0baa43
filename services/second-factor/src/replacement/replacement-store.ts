import { announce } from '@countersign/db';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';

/** Leave to replace authenticators. */
export interface Grant {
  /** What allows it. */
  causeId: string;
  userId: string;
  at: Date;
  expiresAt: Date;
}

/** Uses up every leave that a user has to replace authenticators: a new factor of his is active. */
export async function useGrants(db: SecondFactorDb, { userId, at }: Pick<Grant, 'userId' | 'at'>): Promise<void> {
  await db
    .updateTable('replacementGrants')
    .set({ usedAt: at })
    .where('userId', '=', userId)
    .where('usedAt', 'is', null)
    .execute();
}

/** Writes the leave of a cause down, once; tells its end, and whether this call wrote it. */
export async function putGrant(
  db: SecondFactorDb,
  { causeId, userId, at, expiresAt }: Grant,
): Promise<{ expiresAt: Date; isNew: boolean }> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('replacementGrants')
    .values({ causeId, userId, grantedAt: at, expiresAt })
    .onConflict((conflict) => conflict.column('causeId').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return { expiresAt, isNew: true };
  const row = await db
    .selectFrom('replacementGrants')
    .select('expiresAt')
    .where('causeId', '=', causeId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  if (row === undefined) throw new Error('this cause allows somebody else to replace his authenticators');
  return { expiresAt: row.expiresAt, isNew: false };
}

/** Notes that a user replaced what he had lost, and has remote-signing told: what signs in his name rests from then on. */
export async function noteReplacement(
  trx: SecondFactorTransaction,
  { userId, at }: Pick<Grant, 'userId' | 'at'>,
): Promise<void> {
  await trx
    .insertInto('factorReplacements')
    .values({ userId, replacedAt: at })
    .onConflict((conflict) => conflict.column('userId').doUpdateSet({ replacedAt: at }))
    .execute();
  await announce(trx, { queue: 'remote-signing', topic: 'factors-replaced', payload: { userId } });
}

/** When a user last did so; undefined for never. */
export async function findReplacement(db: SecondFactorDb, userId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('factorReplacements')
    .select('replacedAt')
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row?.replacedAt;
}

import { sql } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import type { StoredPassword } from '../password/password-hasher.ts';

/** Number of questions that a user has answered. */
export async function countAnswers(db: IdentityDb, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('recoveryAnswers')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** An answer as it is stored: hashed like a password. */
export interface StoredAnswer extends StoredPassword {
  key: string;
}

/** The answers of a user. */
export async function listAnswers(db: IdentityDb, userId: string): Promise<StoredAnswer[]> {
  return await db
    .selectFrom('recoveryAnswers')
    .select(['questionKey as key', 'answerHash as passwordHash', 'pepperVersion'])
    .where('userId', '=', userId)
    .execute();
}

/** Replaces the answers of a user; what was asked before is asked no more. */
export async function replaceAnswers(
  trx: IdentityTransaction,
  { userId, answers, ruleVersion, at }: { userId: string; answers: StoredAnswer[]; ruleVersion: number; at: Date },
): Promise<void> {
  await lockUser(trx, userId);
  await trx.deleteFrom('questionChallenges').where('userId', '=', userId).execute();
  await trx.deleteFrom('recoveryAnswers').where('userId', '=', userId).execute();
  await trx
    .insertInto('recoveryAnswers')
    .values(
      answers.map(({ key, passwordHash, pepperVersion }) => ({
        userId,
        questionKey: key,
        answerHash: passwordHash,
        pepperVersion,
        ruleVersion,
        createdAt: at,
      })),
    )
    .execute();
}

/**
 * The questions that a user is asked: drawn once and kept until they are answered, whoever asks how often. Otherwise a
 * guesser would begin anew until he is asked what he knows. Empty when the user has answered none.
 */
export async function drawQuestions(
  trx: IdentityTransaction,
  { userId, count, at }: { userId: string; count: number; at: Date },
): Promise<string[]> {
  // Otherwise questions could be drawn that are being replaced.
  await lockUser(trx, userId);
  await sql`
    insert into question_challenges (user_id, keys, created_at)
    select ${userId}, array_agg(drawn.question_key), ${at}
    from (select question_key from recovery_answers where user_id = ${userId} order by random() limit ${count}) as drawn
    having count(*) > 0
    on conflict (user_id) do nothing`.execute(trx);
  return await listDrawnQuestions(trx, userId);
}

/** The questions that a user was asked and has not answered yet. */
export async function listDrawnQuestions(db: IdentityDb, userId: string): Promise<string[]> {
  const row = await db.selectFrom('questionChallenges').select('keys').where('userId', '=', userId).executeTakeFirst();
  return row?.keys ?? [];
}

/** Forgets what a user was asked: it is answered. False when others were drawn meanwhile, or somebody else was faster. */
export async function consumeQuestions(trx: IdentityTransaction, userId: string, keys: string[]): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('questionChallenges')
    .where('userId', '=', userId)
    .where(sql<boolean>`keys = ${keys}::text[]`)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** When a user last set his answers; undefined when he has none. */
export async function findAnswersSetAt(db: IdentityDb, userId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('recoveryAnswers')
    .select('createdAt')
    .where('userId', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row?.createdAt;
}

async function lockUser(trx: IdentityTransaction, userId: string): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', '=', userId).forNoKeyUpdate().execute();
}

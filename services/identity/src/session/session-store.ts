import { hashToken, randomToken } from '@countersign/sealing';
import type { IdentityDb, SessionRow } from '../database.ts';
import type { Session } from './session.ts';

/** Stores a session. */
export async function insertSession(db: IdentityDb, { amr, ...rest }: Session): Promise<void> {
  await db
    .insertInto('sessions')
    .values({ ...rest, amr: [...amr] })
    .execute();
}

/** Makes a refresh token for a session; only its hash is stored. */
export async function issueRefreshToken(db: IdentityDb, sessionId: string, at: Date): Promise<string> {
  const token = randomToken();
  await db
    .insertInto('refreshTokens')
    .values({ tokenHash: hashToken(token), sessionId, createdAt: at })
    .execute();
  return token;
}

/** Uses a refresh token up and returns the id of its session; undefined when it is unknown or was used before. */
export async function useRefreshToken(db: IdentityDb, token: string, at: Date): Promise<string | undefined> {
  const row = await db
    .updateTable('refreshTokens')
    .set({ usedAt: at })
    .where('tokenHash', '=', hashToken(token))
    .where('usedAt', 'is', null)
    .returning('sessionId')
    .executeTakeFirst();
  return row?.sessionId;
}

/** The session that a token belongs to, used or not. */
export async function findSessionOfToken(db: IdentityDb, token: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('refreshTokens')
    .select('sessionId')
    .where('tokenHash', '=', hashToken(token))
    .executeTakeFirst();
  return row?.sessionId;
}

/** A session that was neither ended nor has expired. */
export async function findLiveSession(db: IdentityDb, id: string, at: Date): Promise<Session | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select(['id', 'userId', 'scope', 'acr', 'amr', 'authenticatedAt', 'expiresAt'])
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return row satisfies Omit<SessionRow, 'endedAt'> | undefined;
}

/** Ends a session and returns its user; undefined when it is unknown or ended already. */
export async function endSession(db: IdentityDb, id: string, at: Date): Promise<string | undefined> {
  const row = await db
    .updateTable('sessions')
    .set({ endedAt: at })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('userId')
    .executeTakeFirst();
  return row?.userId;
}

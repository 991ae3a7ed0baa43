import { hashToken, randomToken } from '@countersign/sealing';
import { type OperationNodeSource, sql } from 'kysely';
import type { IdentityDb, IdentityTransaction, SessionRow } from '../database.ts';
import type { Authentication, Session } from './session.ts';

const columns = [
  'id',
  'userId',
  'scope',
  'acr',
  'amr',
  'authenticatedAt',
  'expiresAt',
  'device',
  'address',
  'lastUsedAt',
  'accountId',
] as const;
type Row = Pick<SessionRow, (typeof columns)[number]>;

/** Makes a refresh token for a session; only its hash is stored. */
export async function issueRefreshToken(db: IdentityDb, sessionId: string, at: Date): Promise<string> {
  const token = randomToken();
  await db
    .insertInto('refreshTokens')
    .values({ tokenHash: hashToken(token), sessionId, createdAt: at })
    .execute();
  return token;
}

/** A session to be stored, with its first refresh token. */
export interface SessionGranting {
  /** Empty for a session that cannot be prolonged. */
  refreshToken: string;
  /** What stores both, in the statement of whoever grants it; conditions are his. */
  changes: readonly OperationNodeSource[];
}

/** What stores a session and, for a full one, its first refresh token, of which only the hash is kept. */
export function grantingSession(db: IdentityDb, { amr, ...rest }: Session, at: Date): SessionGranting {
  const session = db.insertInto('sessions').values({ ...rest, amr: [...amr] });
  if (rest.scope !== 'full') return { refreshToken: '', changes: [session] };
  const refreshToken = randomToken();
  const token = { tokenHash: hashToken(refreshToken), sessionId: rest.id, createdAt: at };
  return { refreshToken, changes: [session, db.insertInto('refreshTokens').values(token)] };
}

/** What came of an exchange: the session goes on, it is over, or the token was used before (or never made). */
export type Exchange =
  | { outcome: 'prolonged'; session: Session; user: SessionUser; refreshToken: string }
  | { outcome: 'over'; sessionId: string }
  | { outcome: 'refused' };

/** What a token says of its user. */
export interface SessionUser {
  email: string;
  language: string;
  staffRoles: readonly string[];
}

/**
 * Uses a refresh token up, prolongs its session and makes the next token, in one statement: of several parallel uses one
 * is `prolonged`, the others are `refused`. A session that was ended, has expired or was idle for `idleMs` is `over`.
 */
export async function exchangeRefreshToken(
  db: IdentityDb,
  { token, address, idleMs, at }: { token: string; address: string; idleMs: number; at: Date },
): Promise<Exchange> {
  const refreshToken = randomToken();
  const usedSince = new Date(at.getTime() - idleMs);
  const { rows } = await sql<{ tokenSessionId: string } & (Row & SessionUser)>`
    with used as (
      update refresh_tokens set used_at = ${at}
      where token_hash = ${hashToken(token)} and used_at is null
      returning session_id
    ), live as (
      update sessions s set last_used_at = ${at}, address = ${address}
      from used
      where s.id = used.session_id and s.ended_at is null and s.expires_at > ${at}
        and coalesce(s.last_used_at, s.authenticated_at) > ${usedSince}
      returning s.id, s.user_id, s.scope, s.acr, s.amr, s.authenticated_at, s.expires_at, s.device, s.address,
        s.last_used_at, s.account_id
    ), next as (
      insert into refresh_tokens (token_hash, session_id, created_at)
      select ${hashToken(refreshToken)}, id, ${at} from live
    )
    select used.session_id as token_session_id, live.*, u.email, u.language, u.staff_roles
    from used left join live on true left join users u on u.id = live.user_id`.execute(db);
  const [row] = rows;
  if (row === undefined) return { outcome: 'refused' };
  const { tokenSessionId, email, language, staffRoles, ...session } = row;
  if (session.id === null) return { outcome: 'over', sessionId: tokenSessionId };
  return { outcome: 'prolonged', session: toSession(session), user: { email, language, staffRoles }, refreshToken };
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

/** Which sessions count as alive: `idleMs` after the last use they are over. */
export interface Liveness {
  idleMs: number;
  at: Date;
}

function liveSessions(db: IdentityDb, { idleMs, at }: Liveness) {
  const usedSince = new Date(at.getTime() - idleMs);
  return (
    db
      .selectFrom('sessions')
      .select(columns)
      .where('endedAt', 'is', null)
      .where('expiresAt', '>', at)
      // Nothing prolongs a set-up session.
      .where((eb) =>
        eb.or([eb('scope', '=', 'set-up'), eb(eb.fn.coalesce('lastUsedAt', 'authenticatedAt'), '>', usedSince)]),
      )
  );
}

/** A session that was neither ended nor has expired nor was idle for too long. */
export async function findLiveSession(db: IdentityDb, id: string, liveness: Liveness): Promise<Session | undefined> {
  const row = await liveSessions(db, liveness).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toSession(row);
}

/** The live sessions of a user, the last used first, 100 at most. */
export async function listLiveSessions(db: IdentityDb, userId: string, liveness: Liveness): Promise<Session[]> {
  const rows = await liveSessions(db, liveness)
    .where('userId', '=', userId)
    .orderBy((eb) => eb.fn.coalesce('lastUsedAt', 'authenticatedAt'), 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map(toSession);
}

/**
 * Gives a live session of a user a new authentication (step-up) and returns it; undefined when it is over. Its unused
 * refresh tokens are gone: who holds one did not take part in it. Issue the next token after this, in the same transaction.
 */
export async function reauthenticateSession(
  trx: IdentityTransaction,
  { id, userId, acr, amr, idleMs, at }: Authentication & Liveness & { id: string; userId: string },
): Promise<Session | undefined> {
  const usedSince = new Date(at.getTime() - idleMs);
  // The session's row first: an exchange that holds it has made its token visible once this goes on.
  const row = await trx
    .updateTable('sessions')
    .set({ acr, amr: [...amr], authenticatedAt: at, lastUsedAt: at })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('scope', '=', 'full')
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', at)
    .where((eb) => eb(eb.fn.coalesce('lastUsedAt', 'authenticatedAt'), '>', usedSince))
    .returning(columns)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await trx.deleteFrom('refreshTokens').where('sessionId', '=', id).where('usedAt', 'is', null).execute();
  return toSession(row);
}

/** Makes an account that of a live session of a user and returns the session; undefined when it is over. */
export async function setSessionAccount(
  db: IdentityDb,
  { id, userId, accountId, at }: { id: string; userId: string; accountId: string; at: Date },
): Promise<Session | undefined> {
  const row = await db
    .updateTable('sessions')
    .set({ accountId })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', at)
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? undefined : toSession(row);
}

/** User and end of a session that ended because its refresh token came a second time; undefined for any other. */
export async function findReusedSession(
  db: IdentityDb,
  id: string,
): Promise<{ userId: string; endedAt: Date } | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select(['userId', 'endedAt'])
    .where('id', '=', id)
    .where('endedReason', '=', 'refresh_token_reused')
    .executeTakeFirst();
  return row === undefined || row.endedAt === null ? undefined : { userId: row.userId, endedAt: row.endedAt };
}

/** Why a session was ended before its time; empty for one that lives, ran out or was not used for too long, `unknown` for none. */
export async function findEndedReason(db: IdentityDb, id: string): Promise<string> {
  const row = await db.selectFrom('sessions').select('endedReason').where('id', '=', id).executeTakeFirst();
  // Whoever asks takes an empty one for a session that nobody ended.
  if (row === undefined) return 'unknown';
  const { endedReason } = row;
  return endedReason === null || endedReason === 'idle' ? '' : endedReason;
}

/** Ids of the sessions that were ended after a moment. */
export async function listEndedSince(db: IdentityDb, since: Date): Promise<string[]> {
  const rows = await db.selectFrom('sessions').select('id').where('endedAt', '>', since).execute();
  return rows.map(({ id }) => id);
}

function toSession({ lastUsedAt, accountId, ...rest }: Row): Session {
  return {
    ...rest,
    ...(lastUsedAt !== null && { lastUsedAt }),
    ...(accountId !== null && { accountId }),
  };
}

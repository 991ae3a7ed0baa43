import { appendAudit } from '@countersign/audit';
import type { IdentityTransaction } from '../database.ts';

/** Why a session ended before its time; for the audit and for what its user is told. */
export type SessionEndReason =
  | 'logged_out'
  | 'ended_by_user'
  | 'idle'
  | 'refresh_token_reused'
  | 'password_changed'
  | 'password_recovered'
  | 'email_changed'
  | 'factors_lost'
  | 'staff_removed'
  | 'staff_roles_changed'
  | `internal:${string}`;

interface SessionEnd {
  reason: SessionEndReason;
  /** Who ended it; the user himself when absent. */
  actor?: string;
  at: Date;
}

/**
 * Ends a session with its audit record and returns its user; undefined when it is unknown, somebody else's, or over
 * already. Gateways refuse its access tokens within a second.
 */
export async function endSession(
  trx: IdentityTransaction,
  { sessionId, userId, reason, actor, at }: SessionEnd & { sessionId: string; userId?: string },
): Promise<string | undefined> {
  const ended = await trx
    .updateTable('sessions')
    .set({ endedAt: at, endedReason: reason })
    .where('id', '=', sessionId)
    .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', at)
    .returning('userId')
    .executeTakeFirst();
  if (ended === undefined) return undefined;
  await appendAudit(trx, {
    stream: ended.userId,
    actor: actor ?? ended.userId,
    action: 'session.ended',
    subject: sessionId,
    detail: { reason },
    at,
  });
  return ended.userId;
}

/**
 * Ends every session of a user, but for `except`, with one audit record, and returns how many ended. Nothing is recorded
 * when there was none. Those that ran out or lay idle get the reason, too, and are not counted.
 */
export async function endSessionsOfUser(
  trx: IdentityTransaction,
  { userId, except, reason, actor, at }: SessionEnd & { userId: string; except?: string },
): Promise<number> {
  // Locked in one order, so that two who end the same sessions do not wait for each other in a circle.
  const open = await trx
    .selectFrom('sessions')
    .select(['id', 'endedAt', 'expiresAt'])
    .where('userId', '=', userId)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedReason', '=', 'idle')]))
    .$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
    .orderBy('id')
    .forUpdate()
    .execute();
  if (open.length === 0) return 0;
  // Those that ran out too: what applications were granted in them outlives them, and ends for the same reason.
  await trx
    .updateTable('sessions')
    .set((eb) => ({ endedAt: eb.fn.coalesce('endedAt', eb.val(at)), endedReason: reason }))
    .where(
      'id',
      'in',
      open.map(({ id }) => id),
    )
    .execute();
  const ended = open.filter(({ endedAt, expiresAt }) => endedAt === null && expiresAt > at);
  if (ended.length === 0) return 0;
  await appendAudit(trx, {
    stream: userId,
    actor: actor ?? userId,
    action: 'sessions.ended',
    subject: userId,
    detail: { reason, sessions: ended.map(({ id }) => id).toSorted() },
    at,
  });
  return ended.length;
}

import { invalidField, notFound, unauthenticated } from '@countersign/errors';
import { type Handlers, requireActor, requireCompleteLogin } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { findUser, getUser } from '../user/user-store.ts';
import { tokenLifeMs } from './session.ts';
import { endSession, endSessionsOfUser } from './session-end.ts';
import { toOwnSessionMessage, toSessionMessage } from './session-message.ts';
import { refreshSession } from './session-refresh.ts';
import {
  findEndedReason,
  findLiveSession,
  listEndedSince,
  listLiveSessions,
  setSessionAccount,
} from './session-store.ts';

/**
 * How far back the next question for what ended begins. An end bears the time at which its work began, and is seen when
 * that work is committed.
 */
const committedLateMs = 20_000;

type SessionMethod =
  | 'refreshSession'
  | 'endSession'
  | 'listSessions'
  | 'endSessions'
  | 'setSessionAccount'
  | 'listEndedSessions'
  | 'introspectSession'
  | 'revokeSessions';

/** RPCs of sessions: prolonging, listing, ending. */
export function createSessionHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, SessionMethod> {
  const { db, clock, logger } = deps;
  const { idleMs } = deps.policy.session;
  return {
    async refreshSession({ refreshToken }, { clientAddress = '' }) {
      return { grant: await refreshSession(deps, { refreshToken, address: clientAddress }) };
    },

    async endSession(_request, context) {
      const { sessionId, userId } = requireActor(context, { allowSetUp: true });
      const at = clock.now();
      await db.transaction().execute((trx) => endSession(trx, { sessionId, userId, reason: 'logged_out', at }));
      return {};
    },

    async listSessions(_request, context) {
      const { sessionId, userId } = requireActor(context);
      const live = await listLiveSessions(db, userId, { idleMs, at: clock.now() });
      const own = live.map((session) => toOwnSessionMessage(session, { currentId: sessionId, idleMs }));
      return { sessions: own.toSorted((one, other) => Number(other.current) - Number(one.current)) };
    },

    async endSessions({ sessionId, includingCurrent }, context) {
      const actor = requireActor(context);
      const { userId } = actor;
      const at = clock.now();
      return await db.transaction().execute(async (trx) => {
        if (sessionId === '') {
          const except = includingCurrent ? {} : { except: actor.sessionId };
          return { ended: await endSessionsOfUser(trx, { userId, ...except, reason: 'ended_by_user', at }) };
        }
        const ended = await endSession(trx, { sessionId, userId, reason: 'ended_by_user', at });
        if (ended === undefined) throw notFound('SESSION_NOT_FOUND', 'no such session');
        return { ended: 1 };
      });
    },

    async setSessionAccount({ accountId }, context) {
      // What one account asks of factors keeps nobody from another.
      const { sessionId: id, userId } = requireCompleteLogin(context);
      if (accountId === '') throw invalidField('ACCOUNT_ID_MISSING', '/accountId', 'must name an account');
      const session = await setSessionAccount(db, { id, userId, accountId, at: clock.now() });
      if (session === undefined) throw unauthenticated('TOKEN_INVALID', 'the session is over; log in again');
      return { session: toSessionMessage(session, await getUser(db, userId)) };
    },

    async listEndedSessions({ since }) {
      const nowMs = clock.now().getTime();
      const sessionIds = await listEndedSince(db, since ?? new Date(nowMs - tokenLifeMs));
      return { sessionIds, until: new Date(nowMs - committedLateMs) };
    },

    async introspectSession({ sessionId }) {
      const session = await findLiveSession(db, sessionId, { idleMs, at: clock.now() });
      const user = session === undefined ? undefined : await findUser(db, session.userId);
      if (session === undefined || user === undefined) {
        return { active: false, session: undefined, endedReason: await findEndedReason(db, sessionId) };
      }
      return { active: true, session: toSessionMessage(session, user), endedReason: '' };
    },

    async revokeSessions({ sessionId, userId, reason: word }, { caller = 'internal' }) {
      if ((sessionId === '') === (userId === '')) {
        throw invalidField('REVOCATION_INVALID', '/sessionId', 'must name either a session or a user');
      }
      if (!/^[a-z][a-z_]{0,39}$/.test(word)) {
        throw invalidField('REVOCATION_INVALID', '/reason', 'must be a word such as member_removed');
      }
      const end = { reason: `internal:${word}`, actor: caller, at: clock.now() } as const;
      const ended = await db.transaction().execute(async (trx) => {
        if (userId !== '') return await endSessionsOfUser(trx, { userId, ...end });
        return (await endSession(trx, { sessionId, ...end })) === undefined ? 0 : 1;
      });
      logger.info({ userId, sessionId, reason: word, caller, ended }, 'sessions revoked');
      return { ended };
    },
  };
}

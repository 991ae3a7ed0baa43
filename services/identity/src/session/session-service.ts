import { appendAudit } from '@countersign/audit';
import { unauthenticated } from '@countersign/errors';
import { type Handlers, requireActor } from '@countersign/grpc';
import type { IdentityServiceService, SessionGrant } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { getUser } from '../user/user-store.ts';
import { toGrantMessage } from './session-message.ts';
import {
  endSession,
  findLiveSession,
  findSessionOfToken,
  issueRefreshToken,
  useRefreshToken,
} from './session-store.ts';

/** RPCs of sessions: prolonging and ending. */
export function createSessionHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'refreshSession' | 'endSession'> {
  const { db, clock } = deps;
  return {
    async refreshSession({ refreshToken }) {
      const grant = await rotate(deps, refreshToken);
      if (grant === undefined) {
        await endIfReused(deps, refreshToken);
        throw unauthenticated('REFRESH_TOKEN_INVALID', 'the session is over; log in again');
      }
      return { grant };
    },

    async endSession(_request, context) {
      const { sessionId, userId } = requireActor(context, { allowSetUp: true });
      const at = clock.now();
      await db.transaction().execute(async (trx) => {
        if ((await endSession(trx, sessionId, at)) === undefined) return;
        await appendAudit(trx, {
          stream: userId,
          actor: userId,
          action: 'session.ended',
          subject: sessionId,
          detail: {},
          at,
        });
      });
      return {};
    },
  };
}

/** Uses a token up and makes the next one; undefined when it is unknown, used, or its session is over. */
async function rotate({ db, clock }: IdentityDeps, token: string): Promise<SessionGrant | undefined> {
  const at = clock.now();
  return await db.transaction().execute(async (trx) => {
    const sessionId = await useRefreshToken(trx, token, at);
    if (sessionId === undefined) return undefined;
    const session = await findLiveSession(trx, sessionId, at);
    if (session === undefined) return undefined;
    const refreshToken = await issueRefreshToken(trx, sessionId, at);
    return toGrantMessage({ user: await getUser(trx, session.userId), session, refreshToken });
  });
}

/**
 * A known token that could not be exchanged was used before: two parties hold it, and nobody can tell which of them is
 * the thief (RFC 9700 4.14.2). The session ends for both.
 */
async function endIfReused({ db, clock, metrics }: IdentityDeps, token: string): Promise<void> {
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    const sessionId = await findSessionOfToken(trx, token);
    if (sessionId === undefined || (await findLiveSession(trx, sessionId, at)) === undefined) return;
    const userId = await endSession(trx, sessionId, at);
    if (userId === undefined) return;
    metrics.refreshTokenReused();
    await appendAudit(trx, {
      stream: userId,
      actor: 'anonymous',
      action: 'session.refresh_token_reused',
      subject: sessionId,
      detail: {},
      at,
    });
  });
}

import { announce } from '@countersign/db';
import { unauthenticated } from '@countersign/errors';
import type { SessionGrant } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { endSession } from './session-end.ts';
import { sessionReusedMailTopic } from './session-mail.ts';
import { toGrantMessage } from './session-message.ts';
import { exchangeRefreshToken, findSessionOfToken } from './session-store.ts';

/**
 * Exchanges a refresh token. Throws `REFRESH_TOKEN_INVALID` for one that is unknown, was used, or whose session is over;
 * one that was used ends its session. There is no time of grace for a token whose answer was lost: a client that sends one
 * twice cannot be told from a thief, and a login costs its user less than a stolen session.
 */
export async function refreshSession(
  deps: IdentityDeps,
  { refreshToken: token, address }: { refreshToken: string; address: string },
): Promise<SessionGrant> {
  const at = deps.clock.now();
  const { idleMs } = deps.policy.session;
  const exchange = await exchangeRefreshToken(deps.db, { token, address, idleMs, at });
  if (exchange.outcome === 'prolonged') return toGrantMessage(exchange);
  if (exchange.outcome === 'over') await endIdle(deps, exchange.sessionId, at);
  else await endIfReused(deps, token, at);
  throw unauthenticated('REFRESH_TOKEN_INVALID', 'the session is over; log in again');
}

/** Records the end of a session that came too late; one that was ended or has expired is left as it is. */
async function endIdle({ db }: IdentityDeps, sessionId: string, at: Date): Promise<void> {
  await db.transaction().execute((trx) => endSession(trx, { sessionId, reason: 'idle', at }));
}

/**
 * A known token that could not be exchanged was used before: two parties hold it, and nobody can tell which of them is
 * the thief (RFC 9700 4.14.2). The session ends for both, and its user is told.
 */
async function endIfReused({ db, metrics, logger }: IdentityDeps, token: string, at: Date): Promise<void> {
  const sessionId = await findSessionOfToken(db, token);
  if (sessionId === undefined) return;
  const userId = await db.transaction().execute(async (trx) => {
    const ended = await endSession(trx, { sessionId, reason: 'refresh_token_reused', actor: 'anonymous', at });
    if (ended === undefined) return undefined;
    await announce(trx, { queue: 'identity', topic: sessionReusedMailTopic, payload: { sessionId } });
    return ended;
  });
  if (userId === undefined) return;
  metrics.refreshTokenReused();
  logger.warn({ userId, sessionId }, 'a refresh token was used twice; its session ended');
}

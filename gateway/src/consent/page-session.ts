import { createHash } from 'node:crypto';
import { DomainError } from '@countersign/errors';
import { type Actor, type ActorVerifier, newContext, runInContext } from '@countersign/grpc';
import type { SessionGrant } from '@countersign/proto/identity';
import type { Clock } from '@countersign/runtime';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityClient } from '../clients.ts';
import type { GatewayConfig } from '../config.ts';
import type { SessionFeed } from '../session-feed.ts';
import type { TokenIssuer } from '../token-issuer.ts';

/** Time for which an exchange of a refresh token is remembered, and time that one may take. */
const rememberedMs = 30_000;
const refreshMs = 10_000;

/** The session of a user on pages without script. Its tokens are in cookies of their own, apart from any front end's. */
export interface PageSessions {
  /**
   * Who is logged in; undefined for nobody. From then on the calls of the request carry his token. Refreshes a session
   * whose access token ended.
   */
  find(request: FastifyRequest, reply: FastifyReply): Promise<Actor | undefined>;
  /** Begins the session of a login that was completed. */
  begin(reply: FastifyReply, grant: SessionGrant): Promise<void>;
  /** Ends the session of the user, with all that applications were granted in it. */
  end(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Asks for another login; the session itself goes on. */
  forget(request: FastifyRequest, reply: FastifyReply): void;
}

export interface PageSessionDeps {
  config: Pick<GatewayConfig, 'publicUrl'>;
  identity: Pick<IdentityClient, 'refreshSession' | 'endSession'>;
  issueTokens: TokenIssuer;
  verifyActor: ActorVerifier;
  sessions: Pick<SessionFeed, 'requireCurrent'>;
  clock: Clock;
}

interface PageTokens {
  accessToken: string;
  /** Empty for a session that only sets up. */
  refreshToken: string;
}

/** Makes the sessions. */
export function createPageSessions(deps: PageSessionDeps): PageSessions {
  const { identity, issueTokens, verifyActor, sessions, clock } = deps;
  const secure = new URL(deps.config.publicUrl).protocol === 'https:';
  const nameOf = (what: string) => `${secure ? '__Host-' : ''}countersign-page-${what}`;
  const [access, refresh] = [nameOf('access'), nameOf('refresh')];
  // Until the browser is closed: the session itself ends earlier.
  const common: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure };

  const set = (reply: FastifyReply, { accessToken, refreshToken }: PageTokens) => {
    reply.setCookie(access, accessToken, common);
    if (refreshToken === '') reply.clearCookie(refresh, common);
    else reply.setCookie(refresh, refreshToken, common);
  };
  const forget = (request: FastifyRequest, reply: FastifyReply) => {
    reply.clearCookie(access, common).clearCookie(refresh, common);
    delete request.call.actor;
    delete request.call.actorToken;
  };
  const take = async (request: FastifyRequest, token: string | undefined): Promise<Actor | undefined> => {
    if (token === undefined || token === '') return undefined;
    try {
      const actor = await verifyActor(token);
      sessions.requireCurrent(actor);
      request.call.actor = actor;
      request.call.actorToken = token;
      return actor;
    } catch (error) {
      if (isOver(error)) return undefined;
      throw error;
    }
  };

  const exchange = async (request: FastifyRequest, refreshToken: string): Promise<PageTokens> => {
    const { requestId, traceparent, clientAddress } = request.call;
    const context = newContext({
      requestId,
      traceparent,
      deadlineMs: Date.now() + refreshMs,
      ...(clientAddress === undefined ? {} : { clientAddress }),
    });
    return await runInContext(context, async () => {
      const { grant } = await identity.refreshSession({ refreshToken });
      if (grant === undefined) throw new Error('an answer lacks its grant');
      const { accessToken } = await issueTokens({ ...grant, refreshToken: '' });
      return { accessToken, refreshToken: grant.refreshToken };
    });
  };
  // Whoever presses a button twice sends the same refresh token twice, and gives up the first answer: that is no theft, so
  // the exchange goes on without him, and the second request hears the same.
  const exchanged = new Map<string, { tokens: Promise<PageTokens>; atMs: number }>();
  const exchangeOnce = async (request: FastifyRequest, refreshToken: string): Promise<PageTokens> => {
    const nowMs = clock.now().getTime();
    for (const [key, { atMs }] of exchanged) if (nowMs - atMs > rememberedMs) exchanged.delete(key);
    const key = createHash('sha256').update(refreshToken).digest('base64url');
    const known = exchanged.get(key);
    if (known !== undefined) return await known.tokens;
    const tokens = exchange(request, refreshToken);
    exchanged.set(key, { tokens, atMs: nowMs });
    try {
      return await tokens;
    } catch (error) {
      exchanged.delete(key);
      throw error;
    }
  };

  return {
    find: async (request, reply) => {
      const actor = await take(request, request.cookies[access]);
      if (actor !== undefined) return actor;
      const refreshToken = request.cookies[refresh];
      if (refreshToken === undefined || refreshToken === '') return undefined;
      try {
        const tokens = await exchangeOnce(request, refreshToken.slice(0, 256));
        set(reply, tokens);
        return await take(request, tokens.accessToken);
      } catch (error) {
        if (!isOver(error)) throw error;
        forget(request, reply);
        return undefined;
      }
    },
    begin: async (reply, grant) => {
      const { refreshToken } = grant;
      const { accessToken } = await issueTokens({ ...grant, refreshToken: '' });
      set(reply, { accessToken, refreshToken });
    },
    end: async (request, reply) => {
      await identity.endSession({});
      forget(request, reply);
    },
    forget,
  };
}

/** Whether a token is of use no more: the user logs in again. */
function isOver(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unauthenticated';
}

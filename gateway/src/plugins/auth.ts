import { unauthenticated } from '@countersign/errors';
import { type ActorVerifier, reaches, requireActor } from '@countersign/grpc';
import fastifyPlugin from 'fastify-plugin';
import type { SessionFeed } from '../session-feed.ts';

/** Denies every route to callers without an access token, unless the route's config says otherwise. */
export const auth = fastifyPlugin<{ verifyActor: ActorVerifier; sessions: Pick<SessionFeed, 'requireCurrent'> }>(
  async (app, { verifyActor, sessions }) => {
    // After the rate limit, which is an onRequest hook of each route, and before the body is read.
    app.addHook('preParsing', async (request) => {
      const { config } = request.routeOptions;
      if (request.is404 || (config.public && config.bearer === undefined)) return;
      const token = readBearer(request.headers.authorization);
      if (token !== undefined) {
        const actor = await verifyActor(token);
        // Each time: what is verified is kept, and its session may have ended since.
        sessions.requireCurrent(actor);
        request.call.actor = actor;
        request.call.actorToken = token;
      }
      if (config.public) return;
      const actor = requireActor(request.call, { allowSetUp: config.scope === 'set-up' });
      if (config.acr !== undefined && !reaches(actor.acr, config.acr)) {
        throw unauthenticated('INSUFFICIENT_USER_AUTHENTICATION', 'log in with your second factor to do this');
      }
    });
  },
  { name: 'auth', dependencies: ['request-context'] },
);

/** The token of a Bearer header (RFC 6750 2.1); undefined without the header. */
function readBearer(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(header) ?? [];
  if (token === undefined) throw unauthenticated('TOKEN_INVALID', 'the Authorization header must be `Bearer <token>`');
  return token;
}

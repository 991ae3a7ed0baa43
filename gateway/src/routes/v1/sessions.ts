import { invalidField, notFound, unauthenticated } from '@countersign/errors';
import { requireActor, requireCompleteLogin } from '@countersign/grpc';
import type { OwnSession } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { EnrollmentClient, IdentityClient } from '../../clients.ts';
import { getDate, getPart, getTime, omitUndefined, orAbsent } from '../../json.ts';
import { closed, count, id, list, moment, nothing, oneOf, said, text } from '../../schemas.ts';
import { type TokenCookies, TokensIn } from '../../token-cookies.ts';
import type { TokenIssuer } from '../../token-issuer.ts';

export const TokensSchema = closed(
  {
    accessToken: said('JWT (ES256); send it as `Authorization: Bearer …`.', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'),
    tokenType: oneOf(['Bearer'], 'How it is sent (RFC 6750).'),
    expiresIn: count('Seconds until the access token ends.', 300),
    refreshToken: Type.Optional(
      said(
        'Single use; absent for a session that may only set up a second factor, and where it travels in a cookie.',
        'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d',
      ),
    ),
    scope: oneOf(['full', 'set-up'], 'What the session may do: everything, or only set up a second factor.'),
    acr: said('Authentication context class.', 'urn:countersign:aal2'),
    amr: Type.Array(Type.String(), { description: 'Methods used (RFC 8176).', examples: [['pwd', 'otp', 'mfa']] }),
  },
  { title: 'Tokens' },
);

const SessionSchema = closed(
  {
    id: said('Id of the session.', 'ses_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    current: Type.Boolean({ description: 'Whether it is the one that asks.', examples: [true] }),
    device: Type.Optional(said('Device as its browser names itself; absent when it did not.', 'Firefox on Linux')),
    address: Type.Optional(said('Network address from which it was last used.', '192.0.2.7')),
    acr: said('Authentication context class.', 'urn:countersign:aal2'),
    authenticatedAt: moment('When the user proved his factors.'),
    lastUsedAt: moment('When it was last prolonged.'),
    idleUntil: moment('When it ends unless it is prolonged.'),
    expiresAt: moment('When it ends in any case.'),
  },
  { title: 'OwnSession' },
);

const refresh = {
  operationId: 'refreshTokens',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'R8: roles are read again, and the account that was chosen stays. A refresh token that was exchanged before ends the session (reuse detection), and its user is told by e-mail: pages of one browser must take turns. With `tokensIn: cookie` the token comes from the cookie and goes back into it.',
  tags: ['Login'],
  body: closed(
    {
      refreshToken: Type.Optional(
        text({
          description: 'The refresh token; absent with `tokensIn: cookie`.',
          maxLength: 256,
          example: 'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d',
        }),
      ),
      tokensIn: TokensIn,
    },
    { examples: [{ refreshToken: 'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d' }] },
  ),
  response: { 200: TokensSchema },
};

const listSessions = {
  operationId: 'listSessions',
  summary: 'List own sessions',
  description: 'R8: the current session first, then the last used.',
  tags: ['Login'],
  response: { 200: list(SessionSchema, 'The sessions that are not over, 100 at most.') },
};

const endMany = {
  operationId: 'endSessions',
  summary: 'Log out everywhere else, or everywhere',
  description: 'R8: ends all other sessions of the user, or all. Their access tokens are refused within a second.',
  tags: ['Login'],
  querystring: closed({
    includingCurrent: Type.Optional(
      Type.Boolean({ description: 'Whether the current session ends, too.', default: false, examples: [false] }),
    ),
  }),
  response: { 200: closed({ ended: count('Number of sessions that ended.', 2) }, { description: 'They are ended.' }) },
};

const endOne = {
  operationId: 'endOtherSession',
  summary: 'End one of the own sessions',
  description: 'R8: its refresh token is dead at once, its access tokens are refused within a second.',
  tags: ['Login'],
  params: closed({ sessionId: id('ses', 'the session') }),
  response: { 204: nothing('The session is ended.') },
};

const end = {
  operationId: 'endSession',
  summary: 'Log out',
  description:
    'R2: ends the session of the access token; its refresh token is dead, and a cookie with it is taken away. Within a second the access token is refused.',
  tags: ['Login'],
  response: { 204: nothing('The session is ended.') },
};

const setAccount = {
  operationId: 'setSessionAccount',
  summary: 'Switch to another account',
  description:
    'E15, R8: answers with an access token for one of the accounts that the user is a member of. The session stays with it when tokens are refreshed; the refresh token stays as it is. Who logged in with a factor that his account does not take, or has too few for it, gets into another one so.',
  tags: ['Login'],
  body: closed(
    { accountId: id('acc', 'the account') },
    { examples: [{ accountId: 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
  ),
  response: { 200: TokensSchema },
};

interface SessionDeps {
  identity: IdentityClient;
  enrollment: Pick<EnrollmentClient, 'listMemberships'>;
  issueTokens: TokenIssuer;
  cookies: TokenCookies;
}

/** `/v1/tokens/refresh` and `/v1/sessions`. */
export const sessionRoutes: FastifyPluginAsyncTypebox<SessionDeps> = async (
  app,
  { identity, enrollment, issueTokens, cookies },
) => {
  app.post(
    '/tokens/refresh',
    {
      schema: refresh,
      config: {
        public: true,
        sensitive: 'tokens',
        problems: { 400: ['REFRESH_TOKEN_MISSING'], 401: ['REFRESH_TOKEN_INVALID'], 403: ['ORIGIN_REFUSED'] },
      },
    },
    async (request, reply) => {
      const { refreshToken: given, tokensIn } = request.body;
      if (tokensIn !== 'cookie') {
        if (given === undefined) {
          throw invalidField('REFRESH_TOKEN_MISSING', '/refreshToken', 'must be there without a cookie');
        }
        const { grant } = await identity.refreshSession({ refreshToken: given });
        return await issueTokens(getPart(grant, 'grant'));
      }
      cookies.requireOwnPage(request);
      const refreshToken = cookies.findRefreshToken(request);
      if (refreshToken === undefined) {
        throw unauthenticated('REFRESH_TOKEN_INVALID', 'the session is over; log in again');
      }
      const grant = getPart((await identity.refreshSession({ refreshToken })).grant, 'grant');
      // The old one is used up: the browser must have the new one even if what follows fails.
      const { expiresAt } = getPart(grant.session, 'session');
      cookies.setRefreshToken(reply, grant.refreshToken, getDate(expiresAt, 'expires_at'));
      return await issueTokens({ ...grant, refreshToken: '' });
    },
  );

  app.get('/sessions', { schema: listSessions }, async () => {
    const { sessions } = await identity.listSessions({});
    return { items: sessions.map(toSessionJson) };
  });

  app.delete('/sessions', { schema: endMany }, async ({ query }, reply) => {
    const includingCurrent = query.includingCurrent ?? false;
    const { ended } = await identity.endSessions({ sessionId: '', includingCurrent });
    if (includingCurrent) cookies.clearRefreshToken(reply);
    return { ended };
  });

  app.delete(
    '/sessions/:sessionId',
    { schema: endOne, config: { problems: { 404: ['SESSION_NOT_FOUND'] } } },
    async (request, reply) => {
      const { sessionId } = request.params;
      await identity.endSessions({ sessionId, includingCurrent: false });
      if (sessionId === requireActor(request.call).sessionId) cookies.clearRefreshToken(reply);
      reply.code(204);
      return null;
    },
  );

  app.delete('/sessions/current', { schema: end, config: { scope: 'set-up' } }, async (_request, reply) => {
    await identity.endSession({});
    cookies.clearRefreshToken(reply);
    reply.code(204);
    return null;
  });

  app.put(
    '/sessions/current/account',
    {
      schema: setAccount,
      config: { scope: 'set-up', problems: { 403: ['SET_UP_REQUIRED'], 404: ['ACCOUNT_NOT_FOUND'] } },
    },
    async (request) => {
      const { accountId } = request.body;
      const { userId } = requireCompleteLogin(request.call);
      const { memberships } = await enrollment.listMemberships({ userId });
      if (!memberships.some((membership) => membership.accountId === accountId)) {
        throw notFound('ACCOUNT_NOT_FOUND', 'no such account');
      }
      const { session } = await identity.setSessionAccount({ accountId });
      return await issueTokens({ session, refreshToken: '' }, memberships);
    },
  );
};

function toSessionJson(session: OwnSession): Static<typeof SessionSchema> {
  return omitUndefined({
    id: session.id,
    current: session.current,
    device: orAbsent(session.device),
    address: orAbsent(session.address),
    acr: session.acr,
    authenticatedAt: getTime(session.authenticatedAt, 'authenticated_at'),
    lastUsedAt: getTime(session.lastUsedAt, 'last_used_at'),
    idleUntil: getTime(session.idleUntil, 'idle_until'),
    expiresAt: getTime(session.expiresAt, 'expires_at'),
  });
}

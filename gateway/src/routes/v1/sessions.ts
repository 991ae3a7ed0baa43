import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { getPart } from '../../json.ts';
import { closed, count, nothing, oneOf, said, text } from '../../schemas.ts';
import type { TokenIssuer } from '../../token-issuer.ts';

export const TokensSchema = closed(
  {
    accessToken: said('JWT (ES256); send it as `Authorization: Bearer …`.', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'),
    tokenType: oneOf(['Bearer'], 'How it is sent (RFC 6750).'),
    expiresIn: count('Seconds until the access token ends.', 300),
    refreshToken: Type.Optional(
      said(
        'Single use; absent for a session that may only set up a second factor.',
        'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d',
      ),
    ),
    scope: oneOf(['full', 'set-up'], 'What the session may do: everything, or only set up a second factor.'),
    acr: said('Authentication context class.', 'urn:countersign:aal2'),
    amr: Type.Array(Type.String(), { description: 'Methods used (RFC 8176).', examples: [['pwd', 'otp', 'mfa']] }),
  },
  { title: 'Tokens' },
);

const refresh = {
  operationId: 'refreshTokens',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'R8: account and roles are read again. A refresh token that was exchanged before ends the session (reuse detection).',
  tags: ['Login'],
  body: closed(
    {
      refreshToken: text({
        description: 'The refresh token.',
        maxLength: 256,
        example: 'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d',
      }),
    },
    { examples: [{ refreshToken: 'r8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3d' }] },
  ),
  response: { 200: TokensSchema },
};

const end = {
  operationId: 'endSession',
  summary: 'Log out',
  description: 'R2: ends the session of the access token; its refresh token is dead. Repeating changes nothing.',
  tags: ['Login'],
  response: { 204: nothing('The session is ended.') },
};

/** `/v1/tokens/refresh` and `/v1/sessions/current`. */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient; issueTokens: TokenIssuer }> = async (
  app,
  { identity, issueTokens },
) => {
  app.post(
    '/tokens/refresh',
    {
      schema: refresh,
      config: { public: true, sensitive: 'tokens', problems: { 401: ['REFRESH_TOKEN_INVALID'] } },
    },
    async ({ body }) => {
      const { grant } = await identity.refreshSession({ refreshToken: body.refreshToken });
      return await issueTokens(getPart(grant, 'grant'));
    },
  );

  app.delete('/sessions/current', { schema: end, config: { scope: 'set-up' } }, async (_request, reply) => {
    await identity.endSession({});
    reply.code(204);
    return null;
  });
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AuthenticatorSchema, toAuthenticatorJson } from '../../authenticators.ts';
import type { SecondFactorClient } from '../../clients.ts';
import { getPart, getTime } from '../../json.ts';
import { closed, id, moment, oneOf } from '../../schemas.ts';
import { platforms, SoftTokenSchema, toSoftTokenJson } from '../../soft-token.ts';

const switchPlatform = {
  operationId: 'switchSoftTokenPlatform',
  summary: 'Have a soft token issued for the other platform',
  description:
    'R4b: until it is active, and only in the session that enrolled it. The codes of before are void, an app that used them is of no use, and the ten minutes begin anew. Also gives new codes for the same platform.',
  tags: ['Me'],
  params: closed({ authenticatorId: id('aut', 'the authenticator') }),
  body: closed({ platform: oneOf(platforms, 'Where the app runs.') }, { examples: [{ platform: 'desktop' }] }),
  response: {
    200: closed(
      {
        authenticator: AuthenticatorSchema,
        softToken: SoftTokenSchema,
        expiresAt: moment('Moment after which the codes are refused.'),
      },
      { title: 'ReissuedSoftToken' },
    ),
  },
};

/** `/v1/me/authenticators/{authenticatorId}/platform`. */
export const authenticatorPlatformRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.post(
    '/me/authenticators/:authenticatorId/platform',
    {
      schema: switchPlatform,
      config: {
        scope: 'set-up',
        problems: {
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['SET_UP_OVER', 'OTHER_SESSION'],
          404: ['AUTHENTICATOR_NOT_FOUND'],
          409: ['AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_EXPIRED'],
          429: ['ATTEMPTS_EXHAUSTED'],
          503: ['ACTIVATIONS_BUSY'],
        },
      },
    },
    async ({ params: { authenticatorId }, body: { platform } }, reply) => {
      const issued = await secondFactor.switchSoftTokenPlatform({ authenticatorId, platform });
      reply.header('cache-control', 'no-store');
      return {
        authenticator: toAuthenticatorJson(getPart(issued.authenticator, 'authenticator')),
        softToken: toSoftTokenJson(getPart(issued.softToken, 'soft_token')),
        expiresAt: getTime(issued.expiresAt, 'expires_at'),
      };
    },
  );
};

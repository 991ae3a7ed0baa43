import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { AppLink, type GatewayConfig } from '../../config.ts';
import { kinds } from '../../factors.ts';
import { getWordOf } from '../../json.ts';
import { closed, count, oneOf, said } from '../../schemas.ts';

const getSetUp = {
  operationId: 'getSetUpProgress',
  summary: 'Tell which methods are required, done and left',
  description:
    'R4, R4b, E15: progress k of n, and where to get an app for each platform. While something that is required is left, a login gives a session that can do nothing but set it up.',
  tags: ['Me'],
  response: {
    200: closed(
      {
        done: count('Number of required methods that are done.', 0),
        required: count('Number of required methods.', 1),
        methods: Type.Array(
          closed(
            {
              method: said(
                'Kind of method: authenticator, recovery_questions, or login_with_permitted_factor for a login by another factor.',
                'authenticator',
              ),
              required: Type.Boolean({
                description: 'Whether it must be done; else it may be skipped.',
                examples: [true],
              }),
              done: Type.Boolean({ description: 'Whether it is done.', examples: [false] }),
            },
            { title: 'SetUpMethod' },
          ),
          { description: 'The methods, in the order in which they are asked for.' },
        ),
        kinds: Type.Array(oneOf(kinds, 'Kind of factor.'), {
          description: 'Kinds of factor that the policy permits, for what is left: named by the texts `factor.<kind>`.',
          examples: [['totp', 'soft_token', 'grid_card', 'egrid']],
        }),
        apps: Type.Array(AppLink, { description: 'Where to get an authenticator app.' }),
      },
      { title: 'SetUpProgress' },
    ),
  },
};

interface SetUpDeps {
  identity: IdentityClient;
  config: GatewayConfig;
}

/** `/v1/me/set-up`. */
export const setUpRoutes: FastifyPluginAsyncTypebox<SetUpDeps> = async (app, { identity, config }) => {
  app.get('/me/set-up', { schema: getSetUp, config: { scope: 'set-up' } }, async () => {
    const { methods, done, required, kinds: permitted } = await identity.getSetUpProgress({});
    return {
      done,
      required,
      methods: methods.map((method) => ({ method: method.method, required: method.required, done: method.done })),
      kinds: permitted.map((kind) => getWordOf(kinds, kind, 'kind')),
      apps: [...config.appLinks],
    };
  });
};

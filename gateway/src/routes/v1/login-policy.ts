import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { closed, count, said } from '../../schemas.ts';

const getLoginPolicy = {
  operationId: 'getLoginPolicy',
  summary: 'Read the policy of logins',
  description: 'R8: what a login page tells its user: lengths of passwords, limits of sessions, ways of recovery.',
  tags: ['Login'],
  response: {
    200: closed(
      {
        profile: said('Profile on which the settings build: guide or strict.', 'guide'),
        passwordMinLength: count('Characters of a password at least.', 8),
        passwordMaxLength: count('Characters of a password at most.', 256),
        passwordBreachCheck: Type.Boolean({
          description: 'Whether passwords known from breaches are refused.',
          examples: [true],
        }),
        sessionIdleMinutes: count('Minutes without a refresh after which a session is over.', 60),
        sessionAbsoluteMinutes: count('Minutes after which a session is over in any case.', 720),
        recoveryQuestions: said('Whether questions help to recover a password: off, optional or required.', 'optional'),
        recoveryQuestionsToAnswer: count('Number of questions that must be answered.', 5),
        recoveryQuestionsAsked: count('Number of questions that a recovery asks.', 3),
        fourEyes: Type.Array(Type.String(), {
          description:
            'Actions that need a second officer: user_release, personal_validation, staff_roles, emergency_code.',
          examples: [['user_release']],
        }),
        mobileRequired: Type.Boolean({
          description:
            'Whether activations and invitations need a mobile number, because no one-time PIN goes by e-mail.',
          examples: [false],
        }),
      },
      { title: 'LoginPolicy' },
    ),
  },
};

/** `/v1/login-policy`: answered from memory for a few seconds. */
export const loginPolicyRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get(
    '/login-policy',
    { schema: getLoginPolicy, config: { public: true, cached: {} } },
    async () => await identity.getLoginPolicy({}),
  );
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { EnrollmentClient } from '../../clients.ts';
import { getTime } from '../../json.ts';
import { closed, Language, Mobile, moment, Password, said, text } from '../../schemas.ts';

const Token = text({
  description: 'Token from the fragment of the activation link.',
  maxLength: 256,
  example: 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
});

const lookUp = {
  operationId: 'lookUpActivation',
  summary: 'Tell what an activation token opens, without using it',
  description: 'E14: a page shows the account and the user ID before it asks for a password.',
  tags: ['Activation'],
  body: closed({ token: Token }, { examples: [{ token: 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w' }] }),
  response: {
    200: closed(
      {
        accountName: said('Name of the account.', 'Sample Works Ltd'),
        userId: said('User ID that the activation creates.', 'robin.sample@example.com'),
        expiresAt: moment('Moment after which the token is dead.'),
      },
      { title: 'Activation' },
    ),
  },
};

const activate = {
  operationId: 'activate',
  summary: 'Activate an account: set the password, or join while signed in',
  description: 'E14: a token is used once. Without an access token, `password` is needed.',
  tags: ['Activation'],
  body: closed(
    {
      token: Token,
      password: Type.Optional(Password),
      mobile: Type.Optional(Mobile),
      language: Type.Optional(Language),
    },
    {
      examples: [
        {
          token: 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
          password: 'correct horse battery staple',
          mobile: '+12025550123',
        },
      ],
    },
  ),
  response: {
    201: closed(
      {
        accountId: said('Id of the account.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        userId: said('User ID with which to log in.', 'robin.sample@example.com'),
      },
      { title: 'ActivatedAccount' },
    ),
  },
};

const dead = ['ACTIVATION_USED', 'ACTIVATION_EXPIRED'];

/** `/v1/activations`. */
export const activationRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.post(
    '/activations/lookup',
    {
      schema: lookUp,
      config: { public: true, sensitive: 'activation', problems: { 404: ['ACTIVATION_NOT_FOUND'], 409: dead } },
    },
    async ({ body }) => {
      const { accountName, userId, expiresAt } = await enrollment.describeActivation({ token: body.token });
      return { accountName, userId, expiresAt: getTime(expiresAt, 'expires_at') };
    },
  );

  app.post(
    '/activations',
    {
      schema: activate,
      config: {
        public: true,
        bearer: 'optional',
        sensitive: 'activation',
        problems: {
          400: [
            'PASSWORD_TOO_SHORT',
            'PASSWORD_TOO_LONG',
            'PASSWORD_TOO_COMMON',
            'MOBILE_INVALID',
            'ACTIVATION_LOGGED_IN',
          ],
          401: ['TOKEN_INVALID'],
          404: ['ACTIVATION_NOT_FOUND'],
          409: [...dead, 'ACTIVATION_LOGIN_REQUIRED'],
        },
      },
    },
    async ({ body }, reply) => {
      const { accountId, userId } = await enrollment.activate({
        token: body.token,
        password: body.password ?? '',
        mobile: body.mobile ?? '',
        language: body.language ?? '',
      });
      reply.code(201);
      return { accountId, userId };
    },
  );
};

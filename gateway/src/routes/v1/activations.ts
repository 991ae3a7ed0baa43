import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { EnrollmentClient } from '../../clients.ts';
import { getTime } from '../../json.ts';
import {
  fromLinkUse,
  JoinedAccountSchema,
  LinkLookUp,
  LinkUse,
  linkExample,
  linkFormFaults,
} from '../../link-forms.ts';
import { orderHeaders, orderKey, orderParams } from '../../order-key.ts';
import { closed, count, Email, GivenName, id, Language, moment, Surname, said } from '../../schemas.ts';

const lookUp = {
  operationId: 'lookUpActivation',
  summary: 'Tell what an activation token opens, without using it',
  description: 'E14: a page shows the account and the user ID before it asks for a password.',
  tags: ['Activation'],
  body: LinkLookUp,
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
  description:
    'E14: a token is used once. Without an access token, `password` is needed. A signed-in user may name an account of his that takes in what was bought.',
  tags: ['Activation'],
  body: closed(
    {
      ...LinkUse.properties,
      accountId: Type.Optional(id('acc', 'an account of the signed-in user that takes in what was bought')),
    },
    { examples: [linkExample] },
  ),
  response: { 201: JoinedAccountSchema },
};

const resend = {
  operationId: 'resendActivation',
  summary: 'Send the activation message of an order again',
  description: 'E13: with a new link; the old one is dead. Five times a day at most.',
  tags: ['Activation'],
  params: orderParams,
  headers: orderHeaders,
  response: {
    202: closed(
      {
        expiresAt: moment('Moment after which the new link is dead.'),
        resendsLeft: count('Times that it may be sent again today.', 4),
      },
      { title: 'ActivationResend' },
    ),
  },
};

const changeContact = {
  operationId: 'changeActivationContact',
  summary: 'Send the activation of an order to another person',
  description: 'E13: until it is activated. The old link is dead, and both addresses are told.',
  tags: ['Activation'],
  params: orderParams,
  headers: orderHeaders,
  body: closed(
    { givenName: GivenName, surname: Surname, email: Email, language: Type.Optional(Language) },
    { examples: [{ givenName: 'Kim', surname: 'Colleague', email: 'kim.colleague@example.com', language: 'en' }] },
  ),
  response: {
    200: closed({ expiresAt: moment('Moment after which the new link is dead.') }, { title: 'ActivationContact' }),
  },
};

const dead = ['ACTIVATION_USED', 'ACTIVATION_EXPIRED'];

const ofOrder = {
  public: true,
  bearer: 'optional',
  problems: {
    401: ['TOKEN_INVALID'],
    404: ['ORDER_NOT_FOUND', 'ACTIVATION_NOT_FOUND'],
    409: ['ACTIVATION_USED'],
    429: ['RESEND_LIMIT_REACHED'],
  },
} as const;

/** `/v1/activations`, and the activation of `/v1/orders/{orderId}`. */
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
          400: linkFormFaults,
          401: ['TOKEN_INVALID'],
          403: ['ROLE_REQUIRED'],
          404: ['ACTIVATION_NOT_FOUND', 'ACCOUNT_NOT_FOUND'],
          409: [...dead, 'ACTIVATION_LOGIN_REQUIRED'],
        },
      },
    },
    async ({ body }, reply) => {
      const { accountId, userId } = await enrollment.activate({
        ...fromLinkUse(body),
        accountId: body.accountId ?? '',
      });
      reply.code(201);
      return { accountId, userId };
    },
  );

  app.post('/orders/:orderId/activation/resends', { schema: resend, config: ofOrder }, async (request, reply) => {
    const { expiresAt, resendsLeft } = await enrollment.resendActivation({ order: orderKey(request) });
    reply.code(202);
    return { expiresAt: getTime(expiresAt, 'expires_at'), resendsLeft };
  });

  app.put(
    '/orders/:orderId/activation/contact',
    {
      schema: changeContact,
      config: {
        ...ofOrder,
        refusesCardNumbers: true,
        problems: { ...ofOrder.problems, 400: ['CONTACT_INVALID'] },
      },
    },
    async (request) => {
      const { givenName, surname, email, language } = request.body;
      const { expiresAt } = await enrollment.changeActivationContact({
        order: orderKey(request),
        givenName,
        surname,
        email,
        language: language ?? '',
      });
      return { expiresAt: getTime(expiresAt, 'expires_at') };
    },
  );
};

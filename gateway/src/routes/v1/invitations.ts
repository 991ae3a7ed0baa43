import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { RolesSchema } from '../../account-roles.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { getTime } from '../../json.ts';
import { fromLinkUse, JoinedAccountSchema, LinkLookUp, LinkUse, linkFormFaults } from '../../link-forms.ts';
import { closed, moment, said } from '../../schemas.ts';

const describe = {
  operationId: 'describeInvitation',
  summary: 'Tell what an invitation opens, without using it',
  description: 'E11: a page shows account, user ID and roles before it asks for a password.',
  tags: ['Activation'],
  body: LinkLookUp,
  response: {
    200: closed(
      {
        accountName: said('Name of the account.', 'Sample Works Ltd'),
        userId: said('User ID that is invited.', 'kim.colleague@example.com'),
        roles: RolesSchema,
        expiresAt: moment('Moment after which the token is dead.'),
      },
      { title: 'InvitationOffer' },
    ),
  },
};

const accept = {
  operationId: 'acceptInvitation',
  summary: 'Accept an invitation: set the password, or join while signed in',
  description:
    'E11: a token is used once. Without an access token, `password` is needed and makes the user; the user of that address joins with his access token and no password.',
  tags: ['Activation'],
  body: LinkUse,
  response: { 201: JoinedAccountSchema },
};

const dead = ['INVITATION_USED', 'INVITATION_EXPIRED'];

/** `/v1/invitations`: of members; those of operators are with the staff. */
export const invitationRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.post(
    '/invitations/describe',
    {
      schema: describe,
      config: { public: true, sensitive: 'activation', problems: { 404: ['INVITATION_NOT_FOUND'], 409: dead } },
    },
    async ({ body }) => {
      const { accountName, userId, roles, expiresAt } = await enrollment.describeInvitation({ token: body.token });
      return { accountName, userId, roles, expiresAt: getTime(expiresAt, 'expires_at') };
    },
  );

  app.post(
    '/invitations/accept',
    {
      schema: accept,
      config: {
        public: true,
        bearer: 'optional',
        sensitive: 'activation',
        problems: {
          400: linkFormFaults,
          401: ['TOKEN_INVALID'],
          404: ['INVITATION_NOT_FOUND'],
          409: [...dead, 'INVITATION_LOGIN_REQUIRED', 'MEMBER_LIMIT_REACHED'],
        },
      },
    },
    async ({ body }, reply) => {
      const { accountId, userId } = await enrollment.acceptInvitation(fromLinkUse(body));
      reply.code(201);
      return { accountId, userId };
    },
  );
};

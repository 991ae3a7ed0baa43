import type { Invitation, Member } from '@countersign/proto/enrollment';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import { RolesInput, RolesSchema } from '../../account-roles.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { getPart, getTime, omitUndefined, orAbsent } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, Email, GivenName, id, Language, moment, nothing, Surname, said } from '../../schemas.ts';

const MemberSchema = closed(
  {
    id: said('Id of the user.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    name: Type.Optional(said('Name of the person.', 'Robin Sample')),
    email: said('E-mail address.', 'robin.sample@example.com'),
    roles: RolesSchema,
    since: moment('Since when he is a member.'),
  },
  { title: 'Member' },
);

const InvitationSchema = closed(
  {
    id: said('Id of the invitation.', 'ivt_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    email: said('E-mail address.', 'kim.colleague@example.com'),
    roles: RolesSchema,
    expiresAt: moment('Moment after which the link is dead.'),
  },
  { title: 'Invitation' },
);

const listMembers = {
  operationId: 'listMembers',
  summary: 'List the members of the account',
  description: 'E11: oldest first, 1000 at most; the open invitations are shown to those who may invite.',
  tags: ['Account'],
  response: {
    200: closed(
      {
        members: Type.Array(MemberSchema, { description: 'The members.' }),
        invitations: Type.Array(InvitationSchema, { description: 'The open invitations.' }),
      },
      { title: 'Members' },
    ),
  },
};

const params = closed({ userId: id('usr', 'the member') });

const changeRoles = {
  operationId: 'changeMemberRoles',
  summary: 'Change the roles of a member',
  description:
    'E11: by an owner or administrator; only an owner gives or takes the role owner, and the last owner keeps it. The tokens of the member follow within their five minutes.',
  tags: ['Account'],
  params,
  body: closed({ roles: RolesInput }, { examples: [{ roles: ['requester', 'signer'] }] }),
  response: { 200: MemberSchema },
};

const removeMember = {
  operationId: 'removeMember',
  summary: 'End a membership',
  description:
    'E11: by an owner or administrator, and everybody his own; the last owner stays. Repeating changes nothing.',
  tags: ['Account'],
  params,
  response: { 204: nothing('The membership is ended.') },
};

const invite = {
  operationId: 'inviteMember',
  summary: 'Invite a person by e-mail',
  description:
    'E11: the link is good for seven days and used once. The same address again gets a new link, five times a day at most; the old one is dead.',
  tags: ['Account'],
  body: closed(
    {
      email: Email,
      givenName: GivenName,
      surname: Surname,
      roles: RolesInput,
      language: Type.Optional(Language),
    },
    {
      examples: [
        {
          email: 'kim.colleague@example.com',
          givenName: 'Kim',
          surname: 'Colleague',
          roles: ['requester'],
          language: 'en',
        },
      ],
    },
  ),
  response: { 201: InvitationSchema },
};

const withdraw = {
  operationId: 'withdrawInvitation',
  summary: 'Withdraw an invitation',
  description: 'E11: its link is dead. Repeating changes nothing.',
  tags: ['Account'],
  params: closed({ invitationId: id('ivt', 'the invitation') }),
  response: { 204: nothing('The invitation is withdrawn.') },
};

const missing = ['ACCOUNT_NOT_FOUND', 'MEMBER_NOT_FOUND'];

/** `/v1/account/members` and `/v1/account/invitations`. */
export const memberRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get(
    '/account/members',
    { schema: listMembers, config: { problems: { 404: ['ACCOUNT_NOT_FOUND'] } } },
    async (request) => {
      const { members, invitations } = await enrollment.listMembers({ accountId: getAccountId(request) });
      return { members: members.map(toMemberJson), invitations: invitations.map(toInvitationJson) };
    },
  );

  app.patch(
    '/account/members/:userId',
    {
      schema: changeRoles,
      config: {
        acr: twoFactors,
        problems: { 400: ['ROLES_INVALID'], 403: ['ROLE_REQUIRED'], 404: missing, 409: ['LAST_OWNER'] },
      },
    },
    async (request) => {
      const { member } = await enrollment.changeMemberRoles({
        accountId: getAccountId(request),
        userId: request.params.userId,
        roles: request.body.roles,
      });
      return toMemberJson(getPart(member, 'member'));
    },
  );

  app.delete(
    '/account/members/:userId',
    {
      schema: removeMember,
      config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'], 404: missing, 409: ['LAST_OWNER'] } },
    },
    async (request, reply) => {
      await enrollment.removeMember({ accountId: getAccountId(request), userId: request.params.userId });
      reply.code(204);
      return null;
    },
  );

  app.post(
    '/account/invitations',
    {
      schema: invite,
      config: {
        acr: twoFactors,
        problems: {
          400: ['CONTACT_INVALID', 'ROLES_INVALID'],
          403: ['ROLE_REQUIRED'],
          404: ['ACCOUNT_NOT_FOUND'],
          409: ['MEMBER_EXISTS', 'MEMBER_LIMIT_REACHED'],
          429: ['RESEND_LIMIT_REACHED'],
        },
      },
    },
    async (request, reply) => {
      const { email, givenName, surname, roles, language } = request.body;
      const { invitation } = await enrollment.inviteMember({
        accountId: getAccountId(request),
        email,
        givenName,
        surname,
        roles,
        language: language ?? '',
      });
      reply.code(201);
      return toInvitationJson(getPart(invitation, 'invitation'));
    },
  );

  app.delete(
    '/account/invitations/:invitationId',
    {
      schema: withdraw,
      config: {
        acr: twoFactors,
        problems: { 403: ['ROLE_REQUIRED'], 404: ['ACCOUNT_NOT_FOUND', 'INVITATION_NOT_FOUND'] },
      },
    },
    async (request, reply) => {
      const { invitationId } = request.params;
      await enrollment.withdrawInvitation({ accountId: getAccountId(request), invitationId });
      reply.code(204);
      return null;
    },
  );
};

function toMemberJson({ userId, name, email, roles, since }: Member): Static<typeof MemberSchema> {
  return omitUndefined({ id: userId, name: orAbsent(name), email, roles, since: getTime(since, 'since') });
}

function toInvitationJson({ id: invitationId, email, roles, expiresAt }: Invitation): Static<typeof InvitationSchema> {
  return { id: invitationId, email, roles, expiresAt: getTime(expiresAt, 'expires_at') };
}

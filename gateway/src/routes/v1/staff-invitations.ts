import type { Invitation } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { ApprovalSchema, toApprovalJson } from '../../approvals.ts';
import type { IdentityClient } from '../../clients.ts';
import { getPart, getTime, omitUndefined, orAbsent } from '../../json.ts';
import { passwordFaults, twoFactors } from '../../route-config.ts';
import {
  closed,
  Email,
  GivenName,
  id,
  Language,
  list,
  Mobile,
  moment,
  nothing,
  Password,
  Surname,
  said,
  text,
} from '../../schemas.ts';
import { StaffRolesInput, StaffRolesSchema } from '../../staff-roles.ts';

const StaffInvitationSchema = closed(
  {
    id: said('Id of the invitation.', 'inv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    email: Type.Optional(said('Address that it is mailed to; absent when it was printed.', 'sam.officer@example.com')),
    roles: StaffRolesSchema,
    createdAt: moment('When it was made.'),
    expiresAt: moment('Moment after which the link is dead.'),
  },
  { title: 'StaffInvitation' },
);

const invite = {
  operationId: 'inviteStaff',
  summary: 'Invite somebody as staff',
  description:
    'R3: by an operator; the link is mailed, good for 72 hours and used once. The same address again gets a new link; the old one is dead.',
  tags: ['Staff'],
  body: closed(
    { email: Email, roles: StaffRolesInput, language: Type.Optional(Language) },
    { examples: [{ email: 'sam.officer@example.com', roles: ['registration_officer'], language: 'en' }] },
  ),
  response: { 201: StaffInvitationSchema, 202: ApprovalSchema },
};

const listInvitations = {
  operationId: 'listStaffInvitations',
  summary: 'List open invitations of staff, newest first',
  description: 'R3: for operators, 100 at most; those of the operator command, too.',
  tags: ['Staff'],
  response: { 200: list(StaffInvitationSchema, 'The open invitations.') },
};

const withdraw = {
  operationId: 'withdrawStaffInvitation',
  summary: 'Withdraw an invitation of staff',
  description: 'R3: its link is dead.',
  tags: ['Staff'],
  params: closed({ invitationId: id('inv', 'the invitation') }),
  response: { 204: nothing('The invitation is withdrawn.') },
};

const accept = {
  operationId: 'acceptOperatorInvitation',
  summary: 'Use an invitation of staff and create the staff user',
  description:
    'R3: the first officer comes from a single-use invitation that the operator command prints; others are invited by an operator, and their user ID is the address that the invitation was mailed to.',
  tags: ['Staff'],
  body: closed(
    {
      token: text({
        description: 'Token of the invitation.',
        maxLength: 256,
        example: 'v9Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
      }),
      email: Email,
      givenName: GivenName,
      surname: Surname,
      password: Password,
      mobile: Type.Optional(Mobile),
      language: Type.Optional(Language),
    },
    {
      examples: [
        {
          token: 'v9Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
          email: 'sam.officer@example.com',
          givenName: 'Sam',
          surname: 'Officer',
          password: 'correct horse battery staple',
        },
      ],
    },
  ),
  response: {
    201: closed(
      { id: said('Id of the user.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K') },
      { description: 'The staff user, who can log in now.' },
    ),
  },
};

/** `/v1/staff/invitations` and `/v1/operator-invitations`. */
export const staffInvitationRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (
  app,
  { identity },
) => {
  app.post(
    '/staff/invitations',
    {
      schema: invite,
      config: {
        acr: twoFactors,
        problems: {
          400: ['EMAIL_INVALID', 'STAFF_ROLE_INVALID'],
          403: ['ROLE_REQUIRED'],
          409: ['USER_EXISTS', 'APPROVAL_PENDING'],
        },
      },
    },
    async ({ body: { email, roles, language = '' } }, reply) => {
      const { invitation, approval } = await identity.inviteStaff({ email, roles, language });
      if (approval !== undefined) return reply.code(202).send(toApprovalJson(approval));
      return reply.code(201).send(toInvitationJson(getPart(invitation, 'invitation')));
    },
  );

  app.get(
    '/staff/invitations',
    { schema: listInvitations, config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'] } } },
    async () => ({ items: (await identity.listStaffInvitations({})).invitations.map(toInvitationJson) }),
  );

  app.delete(
    '/staff/invitations/:invitationId',
    {
      schema: withdraw,
      config: {
        acr: twoFactors,
        problems: { 403: ['ROLE_REQUIRED'], 404: ['INVITATION_NOT_FOUND'], 409: ['INVITATION_USED'] },
      },
    },
    async ({ params: { invitationId } }, reply) => {
      await identity.withdrawStaffInvitation({ invitationId });
      reply.code(204);
      return null;
    },
  );

  app.post(
    '/operator-invitations/acceptance',
    {
      schema: accept,
      config: {
        public: true,
        sensitive: 'activation',
        problems: {
          400: [
            'EMAIL_INVALID',
            'INVITATION_EMAIL_DIFFERS',
            'NAME_INVALID',
            ...passwordFaults,
            'MOBILE_INVALID',
            'MOBILE_REQUIRED',
          ],
          404: ['INVITATION_NOT_FOUND'],
          409: ['INVITATION_EXPIRED', 'INVITATION_USED', 'USER_EXISTS'],
        },
      },
    },
    async ({ body }, reply) => {
      const { userId } = await identity.acceptOperatorInvitation({
        token: body.token,
        email: body.email,
        givenName: body.givenName,
        surname: body.surname,
        password: body.password,
        mobile: body.mobile ?? '',
        language: body.language ?? '',
      });
      reply.code(201);
      return { id: userId };
    },
  );
};

function toInvitationJson(invitation: Invitation): Static<typeof StaffInvitationSchema> {
  const { id: invitationId, email, roles, createdAt, expiresAt } = invitation;
  return omitUndefined({
    id: invitationId,
    email: orAbsent(email),
    roles,
    createdAt: getTime(createdAt, 'created_at'),
    expiresAt: getTime(expiresAt, 'expires_at'),
  });
}

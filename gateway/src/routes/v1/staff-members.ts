import type { StaffMember } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { ApprovalSchema, toApprovalJson } from '../../approvals.ts';
import type { IdentityClient } from '../../clients.ts';
import { getPart, omitUndefined, timeOrAbsent } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, list, moment, nothing, said } from '../../schemas.ts';
import { StaffRolesInput, StaffRolesSchema } from '../../staff-roles.ts';

const StaffMemberSchema = closed(
  {
    id: said('Id of the user.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    userId: said('User ID with which he logs in.', 'sam.officer@example.com'),
    givenName: said('Given name.', 'Sam'),
    surname: said('Family name.', 'Officer'),
    roles: StaffRolesSchema,
    lastLoginAt: Type.Optional(moment('When he last logged in; absent when never.')),
  },
  { title: 'StaffMember' },
);

const listStaff = {
  operationId: 'listStaff',
  summary: 'List staff, by user ID',
  description: 'R3: for operators.',
  tags: ['Staff'],
  response: { 200: list(StaffMemberSchema, 'Everybody who has a role of staff.') },
};

const params = closed({ userId: id('usr', 'the user') });

const setRoles = {
  operationId: 'setStaffRoles',
  summary: 'Set the roles of a member of staff',
  description:
    'R3: by another operator; his sessions end, so that the next one has the new roles. A user who is not staff yet becomes so. One operator stays.',
  tags: ['Staff'],
  params,
  body: closed({ roles: StaffRolesInput }, { examples: [{ roles: ['registration_officer'] }] }),
  response: { 200: StaffMemberSchema, 202: ApprovalSchema },
};

const remove = {
  operationId: 'removeStaffMember',
  summary: 'Remove a member of staff',
  description: 'R3: by another operator; all his sessions end at once. He stays a user. The last operator stays.',
  tags: ['Staff'],
  params,
  response: { 204: nothing('He has no role of staff any more.'), 202: ApprovalSchema },
};

const config = {
  acr: twoFactors,
  problems: {
    403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
    404: ['STAFF_NOT_FOUND'],
    409: ['LAST_OPERATOR', 'APPROVAL_PENDING'],
  },
};

/** `/v1/staff/members`. */
export const staffMemberRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get(
    '/staff/members',
    { schema: listStaff, config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'] } } },
    async () => ({ items: (await identity.listStaff({})).staff.map(toMemberJson) }),
  );

  app.put('/staff/members/:userId/roles', { schema: setRoles, config }, async ({ params: { userId }, body }, reply) => {
    const { member, approval } = await identity.setStaffRoles({ userId, roles: body.roles });
    if (approval !== undefined) return reply.code(202).send(toApprovalJson(approval));
    return toMemberJson(getPart(member, 'member'));
  });

  app.delete('/staff/members/:userId', { schema: remove, config }, async ({ params: { userId } }, reply) => {
    const { approval } = await identity.setStaffRoles({ userId, roles: [] });
    if (approval !== undefined) return reply.code(202).send(toApprovalJson(approval));
    return reply.code(204).send(null);
  });
};

function toMemberJson({
  userId,
  email,
  givenName,
  surname,
  roles,
  lastLoginAt,
}: StaffMember): Static<typeof StaffMemberSchema> {
  return omitUndefined({
    id: userId,
    userId: email,
    givenName,
    surname,
    roles,
    lastLoginAt: timeOrAbsent(lastLoginAt),
  });
}

import type { GetUserStatusResponse } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { ApprovalSchema, toApprovalJson } from '../../approvals.ts';
import type { IdentityClient } from '../../clients.ts';
import { getTime, omitUndefined, timeOrAbsent } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, count, Email, id, moment, said, text } from '../../schemas.ts';

const UserStatusSchema = closed(
  {
    id: said('Id of the user.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    userId: said('User ID with which he logs in.', 'robin.sample@example.com'),
    givenName: said('Given name.', 'Robin'),
    surname: said('Family name.', 'Sample'),
    lastLoginAt: Type.Optional(moment('When he last logged in; absent when never.')),
    passwordMisses: count('Wrong passwords in a row from unknown devices.', 4),
    passwordLockedUntil: Type.Optional(moment('Until when unknown devices must wait; absent when they need not.')),
    passwordStopped: Type.Boolean({
      description: 'Whether unknown devices wait until he is released or recovers.',
      examples: [false],
    }),
    activeFactors: Type.Array(Type.String(), { description: 'Kinds of active factors.', examples: [['totp']] }),
    factorLockedUntil: Type.Optional(moment('Until when his factors wait; absent when they need not.')),
    factorStopped: Type.Boolean({ description: 'Whether his factors wait until he is released.', examples: [false] }),
    emailHeldUntil: Type.Optional(moment('Until when e-mail is no second factor; absent when it may be one.')),
    releasedUntil: Type.Optional(moment('Until when an officer’s release holds; absent when none does.')),
    sessions: count('Number of sessions that are not over.', 1),
  },
  { title: 'UserStatus' },
);

const getStatus = {
  operationId: 'getUserStatus',
  summary: 'Tell how a user stands',
  description:
    'E19: locks, holds, factors and sessions, for a registration officer who helps him; by id or by user ID, exactly one of the two. Who looks up whom is recorded.',
  tags: ['Staff'],
  querystring: closed({ userId: Type.Optional(id('usr', 'the user')), email: Type.Optional(Email) }),
  response: { 200: UserStatusSchema },
};

const release = {
  operationId: 'releaseUser',
  summary: 'Release a user who is locked out',
  description:
    'E19: his budgets of attempts begin anew, no device is known any more, and for 24 hours a mailed code alone resets his password. His factors stay. He is told by mail.',
  tags: ['Staff'],
  params: closed({ userId: id('usr', 'the user') }),
  body: closed(
    {
      reason: text({
        description: 'How he proved who he is, 10 to 500 characters; it is kept.',
        maxLength: 500,
        example: 'showed his passport at our desk',
      }),
    },
    { examples: [{ reason: 'showed his passport at our desk' }] },
  ),
  response: {
    200: closed({ releasedUntil: moment('Until when the release holds.') }, { title: 'Release' }),
    202: ApprovalSchema,
  },
};

const emergencyCode = {
  operationId: 'requestEmergencyCode',
  summary: 'Ask for an emergency code for a user who was called back',
  description:
    'R6b, E17b: for somebody who cannot use his factors now. Under four eyes a second officer decides first; else it is approved at once. The officer who asked collects the code by POST /v1/staff/approvals/{approvalId}/emergency-code. The user is told by mail.',
  tags: ['Staff'],
  params: closed({ userId: id('usr', 'the user') }),
  body: closed(
    {
      reason: text({
        description: 'How he was called back and who he is, 10 to 500 characters; it is kept.',
        maxLength: 500,
        example: 'called back on the number of his contract, knew his last order',
      }),
    },
    { examples: [{ reason: 'called back on the number of his contract, knew his last order' }] },
  ),
  response: { 201: ApprovalSchema },
};

/** `/v1/staff/users`. */
export const staffUserRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.get(
    '/staff/users',
    {
      schema: getStatus,
      config: {
        acr: twoFactors,
        problems: { 400: ['USER_QUERY_INVALID'], 403: ['ROLE_REQUIRED'], 404: ['USER_NOT_FOUND'] },
      },
    },
    async ({ query: { userId = '', email = '' } }) => toStatusJson(await identity.getUserStatus({ userId, email })),
  );

  app.post(
    '/staff/users/:userId/release',
    {
      schema: release,
      config: {
        acr: twoFactors,
        problems: {
          400: ['REASON_REQUIRED'],
          403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
          404: ['USER_NOT_FOUND'],
          409: ['APPROVAL_PENDING'],
        },
      },
    },
    async ({ params: { userId }, body: { reason } }, reply) => {
      const { releasedUntil, approval } = await identity.releaseUser({ userId, reason });
      if (approval !== undefined) return reply.code(202).send(toApprovalJson(approval));
      return { releasedUntil: getTime(releasedUntil, 'released_until') };
    },
  );

  app.post(
    '/staff/users/:userId/emergency-codes',
    {
      schema: emergencyCode,
      config: {
        acr: twoFactors,
        problems: {
          400: ['REASON_REQUIRED'],
          403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
          404: ['USER_NOT_FOUND'],
          409: ['APPROVAL_PENDING'],
        },
      },
    },
    async ({ params: { userId }, body: { reason } }, reply) => {
      const { approval } = await identity.requestEmergencyCode({ userId, reason });
      reply.code(201);
      return toApprovalJson(approval);
    },
  );
};

function toStatusJson({ userId, email, ...status }: GetUserStatusResponse): Static<typeof UserStatusSchema> {
  return omitUndefined({
    id: userId,
    userId: email,
    givenName: status.givenName,
    surname: status.surname,
    lastLoginAt: timeOrAbsent(status.lastLoginAt),
    passwordMisses: status.passwordMisses,
    passwordLockedUntil: timeOrAbsent(status.passwordLockedUntil),
    passwordStopped: status.passwordStopped,
    activeFactors: status.activeFactors,
    factorLockedUntil: timeOrAbsent(status.factorLockedUntil),
    factorStopped: status.factorStopped,
    emailHeldUntil: timeOrAbsent(status.emailHeldUntil),
    releasedUntil: timeOrAbsent(status.releasedUntil),
    sessions: status.sessions,
  });
}

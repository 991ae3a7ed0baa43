import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { passwordFaults, twoFactors } from '../../route-config.ts';
import { closed, count, Password, text } from '../../schemas.ts';

const change = {
  operationId: 'changePassword',
  summary: 'Change the own password',
  description:
    'E15: needs the current password, and factors that were proved lately (RFC 9470). Logins and recoveries under way end; the user is told by mail.',
  tags: ['Me'],
  body: closed(
    {
      currentPassword: text({
        description: 'The current password exactly as typed.',
        maxLength: 1024,
        format: 'password',
        example: 'correct horse battery staple',
      }),
      newPassword: Password,
      endOtherSessions: Type.Optional(
        Type.Boolean({ description: 'Whether all other sessions end, too; no when absent.', examples: [true] }),
      ),
    },
    {
      examples: [
        {
          currentPassword: 'correct horse battery staple',
          newPassword: 'seven patient green lamps',
          endOtherSessions: true,
        },
      ],
    },
  ),
  response: {
    200: closed(
      { sessionsEnded: count('Number of sessions that ended.', 1) },
      { title: 'PasswordChange', description: 'The password is changed.' },
    ),
  },
};

/** `/v1/me/password`. */
export const mePasswordRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient }> = async (app, { identity }) => {
  app.put(
    '/me/password',
    {
      schema: change,
      config: {
        acr: twoFactors,
        sensitive: 'login',
        problems: {
          400: [...passwordFaults, 'PASSWORD_UNCHANGED'],
          401: ['LOGIN_FAILED'],
          404: ['USER_NOT_FOUND'],
          429: ['ATTEMPTS_EXHAUSTED'],
          503: ['HASHING_BUSY'],
        },
      },
    },
    async ({ body: { currentPassword, newPassword, endOtherSessions = false } }) => {
      const { sessionsEnded } = await identity.changePassword({ currentPassword, newPassword, endOtherSessions });
      return { sessionsEnded };
    },
  );
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { GrantSchema, toGrantJson } from '../../applications.ts';
import type { OAuthClient } from '../../clients.ts';
import { closed, id, list, nothing } from '../../schemas.ts';

const tags = ['Me'];

const listGrants = {
  operationId: 'listOwnApplications',
  summary: 'List what applications may do for me',
  description: 'R10: what the user granted applications and what has not ended, newest first, 100 at most.',
  tags,
  response: { 200: list(GrantSchema, 'What was granted, newest first.') },
};

const revokeGrant = {
  operationId: 'revokeOwnApplication',
  summary: 'Take back what an application may do for me',
  description:
    'R10: at once, with signatures that were authorised and are not made. What was signed stays signed. Repeating changes nothing.',
  tags,
  params: closed({ grantId: id('ogr', 'what was granted') }),
  response: { 204: nothing('It is taken back.') },
};

/** `/v1/me/applications`: what the user granted applications. */
export const meApplicationRoutes: FastifyPluginAsyncTypebox<{ oauth: OAuthClient }> = async (app, { oauth }) => {
  app.get('/me/applications', { schema: listGrants }, async () => {
    const { grants } = await oauth.listGrants({});
    return { items: grants.map(toGrantJson) };
  });

  app.delete(
    '/me/applications/:grantId',
    { schema: revokeGrant, config: { problems: { 404: ['GRANT_NOT_FOUND'] } } },
    async ({ params }, reply) => {
      await oauth.revokeGrant(params);
      reply.code(204);
      return null;
    },
  );
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { IdentityClient } from '../../clients.ts';
import { closed, Language } from '../../schemas.ts';

const updateMe = {
  operationId: 'updateMe',
  summary: 'Set the own language',
  description: 'E15: messages and later logins are in this language. Tokens tell it when they are next refreshed.',
  tags: ['Me'],
  body: closed({ language: Language }, { examples: [{ language: 'de' }] }),
  response: { 200: closed({ language: Language }, { description: 'The language from now on.' }) },
};

/** `PATCH /v1/me`: what a user may change about himself without proof. */
export const meLanguageRoutes: FastifyPluginAsyncTypebox<{ identity: Pick<IdentityClient, 'updateMe'> }> = async (
  app,
  { identity },
) => {
  app.patch('/me', { schema: updateMe, config: { scope: 'set-up' } }, async ({ body }) => {
    await identity.updateMe({ language: body.language });
    return { language: body.language };
  });
};

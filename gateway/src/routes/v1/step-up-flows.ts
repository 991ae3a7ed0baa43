import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { clientOf, deviceHeaders, StartedFlowSchema, toFlowJson } from '../../login-flow.ts';
import { closed, Language } from '../../schemas.ts';
import type { TokenCookies } from '../../token-cookies.ts';

const start = {
  operationId: 'startStepUpFlow',
  summary: 'Begin a step-up',
  description:
    'R8: for a challenge with `error="insufficient_user_authentication"` (RFC 9470). The user proves password and second factor again by the steps of a login flow, each with an access token of this session; the answer has tokens of the same session with a new time of authentication. Refresh tokens from before are dead.',
  tags: ['Login'],
  headers: deviceHeaders,
  body: closed({ language: Type.Optional(Language) }, { examples: [{ language: 'en' }] }),
  response: { 201: StartedFlowSchema },
};

/** `/v1/step-up-flows`. */
export const stepUpFlowRoutes: FastifyPluginAsyncTypebox<{ identity: IdentityClient; cookies: TokenCookies }> = async (
  app,
  { identity, cookies },
) => {
  app.post('/step-up-flows', { schema: start, config: { sensitive: 'login' } }, async (request, reply) => {
    const { language = '' } = request.body;
    const { flow, secret } = await identity.startStepUpFlow({ language, ...clientOf(request, cookies) });
    const json = toFlowJson(flow);
    reply.code(201).header('location', `/v1/login-flows/${json.id}`);
    return { flow: json, flowSecret: secret };
  });
};

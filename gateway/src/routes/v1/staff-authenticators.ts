import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AuthenticatorSchema, authenticatorChanges, ChangeBody, toAuthenticatorJson } from '../../authenticators.ts';
import type { SecondFactorClient } from '../../clients.ts';
import { getPart } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, list } from '../../schemas.ts';

const who = 'For registration officers; nobody changes his own.';
const user = { userId: id('usr', 'the user') };

const listAll = {
  operationId: 'listUserAuthenticators',
  summary: 'List the authenticators of a user',
  description: `E18: oldest first; empty for an unknown user. ${who}`,
  tags: ['Staff'],
  params: closed(user),
  response: { 200: list(AuthenticatorSchema, 'The authenticators, oldest first.') },
};

/** `/v1/staff/users/{userId}/authenticators`. */
export const staffAuthenticatorRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.get(
    '/staff/users/:userId/authenticators',
    { schema: listAll, config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'] } } },
    async ({ params }) => {
      const { authenticators } = await secondFactor.listUserAuthenticators(params);
      return { items: authenticators.map(toAuthenticatorJson) };
    },
  );

  for (const { path, change, verb, title, effect } of authenticatorChanges) {
    app.post(
      `/staff/users/:userId/authenticators/:authenticatorId/${path}`,
      {
        schema: {
          operationId: `${verb}UserAuthenticator`,
          summary: `${title} an authenticator of a user`,
          description: `E18: ${effect} The user is told. Repeating changes nothing. ${who} Needs a recent login (RFC 9470: step up when asked to).`,
          tags: ['Staff'],
          params: closed({ ...user, authenticatorId: id('aut', 'the authenticator') }),
          body: ChangeBody,
          response: { 200: AuthenticatorSchema },
        },
        config: {
          acr: twoFactors,
          problems: {
            400: ['REASON_INVALID'],
            401: ['INSUFFICIENT_USER_AUTHENTICATION'],
            403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
            404: ['AUTHENTICATOR_NOT_FOUND'],
            409: ['AUTHENTICATOR_WRONG_STATE'],
          },
        },
      },
      async ({ params, body: { reason } }) => {
        const { authenticator } = await secondFactor.changeUserAuthenticator({ ...params, change, reason });
        return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
      },
    );
  }
};

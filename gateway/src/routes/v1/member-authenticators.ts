import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import {
  AuthenticatorLabel,
  AuthenticatorSchema,
  authenticatorChanges,
  CardSerial,
  ChangeBody,
  toAuthenticatorJson,
} from '../../authenticators.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { getPart } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, list } from '../../schemas.ts';

const who =
  'By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own.';
const member = { userId: id('usr', 'the member') };

const listAll = {
  operationId: 'listMemberAuthenticators',
  summary: 'List the authenticators of a member',
  description: `E17, E18: oldest first. ${who}`,
  tags: ['Account'],
  params: closed(member),
  response: { 200: list(AuthenticatorSchema, 'The authenticators, oldest first.') },
};

const assign = {
  operationId: 'assignMemberGridCard',
  summary: 'Assign a grid card to a member',
  description: `E17: a card of the stock by its serial number; it is pending until the member answers its first challenge. ${who} Needs a recent login (RFC 9470: step up when asked to).`,
  tags: ['Account'],
  params: closed(member),
  body: closed(
    { serial: CardSerial, label: Type.Optional(AuthenticatorLabel) },
    { examples: [{ serial: '69350-19387', label: 'Card in my desk' }] },
  ),
  response: { 201: AuthenticatorSchema },
};

const missing = ['ACCOUNT_NOT_FOUND', 'MEMBER_NOT_FOUND'];

/** `/v1/account/members/{userId}/authenticators` and `…/grid-cards`. */
export const memberAuthenticatorRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get(
    '/account/members/:userId/authenticators',
    {
      schema: listAll,
      config: {
        acr: twoFactors,
        problems: { 403: ['ROLE_REQUIRED'], 404: missing, 409: ['MEMBER_SHARED', 'MEMBER_IS_STAFF'] },
      },
    },
    async (request) => {
      const { userId } = request.params;
      const accountId = getAccountId(request);
      const { authenticators } = await enrollment.listMemberAuthenticators({ accountId, userId });
      return { items: authenticators.map(toAuthenticatorJson) };
    },
  );

  for (const { path, change, verb, title, effect } of authenticatorChanges) {
    app.post(
      `/account/members/:userId/authenticators/:authenticatorId/${path}`,
      {
        schema: {
          operationId: `${verb}MemberAuthenticator`,
          summary: `${title} an authenticator of a member`,
          description: `E18: ${effect} The member is told. Repeating changes nothing. ${who} Needs a recent login (RFC 9470: step up when asked to).`,
          tags: ['Account'],
          params: closed({ ...member, authenticatorId: id('aut', 'the authenticator') }),
          body: ChangeBody,
          response: { 200: AuthenticatorSchema },
        },
        config: {
          acr: twoFactors,
          problems: {
            400: ['REASON_INVALID'],
            401: ['INSUFFICIENT_USER_AUTHENTICATION'],
            403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN'],
            404: [...missing, 'AUTHENTICATOR_NOT_FOUND'],
            409: ['MEMBER_SHARED', 'MEMBER_IS_STAFF', 'AUTHENTICATOR_WRONG_STATE'],
          },
        },
      },
      async (request) => {
        const { userId, authenticatorId } = request.params;
        const { reason } = request.body;
        const accountId = getAccountId(request);
        const changed = { accountId, userId, authenticatorId, change, reason };
        const { authenticator } = await enrollment.changeMemberAuthenticator(changed);
        return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
      },
    );
  }

  app.post(
    '/account/members/:userId/grid-cards',
    {
      schema: assign,
      config: {
        acr: twoFactors,
        problems: {
          400: ['CARD_SERIAL_INVALID', 'LABEL_INVALID'],
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['ROLE_REQUIRED', 'OWN_DECISION_FORBIDDEN', 'KIND_NOT_PERMITTED'],
          404: [...missing, 'CARD_NOT_FOUND'],
          409: ['MEMBER_SHARED', 'MEMBER_IS_STAFF', 'AUTHENTICATOR_LIMIT_REACHED'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async (request, reply) => {
      const { serial, label = '' } = request.body;
      const accountId = getAccountId(request);
      const { authenticator } = await enrollment.assignMemberGridCard({ accountId, ...request.params, serial, label });
      reply.code(201);
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );
};

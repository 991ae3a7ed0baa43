import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AuthenticatorSchema, toAuthenticatorJson } from '../../authenticators.ts';
import type { SecondFactorClient } from '../../clients.ts';
import { getPart, getTime } from '../../json.ts';
import { Code, closed, id, list, moment, said, text } from '../../schemas.ts';

const listAll = {
  operationId: 'listAuthenticators',
  summary: 'List the own authenticators',
  description: 'R4: oldest first.',
  tags: ['Me'],
  response: { 200: list(AuthenticatorSchema, 'The authenticators, oldest first.') },
};

const enrol = {
  operationId: 'enrolAuthenticator',
  summary: 'Begin the enrolment of an authenticator app',
  description:
    'R6b, E15: an otpauth URI and its QR code, shown once. A pending one is replaced. A full session needs a recent login (RFC 9470: step up when asked to).',
  tags: ['Me'],
  body: closed(
    {
      label: Type.Optional(text({ description: 'Name for the list.', maxLength: 64, example: 'My phone' })),
    },
    { examples: [{ label: 'My phone' }] },
  ),
  response: {
    201: closed(
      {
        authenticator: AuthenticatorSchema,
        otpauthUri: said(
          'URI that an app reads.',
          'otpauth://totp/Countersign:robin?secret=GEZDGNBVGY3TQOJQ&issuer=Countersign',
        ),
        qrSvg: said('The same as a QR code, SVG.', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        expiresAt: moment('Moment after which the first code is refused.'),
      },
      { title: 'EnrolledAuthenticator' },
    ),
  },
};

const activate = {
  operationId: 'activateAuthenticator',
  summary: 'Activate a pending authenticator with its first code',
  description: 'R6b, E16: from now on logins ask for the codes of this app.',
  tags: ['Me'],
  params: closed({ authenticatorId: id('aut', 'the authenticator') }),
  body: closed({ code: Code }, { examples: [{ code: '123456' }] }),
  response: { 200: AuthenticatorSchema },
};

/** `/v1/me/authenticators`. */
export const authenticatorRoutes: FastifyPluginAsyncTypebox<{ secondFactor: SecondFactorClient }> = async (
  app,
  { secondFactor },
) => {
  app.get('/me/authenticators', { schema: listAll, config: { scope: 'set-up' } }, async () => {
    const { authenticators } = await secondFactor.listAuthenticators({});
    return { items: authenticators.map(toAuthenticatorJson) };
  });

  app.post(
    '/me/authenticators',
    {
      schema: enrol,
      config: {
        scope: 'set-up',
        problems: {
          400: ['LABEL_INVALID'],
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['SET_UP_OVER'],
          409: ['AUTHENTICATOR_LIMIT_REACHED'],
        },
      },
    },
    async ({ body }, reply) => {
      const enrolled = await secondFactor.enrolAuthenticator({
        label: body.label ?? '',
        kind: '',
        replacesId: '',
        platform: '',
        destination: '',
        serial: '',
        language: '',
      });
      // Said here too, whatever the default is: the answer is the secret itself.
      reply.code(201).header('cache-control', 'no-store');
      return {
        authenticator: toAuthenticatorJson(getPart(enrolled.authenticator, 'authenticator')),
        otpauthUri: enrolled.otpauthUri,
        qrSvg: enrolled.qrSvg,
        expiresAt: getTime(enrolled.expiresAt, 'expires_at'),
      };
    },
  );

  app.post(
    '/me/authenticators/:authenticatorId/activation',
    {
      schema: activate,
      config: {
        scope: 'set-up',
        sensitive: 'codes',
        problems: {
          400: ['CODE_MALFORMED'],
          401: ['CODE_REFUSED', 'INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['SET_UP_OVER'],
          404: ['AUTHENTICATOR_NOT_FOUND'],
          409: ['AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_EXPIRED'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async ({ params, body }) => {
      const { authenticatorId } = params;
      const { authenticator } = await secondFactor.activateAuthenticator({ authenticatorId, code: body.code });
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );
};

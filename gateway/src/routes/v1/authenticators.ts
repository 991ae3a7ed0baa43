import type { EnrolAuthenticatorResponse } from '@countersign/proto/second-factor';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { AuthenticatorSchema, CardSerial, toAuthenticatorJson } from '../../authenticators.ts';
import type { SecondFactorClient } from '../../clients.ts';
import { FactorCode, FactorPromptSchema, kinds, toPromptJson } from '../../factors.ts';
import { getPart, getTime, omitUndefined, orAbsent } from '../../json.ts';
import { closed, id, list, moment, oneOf, said, text } from '../../schemas.ts';
import { platforms, SoftTokenSchema, toSoftTokenJson } from '../../soft-token.ts';

const params = closed({ authenticatorId: id('aut', 'the authenticator') });
const Label = text({ description: 'Name for the list.', maxLength: 64, example: 'My phone' });
const recent = 'A full session needs a recent login (RFC 9470: step up when asked to).';

const listAll = {
  operationId: 'listAuthenticators',
  summary: 'List the own authenticators',
  description: 'R4: oldest first.',
  tags: ['Me'],
  response: { 200: list(AuthenticatorSchema, 'The authenticators, oldest first.') },
};

const EnrolledSchema = closed(
  {
    authenticator: AuthenticatorSchema,
    expiresAt: moment('Moment after which the first code is refused.'),
    otpauthUri: Type.Optional(
      said(
        'For an authenticator app: the URI that it reads.',
        'otpauth://totp/Countersign:robin?secret=GEZDGNBVGY3TQOJQ&issuer=Countersign',
      ),
    ),
    qrSvg: Type.Optional(said('The same as a QR code, SVG.', '<svg xmlns="http://www.w3.org/2000/svg"/>')),
    softToken: Type.Optional(SoftTokenSchema),
    egridPassword: Type.Optional(said('For an eGrid: the password of its PDF.', 'K7QM3XZ9P2TD')),
    prompt: Type.Optional(FactorPromptSchema),
  },
  { title: 'EnrolledAuthenticator' },
);

const enrol = {
  operationId: 'enrolAuthenticator',
  summary: 'Begin the enrolment of an authenticator',
  description: `R6b, E15, E16, E17, E17b: any authenticator app, a soft token, a grid card by its serial number, an eGrid, or codes by text message or e-mail. What the answer shows is shown once. A pending one is replaced; one that \`replacesId\` names stays active until the new one is. ${recent}`,
  tags: ['Me'],
  body: closed(
    {
      kind: Type.Optional(oneOf(kinds, 'Kind; totp when absent.')),
      label: Type.Optional(Label),
      replacesId: Type.Optional(id('aut', 'the own authenticator that is replaced')),
      platform: Type.Optional(oneOf(platforms, 'For a soft token: where its app runs; mobile when absent.')),
      destination: Type.Optional(
        text({
          description: 'For sms a number in E.164 form, for email an address.',
          maxLength: 254,
          example: '+12025550123',
        }),
      ),
      serial: Type.Optional(CardSerial),
    },
    { examples: [{ kind: 'totp', label: 'My phone' }] },
  ),
  response: { 201: EnrolledSchema },
};

const activate = {
  operationId: 'activateAuthenticator',
  summary: 'Activate a pending authenticator with its first code',
  description:
    'R6b, E15, E16: the code of the app, the registration code of a desktop app, the cells of a card, or the code that was sent. From now on logins ask for it, and what it replaces is revoked. A soft token or an eGrid is activated only by the session that was shown its codes.',
  tags: ['Me'],
  params,
  body: closed({ code: FactorCode }, { examples: [{ code: '123456' }] }),
  response: { 200: AuthenticatorSchema },
};

const rename = {
  operationId: 'renameAuthenticator',
  summary: 'Give an authenticator another name',
  description: 'E18: the name by which the list and logins show it.',
  tags: ['Me'],
  params,
  body: closed({ label: Label }, { examples: [{ label: 'My new phone' }] }),
  response: { 200: AuthenticatorSchema },
};

const remove = {
  operationId: 'removeAuthenticator',
  summary: 'Remove an authenticator',
  description:
    'E18: it is not taken any more; one that was pending is void. One without which the policy would not be met is replaced instead: enrol another with `replacesId`. Needs a recent login (RFC 9470: step up when asked to).',
  tags: ['Me'],
  params,
  response: { 200: AuthenticatorSchema },
};

const resynchronise = {
  operationId: 'resynchroniseAuthenticator',
  summary: 'Set the clock of an app right',
  description:
    'E16: by two codes that follow each other, which are used up; at most ten minutes either way. Counts as an attempt.',
  tags: ['Me'],
  params,
  body: closed({ code: FactorCode, nextCode: FactorCode }, { examples: [{ code: '123456', nextCode: '654321' }] }),
  response: { 200: AuthenticatorSchema },
};

const prompt = {
  operationId: 'askAuthenticator',
  summary: 'Ask a pending authenticator for its first code',
  description:
    'E16, E17: the cells of a card, the same ones until they are answered; or where another code was sent. Nothing is asked of an app.',
  tags: ['Me'],
  params,
  response: { 200: FactorPromptSchema },
};

const missing = { 404: ['AUTHENTICATOR_NOT_FOUND'] };

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
        sensitive: 'codes',
        problems: {
          400: ['LABEL_INVALID', 'DESTINATION_INVALID', 'CARD_SERIAL_INVALID'],
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          403: ['SET_UP_OVER', 'KIND_NOT_PERMITTED', 'DESTINATION_NOT_SERVED'],
          404: ['AUTHENTICATOR_NOT_FOUND', 'CARD_NOT_FOUND'],
          409: ['AUTHENTICATOR_LIMIT_REACHED', 'AUTHENTICATOR_WRONG_STATE', 'DESTINATION_IN_USE'],
          429: ['ATTEMPTS_EXHAUSTED', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
          503: ['ACTIVATIONS_BUSY'],
        },
      },
    },
    async ({ body, call }, reply) => {
      const enrolled = await secondFactor.enrolAuthenticator({
        kind: body.kind ?? '',
        label: body.label ?? '',
        replacesId: body.replacesId ?? '',
        platform: body.platform ?? '',
        destination: body.destination ?? '',
        serial: body.serial ?? '',
        language: call.actor?.language ?? 'en',
      });
      // Said here too, whatever the default is: the answer is the secret itself.
      reply.code(201).header('cache-control', 'no-store');
      return toEnrolledJson(enrolled);
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
          403: ['SET_UP_OVER', 'OTHER_SESSION'],
          ...missing,
          409: ['AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_EXPIRED'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async ({ params: { authenticatorId }, body: { code } }) => {
      const { authenticator } = await secondFactor.activateAuthenticator({ authenticatorId, code });
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );

  app.post(
    '/me/authenticators/:authenticatorId/prompt',
    {
      schema: prompt,
      config: {
        scope: 'set-up',
        sensitive: 'codes',
        problems: {
          403: ['SET_UP_OVER', 'OTHER_SESSION', 'DESTINATION_NOT_SERVED'],
          ...missing,
          409: ['AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_EXPIRED'],
          429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
        },
      },
    },
    async ({ params: { authenticatorId }, call }) => {
      const language = call.actor?.language ?? 'en';
      const answer = await secondFactor.askAuthenticator({ authenticatorId, language });
      return toPromptJson(getPart(answer.prompt, 'prompt'));
    },
  );

  app.patch(
    '/me/authenticators/:authenticatorId',
    { schema: rename, config: { problems: { 400: ['LABEL_INVALID'], ...missing } } },
    async ({ params: { authenticatorId }, body: { label } }) => {
      const { authenticator } = await secondFactor.renameAuthenticator({ authenticatorId, label });
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );

  app.delete(
    '/me/authenticators/:authenticatorId',
    {
      schema: remove,
      config: {
        problems: {
          401: ['INSUFFICIENT_USER_AUTHENTICATION'],
          ...missing,
          409: ['AUTHENTICATOR_WRONG_STATE', 'LAST_AUTHENTICATOR'],
        },
      },
    },
    async ({ params: { authenticatorId } }) => {
      const { authenticator } = await secondFactor.removeAuthenticator({ authenticatorId });
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );

  app.post(
    '/me/authenticators/:authenticatorId/resynchronisation',
    {
      schema: resynchronise,
      config: {
        sensitive: 'codes',
        problems: {
          400: ['CODE_MALFORMED'],
          401: ['CODE_REFUSED'],
          403: ['FACTOR_NOT_PERMITTED'],
          ...missing,
          409: ['AUTHENTICATOR_WRONG_STATE'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async ({ params: { authenticatorId }, body: { code, nextCode } }) => {
      const { authenticator } = await secondFactor.resynchroniseAuthenticator({ authenticatorId, code, nextCode });
      return toAuthenticatorJson(getPart(authenticator, 'authenticator'));
    },
  );
};

function toEnrolledJson(enrolled: EnrolAuthenticatorResponse): Static<typeof EnrolledSchema> {
  const { softToken, prompt: asked } = enrolled;
  return omitUndefined({
    authenticator: toAuthenticatorJson(getPart(enrolled.authenticator, 'authenticator')),
    expiresAt: getTime(enrolled.expiresAt, 'expires_at'),
    otpauthUri: orAbsent(enrolled.otpauthUri),
    qrSvg: orAbsent(enrolled.qrSvg),
    softToken: softToken === undefined ? undefined : toSoftTokenJson(softToken),
    egridPassword: orAbsent(enrolled.egridPassword),
    prompt: asked === undefined ? undefined : toPromptJson(asked),
  });
}

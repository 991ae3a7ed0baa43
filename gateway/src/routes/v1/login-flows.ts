import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { FactorCode } from '../../factors.ts';
import { getDate, getPart, omitUndefined, orAbsent } from '../../json.ts';
import { findLanguage } from '../../languages.ts';
import {
  askingProblems,
  clientOf,
  deviceHeaders,
  FactorChoice,
  FlowSchema,
  flowHeaders,
  flowParams,
  keyOf,
  StartedFlowSchema,
  toFlowJson,
} from '../../login-flow.ts';
import { closed, Language, said, text } from '../../schemas.ts';
import { type TokenCookies, TokensIn } from '../../token-cookies.ts';
import type { TokenIssuer } from '../../token-issuer.ts';
import { TokensSchema } from './sessions.ts';

const start = {
  operationId: 'startLoginFlow',
  summary: 'Begin a login with a user ID',
  description: 'R2: the first page. The answer is the same whether or not such a user exists.',
  tags: ['Login'],
  headers: deviceHeaders,
  body: closed(
    {
      userId: text({ description: 'User ID as typed.', maxLength: 254, example: 'robin.sample@example.com' }),
      language: Type.Optional(Language),
    },
    { examples: [{ userId: 'robin.sample@example.com', language: 'en' }] },
  ),
  response: { 201: StartedFlowSchema },
};

const step = (operationId: string, summary: string, description: string) => ({
  operationId,
  summary,
  description,
  tags: ['Login'],
  params: flowParams,
  headers: flowHeaders,
  response: { 200: FlowSchema },
});

const get = step('getLoginFlow', 'Read a login flow', 'R2: what the page has to ask next.');
const submitPassword = {
  ...step(
    'submitPassword',
    'Submit the password',
    'R1, R2, R8: unknown user, wrong password and locked user answer alike.',
  ),
  body: closed(
    {
      password: text({
        description: 'The password exactly as typed.',
        maxLength: 1024,
        format: 'password',
        example: 'correct horse battery staple',
      }),
    },
    { examples: [{ password: 'correct horse battery staple' }] },
  ),
};
const submitCode = {
  ...step(
    'submitCode',
    'Submit the code and get the tokens',
    'R1, R2, R5, R8, E16, E17b: the one-time PIN of a first login, the code of the chosen factor (the symbols of the cells, for a card), or the code that followed a report of loss. `nextCode`, the code that an app shows after it, sets a clock right that is off. It completes the flow once. A step-up gives the same session tokens with a new time of authentication. After a refused answer of a card read the flow: other cells may be asked for.',
  ),
  body: closed(
    { code: FactorCode, nextCode: Type.Optional(FactorCode), tokensIn: TokensIn },
    { examples: [{ code: '123456' }] },
  ),
  response: {
    200: closed(
      {
        flow: FlowSchema,
        tokens: TokensSchema,
        deviceToken: Type.Optional(
          said(
            'Keep it and send it as `Device-Token` with the next login: guesses of strangers then cannot lock this device out. Absent where the device is known already, or has it in a cookie.',
            'd8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
          ),
        ),
      },
      { description: 'The completed flow and the tokens.' },
    ),
  },
};
const chooseFactor = {
  ...step(
    'chooseFactor',
    'Choose the factor to go on with',
    'E16, E17: one of `factors`. A card shows its cells, a factor by text message or e-mail gets a code; asking again shows the same cells and sends nothing.',
  ),
  body: FactorChoice,
};
const reportLoss = step(
  'reportFactorLoss',
  'Report that all factors are lost',
  'R6b: after the password. A code goes to the proved mobile number, else to the mailbox; it completes the login with a set-up session that may submit a personal validation, and nothing else. Once an officer has approved it, the same way leads to a session that replaces the factors. The owner is told by mail.',
);
const resend = step('resendPin', 'Send the code again', 'R2, E18: not before `resendAt`.');
const alternative = step(
  'useAlternativeChannel',
  'Send the one-time PIN by e-mail instead',
  'R1: alternative authentication.',
);
const setLanguage = {
  ...step('setLoginFlowLanguage', 'Set the language', 'R2: can be chosen on every step and stays chosen.'),
  body: closed({ language: Language }, { examples: [{ language: 'de' }] }),
};
const cancel = step('cancelLoginFlow', 'Cancel a login flow', 'R2: every step can be cancelled.');

const problems = {
  401: ['TOKEN_INVALID', 'AUTHENTICATION_REQUIRED'],
  404: ['LOGIN_FLOW_NOT_FOUND'],
  409: ['LOGIN_FLOW_WRONG_STATE'],
};
// A step-up is gone on with by its own session: its token is passed on.
const open = { public: true, bearer: 'optional' } as const;
const sensitive = { ...open, sensitive: 'login' } as const;
const sending = {
  ...sensitive,
  problems: {
    ...problems,
    403: ['FIRST_LOGIN_OVER', 'OFFICER_RELEASE_REQUIRED', 'PIN_CHANNEL_OFF', 'DESTINATION_NOT_SERVED'],
    429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
  },
};

/** `/v1/login-flows`; a step-up goes on by the same routes. */
export const loginFlowRoutes: FastifyPluginAsyncTypebox<{
  identity: IdentityClient;
  issueTokens: TokenIssuer;
  cookies: TokenCookies;
}> = async (app, { identity, issueTokens, cookies }) => {
  app.post(
    '/login-flows',
    { schema: start, config: { public: true, sensitive: 'login', problems: { 400: ['USER_ID_INVALID'] } } },
    async (request, reply) => {
      const { userId, language = '' } = request.body;
      const acceptedLanguage = findLanguage(request) ?? '';
      const client = clientOf(request, cookies);
      const { flow, secret } = await identity.startLoginFlow({ userId, language, acceptedLanguage, ...client });
      const json = toFlowJson(flow);
      reply.code(201).header('location', `/v1/login-flows/${json.id}`);
      return { flow: json, flowSecret: secret };
    },
  );

  app.get(
    '/login-flows/:flowId',
    { schema: get, config: { public: true, problems: { 404: problems[404] } } },
    async (request) => toFlowJson((await identity.getLoginFlow({ key: keyOf(request) })).flow),
  );

  app.post(
    '/login-flows/:flowId/password',
    {
      schema: submitPassword,
      config: {
        ...sensitive,
        problems: {
          ...problems,
          401: [...problems[401], 'LOGIN_FAILED'],
          403: ['OFFICER_RELEASE_REQUIRED', 'PIN_CHANNEL_OFF', 'DESTINATION_NOT_SERVED'],
          429: ['ATTEMPTS_EXHAUSTED', 'RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
          503: ['HASHING_BUSY'],
        },
      },
    },
    async (request) => {
      const { password } = request.body;
      return toFlowJson((await identity.submitPassword({ key: keyOf(request), password })).flow);
    },
  );

  app.post(
    '/login-flows/:flowId/code',
    {
      schema: submitCode,
      config: {
        ...sensitive,
        problems: {
          ...problems,
          400: ['CODE_MALFORMED'],
          401: [...problems[401], 'CODE_REFUSED'],
          403: ['FIRST_LOGIN_OVER', 'ORIGIN_REFUSED'],
          404: [...problems[404], 'AUTHENTICATOR_NOT_FOUND'],
          409: [...problems[409], 'AUTHENTICATOR_WRONG_STATE'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async (request, reply) => {
      const { code, nextCode, tokensIn } = request.body;
      const inCookies = tokensIn === 'cookie';
      if (inCookies) cookies.requireOwnPage(request);
      const { flow, deviceToken, ...answer } = await identity.submitCode({
        key: keyOf(request),
        code,
        ...(nextCode !== undefined && { nextCode }),
      });
      const grant = getPart(answer.grant, 'grant');
      if (!inCookies) {
        const tokens = await issueTokens(grant);
        return omitUndefined({ flow: toFlowJson(flow), tokens, deviceToken: orAbsent(deviceToken) });
      }
      // The code is used up: the browser must have its cookies even if what follows fails.
      const { expiresAt } = getPart(grant.session, 'session');
      if (grant.refreshToken !== '') {
        cookies.setRefreshToken(reply, grant.refreshToken, getDate(expiresAt, 'expires_at'));
      }
      if (deviceToken !== '') cookies.setDeviceToken(reply, deviceToken);
      return { flow: toFlowJson(flow), tokens: await issueTokens({ ...grant, refreshToken: '' }) };
    },
  );

  app.post(
    '/login-flows/:flowId/factor',
    {
      schema: chooseFactor,
      config: {
        ...sensitive,
        problems: {
          ...problems,
          ...askingProblems,
          404: [...problems[404], ...askingProblems[404]],
          409: [...problems[409], ...askingProblems[409]],
        },
      },
    },
    async (request) => {
      const { authenticatorId } = request.body;
      return toFlowJson((await identity.chooseFactor({ key: keyOf(request), authenticatorId })).flow);
    },
  );

  app.post('/login-flows/:flowId/factor-loss', { schema: reportLoss, config: sending }, async (request) =>
    toFlowJson((await identity.reportFactorLoss({ key: keyOf(request) })).flow),
  );

  app.post('/login-flows/:flowId/resend', { schema: resend, config: sending }, async (request) =>
    toFlowJson((await identity.resendPin({ key: keyOf(request) })).flow),
  );

  app.post('/login-flows/:flowId/alternative', { schema: alternative, config: sending }, async (request) =>
    toFlowJson((await identity.useAlternativeChannel({ key: keyOf(request) })).flow),
  );

  app.put('/login-flows/:flowId/language', { schema: setLanguage, config: { ...open, problems } }, async (request) => {
    const { language } = request.body;
    return toFlowJson((await identity.setLoginFlowLanguage({ key: keyOf(request), language })).flow);
  });

  app.post('/login-flows/:flowId/cancellation', { schema: cancel, config: { ...open, problems } }, async (request) =>
    toFlowJson((await identity.cancelLoginFlow({ key: keyOf(request) })).flow),
  );
};

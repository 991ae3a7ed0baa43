import type { LoginFlow, LoginFlowKey } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { Code, closed, id, Language, moment, oneOf, said, text } from '../../schemas.ts';
import type { TokenIssuer } from '../../token-issuer.ts';
import { TokensSchema } from './sessions.ts';

const states = ['password_required', 'pin_required', 'factor_required', 'completed', 'cancelled', 'dead'] as const;

const FlowSchema = closed(
  {
    id: said('Id of the flow.', 'lfl_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Where it stands.'),
    nextActions: Type.Array(Type.String(), {
      description: 'What may be done next: submit_password, submit_code, resend, alternative, cancel, set_language.',
      examples: [['submit_password', 'cancel', 'set_language']],
    }),
    messageId: said('Id of the text to show.', 'login.password_required'),
    channel: Type.Optional(said('How the one-time PIN was sent: sms or email.', 'sms')),
    maskedDestination: Type.Optional(said('Where it was sent, most of it hidden.', '+1••••••23')),
    resendAt: Type.Optional(moment('Earliest moment of another send.')),
    language: said('Language (BCP 47).', 'en'),
    expiresAt: moment('Moment at which the flow dies.'),
  },
  { title: 'LoginFlow' },
);

const params = closed({ flowId: id('lfl', 'the login flow') });
const headers = Type.Object({
  'Login-Flow-Secret': text({
    description: 'Secret that POST /v1/login-flows returned.',
    maxLength: 128,
    example: 'm3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
  }),
});

const start = {
  operationId: 'startLoginFlow',
  summary: 'Begin a login with a user ID',
  description: 'R2: the first page. The answer is the same whether or not such a user exists.',
  tags: ['Login'],
  body: closed(
    {
      userId: text({ description: 'User ID as typed.', maxLength: 254, example: 'robin.sample@example.com' }),
      language: Type.Optional(Language),
    },
    { examples: [{ userId: 'robin.sample@example.com', language: 'en' }] },
  ),
  response: {
    201: closed(
      {
        flow: FlowSchema,
        flowSecret: said('Send it as `Login-Flow-Secret`.', 'm3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w'),
      },
      { description: 'The flow and the secret that binds it to this client.' },
    ),
  },
};

const step = (operationId: string, summary: string, description: string) => ({
  operationId,
  summary,
  description,
  tags: ['Login'],
  params,
  headers,
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
    'R1, R2, R8, E16: the one-time PIN of a first login, or the code of the second factor. It completes the flow once.',
  ),
  body: closed({ code: Code }, { examples: [{ code: '123456' }] }),
  response: {
    200: closed({ flow: FlowSchema, tokens: TokensSchema }, { description: 'The completed flow and the tokens.' }),
  },
};
const resend = step('resendPin', 'Send the one-time PIN again', 'R2: not before `resendAt`.');
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

const problems = { 404: ['LOGIN_FLOW_NOT_FOUND'], 409: ['LOGIN_FLOW_WRONG_STATE'] };
const sensitive = { public: true, sensitive: 'login' } as const;

/** `/v1/login-flows`. */
export const loginFlowRoutes: FastifyPluginAsyncTypebox<{
  identity: IdentityClient;
  issueTokens: TokenIssuer;
}> = async (app, { identity, issueTokens }) => {
  app.post(
    '/login-flows',
    { schema: start, config: { ...sensitive, problems: { 400: ['USER_ID_INVALID'] } } },
    async ({ body }, reply) => {
      const { flow, secret } = await identity.startLoginFlow({ userId: body.userId, language: body.language ?? '' });
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
        problems: { ...problems, 401: ['LOGIN_FAILED'], 429: ['ATTEMPTS_EXHAUSTED'], 503: ['HASHING_BUSY'] },
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
          401: ['CODE_REFUSED'],
          403: ['FIRST_LOGIN_OVER'],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async (request) => {
      const { flow, grant } = await identity.submitCode({ key: keyOf(request), code: request.body.code });
      return { flow: toFlowJson(flow), tokens: await issueTokens(getPart(grant, 'grant')) };
    },
  );

  app.post(
    '/login-flows/:flowId/resend',
    {
      schema: resend,
      config: {
        ...sensitive,
        problems: { ...problems, 403: ['FIRST_LOGIN_OVER'], 429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED'] },
      },
    },
    async (request) => toFlowJson((await identity.resendPin({ key: keyOf(request) })).flow),
  );

  app.post(
    '/login-flows/:flowId/alternative',
    {
      schema: alternative,
      config: {
        ...sensitive,
        problems: { ...problems, 403: ['FIRST_LOGIN_OVER'], 429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED'] },
      },
    },
    async (request) => toFlowJson((await identity.useAlternativeChannel({ key: keyOf(request) })).flow),
  );

  app.put(
    '/login-flows/:flowId/language',
    { schema: setLanguage, config: { public: true, problems } },
    async (request) => {
      const { language } = request.body;
      return toFlowJson((await identity.setLoginFlowLanguage({ key: keyOf(request), language })).flow);
    },
  );

  app.post(
    '/login-flows/:flowId/cancellation',
    { schema: cancel, config: { public: true, problems } },
    async (request) => toFlowJson((await identity.cancelLoginFlow({ key: keyOf(request) })).flow),
  );
};

function keyOf(request: { params: { flowId: string }; headers: { 'login-flow-secret': string } }): LoginFlowKey {
  return { flowId: request.params.flowId, secret: request.headers['login-flow-secret'] };
}

function toFlowJson(part: LoginFlow | undefined): Static<typeof FlowSchema> {
  const flow = getPart(part, 'flow');
  return omitUndefined({
    id: flow.id,
    state: getWord('LOGIN_FLOW_STATE', flow.state, states),
    nextActions: flow.nextActions,
    messageId: flow.messageId,
    channel: orAbsent(flow.channel),
    maskedDestination: orAbsent(flow.maskedDestination),
    resendAt: timeOrAbsent(flow.resendAt),
    language: flow.language,
    expiresAt: getTime(flow.expiresAt, 'expires_at'),
  });
}

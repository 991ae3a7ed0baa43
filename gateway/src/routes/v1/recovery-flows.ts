import type { RecoveryFlow, RecoveryFlowKey } from '@countersign/proto/identity';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { IdentityClient } from '../../clients.ts';
import { FactorCode } from '../../factors.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { findLanguage } from '../../languages.ts';
import {
  askingProblems,
  clientOf,
  deviceHeaders,
  FactorChoice,
  factorMembers,
  toFactorMembers,
} from '../../login-flow.ts';
import { RecoveryAnswers } from '../../recovery.ts';
import { passwordFaults } from '../../route-config.ts';
import {
  Code,
  closed,
  count,
  id,
  Language,
  MessageParameters,
  moment,
  oneOf,
  Password,
  said,
  text,
} from '../../schemas.ts';
import type { TokenCookies } from '../../token-cookies.ts';

const states = [
  'code_required',
  'questions_required',
  'factor_required',
  'officer_required',
  'password_required',
  'completed',
  'cancelled',
  'dead',
] as const;

const FlowSchema = closed(
  {
    id: said('Id of the recovery.', 'rcv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Where it stands.'),
    nextActions: Type.Array(Type.String(), {
      description:
        'What may be done next: submit_code, submit_answers, submit_factor_code, choose_factor, submit_password, resend, cancel, set_language.',
      examples: [['submit_code', 'resend', 'cancel', 'set_language']],
    }),
    messageId: said('Id of the text to show.', 'recovery.code_required'),
    messageParameters: MessageParameters,
    questions: Type.Array(
      closed(
        { key: said('Key of the question; its text has the id `question.<key>`.', 'first_teacher') },
        { title: 'AskedQuestion' },
      ),
      { description: 'Questions to answer, the same ones until they are answered; empty in other states.' },
    ),
    attemptsLeft: count('Attempts left at what is awaited now; 0 where nothing is.', 5),
    channel: Type.Optional(said('How a code of the factor was sent: sms.', 'sms')),
    maskedDestination: Type.Optional(said('Where it was sent, most of it hidden.', '+1••••••23')),
    resendAt: Type.Optional(moment('Earliest moment of another send.')),
    ...factorMembers,
    language: said('Language (BCP 47).', 'en'),
    expiresAt: moment('Moment at which the recovery dies.'),
  },
  { title: 'RecoveryFlow' },
);

const params = closed({ flowId: id('rcv', 'the recovery') });
const headers = Type.Object({
  'Recovery-Flow-Secret': text({
    description: 'Secret that POST /v1/recovery-flows returned.',
    maxLength: 128,
    example: 'm3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
  }),
});

const start = {
  operationId: 'startRecoveryFlow',
  summary: 'Begin a recovery with a user ID',
  description:
    'E19: locked out, or the password forgotten. The answer is the same whether or not such a user exists; a code is mailed to one who does.',
  tags: ['Recovery'],
  headers: deviceHeaders,
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
        flowSecret: said('Send it as `Recovery-Flow-Secret`.', 'm3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w'),
      },
      { description: 'The recovery and the secret that binds it to this client.' },
    ),
  },
};

const step = (operationId: string, summary: string, description: string) => ({
  operationId,
  summary,
  description,
  tags: ['Recovery'],
  params,
  headers,
  response: { 200: FlowSchema },
});

const get = step('getRecoveryFlow', 'Read a recovery', 'E19: what the page has to ask next.');
const submitCode = {
  ...step('submitRecoveryCode', 'Submit the mailed code', 'E19: the first proof; what follows depends on the user.'),
  body: closed({ code: Code }, { examples: [{ code: '123456' }] }),
};
const submitAnswers = {
  ...step(
    'submitRecoveryAnswers',
    'Submit the answers to the questions asked',
    'E19: all at once; one wrong set is one failure, without a hint which answer it was.',
  ),
  body: closed(
    { answers: RecoveryAnswers },
    { examples: [{ answers: [{ key: 'first_teacher', answer: 'Miss Ferrybank' }] }] },
  ),
};
const submitFactorCode = {
  ...step(
    'submitRecoveryFactorCode',
    'Submit the code of the second factor',
    'E19: the proof of who has a factor. Codes by e-mail and emergency codes are none here.',
  ),
  body: closed({ code: FactorCode }, { examples: [{ code: '123456' }] }),
};
const chooseFactor = {
  ...step('chooseRecoveryFactor', 'Choose the factor to go on with', 'E16, E19: one of `factors`, as in a login.'),
  body: FactorChoice,
};
const submitPassword = {
  ...step(
    'submitNewPassword',
    'Set the new password',
    'E19: ends every session. It opens none: log in with the new password and the second factor.',
  ),
  body: closed({ password: Password }, { examples: [{ password: 'correct horse battery staple' }] }),
};
const resend = step(
  'resendRecoveryCode',
  'Send another code',
  'E19: the mailed one, or that of the chosen factor; not before `resendAt`.',
);
const setLanguage = {
  ...step('setRecoveryFlowLanguage', 'Set the language', 'E19: can be chosen on every step and stays chosen.'),
  body: closed({ language: Language }, { examples: [{ language: 'de' }] }),
};
const cancel = step('cancelRecoveryFlow', 'Cancel a recovery', 'E19: every step can be cancelled.');

const problems = { 404: ['RECOVERY_FLOW_NOT_FOUND'], 409: ['RECOVERY_FLOW_WRONG_STATE'] };
const sensitive = { public: true, sensitive: 'login' } as const;
const codeProblems = { ...problems, 400: ['CODE_MALFORMED'], 401: ['CODE_REFUSED'], 429: ['ATTEMPTS_EXHAUSTED'] };

/** `/v1/recovery-flows`. */
export const recoveryFlowRoutes: FastifyPluginAsyncTypebox<{
  identity: IdentityClient;
  cookies: TokenCookies;
}> = async (app, { identity, cookies }) => {
  app.post(
    '/recovery-flows',
    {
      schema: start,
      config: { ...sensitive, problems: { 400: ['USER_ID_INVALID'], 429: ['ATTEMPTS_EXHAUSTED'] } },
    },
    async (request, reply) => {
      const { userId, language = '' } = request.body;
      const acceptedLanguage = findLanguage(request) ?? '';
      const { deviceToken } = clientOf(request, cookies);
      const { flow, secret } = await identity.startRecoveryFlow({ userId, language, acceptedLanguage, deviceToken });
      const json = toFlowJson(flow);
      reply.code(201).header('location', `/v1/recovery-flows/${json.id}`);
      return { flow: json, flowSecret: secret };
    },
  );

  app.get(
    '/recovery-flows/:flowId',
    { schema: get, config: { public: true, problems: { 404: problems[404] } } },
    async (request) => toFlowJson((await identity.getRecoveryFlow({ key: keyOf(request) })).flow),
  );

  app.post(
    '/recovery-flows/:flowId/code',
    { schema: submitCode, config: { ...sensitive, problems: codeProblems } },
    async (request) => {
      const { code } = request.body;
      return toFlowJson((await identity.submitRecoveryCode({ key: keyOf(request), code })).flow);
    },
  );

  app.post(
    '/recovery-flows/:flowId/answers',
    {
      schema: submitAnswers,
      config: {
        ...sensitive,
        problems: {
          ...problems,
          400: ['ANSWERS_INCOMPLETE'],
          401: ['ANSWERS_REFUSED'],
          429: ['ATTEMPTS_EXHAUSTED'],
          503: ['HASHING_BUSY'],
        },
      },
    },
    async (request) => {
      const { answers } = request.body;
      return toFlowJson((await identity.submitRecoveryAnswers({ key: keyOf(request), answers })).flow);
    },
  );

  app.post(
    '/recovery-flows/:flowId/factor-code',
    {
      schema: submitFactorCode,
      config: {
        ...sensitive,
        problems: {
          ...codeProblems,
          404: [...codeProblems[404], 'AUTHENTICATOR_NOT_FOUND'],
          409: [...codeProblems[409], 'AUTHENTICATOR_WRONG_STATE'],
        },
      },
    },
    async (request) => {
      const { code } = request.body;
      return toFlowJson((await identity.submitRecoveryFactorCode({ key: keyOf(request), code })).flow);
    },
  );

  app.post(
    '/recovery-flows/:flowId/factor',
    {
      schema: chooseFactor,
      config: {
        ...sensitive,
        problems: {
          ...askingProblems,
          404: [...problems[404], ...askingProblems[404]],
          409: [...problems[409], ...askingProblems[409]],
        },
      },
    },
    async (request) => {
      const { authenticatorId } = request.body;
      return toFlowJson((await identity.chooseRecoveryFactor({ key: keyOf(request), authenticatorId })).flow);
    },
  );

  app.post(
    '/recovery-flows/:flowId/password',
    {
      schema: submitPassword,
      config: { ...sensitive, problems: { ...problems, 400: passwordFaults, 503: ['HASHING_BUSY'] } },
    },
    async (request) => {
      const { password } = request.body;
      return toFlowJson((await identity.submitNewPassword({ key: keyOf(request), password })).flow);
    },
  );

  app.post(
    '/recovery-flows/:flowId/resend',
    {
      schema: resend,
      config: {
        ...sensitive,
        problems: { ...problems, 403: askingProblems[403], 429: askingProblems[429] },
      },
    },
    async (request) => toFlowJson((await identity.resendRecoveryCode({ key: keyOf(request) })).flow),
  );

  app.put(
    '/recovery-flows/:flowId/language',
    { schema: setLanguage, config: { public: true, problems } },
    async (request) => {
      const { language } = request.body;
      return toFlowJson((await identity.setRecoveryFlowLanguage({ key: keyOf(request), language })).flow);
    },
  );

  app.post(
    '/recovery-flows/:flowId/cancellation',
    { schema: cancel, config: { public: true, problems } },
    async (request) => toFlowJson((await identity.cancelRecoveryFlow({ key: keyOf(request) })).flow),
  );
};

function keyOf(request: { params: { flowId: string }; headers: { 'recovery-flow-secret': string } }): RecoveryFlowKey {
  return { flowId: request.params.flowId, secret: request.headers['recovery-flow-secret'] };
}

function toFlowJson(part: RecoveryFlow | undefined): Static<typeof FlowSchema> {
  const flow = getPart(part, 'flow');
  return omitUndefined({
    id: flow.id,
    state: getWord('RECOVERY_FLOW_STATE', flow.state, states),
    nextActions: flow.nextActions,
    messageId: flow.messageId,
    messageParameters: flow.messageParameters,
    questions: flow.questions.map(({ key }) => ({ key })),
    attemptsLeft: flow.attemptsLeft,
    channel: orAbsent(flow.channel),
    maskedDestination: orAbsent(flow.maskedDestination),
    resendAt: timeOrAbsent(flow.resendAt),
    ...toFactorMembers(flow),
    language: flow.language,
    expiresAt: getTime(flow.expiresAt, 'expires_at'),
  });
}

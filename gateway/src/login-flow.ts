import type { LoginFlow, LoginFlowKey } from '@countersign/proto/identity';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { FactorSchema, toFactorJson } from './factors.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, count, id, MessageParameters, moment, oneOf, said, text } from './schemas.ts';
import type { TokenCookies } from './token-cookies.ts';

const kinds = ['login', 'step_up'] as const;
const states = [
  'password_required',
  'pin_required',
  'factor_required',
  'loss_code_required',
  'completed',
  'cancelled',
  'dead',
] as const;

/** What a flow shows of factors, while it awaits the code of one. */
export const factorMembers = {
  factors: Type.Optional(
    Type.Array(FactorSchema, { description: 'Factors that may be chosen, the one that was used last first.' }),
  ),
  factor: Type.Optional(
    closed(
      {
        authenticatorId: said('Id of the authenticator.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        kind: said('Its kind.', 'grid_card'),
      },
      { title: 'ChosenFactor', description: 'The factor whose code is awaited.' },
    ),
  ),
  cells: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Cells to read from the card, in the order in which they are typed.',
      examples: [['A1', 'C4', 'J5']],
    }),
  ),
  cardSerial: Type.Optional(said('Serial number of that card.', '6935019387')),
};

/** Body of the routes that choose a factor. */
export const FactorChoice = closed(
  { authenticatorId: id('aut', 'one of `factors`') },
  { examples: [{ authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
);

/** Reasons for which a factor cannot be asked now. */
export const askingProblems = {
  403: ['DESTINATION_NOT_SERVED', 'FACTOR_NOT_PERMITTED'],
  404: ['AUTHENTICATOR_NOT_FOUND'],
  409: ['AUTHENTICATOR_WRONG_STATE'],
  429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
} as const;

/** A login flow, or a step-up, as a page shows it. */
export const FlowSchema = closed(
  {
    id: said('Id of the flow.', 'lfl_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    kind: oneOf(kinds, 'What it is for: a new session, or renewing the authentication of one.'),
    state: oneOf(states, 'Where it stands.'),
    nextActions: Type.Array(Type.String(), {
      description:
        'What may be done next: submit_password, submit_code, resynchronise (a code and the one after it), choose_factor, resend, alternative, report_loss, cancel, set_language, and recover, which leads to a recovery flow.',
      examples: [['submit_password', 'recover', 'set_language', 'cancel']],
    }),
    messageId: said('Id of the text to show.', 'login.password_required'),
    messageParameters: MessageParameters,
    attemptsLeft: count('Attempts left at what is awaited now.', 5),
    channel: Type.Optional(said('How a code was sent: sms or email.', 'sms')),
    maskedDestination: Type.Optional(said('Where it was sent, most of it hidden.', '+1••••••23')),
    resendAt: Type.Optional(moment('Earliest moment of another send.')),
    ...factorMembers,
    language: said('Language (BCP 47).', 'en'),
    expiresAt: moment('Moment at which the flow dies.'),
  },
  { title: 'LoginFlow' },
);

/** A flow that began. */
export const StartedFlowSchema = closed(
  {
    flow: FlowSchema,
    flowSecret: said('Send it as `Login-Flow-Secret`.', 'm3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w'),
  },
  { description: 'The flow and the secret that binds it to this client.' },
);

/** Path of a flow's routes. */
export const flowParams = closed({ flowId: id('lfl', 'the login flow') });

/** Headers of a flow's routes. */
export const flowHeaders = Type.Object({
  'Login-Flow-Secret': text({
    description: 'Secret that POST /v1/login-flows or POST /v1/step-up-flows returned.',
    maxLength: 128,
    example: 'm3Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
  }),
});

/** Headers of the routes that begin a flow. */
export const deviceHeaders = Type.Object({
  'Device-Token': Type.Optional(
    text({
      description: 'Device token of an earlier login on this device; browsers send a cookie instead.',
      maxLength: 128,
      example: 'd8Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
    }),
  ),
});

/** What a client says of itself when it begins a flow. */
export function clientOf(request: FastifyRequest, cookies: TokenCookies): { deviceToken: string; userAgent: string } {
  const { 'device-token': given, 'user-agent': userAgent = '' } = request.headers;
  return {
    deviceToken: typeof given === 'string' ? given : (cookies.findDeviceToken(request) ?? '').slice(0, 128),
    userAgent: userAgent.slice(0, 512),
  };
}

/** The key that a client proves its flow with. */
export function keyOf(request: { params: { flowId: string }; headers: { 'login-flow-secret': string } }): LoginFlowKey {
  return { flowId: request.params.flowId, secret: request.headers['login-flow-secret'] };
}

/** A flow in JSON. */
export function toFlowJson(part: LoginFlow | undefined): Static<typeof FlowSchema> {
  const flow = getPart(part, 'flow');
  return omitUndefined({
    id: flow.id,
    kind: getKind(flow.kind),
    state: getWord('LOGIN_FLOW_STATE', flow.state, states),
    nextActions: flow.nextActions,
    messageId: flow.messageId,
    messageParameters: flow.messageParameters,
    attemptsLeft: flow.attemptsLeft,
    channel: orAbsent(flow.channel),
    maskedDestination: orAbsent(flow.maskedDestination),
    resendAt: timeOrAbsent(flow.resendAt),
    ...toFactorMembers(flow),
    language: flow.language,
    expiresAt: getTime(flow.expiresAt, 'expires_at'),
  });
}

/** What a flow shows of factors, in JSON. */
export function toFactorMembers({
  factors,
  factor,
  cells,
  cardSerial,
}: Pick<LoginFlow, 'factors' | 'factor' | 'cells' | 'cardSerial'>) {
  return omitUndefined({
    factors: factors.length === 0 ? undefined : factors.map(toFactorJson),
    factor: factor && { authenticatorId: factor.authenticatorId, kind: factor.kind },
    cells: cells.length === 0 ? undefined : cells,
    cardSerial: orAbsent(cardSerial),
  });
}

function getKind(kind: string): (typeof kinds)[number] {
  const known = kinds.find((each) => each === kind);
  if (known === undefined) throw new Error('a login flow has an unknown kind');
  return known;
}

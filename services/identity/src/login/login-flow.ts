import { conflict } from '@countersign/errors';
import { canAnswer, type FlowFactors, factorMessage, isApp } from '../factor/factor.ts';

/** What a flow is for: a new session, or renewing the authentication of one. */
export type LoginFlowKind = 'login' | 'step_up';
/** Where a login flow stands. */
export type LoginFlowState =
  | 'password_required'
  | 'pin_required'
  | 'factor_required'
  | 'loss_code_required'
  | 'completed'
  | 'cancelled'
  | 'dead';
/** What its client may do. */
export type LoginFlowAction =
  | 'submit_password'
  | 'submit_code'
  | 'resend'
  | 'alternative'
  | 'choose_factor'
  | 'resynchronise'
  | 'report_loss'
  | 'recover'
  | 'set_language'
  | 'cancel';
/** How it went. */
export type LoginFlowOutcome = 'done' | 'first_login' | 'factor_active' | 'wrong' | 'last_wrong' | 'session_over';
/** How a one-time PIN travels. */
export type PinChannel = 'sms' | 'email';

/**
 * The whole login: state × action × outcome → next state. What is not here is refused with LOGIN_FLOW_WRONG_STATE.
 * A one-time PIN ends where a factor is active: from then on only the factor completes the flow. A step-up is the same
 * without a PIN; it dies with its session. Whoever lost his factors reports it, and proves his mobile number or mailbox
 * instead: no session that comes of it does more than submit a personal validation. `recover` leads to a recovery, which is
 * a flow of its own; `resynchronise` is `submit_code` with two codes.
 */
export const steps = {
  password_required: {
    submit_password: {
      first_login: 'pin_required',
      factor_active: 'factor_required',
      wrong: 'password_required',
      last_wrong: 'dead',
      session_over: 'dead',
    },
    recover: {},
    set_language: { done: 'password_required', session_over: 'dead' },
    cancel: { done: 'cancelled', session_over: 'dead' },
  },
  pin_required: {
    submit_code: { done: 'completed', factor_active: 'factor_required', wrong: 'pin_required', last_wrong: 'dead' },
    resend: { done: 'pin_required', factor_active: 'factor_required' },
    alternative: { done: 'pin_required', factor_active: 'factor_required' },
    set_language: { done: 'pin_required' },
    cancel: { done: 'cancelled' },
  },
  factor_required: {
    submit_code: { done: 'completed', wrong: 'factor_required', last_wrong: 'dead', session_over: 'dead' },
    resynchronise: {},
    choose_factor: { done: 'factor_required', session_over: 'dead' },
    resend: { done: 'factor_required', session_over: 'dead' },
    report_loss: { done: 'loss_code_required' },
    set_language: { done: 'factor_required', session_over: 'dead' },
    cancel: { done: 'cancelled', session_over: 'dead' },
  },
  loss_code_required: {
    submit_code: { done: 'completed', wrong: 'loss_code_required', last_wrong: 'dead' },
    resend: { done: 'loss_code_required' },
    set_language: { done: 'loss_code_required' },
    cancel: { done: 'cancelled' },
  },
  completed: {},
  cancelled: {},
  dead: {},
} as const satisfies Steps;

type Steps = {
  readonly [S in LoginFlowState]: {
    readonly [A in LoginFlowAction]?: { readonly [O in LoginFlowOutcome]?: LoginFlowState };
  };
};

/** How long a flow lives. */
export const flowLifeMs = 15 * 60_000;
/** Wrong passwords, and apart from them wrong codes, after which a flow is dead. */
export const attemptsPerFlow = 5;

/** States that await a code. */
export const codeStates = ['pin_required', 'factor_required', 'loss_code_required'] as const;

/** A login flow. */
export interface LoginFlow extends FlowFactors {
  id: string;
  kind: LoginFlowKind;
  /** Absent when nobody has the user ID: such a flow never gets past the password. */
  userId?: string;
  /** Keyed hash of the user ID as typed: names the budget of attempts. */
  userIdHash: string;
  state: LoginFlowState;
  language: string;
  /** Whether the client asked for this language; otherwise the user's own holds once the password was right. */
  languageChosen: boolean;
  passwordAttempts: number;
  codeAttempts: number;
  /** Of the password that was right; absent before. */
  passwordVersion?: number;
  /** Of the one-time PIN, or of the code after a report of loss; absent in other states. */
  pin?: { channel: PinChannel; maskedDestination: string; resendAt?: Date };
  /** Sends of PINs that were begun. */
  sends: number;
  /** Known device of the user on which it was begun; absent for others. */
  deviceId?: string;
  /** `Firefox on Linux`; empty when the client did not name itself. */
  device: string;
  /** Session that a completed login opened, or that a step-up renews. */
  sessionId?: string;
  /**
   * Whether no PIN goes to the user's mailbox: the policy sends none by e-mail, or it recovered his password lately. Known
   * only once the password was right.
   */
  emailClosed?: boolean;
  expiresAt: Date;
}

/** Throws `LOGIN_FLOW_WRONG_STATE` unless the action is open. */
export function requireOpen(flow: LoginFlow, action: LoginFlowAction): void {
  if (!openActions(flow).includes(action)) throw wrongState(flow.state);
}

/** What `openActions` looks at. */
export type OpenFlow = Pick<LoginFlow, 'kind' | 'state' | 'pin' | 'emailClosed' | 'factors' | 'prompt'>;

const conditions: { readonly [A in LoginFlowAction]?: (flow: OpenFlow) => boolean } = {
  // Only a PIN by text message has one.
  alternative: ({ pin, emailClosed = false }) => pin?.channel === 'sms' && !emailClosed,
  submit_code: (flow) => flow.state !== 'factor_required' || canAnswer(flow),
  choose_factor: ({ factors = [] }) => factors.length > 1,
  resynchronise: ({ prompt }) => prompt !== undefined && isApp(prompt),
  resend: ({ state, prompt }) => state !== 'factor_required' || prompt?.sent !== undefined,
  report_loss: ({ kind }) => kind === 'login',
};

/** What the client of a flow may do next. */
export function openActions(flow: OpenFlow): LoginFlowAction[] {
  const actions = Object.keys(steps[flow.state]) as LoginFlowAction[];
  return actions.filter((action) => conditions[action]?.(flow) ?? true);
}

/** The state that an action leads to; no such step is a bug, because `requireOpen` came before. */
export function nextState(state: LoginFlowState, action: LoginFlowAction, outcome: LoginFlowOutcome): LoginFlowState {
  const all: Steps = steps;
  const next = all[state][action]?.[outcome];
  if (next === undefined) throw new Error(`a login flow has no step ${state} ${action} ${outcome}`);
  return next;
}

/** Attempts left at what a flow awaits now; 0 when it awaits nothing. */
export function attemptsLeft({ state, passwordAttempts, codeAttempts }: LoginFlow): number {
  if (Object.keys(steps[state]).length === 0) return 0;
  return attemptsPerFlow - (state === 'password_required' ? passwordAttempts : codeAttempts);
}

/** Text that a page shows for a flow: its id, and what it has to be told. */
export function messageOf(flow: Pick<LoginFlow, 'kind' | 'state' | 'pin' | 'factors' | 'prompt'>): {
  id: string;
  parameters: Record<string, string>;
} {
  const { kind, state, pin } = flow;
  if (state === 'factor_required') {
    return canAnswer(flow) ? factorMessage(kind, flow) : { id: `${kind}.factor_lost`, parameters: {} };
  }
  const parameters: Record<string, string> = pin === undefined ? {} : { destination: pin.maskedDestination };
  return {
    id: state === 'pin_required' && pin !== undefined ? `login.pin_sent_${pin.channel}` : `${kind}.${state}`,
    parameters,
  };
}

/** `LOGIN_FLOW_WRONG_STATE`, to be thrown. */
export function wrongState(state: LoginFlowState) {
  return conflict('LOGIN_FLOW_WRONG_STATE', `this is not possible while the login is ${state.replaceAll('_', ' ')}`);
}

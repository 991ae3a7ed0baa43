import { conflict } from '@countersign/errors';
import { isContactHeld } from '../contact/contact-change.ts';
import { canAnswer, type FlowFactors } from '../factor/factor.ts';
import { isReleased } from './hold.ts';

/** Where a recovery stands. */
export type RecoveryFlowState =
  | 'code_required'
  | 'questions_required'
  | 'factor_required'
  | 'officer_required'
  | 'password_required'
  | 'completed'
  | 'cancelled'
  | 'dead';
/** What its client may do. */
export type RecoveryFlowAction =
  | 'submit_code'
  | 'submit_answers'
  | 'submit_factor_code'
  | 'choose_factor'
  | 'submit_password'
  | 'resend'
  | 'set_language'
  | 'cancel';
/** What a user has to prove after the mailed code; `proved` when nothing more. */
export type NextProof = 'proved' | 'questions' | 'factor' | 'officer';
/** How it went. */
export type RecoveryFlowOutcome = NextProof | 'done' | 'wrong' | 'last_wrong';

/**
 * The whole recovery: state × action × outcome → next state. What is not here is refused with RECOVERY_FLOW_WRONG_STATE.
 * The mailed code alone leads to a new password only where `nextProof` says so, and no step leads to a session.
 */
export const steps = {
  code_required: {
    submit_code: {
      proved: 'password_required',
      questions: 'questions_required',
      factor: 'factor_required',
      officer: 'officer_required',
      wrong: 'code_required',
      last_wrong: 'dead',
    },
    resend: { done: 'code_required' },
    set_language: { done: 'code_required' },
    cancel: { done: 'cancelled' },
  },
  questions_required: {
    submit_answers: { proved: 'password_required', wrong: 'questions_required', last_wrong: 'dead' },
    set_language: { done: 'questions_required' },
    cancel: { done: 'cancelled' },
  },
  factor_required: {
    submit_factor_code: { proved: 'password_required', wrong: 'factor_required', last_wrong: 'dead' },
    choose_factor: { done: 'factor_required' },
    resend: { done: 'factor_required' },
    set_language: { done: 'factor_required' },
    cancel: { done: 'cancelled' },
  },
  officer_required: {
    set_language: { done: 'officer_required' },
    cancel: { done: 'cancelled' },
  },
  password_required: {
    submit_password: { done: 'completed' },
    set_language: { done: 'password_required' },
    cancel: { done: 'cancelled' },
  },
  completed: {},
  cancelled: {},
  dead: {},
} as const satisfies Steps;

type Steps = {
  readonly [S in RecoveryFlowState]: {
    readonly [A in RecoveryFlowAction]?: { readonly [O in RecoveryFlowOutcome]?: RecoveryFlowState };
  };
};

/** How long a flow lives. */
export const flowLifeMs = 30 * 60_000;
/** Wrong mailed codes, and apart from them wrong codes of a factor, after which a flow is dead. */
export const attemptsPerFlow = 5;
/** Mails of one flow. */
export const sendsPerFlow = 3;
/** Flows per user ID, whether or not there is such a user; of each known device of a user, too. */
export const flowsPerUserId = { limit: 5, windowMs: 3_600_000 } as const;
/** The budget that a recovery spends: that of its user ID, or of the known device on which it begins. */
export function recoveryBucket(userIdHash: string, deviceId?: string): string {
  return ['recovery', userIdHash, deviceId].filter((part) => part !== undefined).join(':');
}

/** Flows per network address. */
export const flowsPerAddress = { limit: 20, windowMs: 3_600_000 } as const;

/** Time until another mail may be ordered, after so many: 30 s, then twice as long each time. */
export function resendPauseMs(sends: number): number {
  return 30_000 * 2 ** (sends - 1);
}

/** A recovery. */
export interface RecoveryFlow extends FlowFactors {
  id: string;
  /** Absent when nobody has the user ID: such a flow never gets past the mailed code. */
  userId?: string;
  /** Keyed hash of the user ID as typed: names its budgets. */
  userIdHash: string;
  /** Known device of the user on which it was begun; absent for others. */
  deviceId?: string;
  state: RecoveryFlowState;
  language: string;
  /** Whether the client asked for this language; otherwise the user's own holds once the mailed code was right. */
  languageChosen: boolean;
  /** Mails that were ordered. */
  sends: number;
  resendAt: Date;
  codeAttempts: number;
  factorAttempts: number;
  /** Of the password that the user had when his mailed code was right; absent before. */
  passwordVersion?: number;
  expiresAt: Date;
}

/** What is known of a user when his mailed code was right. */
export interface Provable {
  firstLoginAt?: Date;
  releasedUntil?: Date;
  /** When his user ID or mobile number last changed. */
  contactChangedAt?: Date;
  /** Whether policy lets questions count, he answered them, and they are not locked. */
  canAnswer: boolean;
  /** Whether he has an active factor whose codes are not refused until he is released. */
  canUseFactor: boolean;
}

/**
 * What else a user has to prove. An officer who released him has done it already; and before his first login nothing but
 * the mailbox that activated him is his. Whoever has neither answers nor a factor needs an officer. After a change of
 * contact answers do not count: who changed it may know them.
 */
export function nextProof(user: Provable, at: Date): NextProof {
  if (isReleased(user, at)) return 'proved';
  if (isContactHeld(user, at)) return user.canUseFactor ? 'factor' : 'officer';
  if (user.canAnswer) return 'questions';
  if (user.canUseFactor) return 'factor';
  return user.firstLoginAt === undefined ? 'proved' : 'officer';
}

/** Throws `RECOVERY_FLOW_WRONG_STATE` unless the action is open. */
export function requireOpen(flow: RecoveryFlow, action: RecoveryFlowAction): void {
  if (!openActions(flow).includes(action)) throw wrongState(flow.state);
}

/** What `openActions` looks at. */
export type OpenFlow = Pick<RecoveryFlow, 'state' | 'sends' | 'factors' | 'prompt'>;

const conditions: { readonly [A in RecoveryFlowAction]?: (flow: OpenFlow) => boolean } = {
  resend: ({ state, sends, prompt }) =>
    state === 'factor_required' ? prompt?.sent !== undefined : sends < sendsPerFlow,
  submit_factor_code: canAnswer,
  // One that could not be asked when its turn came is chosen, too.
  choose_factor: ({ factors = [], prompt }) => factors.length > (prompt === undefined ? 0 : 1),
};

/** What the client of a flow may do next. */
export function openActions(flow: OpenFlow): RecoveryFlowAction[] {
  const actions = Object.keys(steps[flow.state]) as RecoveryFlowAction[];
  return actions.filter((action) => conditions[action]?.(flow) ?? true);
}

/** The state that an action leads to; no such step is a bug, because `requireOpen` came before. */
export function nextState(
  state: RecoveryFlowState,
  action: RecoveryFlowAction,
  outcome: RecoveryFlowOutcome,
): RecoveryFlowState {
  const all: Steps = steps;
  const next = all[state][action]?.[outcome];
  if (next === undefined) throw new Error(`a recovery has no step ${state} ${action} ${outcome}`);
  return next;
}

/** `RECOVERY_FLOW_WRONG_STATE`, to be thrown. */
export function wrongState(state: RecoveryFlowState) {
  const text = `this is not possible while the recovery is ${state.replaceAll('_', ' ')}`;
  return conflict('RECOVERY_FLOW_WRONG_STATE', text);
}

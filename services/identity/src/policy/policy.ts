import { type Static, Type } from 'typebox';

/** The two policies that are shipped; every part of one can be set by itself. */
export const profiles = ['guide', 'strict'] as const;
export type Profile = (typeof profiles)[number];

/** Whether questions and answers may help to recover a password. */
export const questionPolicies = ['off', 'optional', 'required'] as const;
export type QuestionPolicy = (typeof questionPolicies)[number];

/** Actions that may need a second officer. */
export const guardedActions = ['user_release', 'personal_validation', 'staff_roles', 'emergency_code'] as const;
export type GuardedAction = (typeof guardedActions)[number];

const whole = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }));
const oneOf = <T extends string>(values: readonly T[]) => Type.Optional(Type.Enum([...values], { type: 'string' }));

/** Settings of the policy; what is absent is as the profile has it. */
export const policySettings = {
  AUTH_PROFILE: oneOf(profiles),
  PASSWORD_MIN_LENGTH: whole(8, 64),
  /** Whether passwords known from breaches are refused. */
  PASSWORD_BREACH_CHECK: oneOf(['on', 'off']),
  ARGON2_MEMORY_KIB: whole(7_168, 1_048_576),
  ARGON2_PASSES: whole(1, 10),
  RECOVERY_QUESTIONS: oneOf(questionPolicies),
  /** Hours for which a channel that recovered a password is no second factor. */
  RECOVERY_HOLD_HOURS: whole(0, 168),
  SESSION_IDLE_MINUTES: whole(1, 1_440),
  SESSION_ABSOLUTE_MINUTES: whole(5, 43_200),
  /** Minutes after which a sensitive action asks for the factors again. */
  REAUTHENTICATION_MINUTES: whole(1, 1_440),
  /** Wrong passwords in a row that close the shared budget of unknown devices. */
  LOGIN_MISSES_TO_STOP: whole(10, 1_000),
  /** Wrong passwords that one network address may make in an hour. */
  LOGIN_MISSES_PER_ADDRESS: whole(10, 100_000),
  /** Actions that need a second officer, by commas; `none` for no action. */
  FOUR_EYES: Type.Optional(
    Type.String({ pattern: `^(none|(${guardedActions.join('|')})(,(${guardedActions.join('|')}))*)$` }),
  ),
  /** Whether a one-time PIN may travel by e-mail; second-factor, which sends it, has the same setting. */
  PIN_BY_EMAIL: oneOf(['on', 'off']),
  /** Days for which evidence is kept after the decision. */
  EVIDENCE_RETENTION_DAYS: whole(1, 36_500),
} as const;

const schema = Type.Object(policySettings);
export type PolicySettings = Readonly<Static<typeof schema>>;

/** What this service permits and demands. */
export interface Policy {
  readonly profile: Profile;
  readonly password: {
    readonly minLength: number;
    readonly maxLength: number;
    readonly breachCheck: boolean;
    readonly memoryKib: number;
    readonly passes: number;
  };
  readonly session: { readonly idleMs: number; readonly absoluteMs: number; readonly reauthenticationMs: number };
  readonly recovery: {
    readonly questions: QuestionPolicy;
    /** Number of questions that are answered at set-up. */
    readonly toAnswer: number;
    /** Number of them that a recovery asks. */
    readonly asked: number;
    readonly holdMs: number;
  };
  readonly attempts: { readonly missesToStop: number; readonly missesPerAddress: number };
  readonly fourEyes: ReadonlySet<GuardedAction>;
  /** Whether a first login may do without a mobile number. */
  readonly pinByEmail: boolean;
  readonly evidenceRetentionMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const defaults = {
  guide: {
    minLength: 8,
    questions: 'optional',
    idleMinutes: 60,
    absoluteMinutes: 720,
    reauthenticationMinutes: 15,
    fourEyes: 'emergency_code',
    pinByEmail: 'on',
  },
  strict: {
    // SP 800-63B-4 3.1.1.2: what a password needs where it stands alone.
    minLength: 15,
    questions: 'off',
    idleMinutes: 30,
    absoluteMinutes: 720,
    reauthenticationMinutes: 10,
    fourEyes: guardedActions.join(','),
    pinByEmail: 'off',
  },
} as const satisfies Record<Profile, object>;

/** The policy that settings make, on top of their profile (`guide` when none is named). */
export function readPolicy(settings: PolicySettings): Policy {
  const profile = settings.AUTH_PROFILE ?? 'guide';
  const own = defaults[profile];
  const fourEyes = settings.FOUR_EYES ?? own.fourEyes;
  return {
    profile,
    password: {
      minLength: settings.PASSWORD_MIN_LENGTH ?? own.minLength,
      maxLength: 256,
      breachCheck: (settings.PASSWORD_BREACH_CHECK ?? 'on') === 'on',
      // OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
      memoryKib: settings.ARGON2_MEMORY_KIB ?? 19_456,
      passes: settings.ARGON2_PASSES ?? 2,
    },
    session: {
      idleMs: (settings.SESSION_IDLE_MINUTES ?? own.idleMinutes) * minuteMs,
      absoluteMs: (settings.SESSION_ABSOLUTE_MINUTES ?? own.absoluteMinutes) * minuteMs,
      reauthenticationMs: (settings.REAUTHENTICATION_MINUTES ?? own.reauthenticationMinutes) * minuteMs,
    },
    recovery: {
      questions: settings.RECOVERY_QUESTIONS ?? own.questions,
      toAnswer: 5,
      asked: 3,
      holdMs: (settings.RECOVERY_HOLD_HOURS ?? 24) * hourMs,
    },
    attempts: {
      missesToStop: settings.LOGIN_MISSES_TO_STOP ?? 100,
      missesPerAddress: settings.LOGIN_MISSES_PER_ADDRESS ?? 100,
    },
    fourEyes: new Set(guardedActions.filter((action) => fourEyes.split(',').includes(action))),
    pinByEmail: (settings.PIN_BY_EMAIL ?? own.pinByEmail) === 'on',
    evidenceRetentionMs: (settings.EVIDENCE_RETENTION_DAYS ?? 2_555) * dayMs,
  };
}

import { type Static, Type } from 'typebox';

/** The two policies that are shipped; every part of one can be set by itself. */
export const profiles = ['guide', 'strict'] as const;
export type Profile = (typeof profiles)[number];

const whole = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }));
const oneOf = <T extends string>(values: readonly T[]) => Type.Optional(Type.Enum([...values], { type: 'string' }));

/** Settings of the policy; what is absent is as the profile has it. */
export const policySettings = {
  AUTH_PROFILE: oneOf(profiles),
  /** Whether a one-time PIN may travel by e-mail. */
  PIN_BY_EMAIL: oneOf(['on', 'off']),
  /** Whether a one-time PIN may travel by text message. */
  PIN_BY_SMS: oneOf(['on', 'off']),
  PIN_LIFE_MINUTES: whole(1, 10),
  /** Steps of 30 s around the expected one in which the code of an app is taken. */
  TOTP_WINDOW_STEPS: whole(0, 2),
  /** Seconds at the beginning of a step in which the step before the window is taken, too. */
  TOTP_GRACE_SECONDS: whole(0, 29),
  /** Wrong codes in a row after which codes of a user wait, 15 minutes at first. */
  CODE_MISSES_TO_LOCK: whole(3, 100),
  /** Wrong codes without a right one after which codes of a user are refused until he is released. */
  CODE_MISSES_TO_STOP: whole(10, 1_000),
  /** Minutes after a login in which an authenticator may be added. */
  REAUTHENTICATION_MINUTES: whole(1, 1_440),
} as const;

const schema = Type.Object(policySettings);
export type PolicySettings = Readonly<Static<typeof schema>>;

/** What this service permits and demands. */
export interface Policy {
  readonly profile: Profile;
  readonly pin: { readonly byEmail: boolean; readonly bySms: boolean; readonly lifeMs: number };
  readonly totp: { readonly windowSteps: number; readonly graceMs: number };
  readonly attempts: { readonly missesToLock: number; readonly missesToStop: number };
  readonly reauthenticationMs: number;
}

// A code that is typed at the end of its step arrives in the next one; a narrow window leaves ten seconds for it.
const defaults = {
  guide: { byEmail: 'on', windowSteps: 1, graceSeconds: 0, reauthenticationMinutes: 15 },
  strict: { byEmail: 'off', windowSteps: 0, graceSeconds: 10, reauthenticationMinutes: 10 },
} as const satisfies Record<Profile, object>;

/** The policy that settings make, on top of their profile (`guide` when none is named). */
export function readPolicy(settings: PolicySettings): Policy {
  const profile = settings.AUTH_PROFILE ?? 'guide';
  const own = defaults[profile];
  return {
    profile,
    pin: {
      byEmail: (settings.PIN_BY_EMAIL ?? own.byEmail) === 'on',
      bySms: (settings.PIN_BY_SMS ?? 'on') === 'on',
      lifeMs: (settings.PIN_LIFE_MINUTES ?? 5) * 60_000,
    },
    totp: {
      windowSteps: settings.TOTP_WINDOW_STEPS ?? own.windowSteps,
      graceMs: (settings.TOTP_GRACE_SECONDS ?? own.graceSeconds) * 1000,
    },
    attempts: { missesToLock: settings.CODE_MISSES_TO_LOCK ?? 10, missesToStop: settings.CODE_MISSES_TO_STOP ?? 100 },
    reauthenticationMs: (settings.REAUTHENTICATION_MINUTES ?? own.reauthenticationMinutes) * 60_000,
  };
}

import { type Static, Type } from 'typebox';
import type { AuthenticatorKind } from '../database.ts';

/** The two policies that are shipped; every part of one can be set by itself. */
export const profiles = ['guide', 'strict'] as const;
export type Profile = (typeof profiles)[number];

/** Kinds of factor that a policy may permit; emergency codes are no choice of their users. */
export const policyKinds = [
  'totp',
  'soft_token',
  'grid_card',
  'egrid',
  'sms',
  'email',
] as const satisfies readonly AuthenticatorKind[];
export type PolicyKind = (typeof policyKinds)[number];

const listOf = (item: string) => `^(?:${item})(?:,(?:${item}))*$`;
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
  /** Kinds of factor that users may have, by commas. */
  FACTOR_KINDS: Type.Optional(Type.String({ pattern: listOf(policyKinds.join('|')) })),
  /** Whether the cells of a card may be asked for again (reuse) or not (once). */
  GRID_MODE: oneOf(['reuse', 'once']),
  /** Cells that a challenge asks for. */
  GRID_CELLS: whole(3, 6),
  GRID_ROWS: whole(4, 9),
  GRID_COLUMNS: whole(5, 12),
  /** Symbols of the cells. */
  GRID_ALPHABET: oneOf(['crockford', 'digits']),
  /** Days for which a card is good. */
  GRID_LIFE_DAYS: whole(30, 1_825),
  /** Length of the codes of a soft token. */
  SOFT_TOKEN_DIGITS: Type.Optional(Type.Enum([6, 8])),
  /** Length of the PIN that the app of a soft token asks for. */
  SOFT_TOKEN_PIN_LENGTH: whole(4, 12),
  /** Whether a code by text message may authorise a signature. */
  SIGN_BY_SMS: oneOf(['on', 'off']),
  /** Whether a code by e-mail may authorise a signature. */
  SIGN_BY_EMAIL: oneOf(['on', 'off']),
  /** Beginnings of the numbers that text messages are sent to, E.164, by commas; empty for all. */
  SMS_PREFIXES: Type.Optional(Type.String({ pattern: `^$|${listOf('\\+[1-9][0-9]{0,6}')}` })),
  /** Text messages that numbers of one prefix may be sent in an hour. */
  SMS_PREFIX_HOUR_LIMIT: whole(1, 1_000_000),
  /** Text messages in a day. */
  SMS_DAY_LIMIT: whole(1, 10_000_000),
  /** Share of sent codes that come back below which a prefix is paused; 0 for never. */
  SMS_CONVERSION_ALARM_PERCENT: whole(0, 100),
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
  readonly factors: {
    readonly kinds: readonly PolicyKind[];
    /** Length of the codes that are sent for a factor. */
    readonly sentDigits: 6 | 8;
  };
  readonly grid: {
    readonly mode: 'reuse' | 'once';
    readonly cells: number;
    readonly rows: number;
    readonly columns: number;
    readonly alphabet: 'crockford' | 'digits';
    readonly lifeMs: number;
  };
  readonly softToken: { readonly digits: 6 | 8; readonly pinLength: number };
  readonly signing: { readonly bySms: boolean; readonly byEmail: boolean };
  readonly sms: {
    /** Empty for all. */
    readonly prefixes: readonly string[];
    readonly prefixHourLimit: number;
    readonly dayLimit: number;
    readonly conversionAlarmPercent: number;
  };
}

// A code that is typed at the end of its step arrives in the next one; a narrow window leaves ten seconds for it.
const defaults = {
  guide: {
    byEmail: 'on',
    windowSteps: 1,
    graceSeconds: 0,
    reauthenticationMinutes: 15,
    kinds: 'totp,soft_token,grid_card,egrid,sms,email',
    sentDigits: 6,
    gridMode: 'reuse',
    gridCells: 3,
    signBySms: 'on',
  },
  strict: {
    byEmail: 'off',
    windowSteps: 0,
    graceSeconds: 10,
    reauthenticationMinutes: 10,
    kinds: 'totp,soft_token,grid_card,egrid',
    sentDigits: 8,
    gridMode: 'once',
    gridCells: 4,
    signBySms: 'off',
  },
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
    factors: {
      kinds: policyKinds.filter((kind) => (settings.FACTOR_KINDS ?? own.kinds).split(',').includes(kind)),
      sentDigits: own.sentDigits,
    },
    grid: {
      mode: settings.GRID_MODE ?? own.gridMode,
      cells: settings.GRID_CELLS ?? own.gridCells,
      rows: settings.GRID_ROWS ?? 5,
      columns: settings.GRID_COLUMNS ?? 10,
      alphabet: settings.GRID_ALPHABET ?? 'crockford',
      lifeMs: (settings.GRID_LIFE_DAYS ?? 730) * 86_400_000,
    },
    softToken: { digits: settings.SOFT_TOKEN_DIGITS ?? 6, pinLength: settings.SOFT_TOKEN_PIN_LENGTH ?? 6 },
    signing: {
      bySms: (settings.SIGN_BY_SMS ?? own.signBySms) === 'on',
      byEmail: settings.SIGN_BY_EMAIL === 'on',
    },
    sms: {
      prefixes: (settings.SMS_PREFIXES ?? '').split(',').filter((prefix) => prefix !== ''),
      prefixHourLimit: settings.SMS_PREFIX_HOUR_LIMIT ?? 100,
      dayLimit: settings.SMS_DAY_LIMIT ?? 1_000,
      conversionAlarmPercent: settings.SMS_CONVERSION_ALARM_PERCENT ?? 20,
    },
  };
}

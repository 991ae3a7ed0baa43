import type { Policy, policySettings } from './policy.ts';

type Setting = keyof typeof policySettings;

/** A requirement that a setting can break. */
export interface Rule {
  readonly standard: 'ASVS 5.0' | 'SP 800-63B-4';
  /** Number of the requirement or section. */
  readonly requirement: string;
  /** Level from which ASVS asks for it; 0 for the other. */
  readonly level: 0 | 1 | 2 | 3;
  readonly setting: Setting;
  /** What the setting is in effect, as it is written in the environment. */
  readonly value: (policy: Policy) => string | number;
  /** What it would be for the requirement to be met. */
  readonly conforming: string | number;
  readonly deviates: (policy: Policy) => boolean;
  /** What deviates, in one sentence. */
  readonly explanation: string;
}

const asvs = (requirement: string, level: 1 | 2 | 3) => ({ standard: 'ASVS 5.0', requirement, level }) as const;
const nist = (requirement: string) => ({ standard: 'SP 800-63B-4', requirement, level: 0 }) as const;

const minuteMs = 60_000;
const onOff = (is: boolean) => (is ? 'on' : 'off');

/** Limits that the standards name, or leave to what is documented (docs/conformance.md). */
const limits = { missesToLock: 10, missesToStop: 100, reauthenticationMinutes: 15 } as const;

const byEmail = {
  setting: 'PIN_BY_EMAIL',
  value: ({ pin }: Policy) => onOff(pin.byEmail),
  conforming: 'off',
  deviates: ({ pin }: Policy) => pin.byEmail,
  explanation:
    'The one-time PIN of a first login may go by e-mail, which counts as no factor: a mailbox is often open to whoever knows a password.',
} as const;

const bySms = {
  setting: 'PIN_BY_SMS',
  value: ({ pin }: Policy) => onOff(pin.bySms),
  conforming: 'off',
  deviates: ({ pin }: Policy) => pin.bySms,
} as const;

const kinds = {
  setting: 'FACTOR_KINDS',
  value: ({ factors }: Policy) => factors.kinds.join(','),
  conforming: 'totp,soft_token,grid_card,egrid',
} as const;

const gridMode = {
  setting: 'GRID_MODE',
  value: ({ grid }: Policy) => grid.mode,
  conforming: 'once',
  deviates: ({ grid }: Policy) => grid.mode !== 'once',
  explanation:
    'The cells of a card are asked for again, so that who watches some logins knows some of the next answers.',
} as const;

const gridCells = {
  setting: 'GRID_CELLS',
  value: ({ grid }: Policy) => grid.cells,
  conforming: 4,
  deviates: ({ grid }: Policy) => grid.cells < 4,
  explanation: 'A challenge asks for fewer than four cells of a card, whose answer has less than 20 bits.',
} as const;

const gridAlphabet = {
  setting: 'GRID_ALPHABET',
  value: ({ grid }: Policy) => grid.alphabet,
  conforming: 'crockford',
  deviates: ({ grid }: Policy) => grid.alphabet === 'digits' && grid.cells < 6,
  explanation: 'The cells of a card hold digits, of which fewer than six are asked for.',
} as const;

const missesToStop = {
  setting: 'CODE_MISSES_TO_STOP',
  value: ({ attempts }: Policy) => attempts.missesToStop,
  conforming: limits.missesToStop,
  deviates: ({ attempts }: Policy) => attempts.missesToStop > limits.missesToStop,
  explanation: 'More than 100 wrong codes in a row are taken from one user before they are refused unseen.',
} as const;

const missesToLock = {
  setting: 'CODE_MISSES_TO_LOCK',
  value: ({ attempts }: Policy) => attempts.missesToLock,
  conforming: limits.missesToLock,
  deviates: ({ attempts }: Policy) => attempts.missesToLock > limits.missesToLock,
  explanation: 'More wrong codes in a row than the documented ten cost no waiting.',
} as const;

/** What settings of this service can break, by standard and requirement. */
export const rules: readonly Rule[] = [
  { ...asvs('6.3.1', 1), ...missesToLock },
  { ...asvs('6.3.1', 1), ...missesToStop },
  {
    ...asvs('6.3.6', 3),
    ...kinds,
    deviates: ({ factors }) => factors.kinds.includes('email'),
    explanation: 'Codes by e-mail are a factor: a mailbox is often open to whoever knows a password.',
  },
  { ...asvs('6.3.6', 3), ...byEmail },
  { ...asvs('6.5.1', 2), ...gridMode },
  { ...asvs('6.5.4', 2), ...gridAlphabet },
  { ...asvs('6.5.4', 2), ...gridCells },
  {
    ...asvs('6.5.5', 2),
    setting: 'TOTP_GRACE_SECONDS',
    value: ({ totp }) => totp.graceMs / 1000,
    conforming: 0,
    deviates: ({ totp }) => totp.graceMs > 0,
    explanation: 'The code of an app is taken for some seconds beyond the 30 for which it is shown.',
  },
  {
    ...asvs('6.5.5', 2),
    setting: 'TOTP_WINDOW_STEPS',
    value: ({ totp }) => totp.windowSteps,
    conforming: 0,
    deviates: ({ totp }) => totp.windowSteps > 0,
    explanation: 'Codes of the steps around the current one are taken, so that each lives for longer than 30 seconds.',
  },
  {
    ...asvs('6.6.1', 2),
    ...kinds,
    deviates: ({ factors }) => factors.kinds.includes('sms'),
    explanation:
      'Codes by text message are a factor, which stronger ones should stand beside; at level 3 text messages may not be used at all.',
  },
  {
    ...asvs('6.6.1', 2),
    ...bySms,
    explanation:
      'The one-time PIN of a first login may go by text message, also to a number that no code has proved yet; at level 3 text messages may not be used at all.',
  },
  { ...asvs('6.6.3', 2), ...missesToLock },
  {
    ...asvs('7.5.1', 2),
    setting: 'REAUTHENTICATION_MINUTES',
    value: ({ reauthenticationMs }) => reauthenticationMs / minuteMs,
    conforming: limits.reauthenticationMinutes,
    deviates: ({ reauthenticationMs }) => reauthenticationMs > limits.reauthenticationMinutes * minuteMs,
    explanation:
      'A second factor is added in a session whose user showed his factors longer than a quarter of an hour ago.',
  },
  { ...nist('3.1.2.2'), ...gridMode },
  {
    ...nist('3.1.3.1'),
    ...kinds,
    deviates: ({ factors }) => factors.kinds.includes('email'),
    explanation: 'Codes by e-mail are a factor: e-mail may not be used for out-of-band authentication.',
  },
  { ...nist('3.1.3.1'), ...byEmail },
  {
    ...nist('3.1.3.3'),
    ...kinds,
    deviates: ({ factors }) => factors.kinds.includes('sms'),
    explanation:
      'Codes by text message are a factor, which is a restricted one: messages are read on the way and numbers change hands.',
  },
  {
    ...nist('3.1.3.3'),
    ...bySms,
    explanation:
      'The one-time PIN of a first login may go by text message, which is a restricted factor: messages are read on the way and numbers change hands.',
  },
  { ...nist('3.2.2'), ...missesToStop },
];

/** Settings that break no requirement by themselves, and why. */
export const withoutRule: Partial<Record<Setting, string>> = {
  AUTH_PROFILE: 'It only chooses what the others are when they are absent.',
  GRID_ROWS: 'How large a card is says how long it lasts, not how good an answer is.',
  GRID_COLUMNS: 'How large a card is says how long it lasts, not how good an answer is.',
  GRID_LIFE_DAYS: 'No requirement says when a card ends.',
  SOFT_TOKEN_DIGITS: 'Both are the six digits or more that are asked for.',
  SOFT_TOKEN_PIN_LENGTH: 'It cannot be less than the four digits of SP 800-63B-4 3.2.10.',
  SIGN_BY_SMS: 'It narrows what FACTOR_KINDS permits, which has the rules.',
  SIGN_BY_EMAIL: 'Whoever may have the factor by FACTOR_KINDS deviates already.',
  SMS_PREFIXES: 'It only narrows where text messages go.',
  SMS_PREFIX_HOUR_LIMIT: 'It is about what messages cost.',
  SMS_DAY_LIMIT: 'It is about what messages cost.',
  SMS_CONVERSION_ALARM_PERCENT: 'It is about what messages cost.',
  PIN_LIFE_MINUTES: 'It cannot be more than the ten minutes of ASVS 6.5.5 and SP 800-63B-4 3.1.3.2.',
};

/** A requirement that a policy does not meet. */
export type Deviation = Pick<Rule, 'standard' | 'requirement' | 'level' | 'setting' | 'explanation'> & {
  value: string;
  conformingValue: string;
};

/** The deviations of a policy, by standard and requirement. */
export function findDeviations(policy: Policy): Deviation[] {
  return rules
    .filter(({ deviates }) => deviates(policy))
    .map(({ standard, requirement, level, setting, value, conforming, explanation }) => ({
      standard,
      requirement,
      level,
      setting,
      value: String(value(policy)),
      conformingValue: String(conforming),
      explanation,
    }));
}

import { compareRequirements, type Rule, type Standard } from './conformance-rule.ts';
import { type GuardedAction, guardedActions, type Policy, type policySettings } from './policy.ts';

const asvs = (requirement: string, level: 1 | 2 | 3) => ({ standard: 'ASVS 5.0', requirement, level }) as const;
const nist = (requirement: string) => ({ standard: 'SP 800-63B-4', requirement, level: 0 }) as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Limits that the standards name, or leave to what is documented (docs/conformance.md). */
const limits = {
  singleFactorLength: 15,
  holdHours: 24,
  idleMinutes: 60,
  absoluteMinutes: 1_440,
  reauthenticationMinutes: 15,
  missesToStop: 100,
  missesPerAddress: 100,
  evidenceDays: 2_555,
} as const;

/**
 * Least costs of argon2id that the OWASP Password Storage Cheat Sheet takes for equal, with one lane: memory in KiB by
 * number of passes.
 */
const argon2Costs = [
  { passes: 1, memoryKib: 47_104 },
  { passes: 2, memoryKib: 19_456 },
  { passes: 3, memoryKib: 12_288 },
  { passes: 4, memoryKib: 9_216 },
  { passes: 5, memoryKib: 7_168 },
] as const;

const isCheap = ({ password }: Policy) =>
  !argon2Costs.some(({ passes, memoryKib }) => password.passes >= passes && password.memoryKib >= memoryKib);

const leastMemory = ({ password: { passes } }: Policy) =>
  Math.min(...argon2Costs.filter((cost) => passes >= cost.passes).map(({ memoryKib }) => memoryKib));

const leastPasses = ({ password: { memoryKib } }: Policy) =>
  Math.min(...argon2Costs.filter((cost) => memoryKib >= cost.memoryKib).map(({ passes }) => passes));

const fourEyesOf = (actions: ReadonlySet<GuardedAction>) =>
  guardedActions.filter((action) => actions.has(action)).join(',') || 'none';

type Setting = keyof typeof policySettings;
type PolicyRule = Rule<Setting, Policy>;

const passwordRules: readonly PolicyRule[] = [
  {
    ...nist('3.1.1.2'),
    setting: 'PASSWORD_MIN_LENGTH',
    value: ({ password }) => password.minLength,
    conforming: () => limits.singleFactorLength,
    deviates: ({ password }) => password.minLength < limits.singleFactorLength,
    explanation:
      'Passwords shorter than 15 characters are taken, also where a password stands alone, as it does beside a one-time PIN that goes by e-mail.',
  },
  ...[asvs('6.2.4', 1), asvs('6.2.12', 2), nist('3.1.1.2')].map(
    (requirement): PolicyRule => ({
      ...requirement,
      setting: 'PASSWORD_BREACH_CHECK',
      value: ({ password }) => (password.breachCheck ? 'on' : 'off'),
      conforming: () => 'on',
      deviates: ({ password }) => !password.breachCheck,
      explanation: 'New passwords are not held against the list of those that are common or known from breaches.',
    }),
  ),
  {
    ...asvs('11.4.2', 2),
    setting: 'ARGON2_MEMORY_KIB',
    value: ({ password }) => password.memoryKib,
    conforming: leastMemory,
    deviates: isCheap,
    explanation: 'Passwords are hashed with less memory than current guidance asks for with so many passes.',
  },
  {
    ...asvs('11.4.2', 2),
    setting: 'ARGON2_PASSES',
    value: ({ password }) => password.passes,
    conforming: leastPasses,
    deviates: isCheap,
    explanation: 'Passwords are hashed with fewer passes than current guidance asks for with so much memory.',
  },
];

const recoveryRules: readonly PolicyRule[] = [
  ...(
    [
      [asvs('6.4.2', 1), 'Answers to questions may help to reset a password, and others can find or guess them.'],
      [nist('3.1.1.2'), 'Users are asked for answers to questions beside their password.'],
      [
        nist('4.2.2.2'),
        'A mailed code and answers to questions reset a password without a second recovery code, a factor or a new proof of identity.',
      ],
    ] as const
  ).map(
    ([requirement, explanation]): PolicyRule => ({
      ...requirement,
      setting: 'RECOVERY_QUESTIONS',
      value: ({ recovery }) => recovery.questions,
      conforming: () => 'off',
      deviates: ({ recovery }) => recovery.questions !== 'off',
      explanation,
    }),
  ),
  {
    ...asvs('6.4.3', 2),
    setting: 'RECOVERY_HOLD_HOURS',
    value: ({ recovery }) => recovery.holdMs / hourMs,
    conforming: () => limits.holdHours,
    deviates: ({ recovery }) => recovery.holdMs < limits.holdHours * hourMs,
    explanation:
      'Less than a day after a mailbox helped to reset a password it counts as a second factor again, so that one mailbox gives both.',
  },
  {
    ...asvs('6.4.4', 2),
    setting: 'FOUR_EYES',
    value: ({ fourEyes }) => fourEyesOf(fourEyes),
    conforming: ({ fourEyes }) => fourEyesOf(new Set([...fourEyes, 'user_release', 'emergency_code'])),
    deviates: ({ fourEyes }) => !fourEyes.has('user_release') || !fourEyes.has('emergency_code'),
    explanation:
      'One officer alone gives a user who lost his second factor a way back in, by a release or by an emergency code, and nobody checks how he proved who he is.',
  },
];

const sessionRules: readonly PolicyRule[] = [
  ...[asvs('7.3.1', 2), nist('2.2.3')].map(
    (requirement): PolicyRule => ({
      ...requirement,
      setting: 'SESSION_IDLE_MINUTES',
      value: ({ session }) => session.idleMs / minuteMs,
      conforming: () => limits.idleMinutes,
      deviates: ({ session }) => session.idleMs > limits.idleMinutes * minuteMs,
      explanation: 'A session that nobody uses lives longer than an hour.',
    }),
  ),
  ...[asvs('7.3.2', 2), nist('2.2.3')].map(
    (requirement): PolicyRule => ({
      ...requirement,
      setting: 'SESSION_ABSOLUTE_MINUTES',
      value: ({ session }) => session.absoluteMs / minuteMs,
      conforming: () => limits.absoluteMinutes,
      deviates: ({ session }) => session.absoluteMs > limits.absoluteMinutes * minuteMs,
      explanation: 'A session lives longer than a day before its user must show his factors again.',
    }),
  ),
  ...(
    [
      [asvs('7.5.1', 2), 'Password, contacts and recovery questions are changed'],
      [asvs('7.5.3', 3), 'Officers decide and release'],
    ] as const
  ).map(
    ([requirement, what]): PolicyRule => ({
      ...requirement,
      setting: 'REAUTHENTICATION_MINUTES',
      value: ({ session }) => session.reauthenticationMs / minuteMs,
      conforming: () => limits.reauthenticationMinutes,
      deviates: ({ session }) => session.reauthenticationMs > limits.reauthenticationMinutes * minuteMs,
      explanation: `${what} in a session whose user showed his factors longer than a quarter of an hour ago.`,
    }),
  ),
];

const attemptRules: readonly PolicyRule[] = [
  ...[asvs('6.3.1', 1), nist('3.2.2')].map(
    (requirement): PolicyRule => ({
      ...requirement,
      setting: 'LOGIN_MISSES_TO_STOP',
      value: ({ attempts }) => attempts.missesToStop,
      conforming: () => limits.missesToStop,
      deviates: ({ attempts }) => attempts.missesToStop > limits.missesToStop,
      explanation: 'More than 100 wrong passwords in a row are taken for one user before they are refused unseen.',
    }),
  ),
  {
    ...asvs('6.3.1', 1),
    setting: 'LOGIN_MISSES_PER_ADDRESS',
    value: ({ attempts }) => attempts.missesPerAddress,
    conforming: () => limits.missesPerAddress,
    deviates: ({ attempts }) => attempts.missesPerAddress > limits.missesPerAddress,
    explanation: 'One network address may try more than the documented 100 wrong passwords an hour, over all users.',
  },
];

const retentionRules: readonly PolicyRule[] = [
  {
    ...nist('2.4.2'),
    setting: 'EVIDENCE_RETENTION_DAYS',
    value: ({ evidenceRetentionMs }) => evidenceRetentionMs / dayMs,
    conforming: () => limits.evidenceDays,
    deviates: ({ evidenceRetentionMs }) => evidenceRetentionMs > limits.evidenceDays * dayMs,
    explanation: 'Evidence of identity is kept longer than the seven years for which the documentation gives reasons.',
  },
];

/** What settings of this service can break. */
export const rules: readonly PolicyRule[] = [
  ...passwordRules,
  ...recoveryRules,
  ...sessionRules,
  ...attemptRules,
  ...retentionRules,
];

/** Settings that break no requirement by themselves, and why. */
export const withoutRule: Partial<Record<Setting, string>> = {
  AUTH_PROFILE: 'It only chooses what the others are when they are absent.',
  PIN_BY_EMAIL: 'second-factor, which sends the PINs, has the rules of this setting.',
};

/** A requirement that a policy does not meet. */
export interface Deviation {
  standard: Standard;
  requirement: string;
  /** 1 to 3; 0 where the standard has none. */
  level: number;
  setting: Setting;
  value: string;
  conformingValue: string;
  explanation: string;
}

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
      conformingValue: String(conforming(policy)),
      explanation,
    }))
    .toSorted(compareRequirements);
}

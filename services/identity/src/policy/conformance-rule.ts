/** Standards that a policy is held against. */
export type Standard = 'ASVS 5.0' | 'SP 800-63B-4';

/** A requirement that a setting can break. */
export interface Rule<Setting extends string, Policy> {
  readonly standard: Standard;
  /** Number of the requirement or section. */
  readonly requirement: string;
  /** Level from which ASVS asks for it; 0 for the other. */
  readonly level: 0 | 1 | 2 | 3;
  readonly setting: Setting;
  /** What the setting is in effect, as it is written in the environment. */
  readonly value: (policy: Policy) => string | number;
  /** What the setting would be in the same policy for the requirement to be met. */
  readonly conforming: (policy: Policy) => string | number;
  readonly deviates: (policy: Policy) => boolean;
  /** What deviates, in one sentence. */
  readonly explanation: string;
}

interface Numbered {
  readonly standard: string;
  readonly requirement: string;
  readonly setting: string;
}

/** Orders by standard, then by the numbers of the requirement (6.3.6 before 6.3.10), then by setting. */
export function compareRequirements(a: Numbered, b: Numbered): number {
  return (
    a.standard.localeCompare(b.standard, 'en') ||
    a.requirement.localeCompare(b.requirement, 'en', { numeric: true }) ||
    a.setting.localeCompare(b.setting, 'en')
  );
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { findDeviations, rules, withoutRule } from './conformance.ts';
import { type PolicySettings, policySettings, readPolicy } from './policy.ts';

/** For each setting a value that breaks something, within what the setting may be. */
const breaking: PolicySettings = {
  PASSWORD_MIN_LENGTH: 14,
  PASSWORD_BREACH_CHECK: 'off',
  ARGON2_MEMORY_KIB: 19_455,
  ARGON2_PASSES: 1,
  RECOVERY_QUESTIONS: 'optional',
  RECOVERY_HOLD_HOURS: 23,
  SESSION_IDLE_MINUTES: 61,
  SESSION_ABSOLUTE_MINUTES: 1_441,
  REAUTHENTICATION_MINUTES: 16,
  LOGIN_MISSES_TO_STOP: 101,
  LOGIN_MISSES_PER_ADDRESS: 101,
  FOUR_EYES: 'personal_validation,staff_roles',
  EVIDENCE_RETENTION_DAYS: 2_556,
};

const strict: PolicySettings = { AUTH_PROFILE: 'strict' };
const schema = Type.Object(policySettings);
const idOf = ({ standard, requirement, setting }: { standard: string; requirement: string; setting: string }) =>
  `${standard} ${requirement} ${setting}`;

/** A value as the environment says it: whole numbers are read as such. */
const asSetting = (value: string) => (/^\d+$/.test(value) ? Number(value) : value);

describe('the deviations of a policy', () => {
  it('are none in the profile strict', () => {
    expect(findDeviations(readPolicy(strict))).toEqual([]);
  });

  it('of the profile guide are its short passwords, its questions and its lone officer', () => {
    expect(findDeviations(readPolicy({})).map(idOf)).toEqual([
      'ASVS 5.0 6.4.2 RECOVERY_QUESTIONS',
      'ASVS 5.0 6.4.4 FOUR_EYES',
      'SP 800-63B-4 3.1.1.2 PASSWORD_MIN_LENGTH',
      'SP 800-63B-4 3.1.1.2 RECOVERY_QUESTIONS',
      'SP 800-63B-4 4.2.2.2 RECOVERY_QUESTIONS',
    ]);
  });

  it.each(rules.map((rule) => [idOf(rule), rule] as const))('come and go with the setting: %s', (id, rule) => {
    expect(Value.Check(schema, breaking)).toBe(true);
    const broken = { ...strict, [rule.setting]: breaking[rule.setting] };
    const row = findDeviations(readPolicy(broken)).find((deviation) => idOf(deviation) === id);
    expect(row).toEqual({
      standard: rule.standard,
      requirement: rule.requirement,
      level: rule.level,
      setting: rule.setting,
      value: String(breaking[rule.setting]),
      conformingValue: expect.any(String),
      explanation: rule.explanation,
    });
    const mended = { ...broken, [rule.setting]: asSetting(row?.conformingValue ?? '') };
    expect(findDeviations(readPolicy(mended))).toEqual([]);
  });

  it('of required questions are those of optional ones', () => {
    const of = (questions: 'optional' | 'required') =>
      findDeviations(readPolicy({ ...strict, RECOVERY_QUESTIONS: questions })).map(idOf);
    expect(of('required')).toEqual(of('optional'));
    expect(of('required')).toHaveLength(3);
  });

  it.each([
    [7_168, 5, 0],
    [7_168, 4, 2],
    [12_288, 3, 0],
    [12_287, 3, 2],
    [47_104, 1, 0],
    [19_456, 10, 0],
  ])('know which costs of argon2id are equal: %d KiB, %d passes', (memory, passes, rows) => {
    const policy = readPolicy({ ...strict, ARGON2_MEMORY_KIB: memory, ARGON2_PASSES: passes });
    expect(findDeviations(policy)).toHaveLength(rows);
  });

  it('are looked for in every setting of the policy, or there is a reason why not', () => {
    const ruled = new Set<string>(rules.map(({ setting }) => setting));
    const excused = Object.keys(withoutRule);
    expect(excused.filter((setting) => ruled.has(setting))).toEqual([]);
    expect([...ruled, ...excused].toSorted()).toEqual(Object.keys(policySettings).toSorted());
  });

  it('are each named once, by a number of the standard', () => {
    expect(new Set(rules.map(idOf)).size).toBe(rules.length);
    for (const { standard, requirement, level } of rules) {
      expect(requirement).toMatch(/^\d+(\.\d+){2,3}$/);
      expect(level > 0).toBe(standard === 'ASVS 5.0');
    }
  });

  it('are all in docs/conformance.md', () => {
    const page = readFileSync(new URL('../../../../docs/conformance.md', import.meta.url), 'utf8');
    const row = /^\| (ASVS 5\.0|SP 800-63B-4) \| ([\d.]+) \| (\d|–) \| identity \| `(\w+)` \|/gm;
    const documented = [...page.matchAll(row)].map(([, standard, requirement, level, setting]) =>
      [standard, requirement, level, setting].join(' '),
    );
    const ruled = rules.map(({ standard, requirement, level, setting }) =>
      [standard, requirement, level === 0 ? '–' : level, setting].join(' '),
    );
    expect(documented.toSorted()).toEqual(ruled.toSorted());
  });
});

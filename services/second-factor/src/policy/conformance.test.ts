import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { findDeviations, rules, withoutRule } from './conformance.ts';
import { type PolicySettings, policySettings, readPolicy } from './policy.ts';

/** A policy without any deviation; nobody could log in for the first time under it. */
const conforming: PolicySettings = { AUTH_PROFILE: 'strict', PIN_BY_SMS: 'off', TOTP_GRACE_SECONDS: 0 };

/** For each setting a value that breaks something, within what the setting may be. */
const breaking: PolicySettings = {
  PIN_BY_EMAIL: 'on',
  PIN_BY_SMS: 'on',
  TOTP_WINDOW_STEPS: 1,
  TOTP_GRACE_SECONDS: 1,
  CODE_MISSES_TO_LOCK: 11,
  CODE_MISSES_TO_STOP: 101,
  REAUTHENTICATION_MINUTES: 16,
  FACTOR_KINDS: 'totp,sms,email',
  GRID_MODE: 'reuse',
  GRID_CELLS: 3,
  GRID_ALPHABET: 'digits',
};

const schema = Type.Object(policySettings);
const idOf = ({ standard, requirement, setting }: { standard: string; requirement: string; setting: string }) =>
  `${standard} ${requirement} ${setting}`;

/** A value as the environment says it: whole numbers are read as such. */
const asSetting = (value: string) => (/^\d+$/.test(value) ? Number(value) : value);

describe('the deviations of a policy', () => {
  it('of the profile strict are those without which nobody logs in for the first time, or in time', () => {
    expect(findDeviations(readPolicy({ AUTH_PROFILE: 'strict' })).map(idOf)).toEqual([
      'ASVS 5.0 6.5.5 TOTP_GRACE_SECONDS',
      'ASVS 5.0 6.6.1 PIN_BY_SMS',
      'SP 800-63B-4 3.1.3.3 PIN_BY_SMS',
    ]);
    expect(findDeviations(readPolicy(conforming))).toEqual([]);
  });

  it('of the profile guide are its channels and its window', () => {
    expect(findDeviations(readPolicy({})).map(idOf)).toEqual([
      'ASVS 5.0 6.3.6 FACTOR_KINDS',
      'ASVS 5.0 6.3.6 PIN_BY_EMAIL',
      'ASVS 5.0 6.5.1 GRID_MODE',
      'ASVS 5.0 6.5.4 GRID_CELLS',
      'ASVS 5.0 6.5.5 TOTP_WINDOW_STEPS',
      'ASVS 5.0 6.6.1 FACTOR_KINDS',
      'ASVS 5.0 6.6.1 PIN_BY_SMS',
      'SP 800-63B-4 3.1.2.2 GRID_MODE',
      'SP 800-63B-4 3.1.3.1 FACTOR_KINDS',
      'SP 800-63B-4 3.1.3.1 PIN_BY_EMAIL',
      'SP 800-63B-4 3.1.3.3 FACTOR_KINDS',
      'SP 800-63B-4 3.1.3.3 PIN_BY_SMS',
    ]);
  });

  it.each(rules.map((rule) => [idOf(rule), rule] as const))('come and go with the setting: %s', (id, rule) => {
    expect(Value.Check(schema, breaking)).toBe(true);
    const broken = { ...conforming, [rule.setting]: breaking[rule.setting] };
    const row = findDeviations(readPolicy(broken)).find((deviation) => idOf(deviation) === id);
    expect(row).toEqual({
      standard: rule.standard,
      requirement: rule.requirement,
      level: rule.level,
      setting: rule.setting,
      value: String(breaking[rule.setting]),
      conformingValue: String(rule.conforming),
      explanation: rule.explanation,
    });
    const mended = { ...broken, [rule.setting]: asSetting(row?.conformingValue ?? '') };
    expect(findDeviations(readPolicy(mended))).toEqual([]);
  });

  it('are looked for in every setting of the policy, or there is a reason why not', () => {
    const ruled = new Set<string>(rules.map(({ setting }) => setting));
    const excused = Object.keys(withoutRule);
    expect(excused.filter((setting) => ruled.has(setting))).toEqual([]);
    expect([...ruled, ...excused].toSorted()).toEqual(Object.keys(policySettings).toSorted());
  });

  it('are each named once, in the order of the standards', () => {
    const ids = rules.map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('are all in docs/conformance.md', () => {
    const page = readFileSync(new URL('../../../../docs/conformance.md', import.meta.url), 'utf8');
    const row = /^\| (ASVS 5\.0|SP 800-63B-4) \| ([\d.]+) \| (\d|–) \| second-factor \| `(\w+)` \|/gm;
    const documented = [...page.matchAll(row)].map(([, standard, requirement, level, setting]) =>
      [standard, requirement, level, setting].join(' '),
    );
    const ruled = rules.map(({ standard, requirement, level, setting }) =>
      [standard, requirement, level === 0 ? '–' : level, setting].join(' '),
    );
    expect(documented.toSorted()).toEqual(ruled.toSorted());
  });
});

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { policyNames } from './policy-names.ts';

it('every setting of a policy is passed on from the launcher’s own environment', () => {
  const declared = ['identity', 'second-factor'].flatMap((service) => {
    const url = new URL(`../../../../services/${service}/src/policy/policy.ts`, import.meta.url);
    return [...readFileSync(url, 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name = '']) => name);
  });
  expect([...policyNames].toSorted()).toEqual([...new Set(declared)].toSorted());
});

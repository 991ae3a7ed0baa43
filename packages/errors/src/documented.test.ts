import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const root = path.join(import.meta.dirname, '..', '..', '..');
const sources = globSync('{gateway,services/*,packages/*}/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));
const documented = readFileSync(path.join(root, 'docs', 'errors.md'), 'utf8')
  .split('\n')
  .flatMap((line) => /^\| `([A-Z][A-Z0-9_]+)` \|/.exec(line)?.[1] ?? []);

const thrown =
  /\b(?:invalid|invalidField|notFound|conflict|forbidden|unauthenticated|exhausted|unavailable)\(\s*'([A-Z][A-Z0-9_]+)'/g;

it('every reason that the code throws is in docs/errors.md', () => {
  const reasons = new Set(sources.flatMap((text) => [...text.matchAll(thrown)].flatMap(([, reason]) => reason ?? [])));
  expect(reasons.size).toBeGreaterThan(50);
  expect([...reasons].filter((reason) => !documented.includes(reason))).toEqual([]);
});

it('every reason in docs/errors.md is in the code, and stands there once', () => {
  const gone = documented.filter((reason) => !sources.some((text) => text.includes(`'${reason}'`)));
  expect(gone).toEqual([]);
  expect(new Set(documented).size).toBe(documented.length);
});

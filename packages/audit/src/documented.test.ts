import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const root = path.join(import.meta.dirname, '..', '..', '..');
// The chains of the other services, and of the signer, are their operators' alone.
const services = ['order', 'enrollment', 'identity', 'remote-signing'];
const documented = readFileSync(path.join(root, 'docs', 'audit.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, action, service] = /^\| `([a-z_]+\.[a-z_]+)` \| ([a-z-]+) \|/.exec(line) ?? [];
    return action === undefined || service === undefined ? [] : [{ action, service }];
  });

const appends = /\b(?:appendAudit|appendToAccount|accountAnnouncement)\(/;
/** A line that names an action, or is of a table of actions. */
const naming = /\baction: |^ {2}[a-z_]+: '[a-z_]+\.[a-z_]+',$/;
/** An action, or the pattern of those that a template makes. */
const literal = /'([a-z_]+\.[a-z_]+)'|`([a-z_]+\.[a-z_]*)\$\{\w+\}([a-z_]*)`/g;

const written = services.flatMap((service) =>
  globSync(`services/${service}/src/**/*.ts`, { cwd: root })
    .filter((file) => !file.endsWith('.test.ts') && !file.includes('/signer/'))
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .filter((text) => appends.test(text))
    .flatMap((text) => text.split('\n').filter((line) => naming.test(line)))
    .flatMap((line) => [...line.matchAll(literal)])
    .map(([, action, start, end]) => ({ service, form: new RegExp(`^${action ?? `${start}[a-z_]+${end}`}$`) })),
);

it('every action that the code writes is in docs/audit.md, under its service', () => {
  expect(written.length).toBeGreaterThan(40);
  const unknown = written.filter(
    ({ service, form }) => !documented.some((row) => row.service === service && form.test(row.action)),
  );
  expect(unknown.map(({ service, form }) => `${service} ${form.source}`)).toEqual([]);
});

it('every action in docs/audit.md is written by its service, and stands there once', () => {
  const gone = documented.filter(
    (row) => !written.some(({ service, form }) => service === row.service && form.test(row.action)),
  );
  expect(gone).toEqual([]);
  expect(new Set(documented.map(({ action, service }) => `${service} ${action}`)).size).toBe(documented.length);
});

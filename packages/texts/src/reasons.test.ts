import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { texts } from './text.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const sources = globSync('{gateway,services/{identity,second-factor},packages/{grpc,attempts}}/src/**/*.ts', {
  cwd: root,
})
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));

const thrown =
  /\b(?:invalid|invalidField|notFound|conflict|forbidden|unauthenticated|exhausted|unavailable)\(\s*'([A-Z][A-Z0-9_]+)'/g;
/** Those of the framework, which the gateway words itself. */
const answered = /\bcode: '(INTERNAL|[A-Z]+_[A-Z_]+)'/g;

/** Reasons that only programs and operators meet: the sentence of the service is enough. */
const unspoken: ReadonlySet<string> = new Set([
  'ACCOUNT_ID_MISSING',
  'ACTIVATION_ID_MISSING',
  'ACTIVATION_INVALID',
  'AUDIT_EVENT_FORGED',
  'AUTHORITY_NOT_FOUND',
  'BEARER_MALFORMED',
  'CALLER_NOT_ALLOWED',
  'CHANNEL_INVALID',
  'CLIENT_NOT_PERMITTED',
  'DIGEST_INVALID',
  'FACTORS_INVALID',
  'ID_MALFORMED',
  'LABELS_INVALID',
  'OAUTH_INVALID_CLIENT',
  'OAUTH_INVALID_DPOP',
  'OAUTH_INVALID_REQUEST',
  'OAUTH_UNSUPPORTED_GRANT_TYPE',
  'OPERATION_REUSED',
  'PAYMENT_EVENT_INVALID',
  'PURPOSE_INVALID',
  'PURPOSE_NOT_PERMITTED',
  'REVOCATION_INVALID',
  'SIGNATURES_INVALID',
  'TOKEN_EXPIRED',
]);

it('every reason that a person can meet at login, recovery, invitations and staff has a text', () => {
  const reasons = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(thrown), ...text.matchAll(answered)].flatMap(([, reason]) => reason ?? []),
    ),
  );
  expect(reasons.size).toBeGreaterThan(90);
  const missing = [...reasons].filter((reason) => !(`problem.${reason}` in texts.en) && !unspoken.has(reason));
  expect(missing).toEqual([]);
});

it('there is no text of a reason that is not documented', () => {
  const documented = readFileSync(path.join(root, 'docs', 'errors.md'), 'utf8');
  const reasons = Object.keys(texts.en).flatMap((id) => /^problem\.([A-Z].*)$/.exec(id)?.[1] ?? []);
  expect(reasons.filter((reason) => !documented.includes(`| \`${reason}\` |`))).toEqual([]);
});

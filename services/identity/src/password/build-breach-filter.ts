/**
 * Makes `breached-passwords.bloom`: `node services/identity/src/password/build-breach-filter.ts`. Run it after a new
 * version of the list, and commit what it wrote.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BreachFilter, breachForm } from './breach-filter.ts';
import { guessedFirst } from './guessed-first.ts';

const require = createRequire(import.meta.url);

/** The least that PASSWORD_MIN_LENGTH may be: what is shorter is refused for that. */
const shortest = 8;

/** What is known from breaches: the list of zxcvbn-ts (MIT) and our own, without what the rule of length refuses. */
export function listBreachedPasswords(): string[] {
  const list = require('@zxcvbn-ts/language-common/src/passwords.json') as string[];
  const forms = [...list, ...guessedFirst].map(breachForm);
  return [...new Set(forms)].filter((password) => Array.from(password).length >= shortest);
}

/** The filter over all of them. */
export function buildBreachFilter(): BreachFilter {
  const filter = new BreachFilter();
  for (const password of listBreachedPasswords()) filter.add(password);
  return filter;
}

if (import.meta.main) {
  writeFileSync(new URL('breached-passwords.bloom', import.meta.url), buildBreachFilter().bits);
}

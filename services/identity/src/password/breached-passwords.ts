import { readFileSync } from 'node:fs';
import { BreachFilter } from './breach-filter.ts';

/** Every password that is known from breaches, and is long enough to be asked for; `build-breach-filter.ts` makes it. */
export const breachedPasswords = new BreachFilter(readFileSync(new URL('breached-passwords.bloom', import.meta.url)));

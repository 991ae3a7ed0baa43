import { expect, it } from '@jest/globals';
import { resolveLocale } from './locale.ts';

it.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['FR_ca', 'fr'],
  [' es ', 'es'],
  ['en-US', 'en'],
  ['pt-BR', 'en'],
  ['deutsch', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('the language tag %p is answered in %s', (wanted, locale) => {
  expect(resolveLocale(wanted)).toBe(locale);
});

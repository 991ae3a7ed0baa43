import { locales } from '@countersign/texts';
import { expect, test } from '@jest/globals';
import { type AppTextId, en } from './en.ts';
import { appText, appTexts, printable } from './text.ts';

const ids = Object.keys(en) as AppTextId[];
const parametersOf = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted((a, b) => a.localeCompare(b));

test.each(locales.filter((locale) => locale !== 'en'))(
  '%s has the parameters of English, and words of its own',
  (locale) => {
    for (const id of ids) {
      expect([id, parametersOf(appTexts[locale][id])]).toEqual([id, parametersOf(en[id])]);
    }
    const same = ids.filter((id) => appTexts[locale][id] === en[id]);
    // These two words are the same in some languages.
    expect(same.filter((id) => id !== 'ask.pin' && id !== 'ask.name')).toEqual([]);
  },
);

test('parameters are filled in once and command no terminal', () => {
  expect(appText('name-taken', 'en', { name: 'a{name}\u001b[2Jb\u202e' })).toContain('called a{name}[2Jb already');
  expect(() => appText('name-taken', 'en')).toThrow('lacks its parameter name');
  expect(printable('Verträge 2026 – №1')).toBe('Verträge 2026 – №1');
});

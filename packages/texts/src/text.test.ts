import { describe, expect, it } from '@jest/globals';
import { locales } from './locale.ts';
import { isTextId, type TextId, textOf, texts } from './text.ts';

const ids = Object.keys(texts.en) as TextId[];
const translations = locales.filter((locale) => locale !== 'en').flatMap((locale) => ids.map((id) => ({ locale, id })));
const everyText = locales.flatMap((locale) => ids.map((id) => ({ locale, id })));
const parametersOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** Texts that are the same in English and another language. */
const alike: ReadonlySet<string> = new Set(['fr page.code', 'de page.code', 'de consent.code']);

/** A sentence of what happened ends as one; a title or the words on a button do not. */
function endOf(id: string): RegExp {
  if (id.startsWith('question.')) return /\?$/;
  if (id.startsWith('page.') || id.startsWith('consent.')) return /\S$/;
  return /^(?:problem\.[A-Z]|login\.|recovery\.|step_up\.)/.test(id) ? /[.!?]$/ : /[^.!]$/;
}

describe('the texts of pages', () => {
  it('exist in every language for exactly the same ids', () => {
    expect(ids.length).toBeGreaterThan(100);
    for (const locale of locales) expect(Object.keys(texts[locale]).toSorted()).toEqual(ids.toSorted());
  });

  it.each(everyText)('are a text, without loose ends: $locale $id', ({ locale, id }) => {
    const text = texts[locale][id];
    expect(text).toMatch(id === 'page.optional' ? /^\p{Ll}/u : /^(?:[\p{Lu}¿«]|\{(?:client|from)\})/u);
    expect(text).toBe(text.trim());
    expect(text).not.toMatch(/ {2}|[<>"']|\{\}|undefined/);
    expect(text).toMatch(endOf(id));
  });

  it.each(translations)('use the parameters of the English text and are translated: $locale $id', ({ locale, id }) => {
    const text = texts[locale][id];
    expect(new Set(parametersOf(text))).toEqual(new Set(parametersOf(texts.en[id])));
    expect(text === texts.en[id]).toBe(alike.has(`${locale} ${id}`));
  });

  it.each(locales)('of different questions are different ones: %s', (locale) => {
    const questions = ids.filter((id) => id.startsWith('question.')).map((id) => texts[locale][id]);
    expect(questions).toHaveLength(12);
    expect(new Set(questions).size).toBe(questions.length);
  });
});

describe('a text', () => {
  it('has its parameters filled in, once', () => {
    expect(textOf('set_up.progress', 'de', { done: 1, required: 2 })).toBe('Schritt 1 von 2 ist erledigt');
    expect(textOf('login.pin_sent_sms', 'en', { destination: '{destination}' })).toContain('to {destination}.');
  });

  it('is not shown with a hole', () => {
    expect(() => textOf('login.pin_sent_sms', 'fr')).toThrow('lacks its parameter destination');
    expect(() => textOf('login.pin_sent_sms', 'fr', { toString: 'x' })).toThrow('lacks its parameter');
  });

  it('is known by its id, not by what every object has', () => {
    expect(isTextId('login.completed')).toBe(true);
    expect(isTextId('toString')).toBe(false);
    expect(isTextId('login.nothing')).toBe(false);
  });
});

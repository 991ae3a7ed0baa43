import { describe, expect, it } from '@jest/globals';
import { findLanguage, languageOf } from './languages.ts';

const of = (header: string) => languageOf({ headers: { 'accept-language': header } });

describe('the language of an answer', () => {
  it('is the best that the client asks for and we have', () => {
    expect(of('de')).toBe('de');
    expect(of('fr-CA, en;q=0.5')).toBe('fr');
    expect(of('it, es;q=0.4, de;q=0.6')).toBe('de');
    expect(of('de;q=0, fr;q=0.1')).toBe('fr');
  });

  it('is English without a wish that can be met', () => {
    for (const header of ['', '*', 'it', ';;;', 'de;q=x', ','.repeat(300)]) expect(of(header)).toBe('en');
    expect(languageOf({ headers: {} })).toBe('en');
  });

  it('is not decided by a client that does not mind', () => {
    for (const header of ['*', 'it, *;q=0.1'])
      expect(findLanguage({ headers: { 'accept-language': header } })).toBeUndefined();
    expect(findLanguage({ headers: {} })).toBeUndefined();
    expect(findLanguage({ headers: { 'accept-language': '*, fr;q=0.5' } })).toBe('fr');
  });
});

import { describe, expect, it } from '@jest/globals';
import { languageOf } from './languages.ts';

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
});

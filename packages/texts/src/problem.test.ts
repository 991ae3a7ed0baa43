import { describe, expect, it } from '@jest/globals';
import { locales } from './locale.ts';
import { problemText } from './problem.ts';

const kinds = ['invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'exhausted', 'unavailable'];
const statuses = [400, 401, 403, 404, 405, 408, 409, 412, 413, 414, 415, 429, 431, 503];

describe('what a problem says', () => {
  it('is a title and what to do, in the language of the reader', () => {
    expect(problemText('LOGIN_FAILED', 'unauthenticated', 'de')).toEqual({
      title: 'Bitte weisen Sie sich aus',
      detail: 'Benutzerkennung oder Passwort ist falsch.',
    });
  });

  it('is in English the words of the reason, and the sentence of the service', () => {
    expect(problemText('LOGIN_FAILED', 'unauthenticated', 'en')).toEqual({ title: 'Login failed' });
  });

  it.each(locales.filter((locale) => locale !== 'en'))('has a title for every kind and status: %s', (locale) => {
    const fault = problemText('INTERNAL', 500, locale).title;
    for (const kind of [...kinds, ...statuses]) {
      const { title } = problemText('A_REASON', kind, locale);
      expect(title).not.toBe('');
      expect(title).not.toBe(fault);
    }
    expect(problemText('LOGIN_FAILED', 401, locale)).toEqual(problemText('LOGIN_FAILED', 'unauthenticated', locale));
  });

  it('leaves the detail to the service where we have no text of the reason', () => {
    expect(problemText('A_REASON', 'conflict', 'fr')).toEqual({ title: 'Ceci n’est pas possible actuellement' });
  });

  it('takes a reason for nothing else than a reason', () => {
    expect(problemText('invalid', 'toString', 'es').title).toBe(problemText('INTERNAL', 500, 'es').title);
  });
});

import { describe, expect, it } from '@jest/globals';
import { accountNameOf, termEnd } from './enrolment.ts';

const contact = { givenName: 'Ada', surname: 'Example', email: 'ada@example.com', organisation: '', language: 'en' };

describe('the name of an account', () => {
  it("is the organisation's, or the person's without one", () => {
    expect(accountNameOf({ ...contact, organisation: 'Example Works' })).toBe('Example Works');
    expect(accountNameOf({ ...contact, organisation: '  ' })).toBe('Ada Example');
  });
});

describe('the end of a term', () => {
  it('is the same moment of a later year', () => {
    expect(termEnd(new Date('2026-11-21T12:34:56.789Z'), 3)).toEqual(new Date('2029-11-21T12:34:56.789Z'));
  });

  it('gives the extra day to a term begun on 29 February', () => {
    expect(termEnd(new Date('2028-02-29T00:00:00Z'), 1)).toEqual(new Date('2029-03-01T00:00:00Z'));
  });
});

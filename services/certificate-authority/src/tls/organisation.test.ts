import type { Organisation } from '@countersign/tls-subject';
import { describe, expect, it } from '@jest/globals';
import { readOrganisation } from './organisation.ts';

const anOrganisation = (over: Partial<Organisation> = {}): Organisation => ({
  name: 'Example Widgets Ltd',
  locality: 'Leeds',
  state: 'Yorkshire',
  country: 'GB',
  registrationNumber: '',
  jurisdictionCountry: '',
  jurisdictionState: '',
  businessCategory: '',
  ...over,
});
const registered = (over: Partial<Organisation> = {}) =>
  anOrganisation({
    registrationNumber: 'SC 123456',
    jurisdictionCountry: 'GB',
    jurisdictionState: 'Scotland',
    businessCategory: 'Private Organization',
    ...over,
  });
const summary = (...given: Parameters<typeof readOrganisation>) =>
  readOrganisation(...given).map(({ type, encoding, value }) => `${type} ${encoding[0]} ${value}`);

describe('the organisation in a certificate', () => {
  it('is country, state, town and name, in this order', () => {
    const expected = ['2.5.4.6 p GB', '2.5.4.8 u Yorkshire', '2.5.4.7 u Leeds', '2.5.4.10 u Example Widgets Ltd'];
    expect(summary(anOrganisation(), 'ov')).toEqual(expected);
    expect(summary(anOrganisation(), 'private')).toEqual(expected);
  });

  it('is for ev also its register, its category and its number', () => {
    expect(summary(registered(), 'ev').slice(0, 4)).toEqual([
      '1.3.6.1.4.1.311.60.2.1.3 p GB',
      '1.3.6.1.4.1.311.60.2.1.2 u Scotland',
      '2.5.4.15 u Private Organization',
      '2.5.4.5 p SC 123456',
    ]);
  });

  it('leaves out what is not known, and writes texts in NFC', () => {
    expect(summary(anOrganisation({ state: '', name: 'Cafe\u0301' }), 'ov')).toEqual([
      '2.5.4.6 p GB',
      '2.5.4.7 u Leeds',
      '2.5.4.10 u Caf\u00e9',
    ]);
    expect(summary(anOrganisation({ locality: '', state: '' }), 'private')).toHaveLength(2);
  });

  it('is absent for dv, and may be for a private certificate', () => {
    expect(readOrganisation(undefined, 'dv')).toEqual([]);
    expect(readOrganisation(undefined, 'private')).toEqual([]);
  });

  it.each<Parameters<typeof readOrganisation>>([
    [anOrganisation(), 'dv'],
    [undefined, 'ov'],
    [undefined, 'ev'],
    [anOrganisation({ name: '---' }), 'ov'],
    [anOrganisation(), 'ev'],
  ])('is refused where it is %j under %s', (organisation, level) => {
    expect(() => readOrganisation(organisation, level)).toThrow(
      expect.objectContaining({ kind: 'invalid', reason: 'SUBJECT_INVALID' }),
    );
  });
});

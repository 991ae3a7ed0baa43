import { describe, expect, it } from '@jest/globals';
import { findOrganisationFaults, type Organisation } from './organisation.ts';

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
const pointersOf = (...given: Parameters<typeof findOrganisationFaults>) =>
  findOrganisationFaults(...given).map(({ pointer }) => pointer);

describe('an organisation', () => {
  it('may stand in a certificate with what its level needs', () => {
    expect(pointersOf(anOrganisation(), 'ov')).toEqual([]);
    expect(pointersOf(anOrganisation({ locality: '', state: '' }), 'private')).toEqual([]);
    expect(pointersOf(registered(), 'ev')).toEqual([]);
  });

  type Case = [Parameters<typeof findOrganisationFaults>[1], Organisation, string];
  it.each<Case>([
    ['ov', anOrganisation({ locality: '', state: '' }), '/locality'],
    ['ov', anOrganisation({ name: '' }), '/name'],
    ['ov', anOrganisation({ name: ' - ' }), '/name'],
    ['ov', anOrganisation({ name: '---' }), '/name'],
    ['ov', anOrganisation({ name: 'a'.repeat(65) }), '/name'],
    ['ov', anOrganisation({ name: 'Exam\u202eple' }), '/name'],
    ['ov', anOrganisation({ name: 'Exam\nple' }), '/name'],
    ['ov', anOrganisation({ locality: '.' }), '/locality'],
    ['ov', anOrganisation({ state: 'a'.repeat(129) }), '/state'],
    ['ov', anOrganisation({ country: 'XX' }), '/country'],
    ['ov', anOrganisation({ country: 'gb' }), '/country'],
    ['private', anOrganisation({ country: '' }), '/country'],
    ['ov', anOrganisation({ registrationNumber: '1' }), '/registrationNumber'],
    ['private', anOrganisation({ businessCategory: 'Business Entity' }), '/businessCategory'],
    ['ev', registered({ registrationNumber: '' }), '/registrationNumber'],
    ['ev', registered({ registrationNumber: '-' }), '/registrationNumber'],
    ['ev', registered({ registrationNumber: 'No_1' }), '/registrationNumber'],
    ['ev', registered({ registrationNumber: '1'.repeat(65) }), '/registrationNumber'],
    ['ev', registered({ jurisdictionCountry: '' }), '/jurisdictionCountry'],
    ['ev', registered({ jurisdictionState: '-' }), '/jurisdictionState'],
    ['ev', registered({ businessCategory: 'private organization' }), '/businessCategory'],
    ['ev', registered({ locality: '', state: '' }), '/locality'],
  ])('may not stand under %s as %j, for %s', (level, organisation, field) => {
    expect(pointersOf(organisation, level)).toEqual([`/organisation${field}`]);
  });

  it('is refused for ev with all that is missing named at once', () => {
    const fields = ['registrationNumber', 'jurisdictionCountry', 'businessCategory'];
    expect(pointersOf(anOrganisation(), 'ev')).toEqual(fields.map((each) => `/organisation/${each}`));
  });
});

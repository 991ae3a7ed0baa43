import { DomainError } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import { type Contact, checkContacts, type GivenContacts, requireTaxCountry } from './contact.ts';

const contact: Contact = {
  givenName: 'Ada',
  surname: 'Example',
  email: 'ada@example.com',
  mobile: '+4915112345678',
  organisation: 'Example Works',
  country: 'DE',
  language: 'de',
};

/** Pointers of the fields at fault; empty when the contacts are taken. */
const faultsOf = (given: GivenContacts): string[] => {
  try {
    checkContacts(given);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.reason !== 'CONTACT_INVALID') throw error;
    return error.fields.map(({ pointer }) => pointer);
  }
};

const faults = (over: Partial<Contact>) => faultsOf({ purchaser: { ...contact, ...over } });

describe('a contact', () => {
  it('comes back in normal form', () => {
    const given = { ...contact, givenName: ' Zoe\u0301 ', email: 'Ada.E@Example.COM', mobile: '', organisation: '' };
    expect(checkContacts({ purchaser: given }).purchaser).toEqual({
      ...given,
      givenName: 'Zo\u00e9',
      email: 'Ada.E@example.com',
    });
  });

  it('is refused with all fields at fault named at once', () => {
    const all = faults({
      givenName: '',
      surname: '',
      email: '',
      mobile: '1',
      organisation: '\n\0a',
      country: '',
      language: '',
    });
    expect(all).toEqual(
      ['givenName', 'surname', 'email', 'mobile', 'organisation', 'country', 'language'].map(
        (name) => `/contacts/purchaser/${name}`,
      ),
    );
  });

  it.each(['a@example.com', "o'neil+tag@sub.example.com", 'zoë@exämple.example', `${'a'.repeat(64)}@example.com`])(
    'takes the address %s',
    (email) => expect(faults({ email })).toEqual([]),
  );

  it.each([
    'example.com',
    '@example.com',
    'a@',
    'a@localhost',
    'a@example..com',
    'a@-example.com',
    'a@192.0.2.1',
    'a b@example.com',
    'a@b@example.com',
    '.a@example.com',
    'a..b@example.com',
    '<a@example.com>',
    'a@example.com, b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(10)}.example`,
  ])('refuses the address %j', (email) => expect(faults({ email })).toEqual(['/contacts/purchaser/email']));

  it('takes names of 64 letters, whatever their script, and none with control characters or without a letter', () => {
    expect(faults({ givenName: '𠮷'.repeat(64), surname: 'Ødegård-李' })).toEqual([]);
    expect(faults({ givenName: 'a'.repeat(65) })).toEqual(['/contacts/purchaser/givenName']);
    for (const surname of ['a\tb', 'a\u0000', 'a\u202eb', 'a\u2028b', '   ', '123', '😀']) {
      expect(faults({ surname })).toEqual(['/contacts/purchaser/surname']);
    }
  });

  it('takes mobile numbers in E.164 form only', () => {
    expect(faults({ mobile: '+12025550123' })).toEqual([]);
    for (const mobile of ['015112345678', '+0151123456', '+49 151 1234567', '+1234567890123456']) {
      expect(faults({ mobile })).toEqual(['/contacts/purchaser/mobile']);
    }
  });

  it('takes the countries of ISO 3166-1 and the four languages only', () => {
    for (const country of ['de', 'DEU', 'EU', 'ZZ', 'UK'])
      expect(faults({ country })).toEqual(['/contacts/purchaser/country']);
    for (const country of ['GB', 'US', 'AX', 'ZW']) expect(faults({ country })).toEqual([]);
    for (const language of ['en', 'fr', 'de', 'es']) expect(faults({ language })).toEqual([]);
    for (const language of ['it', 'EN', 'de-AT'])
      expect(faults({ language })).toEqual(['/contacts/purchaser/language']);
  });
});

describe('the contacts of an order', () => {
  it('need a purchaser alone; who is absent stays absent', () => {
    const given = { purchaser: contact, fulfilment: undefined, technical: undefined, billing: undefined };
    expect(checkContacts(given)).toEqual({ purchaser: contact, billingAddress: [] });
    expect(faultsOf({})).toHaveLength(5);
    expect(faultsOf({ fulfilment: contact })[0]).toBe('/contacts/purchaser/givenName');
  });

  it('are refused with the fields of each at fault', () => {
    const faulty = faultsOf({
      purchaser: contact,
      fulfilment: { ...contact, surname: '' },
      technical: { ...contact, mobile: '12' },
      billing: { ...contact, email: 'nobody', country: 'Germany' },
      billingAddress: ['Example Street 1', ' ', 'a\u202eb', '', '', ''],
    });
    expect(faulty).toEqual([
      '/contacts/fulfilment/surname',
      '/contacts/technical/mobile',
      '/contacts/billing/email',
      '/contacts/billing/country',
      '/contacts/billingAddress',
      '/contacts/billingAddress/1',
      '/contacts/billingAddress/2',
      '/contacts/billingAddress/3',
      '/contacts/billingAddress/4',
      '/contacts/billingAddress/5',
    ]);
  });

  it('must be billed in the country whose tax was quoted', () => {
    const french = { ...contact, country: 'FR' };
    const check = (given: GivenContacts, country: string | null) => () =>
      requireTaxCountry(checkContacts(given), country);
    expect(check({ purchaser: contact }, 'DE')).not.toThrow();
    expect(check({ purchaser: french, billing: contact }, 'DE')).not.toThrow();
    // An order made before there was tax.
    expect(check({ purchaser: french }, null)).not.toThrow();
    expect(check({ purchaser: french }, 'DE')).toThrow(
      expect.objectContaining({
        reason: 'TAX_COUNTRY_DIFFERS',
        fields: [expect.objectContaining({ pointer: '/contacts/purchaser/country' })],
      }),
    );
    expect(check({ purchaser: contact, billing: french }, 'DE')).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ pointer: '/contacts/billing/country' })] }),
    );
  });
});

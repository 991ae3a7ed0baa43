import { conflict, type FieldFault, invalid } from '@countersign/errors';
import { locales } from '@countersign/messaging';
import { isCountry, isEmail, isMobile, isPersonName, normalEmail, normalText, unsafeMarks } from '@countersign/person';

/** A person whom an order names. */
export interface Contact {
  givenName: string;
  surname: string;
  email: string;
  /** E.164; empty when not given. */
  mobile: string;
  /** Empty for a private buyer. */
  organisation: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  language: string;
}

/** The people whom an order names. */
export interface Contacts {
  /** Who buys. */
  purchaser: Contact;
  /** Who receives what was bought; absent means the purchaser. */
  fulfilment?: Contact;
  /** Who is asked about servers and domains; absent means the fulfilment contact. */
  technical?: Contact;
  /** Who gets the invoices, and whose country is taxed; absent means the purchaser. */
  billing?: Contact;
  /** Lines of the billing address as it stands on the invoice. */
  billingAddress: string[];
}

/** Who receives what was bought and the activation message. */
export function receiverOf({ purchaser, fulfilment }: Contacts): Contact {
  return fulfilment ?? purchaser;
}

/** Who gets the invoices, and whose country is taxed. */
export function payerOf({ purchaser, billing }: Contacts): Contact {
  return billing ?? purchaser;
}

const noContact: Contact = {
  givenName: '',
  surname: '',
  email: '',
  mobile: '',
  organisation: '',
  country: '',
  language: '',
};
const mostAddressLines = 5;
const longestText = 128;

/** Contacts as somebody gave them: absent parts are undefined. */
export interface GivenContacts {
  purchaser?: Contact | undefined;
  fulfilment?: Contact | undefined;
  technical?: Contact | undefined;
  billing?: Contact | undefined;
  billingAddress?: readonly string[];
}

/**
 * Checks contacts and returns them in normal form: NFC, trimmed, the domain of an address in lower case. Throws
 * `CONTACT_INVALID` with every field at fault, as pointers below `/contacts`.
 */
export function checkContacts(given: GivenContacts): Contacts {
  const fields: FieldFault[] = [];
  const check = (contact: Contact, name: string): Contact => {
    const normal = toNormalForm(contact);
    fields.push(...findFaults(normal, `/contacts/${name}`));
    return normal;
  };
  const contacts: Contacts = {
    purchaser: check(given.purchaser ?? noContact, 'purchaser'),
    ...(given.fulfilment && { fulfilment: check(given.fulfilment, 'fulfilment') }),
    ...(given.technical && { technical: check(given.technical, 'technical') }),
    ...(given.billing && { billing: check(given.billing, 'billing') }),
    billingAddress: (given.billingAddress ?? []).map(normalText),
  };
  if (contacts.billingAddress.length > mostAddressLines) {
    fields.push({ pointer: '/contacts/billingAddress', detail: `must be ${mostAddressLines} lines at most` });
  }
  contacts.billingAddress.forEach((line, index) => {
    if (line === '' || !isText(line, longestText)) {
      const detail = `must be 1 to ${longestText} characters without control characters`;
      fields.push({ pointer: `/contacts/billingAddress/${index}`, detail });
    }
  });
  if (fields.length > 0) throw invalid('CONTACT_INVALID', 'the contacts are not usable', { fields });
  return contacts;
}

/** Throws `TAX_COUNTRY_DIFFERS` unless the bill goes to the country whose tax was quoted; null for none. */
export function requireTaxCountry(contacts: Contacts, taxCountry: string | null): void {
  const { country } = payerOf(contacts);
  if (taxCountry === null || taxCountry === '' || country === taxCountry) return;
  const pointer = `/contacts/${contacts.billing ? 'billing' : 'purchaser'}/country`;
  throw conflict(
    'TAX_COUNTRY_DIFFERS',
    `the price holds for ${taxCountry}; get a new quote for ${country} and create the order again with it`,
    { fields: [{ pointer, detail: `must be ${taxCountry}, the country of the quote` }] },
  );
}

function toNormalForm(given: Contact): Contact {
  return {
    givenName: normalText(given.givenName),
    surname: normalText(given.surname),
    email: normalEmail(given.email),
    mobile: normalText(given.mobile),
    organisation: normalText(given.organisation),
    country: normalText(given.country),
    language: normalText(given.language),
  };
}

function findFaults(contact: Contact, pointer: string): FieldFault[] {
  const rules: readonly [keyof Contact, boolean, string][] = [
    ['givenName', isPersonName(contact.givenName), 'must be a name of 1 to 64 characters, with a letter'],
    ['surname', isPersonName(contact.surname), 'must be a name of 1 to 64 characters, with a letter'],
    ['email', isEmail(contact.email), 'must be an e-mail address of at most 254 characters'],
    [
      'mobile',
      contact.mobile === '' || isMobile(contact.mobile),
      'must be a number in E.164 form such as +4915112345678, or empty',
    ],
    [
      'organisation',
      isText(contact.organisation, longestText),
      `must be at most ${longestText} characters without control characters`,
    ],
    ['country', isCountry(contact.country), 'must be an ISO 3166-1 alpha-2 code in capitals, such as DE'],
    ['language', locales.some((locale) => locale === contact.language), `must be one of ${locales.join(', ')}`],
  ];
  return rules.filter(([, holds]) => !holds).map(([name, , detail]) => ({ pointer: `${pointer}/${name}`, detail }));
}

function isText(text: string, most: number): boolean {
  return Array.from(text).length <= most && !unsafeMarks.test(text);
}

import { type FieldFault, invalid } from '@countersign/errors';
import { isCountry, isMobile, isPersonName, normalText, unsafeMarks } from '@countersign/person';

/** The person who receives what was bought. */
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

const languages: readonly string[] = ['en', 'fr', 'de', 'es'];
// What RFC 5321 lets into an unquoted local part, and letters beyond ASCII (RFC 6531).
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)$/u;

/**
 * Checks a contact and returns it in normal form: NFC, trimmed, the domain of the address and the language in lower
 * case. Throws `CONTACT_INVALID` with every field at fault, as pointers below `/contact`.
 */
export function checkContact(given: Contact): Contact {
  const contact: Contact = {
    givenName: normalText(given.givenName),
    surname: normalText(given.surname),
    email: normaliseEmail(normalText(given.email)),
    mobile: normalText(given.mobile),
    organisation: normalText(given.organisation),
    country: normalText(given.country),
    language: normalText(given.language),
  };
  const rules: readonly [keyof Contact, boolean, string][] = [
    ['givenName', isPersonName(contact.givenName), 'must be a name of 1 to 64 characters, with a letter'],
    ['surname', isPersonName(contact.surname), 'must be a name of 1 to 64 characters, with a letter'],
    ['email', isEmail(contact.email), 'must be an e-mail address of at most 254 characters'],
    [
      'mobile',
      contact.mobile === '' || isMobile(contact.mobile),
      'must be a number in E.164 form such as +4915112345678, or empty',
    ],
    ['organisation', isText(contact.organisation, 128), 'must be at most 128 characters without control characters'],
    ['country', isCountry(contact.country), 'must be an ISO 3166-1 alpha-2 code in capitals, such as DE'],
    ['language', languages.includes(contact.language), `must be one of ${languages.join(', ')}`],
  ];
  const fields = rules
    .filter(([, holds]) => !holds)
    .map(([name, , detail]): FieldFault => ({ pointer: `/contact/${name}`, detail }));
  if (fields.length > 0) throw invalid('CONTACT_INVALID', 'the contact is not usable', { fields });
  return contact;
}

function isText(text: string, most: number): boolean {
  return Array.from(text).length <= most && !unsafeMarks.test(text);
}

function normaliseEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return email.slice(0, at + 1) + email.slice(at + 1).toLowerCase();
}

/** Sane, not complete: whether an address works is shown by the activation message alone. */
function isEmail(email: string): boolean {
  const at = email.lastIndexOf('@');
  const labels = email.slice(at + 1).split('.');
  return (
    Buffer.byteLength(email) <= 254 &&
    Buffer.byteLength(email.slice(0, Math.max(at, 0))) <= 64 &&
    localPart.test(email.slice(0, Math.max(at, 0))) &&
    labels.length >= 2 &&
    labels.every((label) => domainLabel.test(label)) &&
    // An address of a machine by number is no mailbox of a buyer.
    !/^[0-9]+$/.test(labels.at(-1) ?? '')
  );
}

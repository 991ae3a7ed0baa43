import { type FieldFault, invalid } from '@countersign/errors';
import { isCountry } from './countries.ts';

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

const languages: readonly string[] = ['en', 'fr', 'de', 'es'];
/** Control characters, line separators and what turns the direction of text: they forge headers and displayed names. */
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
// What RFC 5321 lets into an unquoted local part, and letters beyond ASCII (RFC 6531).
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)$/u;

/**
 * Checks a contact and returns it in normal form: NFC, trimmed, the domain of the address and the language in lower
 * case. Throws `CONTACT_INVALID` with every field at fault, as pointers below `/contact`.
 */
export function checkContact(given: Contact): Contact {
  const contact: Contact = {
    givenName: normalise(given.givenName),
    surname: normalise(given.surname),
    email: normaliseEmail(normalise(given.email)),
    mobile: normalise(given.mobile),
    organisation: normalise(given.organisation),
    country: normalise(given.country),
    language: normalise(given.language),
  };
  const rules: readonly [keyof Contact, boolean, string][] = [
    ['givenName', isText(contact.givenName, 1, 64), 'must be 1 to 64 characters without control characters'],
    ['surname', isText(contact.surname, 1, 64), 'must be 1 to 64 characters without control characters'],
    ['email', isEmail(contact.email), 'must be an e-mail address of at most 254 characters'],
    [
      'mobile',
      contact.mobile === '' || /^\+[1-9][0-9]{6,14}$/.test(contact.mobile),
      'must be a number in E.164 form such as +4915112345678, or empty',
    ],
    ['organisation', isText(contact.organisation, 0, 128), 'must be at most 128 characters without control characters'],
    ['country', isCountry(contact.country), 'must be an ISO 3166-1 alpha-2 code in capitals, such as DE'],
    ['language', languages.includes(contact.language), `must be one of ${languages.join(', ')}`],
  ];
  const fields = rules
    .filter(([, holds]) => !holds)
    .map(([name, , detail]): FieldFault => ({ pointer: `/contact/${name}`, detail }));
  if (fields.length > 0) throw invalid('CONTACT_INVALID', 'the contact is not usable', { fields });
  return contact;
}

function normalise(text: string): string {
  return text.normalize('NFC').trim();
}

function isText(text: string, least: number, most: number): boolean {
  // Counted as people count: by code points.
  const length = Array.from(text).length;
  return length >= least && length <= most && !unsafe.test(text);
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

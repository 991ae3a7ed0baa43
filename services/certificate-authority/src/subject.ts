import { domainToASCII } from 'node:url';
import type { NameAttribute } from '@countersign/certificates';
import { type FieldFault, invalid } from '@countersign/errors';

/** Names of a person as the caller gives them. */
export interface PersonNames {
  givenName: string;
  surname: string;
  email: string;
  country: string;
  serialNumber: string;
}

/** What a certificate says about a person. */
export interface PersonSubject {
  /** The distinguished name, one attribute per relative name, in order. */
  attributes: NameAttribute[];
  /** For the Subject Alternative Name; in ASCII, because rfc822Name is an IA5String. */
  email: string;
}

// X.520 upper bounds, in characters.
const longestName = 64;
const longestEmail = 254;

/**
 * The subject for the names of a person. Names are put into NFC and kept as they are otherwise; a common name beyond 64
 * characters is cut, the full names stand beside it. Underscores of the serial number become hyphens: the attribute is a
 * PrintableString (RFC 5280 appendix A), which has no underscore. Throws `SUBJECT_INVALID` with every field at fault.
 */
export function readSubject(names: PersonNames): PersonSubject {
  const givenName = names.givenName.normalize('NFC');
  const surname = names.surname.normalize('NFC');
  const email = toAsciiEmail(names.email);
  const faults: FieldFault[] = [];
  const expect = (holds: boolean, field: keyof PersonNames, detail: string) => {
    if (!holds) faults.push({ pointer: `/subject/${field}`, detail });
  };
  const nameDetail = `must be a name of 1 to ${longestName} printable characters without space around`;
  expect(isName(givenName), 'givenName', nameDetail);
  expect(isName(surname), 'surname', nameDetail);
  expect(email !== undefined, 'email', 'must be an e-mail address whose part before the @ is ASCII');
  expect(/^[A-Z]{2}$/.test(names.country), 'country', 'must be a country code of ISO 3166-1, two capital letters');
  // No hyphens, so that two different ids never get the same value.
  expect(/^[A-Za-z0-9_.]{1,64}$/.test(names.serialNumber), 'serialNumber', 'must be an id of 1 to 64 characters');
  if (email === undefined || faults.length > 0) {
    throw invalid('SUBJECT_INVALID', 'the names cannot stand in a certificate', { fields: faults });
  }
  return {
    attributes: [
      { type: '2.5.4.6', encoding: 'printableString', value: names.country },
      { type: '2.5.4.4', encoding: 'utf8String', value: surname },
      { type: '2.5.4.42', encoding: 'utf8String', value: givenName },
      { type: '2.5.4.5', encoding: 'printableString', value: names.serialNumber.replaceAll('_', '-') },
      { type: '2.5.4.3', encoding: 'utf8String', value: cutToName(`${givenName} ${surname}`) },
    ],
    email,
  };
}

function isName(name: string): boolean {
  const length = Array.from(name).length;
  // Direction marks could make a name read differently from what was approved.
  const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
  return length <= longestName && /\p{L}/u.test(name) && !unprintable.test(name) && name.trim() === name;
}

// Made once: that takes longer than its use.
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cutToName(name: string): string {
  let cut = '';
  let length = 0;
  // By what a reader sees as one character, so that no accent is cut off its letter.
  for (const { segment } of characters.segment(name)) {
    length += Array.from(segment).length;
    if (length > longestName) break;
    cut += segment;
  }
  return cut.trimEnd();
}

/** RFC 5280 7.5: the domain of an rfc822Name is written in its ASCII form. */
function toAsciiEmail(email: string): string | undefined {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, Math.max(at, 0));
  const domain = domainToASCII(email.slice(at + 1));
  const ascii = `${local}@${domain}`;
  const atoms = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
  const labels = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
  const holds = local.length <= 64 && ascii.length <= longestEmail && atoms.test(local) && labels.test(domain);
  return holds ? ascii : undefined;
}

import { invalidField } from '@countersign/errors';
import { isMobile, isPersonName, longestName, normalText } from '@countersign/person';

const longestEmail = 254;

/** The form in which user IDs are stored and compared: NFC, lower case, no space around. */
export function normalEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

/**
 * The normal form of a user ID as typed. Nothing more is asked of it than a length: whoever has none is told so like one
 * whose password is wrong. Throws `USER_ID_INVALID`.
 */
export function requireUserId(userId: string): string {
  const email = normalEmail(userId);
  if (email === '' || email.length > longestEmail) {
    throw invalidField('USER_ID_INVALID', '/userId', 'must be a user ID, for example ada@example.com');
  }
  return email;
}

/** The normal form of an e-mail address; throws `EMAIL_INVALID` unless it is exactly one plain address. */
export function requireEmail(email: string): string {
  const normal = normalEmail(email);
  // Stricter than RFC 5322: lists, comments and quoted names would let one address be read as several, and marks that
  // nobody sees would let two be read as one.
  if (normal.length > longestEmail || !/^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u.test(normal)) {
    throw invalidField('EMAIL_INVALID', '/email', 'must be an e-mail address, for example ada@example.com');
  }
  return normal;
}

/** A name in NFC without space around; throws `NAME_INVALID` unless it has a letter, 1 to 64 characters and no control marks. */
export function requireName(name: string, field: 'givenName' | 'surname'): string {
  const normal = normalText(name);
  if (!isPersonName(normal)) {
    throw invalidField('NAME_INVALID', `/${field}`, `must be a name of 1 to ${longestName} characters`);
  }
  return normal;
}

/** A mobile number, undefined when it is empty; throws `MOBILE_INVALID` unless it is in E.164 form. */
export function requireMobile(mobile: string): string | undefined {
  if (mobile === '') return undefined;
  if (!isMobile(mobile)) {
    throw invalidField('MOBILE_INVALID', '/mobile', 'must be in international form, for example +15550100123');
  }
  return mobile;
}

/** An e-mail address with most of its name hidden: `a•••@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email.slice(0, at);
  // Always as many dots, so that they do not tell how long the hidden part is.
  return `${first}•••${email.slice(at)}`;
}

/** A mobile number with most of it hidden: `+1••••••89`. */
export function maskMobile(mobile: string): string {
  return `${mobile.slice(0, 2)}••••••${mobile.slice(-2)}`;
}

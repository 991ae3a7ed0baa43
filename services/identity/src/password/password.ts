import { invalidField } from '@countersign/errors';
import type { Policy } from '../policy/policy.ts';
import { breachForm } from './breach-filter.ts';
import { breachedPasswords } from './breached-passwords.ts';

/** A shorter word occurs in others by chance. */
const shortestContextWord = 4;
const product = 'countersign';
/** One character of NFC comes from four code points at most, and one of them is two units at most. */
const unitsPerCharacter = 8;

/** Whose password it will be. */
export interface PasswordOwner {
  /** User ID in normal form. */
  email: string;
  givenName: string;
  surname: string;
}

/** What a password is held against. */
export interface PasswordRules {
  policy: Policy['password'];
  owner: PasswordOwner;
  /** JSON Pointer of the field it came in, `/password` by default. */
  field?: string;
}

/**
 * Throws `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON` or `PASSWORD_BREACHED` unless the password is
 * fit for its owner. Characters are code points of its NFC form. No rule of composition (SP 800-63B-4 3.1.1.2): length,
 * nothing that follows from who he is, and nothing that is known from breaches.
 */
export function requireGoodPassword(password: string, { policy, owner, field = '/password' }: PasswordRules): void {
  const { minLength, maxLength, breachCheck } = policy;
  const tooLong = () => invalidField('PASSWORD_TOO_LONG', field, `must have at most ${maxLength} characters`);
  if (isOverlong(password, maxLength)) throw tooLong();
  const form = breachForm(password);
  const length = Array.from(password.normalize('NFC')).length;
  if (length < minLength) {
    throw invalidField('PASSWORD_TOO_SHORT', field, `must have at least ${minLength} characters`);
  }
  if (length > maxLength) throw tooLong();
  if (contextWords(owner).some((word) => form.includes(word))) {
    throw invalidField('PASSWORD_TOO_COMMON', field, 'must not contain the user ID, a name or the product’s name');
  }
  if (breachCheck && breachedPasswords.has(form)) {
    throw invalidField('PASSWORD_BREACHED', field, 'is known from stolen lists of passwords; choose another one');
  }
}

/** Whether a text is too long to be worth normalising: whatever its form, it has more than so many characters. */
export function isOverlong(text: string, maxLength: number): boolean {
  return text.length > maxLength * unitsPerCharacter;
}

/** Words that whoever knows the owner tries first: parts of his user ID, his names, the product. */
function contextWords({ email, givenName, surname }: PasswordOwner): string[] {
  const at = email.lastIndexOf('@');
  const name = email.slice(0, at);
  // Without the last label of the domain, which says nothing about him.
  const domain = email.slice(at + 1).replace(/\.[^.]*$/, '');
  const words = [name, domain, ...`${name} ${domain} ${givenName} ${surname}`.split(/[\s.+_'’-]+/)];
  return [product, email, ...words.map(breachForm)].filter((word) => Array.from(word).length >= shortestContextWord);
}

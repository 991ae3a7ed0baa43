import { invalidField } from '@countersign/errors';
import { commonPasswords } from './common-passwords.ts';

const shortest = 8;
const longest = 256;
/** A shorter name occurs in words by chance. */
const shortestContextWord = 4;
const product = 'countersign';

/**
 * Throws `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG` or `PASSWORD_TOO_COMMON` unless the password is fit for the user
 * ID. Characters are code points of its NFC form. No rule of composition (SP 800-63B-4 3.1.1.2): length, and nothing
 * that others would guess first.
 */
export function requireGoodPassword(password: string, email: string): void {
  const normal = password.normalize('NFC');
  const length = Array.from(normal).length;
  if (length < shortest) throw fault('PASSWORD_TOO_SHORT', `must have at least ${shortest} characters`);
  if (length > longest) throw fault('PASSWORD_TOO_LONG', `must have at most ${longest} characters`);
  const lower = normal.toLowerCase();
  const name = email.slice(0, email.lastIndexOf('@'));
  const namesUser = lower === email || (name.length >= shortestContextWord && lower.includes(name));
  if (namesUser || lower.includes(product) || commonPasswords.has(lower)) {
    throw fault('PASSWORD_TOO_COMMON', 'must not be a common password, nor contain the user ID or the product’s name');
  }
}

function fault(reason: string, detail: string) {
  return invalidField(reason, '/password', detail);
}

import { invalidField } from '@countersign/errors';

/**
 * A code without the spaces and hyphens that people type: digits, or the symbols of a card or an emergency code, three
 * at least. Throws `CODE_MALFORMED`, which costs no attempt.
 */
export function requireCode(given: string, field: 'code' | 'nextCode'): string {
  const code = given.replaceAll(/[\s-]/g, '');
  if (!/^[0-9A-Za-z]{3,16}$/.test(code)) {
    throw invalidField('CODE_MALFORMED', `/${field}`, 'must be a code of 3 to 16 digits or letters');
  }
  return code;
}

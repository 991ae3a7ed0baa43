import { invalidField } from '@countersign/errors';

/** The code as it was sent: six digits. Throws `CODE_MALFORMED`, which costs no attempt because it cannot be a guess. */
export function requireCode(code: string): string {
  if (!/^[0-9]{6}$/.test(code)) throw invalidField('CODE_MALFORMED', '/code', 'must be six digits');
  return code;
}

/**
 * What was typed of an app, a card or a message, without spaces and hyphens: 3 to 16 letters and digits. Throws
 * `CODE_MALFORMED`, which costs no attempt because it cannot be a guess.
 */
export function requireAnswer(code: string, pointer = '/code'): string {
  const typed = code.replaceAll(/[ -]/g, '');
  if (!/^[0-9A-Za-z]{3,16}$/.test(typed)) {
    throw invalidField('CODE_MALFORMED', pointer, 'must be 3 to 16 letters and digits');
  }
  return typed;
}

/** Throws `CODE_MALFORMED` for what cannot be a code of a kind. */
export function requireForm(code: string, form: RegExp): void {
  if (!form.test(code)) throw invalidField('CODE_MALFORMED', '/code', 'must have the form of the factor’s codes');
}

/** An id that another service chose: 1 to 64 visible ASCII characters. Throws `ID_MALFORMED` naming the field. */
export function requireId(id: string, field: string): string {
  if (!/^[\x21-\x7e]{1,64}$/.test(id)) {
    throw invalidField('ID_MALFORMED', `/${field}`, 'must be 1 to 64 visible ASCII characters');
  }
  return id;
}

import { invalidField } from '@countersign/errors';

/** The code as it was sent: six digits. Throws `CODE_MALFORMED`, which costs no attempt because it cannot be a guess. */
export function requireCode(code: string): string {
  if (!/^[0-9]{6}$/.test(code)) throw invalidField('CODE_MALFORMED', '/code', 'must be six digits');
  return code;
}

/** An id that another service chose: 1 to 64 visible ASCII characters. Throws `ID_MALFORMED` naming the field. */
export function requireId(id: string, field: string): string {
  if (!/^[\x21-\x7e]{1,64}$/.test(id)) {
    throw invalidField('ID_MALFORMED', `/${field}`, 'must be 1 to 64 visible ASCII characters');
  }
  return id;
}

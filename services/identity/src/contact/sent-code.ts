import { invalidField } from '@countersign/errors';

/** A code as it was sent, without the spaces that people type; throws `CODE_MALFORMED`, which costs no attempt. */
export function requireSentCode(code: string, field: 'code' | 'currentCode' | 'mobileCode'): string {
  const digits = code.replaceAll(/\s/g, '');
  if (!/^[0-9]{6}$/.test(digits)) throw invalidField('CODE_MALFORMED', `/${field}`, 'must be a code of six digits');
  return digits;
}

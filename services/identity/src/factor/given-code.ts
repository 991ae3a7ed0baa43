import { invalidField } from '@countersign/errors';
import type { FactorPrompt } from './factor.ts';

/** Kinds whose codes may hold letters: the symbols of cells, or of an emergency code. */
const symbolic: ReadonlySet<string> = new Set(['grid_card', 'egrid', 'emergency_code']);

/** A code without the spaces and hyphens that people type. */
export function plainCode(given: string): string {
  return given.replaceAll(/[\s-]/g, '');
}

/** Whether a code has the form of one that is sent, or that an app shows: whatever is awaited may be that. */
export function isOfDigits(code: string): boolean {
  return /^[0-9]{4,10}$/.test(code);
}

/** Throws `CODE_MALFORMED`, which costs no attempt, for what can be no code of the factor that was asked. */
export function requireCodeOf(
  prompt: FactorPrompt | undefined,
  code: string,
  field: 'code' | 'nextCode' = 'code',
): void {
  if (isOfDigits(code)) return;
  const isSymbolic = prompt !== undefined && symbolic.has(prompt.kind);
  if (isSymbolic && /^[0-9A-Za-z]{3,16}$/.test(code)) return;
  const expected = isSymbolic ? 'must be a code of 3 to 16 digits or letters' : 'must be a code of digits';
  throw invalidField('CODE_MALFORMED', `/${field}`, expected);
}

import type { Keyring } from '@countersign/sealing';
import { matchesSlowHash, slowHash } from '../slow-hash.ts';

/** What an answer belongs to: a hash that is copied to another row matches nothing there. */
export interface AnswerPlace {
  serial: string;
  cells: readonly string[];
}

const label = 'grid-answer';

/**
 * An answer as it is stored. Slow, because an answer has 15 to 30 bits: whoever has the database and the pepper shall not
 * have the cards, too.
 */
export async function hashAnswer(pepper: Keyring, { serial, cells }: AnswerPlace, answer: string): Promise<string> {
  return await slowHash(pepper, label, serial, cells.join(' '), answer);
}

/** Whether an answer is the stored one (`matchesSlowHash`). */
export async function matchesAnswer(
  pepper: Keyring,
  stored: string,
  { serial, cells }: AnswerPlace,
  answer: string,
): Promise<boolean> {
  return await matchesSlowHash(pepper, stored, label, serial, cells.join(' '), answer);
}

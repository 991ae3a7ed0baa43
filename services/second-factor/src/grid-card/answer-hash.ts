import { type Keyring, keyedHash } from '@countersign/sealing';
import { hash, verify } from '@node-rs/argon2';

/** As for passwords: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** What an answer belongs to: a hash that is copied to another row matches nothing there. */
export interface AnswerPlace {
  serial: string;
  cells: readonly string[];
}

/**
 * An answer as it is stored: version of the pepper, then argon2id in PHC form over the keyed hash. Slow, because an answer
 * has 15 to 30 bits: whoever has the database and the pepper shall not have the cards, too.
 */
export async function hashAnswer(pepper: Keyring, place: AnswerPlace, answer: string): Promise<string> {
  return `${pepper.current}${await hash(peppered(pepper, pepper.current, place, answer), cost)}`;
}

/** Whether an answer is the stored one; costs the same either way. False under a pepper that was taken out of the keyring. */
export async function matchesAnswer(
  pepper: Keyring,
  stored: string,
  place: AnswerPlace,
  answer: string,
): Promise<boolean> {
  const [, version = '', phc = ''] = /^(\d+)(\$argon2id\$.*)$/.exec(stored) ?? [];
  if (!pepper.keys.has(Number(version))) return false;
  return await verify(phc, peppered(pepper, Number(version), place, answer));
}

// As text: the library's `verify` refuses bytes that are not UTF-8.
function peppered({ keys }: Keyring, version: number, { serial, cells }: AnswerPlace, answer: string): string {
  return keyedHash({ keys, current: version }, 'grid-answer', serial, cells.join(' '), answer).toString('base64');
}

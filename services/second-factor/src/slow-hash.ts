import { type Keyring, keyedHash } from '@countersign/sealing';
import { hash, verify } from '@node-rs/argon2';

/**
 * As for passwords (OWASP Password Storage Cheat Sheet): what is hashed is too short to be safe from whoever reads the database
 * and the pepper.
 */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/**
 * Hashes a short secret for storage: argon2id over its keyed hash under `label` and the parts, with the version of the
 * pepper before it. Give what the secret belongs to as a part, so that a hash copied to another row matches nothing.
 */
export async function slowHash(pepper: Keyring, label: string, ...parts: string[]): Promise<string> {
  return `${pepper.current}${await hash(peppered(pepper, pepper.current, label, parts), parameters)}`;
}

/**
 * Whether a stored slow hash is that of the same label and parts; costs the same either way. False under a pepper that was
 * taken out of the keyring.
 */
export async function matchesSlowHash(
  pepper: Keyring,
  stored: string,
  label: string,
  ...parts: string[]
): Promise<boolean> {
  const [, version = '', phc = ''] = /^(\d+)(\$argon2id\$.*)$/.exec(stored) ?? [];
  if (!pepper.keys.has(Number(version))) return false;
  return await verify(phc, peppered(pepper, Number(version), label, parts));
}

// As text: the library's `verify` refuses bytes that are not UTF-8.
function peppered({ keys }: Keyring, version: number, label: string, parts: readonly string[]): string {
  return keyedHash({ keys, current: version }, label, ...parts).toString('base64');
}

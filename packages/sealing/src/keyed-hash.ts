import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { encodeParts, uint32 } from './encoding.ts';
import { getCurrentKey, type Keyring } from './keyring.ts';

const VERSION_BYTES = 4;

/**
 * Hashes a short code for storage: HMAC-SHA256 over `label` and the parts, each length-prefixed, preceded by the
 * key's version (36 bytes in all). `label` names the purpose; give what the code belongs to (its challenge's id) as
 * a part, so that a hash copied to another row matches nothing. The keyring must be one used for no sealing.
 */
export function keyedHash(keyring: Keyring, label: string, ...parts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat([uint32(keyring.current), hmac(getCurrentKey(keyring), label, parts)]);
}

/**
 * Whether `stored` is the keyed hash of the same label and parts, under any version in the keyring; compares in
 * constant time. False also for a hash of another length or under a key that was taken out of the keyring.
 */
export function matchesKeyedHash(
  keyring: Keyring,
  stored: Uint8Array,
  label: string,
  ...parts: (string | Uint8Array)[]
): boolean {
  const bytes = Buffer.from(stored);
  if (bytes.length < VERSION_BYTES) return false;
  const key = keyring.keys.get(bytes.readUInt32BE());
  if (key === undefined) return false;
  const expected = hmac(key, label, parts);
  const given = bytes.subarray(VERSION_BYTES);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function hmac(key: KeyObject, label: string, parts: readonly (string | Uint8Array)[]): Buffer {
  return createHmac('sha256', key)
    .update(encodeParts([label, ...parts]))
    .digest();
}

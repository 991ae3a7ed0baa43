import { createHash, randomBytes, verify } from 'node:crypto';
import type { SealedAt } from '@countersign/sealing';
import type { KeyCustody } from './key-custody.ts';

/** Makes a key for nowhere, signs with it and verifies; throws an Error when that does not hold. */
export async function requireUsable(custody: KeyCustody): Promise<void> {
  const place = randomPlace();
  const key = await custody.generateKey('P-256', place);
  const digest = createHash('sha256').update(place.row).digest();
  const [signature] = await custody.signDigests(key, place, { hash: 'SHA-256', digests: [digest] });
  const publicKey = { key: key.publicKey, format: 'der', type: 'spki' } as const;
  if (signature === undefined || !verify('sha256', Buffer.from(place.row), publicKey, signature)) {
    throw new Error('a key was made whose signature does not verify');
  }
}

/** A place that no record has, for keys that are made to be examined. */
export function randomPlace(): SealedAt {
  return { table: 'examined', row: randomBytes(16).toString('hex'), column: 'key' };
}

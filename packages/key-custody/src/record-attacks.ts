import { randomBytes } from 'node:crypto';
import { SealBrokenError, type SealedAt } from '@countersign/sealing';
import type { KeyCustody, Protection } from './key-custody.ts';
import { randomPlace } from './usability.ts';

/** Attacks of somebody who can write to the database, tried on a key of its own. */
export async function tryRecordAttacks(custody: KeyCustody): Promise<Protection[]> {
  const place = randomPlace();
  const key = await custody.generateKey('P-256', place);
  const isRefused = async (blob: Buffer, at: SealedAt) => {
    try {
      await custody.signDigests({ ...key, blob }, at, { hash: 'SHA-256', digests: [randomBytes(32)] });
      return false;
    } catch (error) {
      return error instanceof SealBrokenError;
    }
  };
  const changed = Buffer.from(key.blob);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  const [moved, flipped] = [await isRefused(key.blob, randomPlace()), await isRefused(changed, place)];
  return [
    {
      name: 'key-moved-to-another-record',
      holds: moved,
      finding: `A key, put where another one belongs, was ${moved ? 'refused' : 'used'}.`,
    },
    {
      name: 'key-changed-in-the-database',
      holds: flipped,
      finding: `A key with one bit changed was ${flipped ? 'refused' : 'used'}.`,
    },
  ];
}

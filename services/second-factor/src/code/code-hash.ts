import { type Keyring, keyedHash, matchesKeyedHash } from '@countersign/sealing';

const codeLabel = 'login-pin';
const destinationLabel = 'pin-destination';

/** A code as it is stored: what was sent, and where to. */
export interface SentCode {
  id: string;
  codeHash: Buffer;
  /** Null for a code whose destination was not written down. */
  destinationHash: Buffer | null;
}

/** The hash of a code, bound to the row that it belongs to. */
export function hashCode(pepper: Keyring, id: string, code: string): Buffer {
  return keyedHash(pepper, codeLabel, id, code);
}

/** The hash by which a destination is known; an address means the same in any case. */
export function hashDestination(pepper: Keyring, destination: string): Buffer {
  return keyedHash(pepper, destinationLabel, destination.toLowerCase());
}

/**
 * Whether a code is the one that was sent, and went to the destination when one is named. The work is the same when
 * none was sent.
 */
export function matchesSent(
  pepper: Keyring,
  sent: SentCode | undefined,
  { code, destination }: { code: string; destination?: string },
): boolean {
  const fits = matchesKeyedHash(pepper, sent?.codeHash ?? decoy(pepper), codeLabel, sent?.id ?? '', code);
  const went =
    destination === undefined ||
    matchesKeyedHash(pepper, sent?.destinationHash ?? decoy(pepper), destinationLabel, destination.toLowerCase());
  return fits && went && sent !== undefined;
}

// A hash that nothing has, under a key that exists, so that the comparison is not cut short.
function decoy(pepper: Keyring): Buffer {
  const hash = Buffer.alloc(36);
  hash.writeUInt32BE(pepper.current);
  return hash;
}

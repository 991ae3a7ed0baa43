import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { encodeParts } from './encoding.ts';
import { decrypt, encrypt, SealBrokenError, type SealedAt } from './seal.ts';

// format 1: version (1) | nonce (12), text, tag (16)
const FORMAT = 1;
const SHORTEST = 1 + 12 + 16;

/**
 * Seals a secret for one column of one row under a random token that only the other side keeps: AES-256-GCM under
 * HKDF-SHA-256 (RFC 5869) of the token. Neither the database nor a keyring opens it. Only for tokens of 256 random bits.
 */
export function sealUnder(token: string, data: Uint8Array, place: SealedAt): Buffer {
  return Buffer.concat([Uint8Array.of(FORMAT), encrypt(keyOf(token), data, contextOf(place))]);
}

/** Opens what `sealUnder` made with the same token for the same place; throws `SealBrokenError` for every kind of mismatch. */
export function openUnder(token: string, sealed: Uint8Array, place: SealedAt): Buffer {
  if (sealed.length < SHORTEST || sealed[0] !== FORMAT) throw new SealBrokenError();
  return decrypt(keyOf(token), sealed.subarray(1), contextOf(place));
}

function keyOf(token: string): KeyObject {
  const key = new Uint8Array(hkdfSync('sha256', token, '', 'countersign/sealing/1/token-key', 32));
  try {
    return createSecretKey(key);
  } finally {
    key.fill(0);
  }
}

function contextOf({ table, row, column }: SealedAt): Buffer {
  return encodeParts(['countersign/sealing/1/under-token', table, row, column]);
}

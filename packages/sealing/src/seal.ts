import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { encodeParts, uint32 } from './encoding.ts';
import { getCurrentKey, type Keyring } from './keyring.ts';

// format 1: version (1) | key version (4) | wrapped data key: nonce (12), key (32), tag (16) | payload: nonce (12), text, tag (16)
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DATA_KEY_BYTES = 32;
const WRAP_AT = 1 + 4;
const PAYLOAD_AT = WRAP_AT + NONCE_BYTES + DATA_KEY_BYTES + TAG_BYTES;
const SHORTEST = PAYLOAD_AT + NONCE_BYTES + TAG_BYTES;

/** Where a sealed value lives: it opens nowhere else. `row` is the primary key of the row. */
export interface SealedAt {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** The value was changed, moved, cut or sealed under a key that is not in the keyring. It never says which. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';

  constructor() {
    super('a sealed value cannot be opened');
  }
}

/**
 * Seals a secret for one column of one row: AES-256-GCM under a data key of its own, which is wrapped by the
 * keyring's current key. Nonces are random, so a key version must retire before 2^32 seals (NIST SP 800-38D, 8.3).
 */
export function seal(keyring: Keyring, plaintext: Uint8Array, at: SealedAt): Buffer {
  const dataKey = randomBytes(DATA_KEY_BYTES);
  const payload = encrypt(createSecretKey(dataKey), plaintext, payloadContext(at));
  const sealed = Buffer.concat([header(keyring.current), wrap(keyring, dataKey, at), payload]);
  dataKey.fill(0);
  return sealed;
}

/** Opens what `seal` made for the same place; throws `SealBrokenError` for every kind of mismatch. */
export function open(keyring: Keyring, sealed: Uint8Array, at: SealedAt): Buffer {
  const dataKey = unwrap(keyring, sealed, at);
  try {
    return decrypt(createSecretKey(dataKey), sealed.subarray(PAYLOAD_AT), payloadContext(at));
  } finally {
    dataKey.fill(0);
  }
}

/**
 * Moves the wrapped data key to the keyring's current key; the payload is neither opened nor changed.
 * Throws `SealBrokenError` when the data key cannot be unwrapped for this place.
 */
export function rewrap(keyring: Keyring, sealed: Uint8Array, at: SealedAt): Buffer {
  const dataKey = unwrap(keyring, sealed, at);
  const moved = Buffer.concat([header(keyring.current), wrap(keyring, dataKey, at), sealed.subarray(PAYLOAD_AT)]);
  dataKey.fill(0);
  return moved;
}

/** The key version a value is sealed under, to find what a rotation has left; throws `SealBrokenError` if unreadable. */
export function keyVersion(sealed: Uint8Array): number {
  if (sealed.length < SHORTEST || sealed[0] !== FORMAT) throw new SealBrokenError();
  return Buffer.from(sealed.subarray(1, WRAP_AT)).readUInt32BE();
}

function header(version: number): Buffer {
  return Buffer.concat([Uint8Array.of(FORMAT), uint32(version)]);
}

function wrap(keyring: Keyring, dataKey: Uint8Array, at: SealedAt): Buffer {
  return encrypt(getCurrentKey(keyring), dataKey, wrapContext(keyring.current, at));
}

function unwrap(keyring: Keyring, sealed: Uint8Array, at: SealedAt): Buffer {
  const version = keyVersion(sealed);
  const key = keyring.keys.get(version);
  if (key === undefined) throw new SealBrokenError();
  return decrypt(key, sealed.subarray(WRAP_AT, PAYLOAD_AT), wrapContext(version, at));
}

function wrapContext(version: number, at: SealedAt): Buffer {
  return encodeParts(['countersign/sealing/1/data-key', at.table, at.row, at.column, uint32(version)]);
}

// Without the key version: a rotation must not have to touch the payload.
function payloadContext(at: SealedAt): Buffer {
  return encodeParts(['countersign/sealing/1/payload', at.table, at.row, at.column]);
}

/** AES-256-GCM: nonce, text, tag. */
export function encrypt(key: KeyObject, plaintext: Uint8Array, context: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(context);
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

/** Opens what `encrypt` made; throws `SealBrokenError`. */
export function decrypt(key: KeyObject, box: Uint8Array, context: Buffer): Buffer {
  const tagAt = box.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(context)
    .setAuthTag(box.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch {
    throw new SealBrokenError();
  }
}

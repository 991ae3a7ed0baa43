import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ProtocolError } from './protocol-error.ts';

const nonceLength = 12;
const tagLength = 16;

/** Which message of which run a box belongs to. */
export interface BoxPlace {
  /** `c2s` from the app to the server, `s2c` back. */
  readonly direction: 'c2s' | 's2c';
  readonly serial: string;
  readonly runId: string;
}

/** Seals a JSON value with AES-256-GCM: nonce (12 bytes), text, tag (16 bytes), bound to its place. */
export function sealBox(key: Uint8Array, place: BoxPlace, content: unknown): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(placeBytes(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

/** Opens a box and reads its JSON; throws a ProtocolError of fault `box`, without detail, for anything that does not fit. */
export function openBox(key: Uint8Array, place: BoxPlace, box: Uint8Array): unknown {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceLength), { authTagLength: tagLength });
    decipher.setAAD(placeBytes(place)).setAuthTag(box.subarray(box.length - tagLength));
    const text = Buffer.concat([decipher.update(box.subarray(nonceLength, box.length - tagLength)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw new ProtocolError('box', 'the sealed message does not open');
  }
}

function placeBytes({ direction, serial, runId }: BoxPlace): Buffer {
  return Buffer.from(`ssa1 ${direction}\0${serial}\0${runId}`, 'utf8');
}

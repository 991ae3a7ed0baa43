import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomToken } from './random.ts';
import { SealBrokenError, type SealedAt } from './seal.ts';
import { openUnder, sealUnder } from './seal-under.ts';

const token = randomToken();
const here: SealedAt = { table: 'oauth_grants', row: 'ogr_1', column: 'activation' };
const place = fc.record({ table: fc.string(), row: fc.string(), column: fc.string() });

describe('a value that is sealed under a token', () => {
  it('opens with the token at its place to what was sealed, and looks different each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), place, (data, at) => {
        expect(openUnder(token, sealUnder(token, data, at), at)).toEqual(Buffer.from(data));
        expect(sealUnder(token, data, at)).not.toEqual(sealUnder(token, data, at));
      }),
    );
  });

  it('is AES-256-GCM under HKDF-SHA-256 of the token', () => {
    const sealed = sealUnder(token, Buffer.from('a handle'), here);
    const key = Buffer.from(hkdfSync('sha256', token, '', 'countersign/sealing/1/token-key', 32));
    const parts = ['countersign/sealing/1/under-token', here.table, here.row, here.column].flatMap((part) => [
      Buffer.from([0, 0, 0, part.length]),
      Buffer.from(part),
    ]);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
      .setAAD(Buffer.concat(parts))
      .setAuthTag(sealed.subarray(-16));
    expect(Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]).toString()).toBe('a handle');
  });

  it('is refused with every other token and in every other place', () => {
    const sealed = sealUnder(token, Buffer.from('a handle'), here);
    for (const other of [randomToken(), token.slice(1), `${token}A`, '']) {
      expect(() => openUnder(other, sealed, here)).toThrow(SealBrokenError);
    }
    for (const part of ['table', 'row', 'column']) {
      expect(() => openUnder(token, sealed, { ...here, [part]: 'x' })).toThrow(SealBrokenError);
    }
    expect(() => openUnder(token, sealed, { ...here, table: 'oauth_grant', row: 'sogr_1' })).toThrow(SealBrokenError);
  });

  it('is refused when any of its bits is flipped, and when it was cut or lengthened', () => {
    const sealed = sealUnder(token, Buffer.from('a handle'), here);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openUnder(token, changed, here)).toThrow(SealBrokenError);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => openUnder(token, sealed.subarray(0, length), here)).toThrow(SealBrokenError);
    }
    expect(() => openUnder(token, Buffer.concat([sealed, Buffer.alloc(1)]), here)).toThrow(SealBrokenError);
  });
});

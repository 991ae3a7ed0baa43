import { describe, expect, it } from '@jest/globals';
import { otpauthUri } from './otpauth.ts';

const seed = Buffer.from('12345678901234567890');

describe('the otpauth URI', () => {
  it('holds the seed in base32 and everything that an app needs', () => {
    expect(otpauthUri({ seed, account: 'Work phone' })).toBe(
      'otpauth://totp/Countersign:Work%20phone?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Countersign&algorithm=SHA1&digits=6&period=30',
    );
  });

  it('cannot be bent by a label', () => {
    const uri = new URL(otpauthUri({ seed, account: 'a:b?secret=AAAA&issuer=Evil#x' }));
    expect(decodeURIComponent(uri.pathname)).toBe('/Countersign:a b?secret=AAAA&issuer=Evil#x');
    expect(uri.searchParams.getAll('secret')).toEqual(['GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ']);
    expect(uri.searchParams.get('issuer')).toBe('Countersign');
  });
});

import { writeElement, writeExtension, writeInteger, writeSequence } from '@countersign/der';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTimestampRequest } from './request.ts';

// `openssl ts -query`, openssl 3.0, over "hello": SHA-256 with nonce and -cert; SHA-512 with a policy; SHA-1.
const sha256 = Buffer.from(
  '30430201013031300d0609608648016503040201050004202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824020837283496a50d7e580101ff',
  'hex',
);
const sha512 = Buffer.from(
  '305a0201013051300d0609608648016503040203050004409b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec04306022a03',
  'hex',
);
const sha1 = Buffer.from('30260201013021300906052b0e03021a05000414aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d', 'hex');
const imprint = sha256.subarray(5, 5 + 2 + 0x31);
const one = writeInteger(1n);

describe('a request for a time-stamp', () => {
  it('by openssl is read as it was sent', () => {
    expect(readTimestampRequest(sha256)).toEqual({
      imprint,
      nonce: Buffer.from('020837283496a50d7e58', 'hex'),
      wantsCertificates: true,
    });
    expect(readTimestampRequest(sha512)).toMatchObject({ policy: '1.2.3', wantsCertificates: false });
  });

  it('over SHA-1 is refused for its algorithm', () => {
    expect(readTimestampRequest(sha1)).toBe('badAlg');
  });

  it('is refused with the failure of the protocol that says why', () => {
    const short = Buffer.from('3030300d06096086480165030402010500041f'.concat('00'.repeat(31)), 'hex');
    expect(readTimestampRequest(writeSequence(one, short))).toBe('badDataFormat');
    expect(readTimestampRequest(writeSequence(writeInteger(2n), imprint))).toBe('badRequest');
    expect(readTimestampRequest(writeSequence(one, imprint, writeElement(0x02, Buffer.alloc(65, 1))))).toBe(
      'badRequest',
    );
    const extension = writeExtension('1.2.3.4', false, Buffer.alloc(0));
    expect(readTimestampRequest(writeSequence(one, imprint, writeElement(0xa0, extension)))).toBe(
      'unacceptedExtension',
    );
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), sha256.subarray(1), writeSequence(one)]) {
      expect(readTimestampRequest(bytes)).toBe('badDataFormat');
    }
    expect(readTimestampRequest(writeSequence(one, imprint, writeElement(0x01, Buffer.from([1]))))).toBe(
      'badDataFormat',
    );
  });

  it('with any octets changed is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(sha256.length - 1), fc.nat(255), (at, octet) => {
        const bytes = Buffer.from(sha256);
        bytes[at] = octet;
        const request = readTimestampRequest(bytes);
        expect(typeof request === 'string' || request.imprint.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

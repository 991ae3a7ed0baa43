import {
  writeElement,
  writeExtension,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOf, toIssuer } from './issuers.ts';
import { findOcspRequest } from './request.ts';

// `openssl ocsp -issuer ca.pem -serial 0x0123456789abcdef0123456789abcdef01 -reqout`, openssl 3.0.
const withNonce = Buffer.from(
  '30773075304e304c304a300906052b0e03021a050004144d32933a0ef1db3d704223543b362709525a510b041441a4663013dbd84a20f34c549f03d9b2a1c5899c02110123456789abcdef0123456789abcdef01a2233021301f06092b0601050507300102041204103ec500ca6890056bb3f0c1f7f04b7595',
  'hex',
);
// `openssl ocsp -issuer ca.pem -sha256 -serial 0x01aa -serial 0x7f -no_nonce -reqout`.
const two = Buffer.from(
  '3081bb3081b83081b530593057300d06096086480165030402010500042012206c025d9795b0f2a25ace73b926c26646fd7a8acfb7aa0c6c1dcf1e79887a0420ddb9ede71c1d571a9025eac1db757225ec5eb4c2e7794ca091745ff8fec642d0020201aa30583056300d06096086480165030402010500042012206c025d9795b0f2a25ace73b926c26646fd7a8acfb7aa0c6c1dcf1e79887a0420ddb9ede71c1d571a9025eac1db757225ec5eb4c2e7794ca091745ff8fec642d002017f',
  'hex',
);
// The authority of both, self-signed.
const authority = Buffer.from(
  '308201b430820159a003020102021400fb83373b9e9f22967e7fa3f0e33bd2b07202ed300a06082a8648ce3d040302302f3110300e060355040a0c074578616d706c65311b301906035504030c124578616d706c65205369676e657273204341301e170d3236313132323131333230325a170d3237313132323131333230325a302f3110300e060355040a0c074578616d706c65311b301906035504030c124578616d706c65205369676e6572732043413059301306072a8648ce3d020106082a8648ce3d03010703420004ce494020f02596b3006a8d3ccf75b8a34a46cc1dc91ba95e2493b57f507b94b4bfaaf5d7e7242b6507e3ef41ead1de55a240e5a48c4203ad3eb50ae49530c046a3533051301d0603551d0e0416041441a4663013dbd84a20f34c549f03d9b2a1c5899c301f0603551d2304183016801441a4663013dbd84a20f34c549f03d9b2a1c5899c300f0603551d130101ff040530030101ff300a06082a8648ce3d0403020349003046022100ee4a8d1b8b7ac6963d9b8e9db17c1697bafb9d46340b653bee2f67a80b8996e9022100c0352a30ba03fef9eb092cced6c433db4ac3f3e225e2e317112eeee6851d24c3',
  'hex',
);

const nonceId = '1.3.6.1.5.5.7.48.1.2';
const certificateId = writeSequence(
  writeSequence(writeObjectIdentifier('1.3.14.3.2.26')),
  writeOctetString(Buffer.alloc(20, 1)),
  writeOctetString(Buffer.alloc(20, 2)),
  writeInteger(5n),
);
const ask = (count: number, ...extensions: Buffer[]) =>
  writeSequence(
    writeSequence(
      writeSequence(...Array.from({ length: count }, () => writeSequence(certificateId))),
      ...(extensions.length === 0 ? [] : [writeElement(0xa2, writeSequence(...extensions))]),
    ),
  );
const nonceOf = (length: number, critical = false) =>
  writeExtension(nonceId, critical, writeOctetString(Buffer.alloc(length, 7)));

describe('a request for the status of certificates', () => {
  it('by openssl is read with its nonce', () => {
    const request = findOcspRequest(withNonce);
    expect(request?.certificates.map(({ hash, serialNumber }) => ({ hash, serialNumber }))).toEqual([
      { hash: '1.3.14.3.2.26', serialNumber: 0x0123456789abcdef0123456789abcdef01n },
    ]);
    expect(request?.nonce?.toString('hex')).toBe('301f06092b0601050507300102041204103ec500ca6890056bb3f0c1f7f04b7595');
  });

  it('by openssl for several certificates is read in order, each as it was sent', () => {
    const request = findOcspRequest(two);
    expect(request?.certificates.map(({ serialNumber }) => serialNumber)).toEqual([0x1aan, 0x7fn]);
    expect(request?.certificates.every(({ raw }) => two.includes(raw))).toBe(true);
    expect(request).not.toHaveProperty('nonce');
  });

  it('names its authority by SHA-1 or SHA-256 of name and key, and by both together', () => {
    const issuer = toIssuer(authority);
    for (const bytes of [withNonce, two]) {
      const [id] = findOcspRequest(bytes)?.certificates ?? [];
      if (id === undefined) throw new Error('the request was not read');
      expect(isOf(id, issuer)).toBe(true);
      expect(isOf({ ...id, issuerKeyHash: Buffer.alloc(id.issuerKeyHash.length) }, issuer)).toBe(false);
      expect(isOf({ ...id, issuerNameHash: Buffer.alloc(id.issuerNameHash.length) }, issuer)).toBe(false);
      expect(isOf({ ...id, hash: '2.16.840.1.101.3.4.2.3' }, issuer)).toBe(false);
    }
  });

  it('asks about one certificate at least, and twenty at most', () => {
    expect(findOcspRequest(ask(20))?.certificates).toHaveLength(20);
    expect([findOcspRequest(ask(0)), findOcspRequest(ask(21))]).toEqual([undefined, undefined]);
  });

  it('has a nonce of 1 to 128 octets, critical or not', () => {
    for (const length of [1, 32, 128]) {
      expect(findOcspRequest(ask(1, nonceOf(length)))?.nonce?.equals(nonceOf(length))).toBe(true);
    }
    expect(findOcspRequest(ask(1, nonceOf(16, true)))?.nonce).toBeDefined();
    for (const length of [0, 129]) expect(findOcspRequest(ask(1, nonceOf(length)))).toBeUndefined();
    expect(findOcspRequest(ask(1, writeExtension(nonceId, false, Buffer.from('raw'))))).toBeUndefined();
  });

  it('may have extensions that nobody knows, unless they are critical', () => {
    const extension = (critical: boolean) => writeExtension('1.3.6.1.5.5.7.48.1.4', critical, writeSequence());
    expect(findOcspRequest(ask(1, extension(false)))?.certificates).toHaveLength(1);
    expect(findOcspRequest(ask(1, extension(true)))).toBeUndefined();
  });

  it('is malformed when it is cut, longer, or something else', () => {
    for (let length = 0; length < withNonce.length; length += 1) {
      expect(findOcspRequest(withNonce.subarray(0, length))).toBeUndefined();
    }
    for (const bytes of [Buffer.concat([withNonce, Buffer.from([0])]), authority, writeSequence(writeSequence())]) {
      expect(findOcspRequest(bytes)).toBeUndefined();
    }
  });

  it('with any octets changed is read or malformed, and nothing else', () => {
    const place = fc.nat(withNonce.length - 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(withNonce);
        for (const [at, octet] of changes) bytes[at] = octet;
        const request = findOcspRequest(bytes);
        expect(request === undefined || request.certificates.length === 1).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { writeElement, writeInteger, writeSequence } from '@countersign/der';
import { describe, expect, it } from '@jest/globals';
import {
  identifiers,
  readSignedData,
  type SignatureKey,
  signatureSuites,
  signedAttributes,
  signedData,
  writeAttribute,
} from './index.ts';

const messageDigest = Buffer.alloc(32, 7);
const issuer = writeSequence(Buffer.from('310c300a06035504030c0343412d', 'hex'));

/** As much of a certificate as is read: version, serial number, algorithm and issuer. */
function certificate(serial: bigint): Buffer {
  const version = writeElement(0xa0, writeInteger(2n));
  return writeSequence(writeSequence(version, writeInteger(serial), writeSequence(), issuer));
}

const signer = certificate(5n);

function order(algorithm: SignatureKey = 'P-256') {
  const attributes = signedAttributes({ contentType: identifiers.data, messageDigest, certificate: signer });
  const signature = Buffer.from('signature');
  return { algorithm, signer, attributes, signature, certificates: [signer], contentType: identifiers.data };
}

describe('CMS', () => {
  it('reads back what it wrote, with each certificate once', () => {
    const more = {
      certificates: [certificate(9n), signer, certificate(9n)],
      unsignedAttributes: [writeAttribute(identifiers.signatureTimestamp, writeSequence())],
      revocation: { crls: [writeSequence(writeInteger(1n))], ocsps: [writeSequence(writeInteger(2n))] },
    };
    const read = readSignedData(signedData({ ...order(), ...more }));
    expect(read).toMatchObject({ contentType: identifiers.data, ...more.revocation });
    expect(read.content).toBeUndefined();
    expect(read.certificates).toEqual([signer, certificate(9n)]);
    const [info] = read.signers;
    expect(info).toMatchObject({ issuer, serialNumber: writeInteger(5n), signature: Buffer.from('signature') });
    expect(info?.attributes.equals(order().attributes)).toBe(true);
    expect([...(info?.signed.keys() ?? [])].toSorted()).toEqual(
      [identifiers.contentType, identifiers.messageDigest, identifiers.signingCertificateV2].toSorted(),
    );
    expect(info?.unsigned.get(identifiers.signatureTimestamp)).toEqual([writeSequence()]);
  });

  it('has the version that its content asks for (RFC 5652 5.1)', () => {
    const versionOf = (cms: Buffer) =>
      /^(?:30..|3082....)0609[0-9a-f]{18}a0..30..0201(..)/.exec(cms.toString('hex'))?.[1];
    const bare = { ...order(), certificates: [], signature: Buffer.alloc(0), attributes: writeElement(0x31) };
    expect(versionOf(signedData(bare))).toBe('01');
    const content = Buffer.from('stamp');
    expect(versionOf(signedData({ ...bare, contentType: identifiers.timestampInfo, content }))).toBe('03');
    expect(versionOf(signedData({ ...bare, revocation: { crls: [], ocsps: [writeSequence()] } }))).toBe('05');
  });

  it('embeds content where there is some', () => {
    const content = Buffer.from('stamp');
    const read = readSignedData(signedData({ ...order(), contentType: identifiers.timestampInfo, content }));
    expect(read).toMatchObject({ contentType: identifiers.timestampInfo, content });
  });

  it('names the algorithms as their standards do: RSA with NULL for parameters, ECDSA without any', () => {
    const hexOf = (algorithm: SignatureKey) => signedData(order(algorithm)).toString('hex');
    expect(hexOf('P-256')).toContain('300a06082a8648ce3d040302');
    expect(hexOf('P-384')).toContain('300a06082a8648ce3d040303');
    expect(hexOf('P-384')).toContain('300b0609608648016503040202');
    expect(hexOf('RSA-3072')).toContain('300d06092a864886f70d01010b0500');
  });

  it('states a signing time only when it is given one', () => {
    const base = { contentType: identifiers.data, messageDigest, certificate: signer };
    const signingTime = new Date('2026-01-02T03:04:05Z');
    expect(signedAttributes({ ...base, signingTime }).includes('260102030405Z')).toBe(true);
    expect(signedAttributes(base).includes(Buffer.from('2a864886f70d010905', 'hex'))).toBe(false);
  });

  it('gives the very bytes that were signed, so that a changed attribute breaks the signature', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const { attributes } = order();
    const { hash } = signatureSuites['P-384'];
    const cms = signedData({ ...order('P-384'), signature: sign(hash, attributes, privateKey) });
    const holds = (bytes: Buffer) =>
      readSignedData(bytes).signers.every((info) => verify(hash, info.attributes, publicKey, info.signature));
    expect(holds(cms)).toBe(true);
    const changed = Buffer.from(cms);
    changed.writeUInt8(8, changed.indexOf(messageDigest));
    expect(holds(changed)).toBe(false);
  });

  it('refuses to read what is no SignedData', () => {
    for (const hex of ['', '00', '3000', '30800000']) {
      expect(() => readSignedData(Buffer.from(hex, 'hex'))).toThrow(/CMS|DER/);
    }
    const other = Buffer.from(signedData(order()));
    other.writeUInt8(3, other.indexOf(Buffer.from('2a864886f70d010702', 'hex')) + 8);
    expect(() => readSignedData(other)).toThrow('no SignedData');
    expect(() => readSignedData(signedData(order()).subarray(0, -1))).toThrow('not DER');
    expect(() => signedData({ ...order(), attributes: Buffer.alloc(0) })).toThrow('one SET OF');
    expect(() => signedData({ ...order(), signer: Buffer.from('3000', 'hex') })).toThrow('X.509');
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { readSequence, tags, writeElement, writeObjectIdentifier } from '@countersign/der';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aServerKey, aSigningRequest, spkiOf } from '../../test/signing-request.ts';
import { readSigningRequest } from './signing-request.ts';

const refusal = (reason: string) =>
  expect.objectContaining({
    kind: 'invalid',
    reason,
    fields: [expect.objectContaining({ pointer: '/signingRequest' })],
  });

describe('a signing request', () => {
  it.each(['P-256', 'P-384', 'P-521', 'Ed25519', 2048] as const)('gives its key, once it has proved it: %s', (type) => {
    const key = aServerKey(type);
    expect(readSigningRequest(aSigningRequest({ key }))).toEqual(spkiOf(key.publicKey));
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('may be signed with %s', (hash) => {
    for (const key of [aServerKey('P-384'), aServerKey(2048)]) {
      expect(readSigningRequest(aSigningRequest({ key, hash }))).toEqual(spkiOf(key.publicKey));
    }
  });

  it.each([
    ['MD5', () => aSigningRequest({ key: aServerKey(2048), hash: 'md5' })],
    ['SHA-1 and RSA', () => aSigningRequest({ key: aServerKey(2048), hash: 'sha1' })],
    ['SHA-1 and ECDSA', () => aSigningRequest({ hash: 'sha1' })],
    ['another algorithm than it says', () => aSigningRequest({ key: aServerKey(2048), algorithm: ecdsaWithSha256 })],
    ['another hash than it says', () => aSigningRequest({ hash: 'sha384', algorithm: ecdsaWithSha256 })],
    ['another key than its own', () => aSigningRequest({ publicKey: spkiOf(aServerKey().publicKey) })],
    ['a broken signature', () => changed(aSigningRequest(), -1)],
    ['another content', () => changed(aSigningRequest(), 40)],
  ])('is refused when it is signed with %s', (_, make) => {
    expect(() => readSigningRequest(make())).toThrow(refusal('SIGNING_REQUEST_INVALID'));
  });

  it.each([
    ['of another version', () => aSigningRequest({ version: 1n })],
    ['without attributes', () => aSigningRequest({ attributes: Buffer.alloc(0) })],
    ['with something after its attributes', () => aSigningRequest({ attributes: Buffer.from('a0000500', 'hex') })],
    ['that is cut', () => aSigningRequest().subarray(0, -1)],
    ['with something after it', () => Buffer.concat([aSigningRequest(), Buffer.alloc(1)])],
    ['in PEM', () => Buffer.from(`-----BEGIN CERTIFICATE REQUEST-----\n${aSigningRequest().toString('base64')}`)],
    ['that is empty', () => Buffer.alloc(0)],
    ['that is too long', () => aSigningRequest({ attributes: writeElement(0xa0, Buffer.alloc(65_536)) })],
  ])('is refused %s', (_, make) => {
    expect(() => readSigningRequest(make())).toThrow(refusal('SIGNING_REQUEST_INVALID'));
  });

  it('is refused, never more, whatever octets it is made of', () => {
    const request = aSigningRequest();
    const change = fc.tuple(fc.nat(request.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const altered = Buffer.from(request);
        for (const [at, by] of changes) altered[at] = (altered[at] ?? 0) ^ by;
        fc.pre(!altered.equals(request));
        expect(() => readSigningRequest(altered)).toThrow(
          expect.objectContaining({
            reason: expect.stringMatching(/^(SIGNING_REQUEST_INVALID|PUBLIC_KEY_UNSUPPORTED)$/),
          }),
        );
      }),
      { numRuns: 500 },
    );
  });

  const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const p256 = aServerKey();
  const point = spkiOf(p256.publicKey).subarray(27);
  const compressed = Buffer.concat([
    Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
    Uint8Array.of((point[63] ?? 0) % 2 === 0 ? 2 : 3),
    point.subarray(0, 32),
  ]);
  const rsa = aServerKey(2048);
  const withoutNull = writeElement(
    tags.sequence,
    writeElement(tags.sequence, writeObjectIdentifier('1.2.840.113549.1.1.1')),
    readSequence(spkiOf(rsa.publicKey))[1]?.raw ?? Buffer.alloc(0),
  );
  it.each([
    ['on another curve', aSigningRequest({ key: secp256k1 })],
    ['with a compressed point', aSigningRequest({ key: p256, publicKey: compressed })],
    ['off its curve', aSigningRequest({ key: p256, publicKey: changed(spkiOf(p256.publicKey), -1) })],
    ['of RSA without its parameters', aSigningRequest({ key: rsa, publicKey: withoutNull })],
  ])('is refused for a key %s', (_, request) => {
    expect(() => readSigningRequest(request)).toThrow(refusal('PUBLIC_KEY_UNSUPPORTED'));
  });
});

const ecdsaWithSha256 = writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.2'));

function changed(octets: Buffer, at: number): Buffer {
  const copy = Buffer.from(octets);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
}

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import {
  activationLinkOf,
  activationUriOf,
  isAnnouncedKey,
  keyFingerprintOf,
  readActivationUri,
} from './activation-uri.ts';
import { openBox, sealBox } from './box.ts';
import { toBase64url } from './bytes.ts';
import { isCodeCheckSigned, readDeviceDescription, readTokenDescription, signCodeCheck } from './messages.ts';
import { ProtocolError } from './protocol-error.ts';
import { readServerDocument, type ServerDocument, signServerDocument } from './server-document.ts';
import { rawPublicKey } from './signature.ts';
import {
  isTransactionCode,
  readTransactionUri,
  type Transaction,
  transactionCodeOf,
  transactionPayloadOf,
  transactionUriOf,
} from './transaction.ts';

const serial = '6935019387';
const origin = 'https://sign.example.com';
const { privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;
const identityKey = rawPublicKey(privateKey);

describe('the QR code of an activation', () => {
  const content = {
    origin,
    serial,
    activationToken: randomBytes(16),
    keyFingerprint: keyFingerprintOf(identityKey),
    expiresAt: 1_795_000_000,
  };

  it('says the same as URI and as link, and announces the identity key', () => {
    const read = readActivationUri(activationUriOf(content));
    expect(read).toEqual(content);
    expect(readActivationUri(` ${activationLinkOf(content)}\n`)).toEqual(content);
    expect(isAnnouncedKey(read, identityKey)).toBe(true);
    expect(isAnnouncedKey(read, rawPublicKey(other))).toBe(false);
    // Nothing but the path of the link reaches the service's log.
    expect(new URL(activationLinkOf(content)).pathname + new URL(activationLinkOf(content)).search).toBe('/a');
  });

  it.each([
    ['of something else', 'otpauth://totp/a?secret=AAAA'],
    ['of a transaction', 'softtoken://t?v=1&p=a&s=b'],
    ['of a later version', activationUriOf(content).replace('v=1', 'v=2')],
    ['without serial number', activationUriOf(content).replace(/sn=\d+&/, '')],
    ['with two addresses', `${activationUriOf(content)}&u=https%3A%2F%2Fsign.example.org`],
    ['with a mistyped serial number', activationUriOf(content).replace(serial, '6935019388')],
    ['with a short token', activationUriOf(content).replace(/act=[\w-]+/, 'act=AAAA')],
    ['as a link of somebody else', activationLinkOf(content).replace(origin, 'https://sign.example.org')],
    ['without TLS', activationUriOf({ ...content, origin: 'http://sign.example.com' })],
    ['that is no URI', 'hello'],
  ])('%s is refused', (_what, text) => {
    expect(() => readActivationUri(text)).toThrow(ProtocolError);
  });
});

describe('the description of a service', () => {
  const content: ServerDocument = {
    name: 'Example Sign',
    address: origin,
    api: `${origin}/v1`,
    identityKey: toBase64url(identityKey),
    versions: [1],
    profile: 'totp-sha256-6-30',
    pinLength: 6,
  };
  const signed = signServerDocument(privateKey, content);

  it('is read when it is signed with the key that it names', () => {
    expect(readServerDocument(signed, origin)).toEqual({ document: content, identityKey });
  });

  it.each([
    ['another signature', { ...signed, signature: signServerDocument(other, content).signature }, origin],
    ['another text', { ...signed, document: signed.document.replace('Example', 'Exemple') }, origin],
    ['another address', signed, 'https://sign.example.org'],
    ['another version', signServerDocument(privateKey, { ...content, versions: [2] }), origin],
    ['no document', {}, origin],
    ['no JSON', { ...signed, document: 'hello' }, origin],
    ['nothing', undefined, origin],
  ])('is refused with %s', (_what, answer, from) => {
    expect(() => readServerDocument(answer, from)).toThrow(ProtocolError);
  });
});

describe('a box', () => {
  const key = randomBytes(32);
  const place = { direction: 'c2s', serial, runId: 'run-1' } as const;
  const box = sealBox(key, place, { name: 'phone' });

  it('opens in its place only', () => {
    expect(openBox(key, place, box)).toEqual({ name: 'phone' });
    for (const wrong of [{ direction: 's2c' as const }, { serial: '0000000000' }, { runId: 'run-2' }]) {
      expect(() => openBox(key, { ...place, ...wrong }, box)).toThrow(ProtocolError);
    }
    expect(() => openBox(randomBytes(32), place, box)).toThrow(ProtocolError);
  });

  it('opens only whole', () => {
    fc.assert(
      fc.property(fc.nat({ max: box.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(box);
        changed.writeUInt8(changed.readUInt8(at) ^ by, at);
        expect(() => openBox(key, place, changed)).toThrow(ProtocolError);
        expect(() => openBox(key, place, box.subarray(0, at))).toThrow(ProtocolError);
      }),
      { numRuns: 50 },
    );
  });
});

test('what boxes hold is checked', () => {
  const device = { deviceKey: toBase64url(identityKey), name: 'phone', model: '' };
  expect(readDeviceDescription(device).publicKey).toEqual(identityKey);
  for (const wrong of [{ ...device, deviceKey: 'AAAA' }, { ...device, name: '' }, null, 'x']) {
    expect(() => readDeviceDescription(wrong)).toThrow(ProtocolError);
  }
  expect(() => readTokenDescription(device)).toThrow(ProtocolError);
});

test('a code check is signed with serial number, code and moment', () => {
  const check = { serial, code: '578802', issuedAt: 1_795_000_000 };
  const signature = Buffer.from(signCodeCheck(privateKey, check), 'base64url');
  expect(isCodeCheckSigned(identityKey, check, signature)).toBe(true);
  for (const wrong of [{ serial: '0000000000' }, { code: '578803' }, { issuedAt: 1_795_000_001 }]) {
    expect(isCodeCheckSigned(identityKey, { ...check, ...wrong }, signature)).toBe(false);
  }
  expect(isCodeCheckSigned(rawPublicKey(other), check, signature)).toBe(false);
  expect(isCodeCheckSigned(identityKey, check, Buffer.alloc(3))).toBe(false);
});

describe('a transaction', () => {
  const transaction: Transaction = {
    origin,
    challengeId: 'chl_1',
    credentialId: 'crd_1',
    documents: Array.from({ length: 7 }, (_, index) => ({
      label: index === 0 ? 'x'.repeat(80) : `contract-${index}.pdf`,
      digest: Buffer.alloc(32, index),
    })),
    expiresAt: 1_795_000_000,
  };
  const payload = transactionPayloadOf(transaction);
  const uri = transactionUriOf(privateKey, payload);
  const key = randomBytes(32);

  it('names five documents, counts and sums up all, and fits into a QR code', () => {
    const { payload: read, payloadText, isFrom } = readTransactionUri(uri);
    expect(payloadText).toBe(payload);
    expect(Object.keys(read)).toEqual(['v', 'origin', 'challenge', 'credential', 'documents', 'count', 'all', 'exp']);
    expect(read.documents.map(({ label }) => label.length)).toEqual([60, 14, 14, 14, 14]);
    expect(read.count).toBe(7);
    expect(isFrom(identityKey)).toBe(true);
    expect(isFrom(rawPublicKey(other))).toBe(false);
    // Version 40 with error correction M holds 2331 bytes.
    expect(uri.length).toBeLessThan(2331);
    const changed = { ...transaction, documents: transaction.documents.toReversed() };
    expect(readTransactionUri(transactionUriOf(privateKey, transactionPayloadOf(changed))).payload.all).not.toBe(
      read.all,
    );
  });

  it('has a code that lives a minute on either side and fits nothing else', () => {
    const at = Date.UTC(2026, 10, 22, 8, 30, 30);
    const code = transactionCodeOf(key, payload, at);
    expect(code).toMatch(/^\d{8}$/);
    expect([-60, -30, 0, 29, 60].map((s) => isTransactionCode(key, payload, code, at + s * 1000))).not.toContain(false);
    expect([-91, 90, 120].map((s) => isTransactionCode(key, payload, code, at + s * 1000))).not.toContain(true);
    expect(isTransactionCode(key, payload.replace('chl_1', 'chl_2'), code, at)).toBe(false);
    expect(isTransactionCode(randomBytes(32), payload, code, at)).toBe(false);
    // Written down for other implementations.
    expect(transactionCodeOf(Buffer.from(Array.from({ length: 32 }, (_, index) => index)), '{"v":1}', 60_000)).toBe(
      '90714196',
    );
  });

  it.each([
    ['another scheme', uri.replace('softtoken:', 'otpauth:')],
    ['an activation', uri.replace('//t', '//a')],
    ['no signature', uri.replace(/&s=.*/, '')],
    ['no JSON', uri.replace(/p=[\w-]+/, 'p=AAAA')],
    ['an incomplete payload', transactionUriOf(privateKey, '{"v":1}')],
  ])('with %s is refused', (_what, text) => {
    expect(() => readTransactionUri(text)).toThrow(ProtocolError);
  });
});

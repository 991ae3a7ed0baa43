import 'reflect-metadata';
import { generateKeyPairSync, KeyObject, sign, webcrypto } from 'node:crypto';
import { readElements, readSequence, writeElement, writeSequence } from '@countersign/der';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as x509 from '@peculiar/x509';
import fc from 'fast-check';
import { validateDocument } from '../src/validation/document-validation.ts';
import type { SignatureReport } from '../src/validation/report.ts';
import { signedAt, signFile } from './format-signers.ts';
import { createValidationWorld, type ValidationWorld } from './validation-world.ts';

const content = Buffer.from('We agree.\n');
const formatFailure = ['TOTAL-FAILED', 'FORMAT_FAILURE'];
let world: ValidationWorld;

beforeAll(async () => {
  world = await createValidationWorld();
});

const verdict = ({ indication, subIndication }: SignatureReport) => [indication, subIndication];

describe('a CMS that lies', () => {
  const only = async (cms: Buffer, over: Buffer = content) =>
    (await world.validate(cms, { content: over })).map(verdict);

  it('cannot have its attributes pass for the content', async () => {
    const cms = await signFile(world.signer, content);
    const signer = signerOf(cms);
    const attributes = signer.find(({ tag }) => tag === 0xa0)?.content ?? Buffer.alloc(0);
    const bare = withSigner(
      cms,
      signer.filter(({ tag }) => tag !== 0xa0).map(({ raw }) => raw),
    );
    // The signature is over just these bytes, so that it would hold.
    expect(await only(bare, writeElement(0x31, attributes))).toEqual([formatFailure]);
  });

  it('cannot exchange the certificate for another one of the same key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issue = (surname: string) =>
      world.authority.issue({
        publicKey: publicKey.export({ type: 'spki', format: 'der' }),
        givenName: 'Kim',
        surname,
        country: 'DE',
        serialNumber: 'usr_2',
        email: 'kim@example.com',
        notBefore: new Date(signedAt.getTime() - 1000),
        notAfter: new Date(signedAt.getTime() + 1_000_000),
      });
    const [first, second] = await Promise.all([issue('Example'), issue('Other')]);
    const signer = {
      ...world.signer,
      privateKey,
      certificate: first,
      certificates: [second, world.authority.chain[0]] as [Buffer, Buffer],
    };
    expect(await only(await signFile(signer, content))).toEqual([['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND']]);
  });

  it('is not taken for signed by a key that did not sign', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(await only(await signFile({ ...world.signer, privateKey }, content))).toEqual([
      ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
    ]);
  });

  it('cannot lead into a maze of authorities that all issued one another', async () => {
    const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const one = async (number: number) => {
      const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        serialNumber: `0${number.toString(16)}`.slice(-2),
        name: 'CN=Maze',
        notBefore: new Date('2020-01-01T00:00:00Z'),
        notAfter: new Date('2049-01-01T00:00:00Z'),
        keys,
        signingAlgorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
        extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
      });
      return Buffer.from(certificate.rawData);
    };
    const [certificate = Buffer.alloc(0), ...others] = await Promise.all(
      Array.from({ length: 18 }, (_, n) => one(n + 1)),
    );
    const privateKey = KeyObject.from(keys.privateKey);
    const certificates = [certificate, ...others] as [Buffer, Buffer];
    const cms = await signFile({ ...world.signer, privateKey, certificate, certificates }, content);
    const before = performance.now();
    expect(await only(cms)).toEqual([['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']]);
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it('is not taken under a certificate that a signer issued himself', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [outer] = readElements(world.signer.certificate);
    const [tbs, algorithm] = readElements(outer?.content ?? Buffer.alloc(0));
    const fields = readElements(tbs?.content ?? Buffer.alloc(0)).map(({ raw }) => raw);
    // Issuer is the signer, subject stays, key is new.
    fields[3] = fields[5] ?? Buffer.alloc(0);
    fields[6] = publicKey.export({ type: 'spki', format: 'der' });
    const forged = writeSequence(...fields);
    const value = sign('sha256', forged, world.signer.privateKey);
    const certificate = writeSequence(
      forged,
      algorithm?.raw ?? Buffer.alloc(0),
      writeElement(0x03, Buffer.alloc(1), value),
    );
    const signer = {
      ...world.signer,
      privateKey,
      certificate,
      certificates: [certificate, world.signer.certificate] as [Buffer, Buffer],
    };
    expect(await only(await signFile(signer, content))).toEqual([['INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE']]);
  });
});

describe('any bit', () => {
  it('of a signer in a CMS that is turned over leaves no signature that passes', async () => {
    const cms = await signFile(world.signer, content);
    const [issuing, root] = world.authority.chain;
    const order = { content, now: signedAt, anchors: [root], authorities: [issuing, root] };
    const lists = world.lists(signedAt);
    const [first] = signerOf(cms);
    // All of him stands at the end: version, certificate, algorithms, attributes and signature.
    const start = cms.length - signerOf(cms).reduce((sum, { raw }) => sum + raw.length, 0);
    expect(cms.subarray(start).subarray(0, 3)).toEqual(first?.raw);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: start, max: cms.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const flipped = Buffer.from(cms);
          flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
          const crls = await lists;
          const result = await validateDocument({ ...order, document: flipped, crls });
          const passed = 'reports' in result && result.reports.some(({ indication }) => indication === 'TOTAL-PASSED');
          expect(passed).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The fields of the one signer. */
function signerOf(cms: Buffer) {
  const [, wrapped] = readSequence(cms);
  const signers = readSequence(wrapped?.content ?? Buffer.alloc(0)).at(-1);
  return readSequence(signers?.content ?? Buffer.alloc(0));
}

function withSigner(cms: Buffer, fields: readonly Buffer[]): Buffer {
  const [type, wrapped] = readSequence(cms);
  const parts = readSequence(wrapped?.content ?? Buffer.alloc(0)).map(({ raw }) => raw);
  const inner = writeSequence(...parts.slice(0, -1), writeElement(0x31, writeSequence(...fields)));
  return writeSequence(type?.raw ?? Buffer.alloc(0), writeElement(0xa0, inner));
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StepResult, steps, type World, walkJourney } from './src/journey.ts';
import { startTestPlatform, type TestPlatform } from './src/test-platform.ts';
import {
  askMutool,
  askOpenssl,
  askOpensslVerify,
  askPdfsig,
  askQpdf,
  askQpdfStructure,
  readPdf,
  readQr,
} from './src/witnesses.ts';

const withOpenssl = itWitnessedBy('openssl');
const withPdfsig = itWitnessedBy('pdfsig', 'certutil');
const withPdfReader = itWitnessedBy('pdftotext');
const withQpdf = itWitnessedBy('qpdf');
const withQrReader = itWitnessedBy('zbarimg', 'rsvg-convert');

let platform: TestPlatform;
let folder: string;
let results: StepResult[];
let world: World;
/** The journey ends with its first failure. */
let failure: unknown;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-journey-'));
  platform = await startTestPlatform(folder);
  const walked = await walkJourney({
    ...platform,
    folder,
    onStep: (_result, error) => {
      failure ??= error;
    },
  });
  ({ results, world } = walked);
}, 480_000);
afterAll(async () => {
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('the journey', () => {
  it.each(steps.map(({ promise, title }, index) => ({ promise, title, index })))('$promise: $title', ({ index }) => {
    const result = results[index] ?? { ok: false, why: 'an earlier step failed' };
    expect(result.ok ? result : { ...result, why: failure }).toMatchObject({ ok: true });
  });

  it('keeps every promise that it is meant to walk', () => {
    const walked = new Set(results.filter(({ ok }) => ok).map(({ promise }) => promise));
    const meant = [
      'E1',
      'E2',
      'E3',
      'E4',
      'E5',
      'E6',
      'E7',
      'E8',
      'E9',
      'E10',
      'E11',
      'E12',
      'E13',
      'E14',
      'E15',
      'E19',
      'R1',
      'R2',
      'R3',
      'E16',
      'E17',
      'E17b',
      'E18',
      'R4',
      'R4b',
      'R5',
      'R6',
      'R6b',
      'R7',
      'R8',
      'R9',
      'R10',
    ];
    expect(meant.filter((promise) => !walked.has(promise))).toEqual([]);
  });
});

describe('the certificates of servers', () => {
  withOpenssl('are accepted by openssl verify -x509_strict for exactly their names (witness: openssl)', async () => {
    for (const certificate of [world.publicCertificate, world.privateCertificate]) {
      if (certificate === undefined) throw new Error('no certificate was made');
      // oxlint-disable-next-line no-await-in-loop
      expect(await askOpensslVerify(certificate)).toMatchObject({ ok: true });
      const names = [...certificate.names, 'other.example.org'];
      // oxlint-disable-next-line no-await-in-loop
      expect(await askOpensslVerify({ ...certificate, names })).toMatchObject({ ok: false });
    }
  });

  withOpenssl('are refused by openssl under the chain of another authority (witness: openssl)', async () => {
    const [own, other] = [world.publicCertificate, world.privateCertificate];
    if (own === undefined || other === undefined) throw new Error('no certificate was made');
    expect(await askOpensslVerify({ ...own, chainPem: other.chainPem })).toMatchObject({ ok: false });
  });
});

describe('the invoice', () => {
  withPdfReader('tells number, buyer, lines, tax and sum as text (witness: pdftotext)', async () => {
    const text = (await readPdf(world.invoice ?? Buffer.alloc(0))) ?? '';
    const buyer = ['Sample Works Ltd', '1 Sample Street', '10115 Berlin'];
    const sums = ['2,000.00', '380.00', '2,380.00'];
    for (const told of [/INV-\d{4}-\d{6}/.exec(text)?.[0], 'Multi-domain TLS', '19', ...buyer, ...sums]) {
      expect(text).toContain(told);
    }
  });
});

describe('the eGrid', () => {
  withQpdf('is encrypted by AES-256, revision 6, and opened by its password only (witness: qpdf)', async () => {
    const { pdf, password } = world.egrid ?? { pdf: Buffer.alloc(0), password: '' };
    expect(await askQpdf(pdf, password)).toMatchObject({ ok: true });
    expect(await askQpdf(pdf.subarray(0, -200), password)).toMatchObject({ ok: false });
  });
});

describe('the QR code of the authenticator', () => {
  withQrReader('reads as the otpauth URI beside it (witnesses: zbarimg, rsvg-convert)', async () => {
    expect(world.qr?.uri).toMatch(/^otpauth:\/\/totp\//);
    expect(await readQr(world.qr?.svg ?? '')).toBe(world.qr?.uri);
  });
});

describe('the signed PDF', () => {
  const rootOf = (chainPem: string) => (chainPem.match(/-----BEGIN[^]*?END CERTIFICATE-----/g) ?? []).at(-1) ?? '';

  withOpenssl('is accepted by openssl cms -verify -cades (witness: openssl)', async () => {
    const verdict = await askOpenssl(world.signedPdf ?? Buffer.alloc(0), world.credential?.chainPem ?? '');
    expect(verdict).toMatchObject({ ok: true });
  });

  withOpenssl('is refused by openssl once a byte of it changed (witness: openssl)', async () => {
    const altered = Buffer.from(world.signedPdf ?? Buffer.alloc(0));
    const at = altered.indexOf('Agreement');
    altered[at] = 0x61;
    expect(await askOpenssl(altered, world.credential?.chainPem ?? '')).toMatchObject({ ok: false });
  });

  withPdfsig('of another application is accepted by pdfsig, too (witness: pdfsig)', async () => {
    const signed = world.signedByApplication ?? Buffer.alloc(0);
    expect(await askPdfsig(signed, rootOf(world.credential?.chainPem ?? ''))).toMatchObject({ ok: true });
  });

  withPdfsig('is accepted by pdfsig with the root trusted (witness: pdfsig)', async () => {
    const verdict = await askPdfsig(world.signedPdf ?? Buffer.alloc(0), rootOf(world.credential?.chainPem ?? ''));
    expect(verdict).toMatchObject({ ok: true });
  });

  withPdfsig('whose certificate was revoked afterwards is told by OCSP to be revoked (witness: pdfsig)', async () => {
    const verdict = await askPdfsig(world.signedBefore ?? Buffer.alloc(0), rootOf(world.credential?.chainPem ?? ''));
    expect(verdict.ok).toBe(false);
    expect(verdict.said).toMatch(/Signature is Valid[^]*Certificate has been Revoked/);
  });

  itWitnessedBy('mutool')('is accepted by mutool sign -v (witness: mutool)', async () => {
    const pdf = Buffer.from(world.signedPdf ?? Buffer.alloc(0));
    expect(await askMutool(pdf)).toMatchObject({ ok: true });
    pdf[pdf.indexOf('Agreement')] = 0x61;
    expect(await askMutool(pdf)).toMatchObject({ ok: false });
  });

  withQpdf('has a structure that qpdf --check accepts (witness: qpdf)', async () => {
    expect(await askQpdfStructure(world.signedPdf ?? Buffer.alloc(0))).toMatchObject({ ok: true });
  });
});

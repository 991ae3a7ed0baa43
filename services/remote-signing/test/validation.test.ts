import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPdfPreparation } from '../src/format/preparation.ts';
import { addValidationData } from '../src/format/validation-data.ts';
import type { SignatureReport } from '../src/validation/report.ts';
import { aPdf, createFormatSigner, type PdfWishes, signedAt, signFile, signPdf } from './format-signers.ts';
import { createSigningAuthority } from './signing-authority.ts';
import { addTimestamp, createValidationWorld, day, type ValidationWorld } from './validation-world.ts';

const pdfs = startPdfPreparation();
const content = Buffer.from('We agree.\n');
let world: ValidationWorld;

beforeAll(async () => {
  world = await createValidationWorld();
});

afterAll(() => pdfs.close());

const verdict = (report: SignatureReport | undefined) => [report?.indication, report?.subIndication, report?.level];
const outcomeOf = (report: SignatureReport | undefined, name: string) =>
  report?.checks.filter((check) => check.name === name).map(({ outcome }) => outcome);
const stampedAt = (at: Date) => async (signature: Buffer) => world.timestamp(at, signature);

async function signed(wishes: PdfWishes = {}, pdf?: Buffer) {
  return await signPdf(pdfs, world.signer, pdf ?? (await aPdf()), wishes);
}

async function longTerm() {
  const made = await signed({ timestamp: stampedAt(signedAt) });
  const { certificate } = world.signer;
  const status = { thisUpdate: signedAt, nextUpdate: day(1) };
  return await addValidationData({
    content: made.signed,
    contentsStart: made.contentsStart,
    contentsEnd: made.contentsEnd,
    certificates: [certificate, world.tsa.certificate, ...world.authority.chain],
    ocsps: [world.ocsp(certificate, status), world.ocsp(world.tsa.certificate, status)],
    crls: [await world.authority.revocationList(1, status)],
  });
}

describe('a signed PDF', () => {
  it('passes as PAdES-B-B, with the signer, the time that is claimed, and everything that was looked at', async () => {
    const { signed: pdf } = await signed();
    const [report, ...others] = await world.validate(pdf);
    expect(others).toEqual([]);
    expect(verdict(report)).toEqual(['TOTAL-PASSED', '', 'PAdES-B-B']);
    expect(report).toMatchObject({
      name: 'Signature_1',
      signedBy: expect.stringContaining('CN=Zoë Example'),
      claimedAt: new Date(Math.floor(signedAt.getTime() / 1000) * 1000),
      provedAt: undefined,
      coversWholeDocument: true,
      laterChanges: 'none',
    });
    expect(report?.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'format passed',
      'digest passed',
      'signing-certificate passed',
      'signature passed',
      'time-stamp not-applicable',
      'certificate-path passed',
      'revocation passed',
      'later-changes passed',
    ]);
  });

  it('passes with each kind of key, and with a mark on the page', async () => {
    const signers = await Promise.all(
      (['P-384', 'RSA-3072'] as const).map((kind) => createFormatSigner(world.authority, kind)),
    );
    for (const signer of signers) {
      const appearance = { page: 1, x: 50, y: 50, width: 200, height: 60 };
      // oxlint-disable-next-line no-await-in-loop
      const { signed: pdf } = await signPdf(pdfs, signer, await aPdf(), { appearance });
      // oxlint-disable-next-line no-await-in-loop
      expect((await world.validate(pdf)).map(verdict)).toEqual([['TOTAL-PASSED', '', 'PAdES-B-B']]);
    }
  });

  it('passes with two signers in turn; the first one no longer covers all of it', async () => {
    const once = await signed();
    const twice = await signed({ appearance: { page: 1, x: 50, y: 50, width: 200, height: 60 } }, once.signed);
    const reports = await world.validate(twice.signed);
    expect(reports.map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'PAdES-B-B'],
      ['TOTAL-PASSED', '', 'PAdES-B-B'],
    ]);
    expect(reports.map(({ laterChanges, coversWholeDocument }) => [laterChanges, coversWholeDocument])).toEqual([
      ['permitted', false],
      ['none', true],
    ]);
  });

  it('is B-T with a time-stamp, which proves its time', async () => {
    const { signed: pdf } = await signed({ timestamp: stampedAt(signedAt) });
    const [report] = await world.validate(pdf);
    expect(verdict(report)).toEqual(['TOTAL-PASSED', '', 'PAdES-B-T']);
    expect(report?.provedAt?.getTime()).toBe(Math.floor(signedAt.getTime() / 1000) * 1000);
  });

  it('is B-LT with validation data, and passes when the certificate has ended and nobody can be asked', async () => {
    const pdf = await longTerm();
    const [report] = await world.validate(pdf, { now: day(500), crls: [] });
    expect(verdict(report)).toEqual(['TOTAL-PASSED', '', 'PAdES-B-LT']);
    expect(report).toMatchObject({ laterChanges: 'permitted', coversWholeDocument: false });
  });

  it('does not pass when its certificate has ended and nothing proves its time', async () => {
    const [report] = await world.validate((await signed()).signed, { now: day(500) });
    expect(verdict(report)).toEqual(['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'PAdES-B-B']);
  });

  it('does not pass when nobody can tell of revocations', async () => {
    const [report] = await world.validate((await signed()).signed, { crls: [] });
    expect(verdict(report)).toEqual(['INDETERMINATE', 'TRY_LATER', 'PAdES-B-B']);
    expect(outcomeOf(report, 'revocation')).toEqual(['unknown']);
  });

  it('does not pass under a root that is not trusted', async () => {
    const foreign = await createSigningAuthority();
    const [report] = await world.validate((await signed()).signed, { anchors: [foreign.chain[1]] });
    expect(verdict(report)).toEqual(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'PAdES-B-B']);
    const [own] = world.authority.chain;
    const anchors = [foreign.chain[1], world.authority.chain[1], own];
    expect((await world.validate((await signed()).signed, { anchors })).map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'PAdES-B-B'],
    ]);
  });

  it('passes when it is proved to be older than the revocation, and else does not', async () => {
    const { certificate } = world.signer;
    const before = await signed({ timestamp: stampedAt(signedAt) });
    const after = await signed({ timestamp: stampedAt(day(3)) });
    const order = { now: day(4), revoked: [{ certificate, at: day(2), reason: 1 }] };
    expect((await world.validate(before.signed, order)).map(verdict)).toEqual([['TOTAL-PASSED', '', 'PAdES-B-T']]);
    expect((await world.validate(after.signed, order)).map(verdict)).toEqual([
      ['INDETERMINATE', 'REVOKED_NO_POE', 'PAdES-B-T'],
    ]);
    expect((await world.validate((await signed()).signed, order)).map(verdict)).toEqual([
      ['INDETERMINATE', 'REVOKED_NO_POE', 'PAdES-B-B'],
    ]);
  });

  it('waits while its certificate is on hold', async () => {
    const revoked = [{ certificate: world.signer.certificate, at: day(1), reason: 6 }];
    const [report] = await world.validate((await signed()).signed, { now: day(2), revoked });
    expect(verdict(report)).toEqual(['INDETERMINATE', 'TRY_LATER', 'PAdES-B-B']);
    const stamped = await signed({ timestamp: stampedAt(signedAt) });
    expect((await world.validate(stamped.signed, { now: day(2), revoked })).map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'PAdES-B-T'],
    ]);
  });

  it('does not pass when an authority was revoked', async () => {
    const [issuing] = world.authority.chain;
    const times = { thisUpdate: signedAt, nextUpdate: day(1) };
    const crls = await Promise.all([
      world.authority.revocationList(0, times),
      world.authority.revocationList(1, times, [{ certificate: issuing, at: day(-1) }]),
    ]);
    const [report] = await world.validate((await signed()).signed, { crls });
    expect(verdict(report)).toEqual(['INDETERMINATE', 'REVOKED_CA_NO_POE', 'PAdES-B-B']);
  });

  it('fails when a time-stamp proves it to be older than its certificate', async () => {
    const { signed: pdf } = await signed({ timestamp: stampedAt(day(-10)) });
    expect((await world.validate(pdf)).map(verdict)).toEqual([['TOTAL-FAILED', 'NOT_YET_VALID', 'PAdES-B-T']]);
  });

  it('gets no time from a time-stamp over something else, of a revoked authority, or of no authority at all', async () => {
    const { signed: pdf } = await signed({ timestamp: async () => world.timestamp(signedAt, Buffer.from('else')) });
    const [report] = await world.validate(pdf);
    expect(verdict(report)).toEqual(['TOTAL-PASSED', '', 'PAdES-B-B']);
    expect(outcomeOf(report, 'time-stamp')).toEqual(['failed']);
    const stamped = await signed({ timestamp: stampedAt(signedAt) });
    const revoked = [{ certificate: world.tsa.certificate, at: day(1) }];
    expect((await world.validate(stamped.signed, { now: day(2), revoked })).map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'PAdES-B-B'],
    ]);
    const foreign = await createValidationWorld();
    const elsewhere = await signed({ timestamp: async (signature) => foreign.timestamp(signedAt, signature) });
    expect((await world.validate(elsewhere.signed)).map(verdict)).toEqual([['TOTAL-PASSED', '', 'PAdES-B-B']]);
  });
});

describe('a document time-stamp', () => {
  it('is reported as such, and proves the time of what it covers', async () => {
    const once = await signed();
    const stamped = await addTimestamp(pdfs, world, { pdf: once.signed, at: signedAt });
    const revoked = [{ certificate: world.signer.certificate, at: day(2) }];
    const reports = await world.validate(stamped, { now: day(3), revoked });
    expect(reports.map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'PAdES-B-T'],
      ['TOTAL-PASSED', '', 'document-time-stamp'],
    ]);
    expect(reports.map(({ provedAt }) => provedAt?.getTime())).toEqual(
      [1, 2].map(() => Math.floor(signedAt.getTime() / 1000) * 1000),
    );
    expect(reports.map(({ laterChanges }) => laterChanges)).toEqual(['permitted', 'none']);
    const late = await addTimestamp(pdfs, world, { pdf: once.signed, at: day(2.5) });
    expect((await world.validate(late, { now: day(3), revoked })).map(verdict)).toEqual([
      ['INDETERMINATE', 'REVOKED_NO_POE', 'PAdES-B-T'],
      ['TOTAL-PASSED', '', 'document-time-stamp'],
    ]);
  });

  it('proves nothing when it is over something else', async () => {
    const { signed: pdf } = await signed();
    const stamped = await addTimestamp(pdfs, world, { pdf, at: signedAt, over: Buffer.from('else') });
    expect((await world.validate(stamped)).map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'PAdES-B-B'],
      ['TOTAL-FAILED', 'HASH_FAILURE', 'document-time-stamp'],
    ]);
  });
});

describe('a detached CMS signature', () => {
  it('passes as CAdES-B-B and B-LT over its content, and fails over another', async () => {
    const cms = await signFile(world.signer, content);
    expect((await world.validate(cms, { content })).map(verdict)).toEqual([['TOTAL-PASSED', '', 'CAdES-B-B']]);
    expect((await world.validate(cms, { content: Buffer.from('We disagree.\n') })).map(verdict)).toEqual([
      ['TOTAL-FAILED', 'HASH_FAILURE', 'CAdES-B-B'],
    ]);
    expect((await world.validate(cms)).map(verdict)).toEqual([['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', '']]);
    const status = { thisUpdate: signedAt, nextUpdate: day(1) };
    const kept = await signFile(world.signer, content, {
      timestamp: stampedAt(signedAt),
      certificates: [world.tsa.certificate, world.authority.chain[1]],
      revocation: {
        ocsps: [world.ocsp(world.signer.certificate, status), world.ocsp(world.tsa.certificate, status)],
        crls: [await world.authority.revocationList(1, status)],
      },
    });
    expect((await world.validate(kept, { content, now: day(500), crls: [] })).map(verdict)).toEqual([
      ['TOTAL-PASSED', '', 'CAdES-B-LT'],
    ]);
  });

  it('does not hear who is not entitled to tell of revocations', async () => {
    const foreign = await createValidationWorld();
    const status = { thisUpdate: signedAt, nextUpdate: day(1) };
    const revocation = { ocsps: [foreign.ocsp(world.signer.certificate, status)], crls: await foreign.lists(signedAt) };
    const cms = await signFile(world.signer, content, { revocation });
    expect((await world.validate(cms, { content, crls: [] })).map(verdict)).toEqual([
      ['INDETERMINATE', 'TRY_LATER', 'CAdES-B-B'],
    ]);
  });

  it('hears an OCSP response that tells of a revocation, though a list says nothing of it', async () => {
    const { certificate } = world.signer;
    const ocsps = [world.ocsp(certificate, { thisUpdate: signedAt, nextUpdate: day(1), revokedAt: day(-1) })];
    const cms = await signFile(world.signer, content, { revocation: { ocsps, crls: [] } });
    expect((await world.validate(cms, { content })).map(verdict)).toEqual([
      ['INDETERMINATE', 'REVOKED_NO_POE', 'CAdES-B-B'],
    ]);
  });
});

import { createHash } from 'node:crypto';
import { readSignedData } from '@countersign/cms';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDF, PdfDict, PdfRef } from '@libpdf/core';
import { startPdfPreparation } from '../src/format/preparation.ts';
import { ocspRequest, readOcspResponse } from '../src/format/revocation.ts';
import { createTimestampRequest, readTimestamp } from '../src/format/timestamp.ts';
import { aPdf, signedAt as at, createFormatSigner, type FormatSigner, signFile, signPdf } from './format-signers.ts';
import { createOpensslServices, type OpensslServices } from './openssl-services.ts';
import { createSigningAuthority, type SigningAuthority } from './signing-authority.ts';
import {
  checkWithQpdf,
  readSignatures,
  readWithCerttool,
  verifyTimestampWithOpenssl,
  verifyWithCerttool,
  verifyWithMutool,
  verifyWithOpenssl,
  verifyWithPdfsig,
} from './witnesses.ts';

const pdfs = startPdfPreparation();
const withOpenssl = itWitnessedBy('openssl');
const withPdfTools = itWitnessedBy('openssl', 'pdfsig', 'certutil', 'qpdf', 'mutool');
const withCerttool = itWitnessedBy('certtool');
const file = Buffer.from('Any file: it need not be a PDF.\n');
let authority: SigningAuthority;
let services: OpensslServices;
let signers: Record<FormatSigner['algorithm'], FormatSigner>;

beforeAll(async () => {
  authority = await createSigningAuthority();
  services = await createOpensslServices(authority);
  signers = {
    'P-256': await createFormatSigner(authority, 'P-256'),
    'P-384': await createFormatSigner(authority, 'P-384'),
    'RSA-3072': await createFormatSigner(authority, 'RSA-3072'),
  };
});

afterAll(() => pdfs.close());

async function timestamp(signature: Buffer): Promise<Buffer> {
  const { request, readToken } = createTimestampRequest(signature);
  return readToken(await services.answerTimestamp(request));
}

async function revocation() {
  const { certificate } = signers['P-256'];
  const [issuing] = authority.chain;
  const ocsps = await Promise.all(
    [certificate, services.timestampCertificate].map((each) =>
      services.answerOcsp(ocspRequest(each, issuing), { certificate: each }),
    ),
  );
  const times = { thisUpdate: at, nextUpdate: new Date(at.getTime() + 3_600_000) };
  return { ocsps, crls: [await authority.revocationList(1, times)] };
}

/** The bytes with one bit turned over. */
function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(place) ^ 1, place);
  return copy;
}

function firstSignature(pdf: Buffer) {
  const [signature] = readSignatures(pdf);
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

describe.each(['P-256', 'P-384', 'RSA-3072'] as const)('a signature with %s', (algorithm) => {
  const judge = () => ({ root: authority.chain[1], at });

  withPdfTools(
    'in a PDF is accepted by openssl, pdfsig and mutool, and refused when a bit is turned over',
    async () => {
      const { signed } = await signPdf(pdfs, signers[algorithm], await aPdf(), { timestamp });
      const signature = firstSignature(signed);
      expect(await verifyWithOpenssl(signature, judge())).toMatch(/successful/);
      const { cms, content } = signature;
      await expect(verifyWithOpenssl({ cms, content: flipped(content, 300) }, judge())).rejects.toThrow(
        /verification failure/,
      );

      expect(await verifyWithPdfsig(signed, authority.chain[1])).toMatch(
        /Signature is Valid[^]*Certificate is Trusted/,
      );
      expect(await verifyWithMutool(signed)).toMatch(/unchanged since signing/);
      const place = (await aPdf()).indexOf('Producer');
      const changed = flipped(signed, place < 0 ? 12 : place);
      expect(await verifyWithPdfsig(changed, authority.chain[1])).toMatch(/Digest Mismatch/);
      expect(await verifyWithMutool(changed)).not.toMatch(/unchanged since signing/);
    },
  );

  withOpenssl('over any file is accepted by openssl, and refused when a bit is turned over', async () => {
    const cms = await signFile(signers[algorithm], file);
    expect(await verifyWithOpenssl({ cms, content: file }, judge())).toMatch(/successful/);
    await expect(verifyWithOpenssl({ cms, content: flipped(file, 3) }, judge())).rejects.toThrow(
      /verification failure/,
    );
    const turned = flipped(cms, cms.length - 1);
    await expect(verifyWithOpenssl({ cms: turned, content: file }, judge())).rejects.toThrow(/verification failure/);
  });

  withCerttool('over any file is accepted by certtool, and refused when a bit is turned over', async () => {
    const cms = await signFile(signers[algorithm], file);
    const [, root] = authority.chain;
    expect(await verifyWithCerttool({ cms, content: file }, root)).toMatch(/Signature status: ok/);
    await expect(verifyWithCerttool({ cms, content: flipped(file, 3) }, root)).rejects.toThrow(/fail|verif/i);
    expect(await readWithCerttool(cms)).toMatch(/Signature Algorithm: (ECDSA-SHA256|ECDSA-SHA384|RSA-SHA256)/);
  });
});

describe('a signature with a time-stamp', () => {
  withOpenssl('has one that openssl verifies over the signature value, and over no other', async () => {
    const { signed, signature } = await signPdf(pdfs, signers['P-256'], await aPdf(), { timestamp });
    const [signer] = readSignedData(firstSignature(signed).cms).signers;
    const [token] = signer?.unsigned.get('1.2.840.113549.1.9.16.2.14') ?? [];
    if (token === undefined) throw new Error('no time-stamp');
    const [, root] = authority.chain;
    expect(await verifyTimestampWithOpenssl(token, { over: signature, root })).toMatch(/Verification: OK/);
    const over = flipped(signature, 20);
    await expect(verifyTimestampWithOpenssl(token, { over, root })).rejects.toThrow(/mismatch/i);

    const read = readTimestamp(token);
    expect(Math.abs(read.at.getTime() - Date.now())).toBeLessThan(60_000);
    expect(read).toMatchObject({ hash: 'sha256', policy: '1.2.3.4.1' });
    expect(read.certificates[0]?.equals(services.timestampCertificate)).toBe(true);
    expect(read.imprint).toEqual(createHash('sha256').update(signature).digest());
  });

  withOpenssl('refuses a token that answers another request, is over another signature, or was not given', async () => {
    const [mine, other] = [Buffer.from('one signature'), Buffer.from('another')];
    const { request, readToken } = createTimestampRequest(mine);
    const response = await services.answerTimestamp(request);
    expect(readToken(response)).toBeInstanceOf(Buffer);
    expect(() => createTimestampRequest(mine).readToken(response)).toThrow('another request');
    const forOther = createTimestampRequest(other);
    const answered = await services.answerTimestamp(forOther.request);
    expect(() => readToken(answered)).toThrow(/another request/);
    // The imprint of another signature under the nonce that was asked for.
    const swapped = Buffer.from(
      request.toString('hex').replace(imprintOf(request), imprintOf(forOther.request)),
      'hex',
    );
    const token = await services.answerTimestamp(swapped);
    expect(() => readToken(token)).toThrow('not over this digest');
    expect(() => readToken(Buffer.from('30053003020102', 'hex'))).toThrow('status 2');
    expect(() => readToken(Buffer.from('hello'))).toThrow(/not DER/);
  });
});

/** Hexadecimal; a TimeStampReq begins with its version and the imprint. */
function imprintOf(request: Buffer): string {
  const start = request.indexOf(Buffer.from('0420', 'hex')) + 2;
  return request.subarray(start, start + 32).toString('hex');
}

describe('what OCSP answers', () => {
  withOpenssl(
    'is read for the certificate that was asked for, under the key of the issuer or its responder',
    async () => {
      const { certificate } = signers['P-256'];
      const [issuer] = authority.chain;
      const request = ocspRequest(certificate, issuer);
      const [good, revoked] = await Promise.all([
        services.answerOcsp(request, { certificate }),
        services.answerOcsp(request, { certificate, isRevoked: true }),
      ]);
      const said = readOcspResponse(good, { certificate, issuer });
      expect(said.status).toBe('good');
      expect((said.nextUpdate?.getTime() ?? 0) - said.thisUpdate.getTime()).toBe(86_400_000);
      expect(readOcspResponse(revoked, { certificate, issuer }).status).toBe('revoked');
      expect(() => readOcspResponse(good, { certificate: services.timestampCertificate, issuer })).toThrow(
        'another certificate',
      );
      const stranger = await createSigningAuthority();
      expect(() => readOcspResponse(good, { certificate, issuer: stranger.chain[0] })).toThrow('not signed by');
      const place = good.indexOf(Buffer.from('180f', 'hex')) + 4;
      expect(() => readOcspResponse(flipped(good, place), { certificate, issuer })).toThrow('not signed by');
      expect(() => readOcspResponse(Buffer.from('30030a0106', 'hex'), { certificate, issuer })).toThrow('status 06');
    },
  );
});

describe('a PDF with validation data', () => {
  withPdfTools('keeps its signatures, whoever adds data or signs next', async () => {
    const first = await signPdf(pdfs, signers['P-256'], await aPdf(), { timestamp });
    const data = await revocation();
    const certificates = [...signers['P-256'].certificates, services.timestampCertificate, authority.chain[1]];
    const once = await pdfs.addValidationData({ ...first, content: first.signed, certificates, ...data });
    expect(once.subarray(0, first.signed.length).equals(first.signed)).toBe(true);
    expect(await checkWithQpdf(once)).toMatch(/No syntax or stream encoding errors/);
    expect(await verifyWithPdfsig(once, authority.chain[1])).toMatch(/Signature is Valid/);
    expect(await verifyWithMutool(once)).toMatch(/valid/i);

    const second = await signPdf(pdfs, signers['P-384'], once, { timestamp });
    const twice = await pdfs.addValidationData({ ...second, content: second.signed, certificates, ...data });
    expect(await checkWithQpdf(twice)).toMatch(/No syntax or stream encoding errors/);
    const said = await verifyWithPdfsig(twice, authority.chain[1]);
    expect(said.match(/Signature is Valid/g)).toHaveLength(2);
    expect(said.match(/Certificate is Trusted/g)).toHaveLength(2);
    for (const signature of readSignatures(twice)) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await verifyWithOpenssl(signature, { root: authority.chain[1], at })).toMatch(/successful/);
    }
    expect(await storeOf(twice)).toEqual({ Certs: 4, OCSPs: 2, CRLs: 1, VRI: 2 });

    const place = first.signed.indexOf('/Type /Page');
    expect(await verifyWithPdfsig(flipped(twice, place + 3), authority.chain[1])).toMatch(/Digest Mismatch/);
  });

  it('lists under each signature what belongs to it', async () => {
    const { signed, contentsStart, contentsEnd } = await signPdf(pdfs, signers['P-256'], await aPdf());
    const [certificate] = signers['P-256'].certificates;
    const place = { contentsStart, contentsEnd };
    const content = await pdfs.addValidationData({
      ...place,
      content: signed,
      certificates: [certificate, certificate],
      ocsps: [],
      crls: [],
    });
    expect(await storeOf(content)).toEqual({ Certs: 1, VRI: 1 });
    const wrong = { contentsStart: 3, contentsEnd: 9, certificates: [], ocsps: [], crls: [] };
    await expect(pdfs.addValidationData({ ...wrong, content: signed })).rejects.toThrow('no signature at this place');
  });
});

/** How many entries each list of the security store has. */
async function storeOf(bytes: Buffer): Promise<Record<string, number>> {
  const pdf = await PDF.load(bytes);
  const resolve = (ref: PdfRef) => pdf.getObject(ref);
  const store = pdf.getCatalog().getDict('DSS', resolve);
  const lists = ['Certs', 'OCSPs', 'CRLs'].flatMap((name): [string, number][] => {
    const list = store?.getArray(name, resolve);
    return list === undefined ? [] : [[name, list.length]];
  });
  const keys = store?.getDict('VRI', resolve);
  const count = keys instanceof PdfDict ? [...keys].length : 0;
  return Object.fromEntries([...lists, ['VRI', count]]);
}

describe('a detached signature for the long term', () => {
  withOpenssl('carries time-stamp, certificates and revocation values, and openssl still accepts it', async () => {
    const data = await revocation();
    const [issuing, root] = authority.chain;
    const cms = await signFile(signers['P-256'], file, {
      timestamp,
      certificates: [services.timestampCertificate, issuing, root],
      revocation: data,
    });
    expect(await verifyWithOpenssl({ cms, content: file }, { root, at })).toMatch(/successful/);
    await expect(verifyWithOpenssl({ cms, content: flipped(file, 0) }, { root, at })).rejects.toThrow(
      /verification failure/,
    );
    const read = readSignedData(cms);
    expect({ certificates: read.certificates.length, crls: read.crls.length, ocsps: read.ocsps.length }).toEqual({
      certificates: 4,
      crls: 1,
      ocsps: 2,
    });
    expect(read.crls[0]?.equals(data.crls[0] ?? Buffer.alloc(0))).toBe(true);
    expect([...(read.signers[0]?.unsigned.keys() ?? [])]).toEqual(['1.2.840.113549.1.9.16.2.14']);
    expect([...(read.signers[0]?.signed.keys() ?? [])].toSorted()).toEqual([
      '1.2.840.113549.1.9.16.2.47',
      '1.2.840.113549.1.9.3',
      '1.2.840.113549.1.9.4',
      '1.2.840.113549.1.9.5',
    ]);
  });
});

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { startPdfPreparation } from '../src/format/preparation.ts';
import { aPdf, createFormatSigner, type FormatSigner, signedAt, signFile, signPdf } from './format-signers.ts';
import { createSigningAuthority } from './signing-authority.ts';
import { createValidationWorld, type ValidationWorld } from './validation-world.ts';
import { inFolder, readSignatures, toPem, verifyWithPdfsig } from './witnesses.ts';

const run = promisify(execFile);
const withOpenssl = itWitnessedBy('openssl');
const withPdfsig = itWitnessedBy('pdfsig', 'certutil');
const pdfs = startPdfPreparation();
const content = Buffer.from('We agree.\n');
let world: ValidationWorld;
let rsa: FormatSigner;

beforeAll(async () => {
  world = await createValidationWorld();
  rsa = await createFormatSigner(world.authority, 'RSA-3072');
});

afterAll(() => pdfs.close());

/** Files of a signer as OpenSSL takes them. */
async function writeSigner(folder: string, name: string, { certificate, privateKey }: FormatSigner): Promise<string[]> {
  const [certificateFile, keyFile] = [path.join(folder, `${name}.pem`), path.join(folder, `${name}.key`)];
  await Promise.all([
    writeFile(certificateFile, toPem([certificate])),
    writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' })),
  ]);
  return ['-signer', certificateFile, '-inkey', keyFile];
}

/** What `openssl cms -sign` makes of the content. */
async function signWithOpenssl(signers: readonly FormatSigner[], ...options: string[]): Promise<Buffer> {
  return await inFolder(async (folder) => {
    const file = (name: string) => path.join(folder, name);
    await Promise.all([
      writeFile(file('content'), content),
      writeFile(file('chain.pem'), toPem([world.authority.chain[0]])),
    ]);
    const parts = await Promise.all(signers.map((signer, index) => writeSigner(folder, String(index), signer)));
    const common = ['cms', '-sign', '-binary', '-outform', 'DER', '-md', 'sha256', '-in', file('content')];
    await run('openssl', [
      ...common,
      '-certfile',
      file('chain.pem'),
      ...parts.flat(),
      ...options,
      '-out',
      file('out.der'),
    ]);
    return await readFile(file('out.der'));
  });
}

/** Whether `openssl cms -verify` takes a signature under our root. */
async function opensslAccepts(cms: Buffer, over: Buffer, root: Buffer): Promise<boolean> {
  return await inFolder(async (folder) => {
    const file = (name: string) => path.join(folder, name);
    await Promise.all([
      writeFile(file('cms.der'), cms),
      writeFile(file('content'), over),
      writeFile(file('root.pem'), toPem([root])),
    ]);
    const common = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', file('cms.der'), '-out', file('out')];
    return await run('openssl', [...common, '-content', file('content'), '-CAfile', file('root.pem')]).then(
      () => true,
      () => false,
    );
  });
}

/** Whether all the signatures pass here. */
async function passes(document: Buffer, order: Parameters<ValidationWorld['validate']>[1] = {}): Promise<boolean> {
  const reports = await world.validate(document, order);
  return reports.every(({ indication }) => indication === 'TOTAL-PASSED');
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

describe('what openssl cms -sign makes', () => {
  withOpenssl.each<[string, string[], string]>([
    ['without a named certificate', [], 'CMS'],
    ['as CAdES', ['-cades'], 'CAdES-B-B'],
    ['by key identifier', ['-keyid'], 'CMS'],
    ['without attributes', ['-noattr'], 'CMS'],
  ])('%s passes, and fails over other content', async (_which, options, level) => {
    const cms = await signWithOpenssl([world.signer], ...options);
    expect(await world.validate(cms, { content })).toMatchObject([{ indication: 'TOTAL-PASSED', level }]);
    expect(await world.validate(cms, { content: flipped(content, 3) })).toMatchObject([{ indication: 'TOTAL-FAILED' }]);
  });

  withOpenssl('with its content inside, in DER and as a stream in BER, passes without another one', async () => {
    for (const options of [['-nodetach'], ['-nodetach', '-stream']]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await passes(await signWithOpenssl([world.signer], ...options))).toBe(true);
    }
  });

  withOpenssl('with RSA passes, in PKCS #1 v1.5 and in PSS', async () => {
    for (const options of [[], ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32']]) {
      // oxlint-disable-next-line no-await-in-loop
      const cms = await signWithOpenssl([rsa], ...options, '-cades');
      // oxlint-disable-next-line no-await-in-loop
      expect(await passes(cms, { content })).toBe(true);
      // oxlint-disable-next-line no-await-in-loop
      expect(await passes(flipped(cms, cms.length - 3), { content })).toBe(false);
    }
  });

  withOpenssl('with two signers gets a report on each', async () => {
    const cms = await signWithOpenssl([world.signer, rsa], '-cades');
    const reports = await world.validate(cms, { content });
    expect(reports.map(({ name, indication }) => [name, indication])).toEqual([
      ['1', 'TOTAL-PASSED'],
      ['2', 'TOTAL-PASSED'],
    ]);
  });

  withOpenssl('with SHA-1 is too weak', async () => {
    const cms = await signWithOpenssl([rsa], '-md', 'sha1');
    expect(await world.validate(cms, { content })).toMatchObject([
      { indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' },
    ]);
  });
});

describe('a time-stamp of openssl ts', () => {
  withOpenssl('proves its time', async () => {
    const cms = await signFile(world.signer, content, { timestamp: stampWithOpenssl });
    const [report] = await world.validate(cms, { content, now: new Date(signedAt.getTime() + 3_600_000) });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'CAdES-B-T', provedAt: expect.any(Date) });
  });
});

describe('other validators agree', () => {
  withOpenssl('openssl cms -verify on detached signatures', async () => {
    const cms = await signFile(world.signer, content);
    const foreign = await createSigningAuthority();
    const root = world.authority.chain[1];
    const [signature] = readSignatures((await signPdf(pdfs, world.signer, await aPdf())).signed);
    const corpus: [Buffer, Buffer, Buffer][] = [
      [cms, content, root],
      [cms, content, foreign.chain[1]],
      [cms, flipped(content, 0), root],
      [await signFile(rsa, content), content, root],
      [await signWithOpenssl([world.signer], '-cades'), content, root],
      [await signWithOpenssl([world.signer], '-noattr'), content, root],
      [signature?.cms ?? cms, signature?.content ?? content, root],
      // In the signature value, in the signed attributes, and in the certificate.
      [flipped(cms, cms.length - 5), content, root],
      [flipped(cms, cms.lastIndexOf(Buffer.from('2a864886f70d010904', 'hex')) + 14), content, root],
      [flipped(cms, cms.indexOf(world.signer.certificate) + 150), content, root],
    ];
    const verdicts = await Promise.all(
      corpus.map(async ([bytes, over, anchor]) => [
        await opensslAccepts(bytes, over, anchor),
        await passes(bytes, { content: over, anchors: [anchor] }),
      ]),
    );
    expect(verdicts.map(([openssl]) => openssl)).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    for (const [openssl, ours] of verdicts) expect(ours).toBe(openssl);
  });

  withPdfsig('pdfsig on signed PDFs', async () => {
    const { signed } = await signPdf(pdfs, world.signer, await aPdf());
    const { signed: twice } = await signPdf(pdfs, rsa, signed);
    const foreign = await createSigningAuthority();
    const root = world.authority.chain[1];
    const [, , restart = 0] = readSignatures(signed)[0]?.range ?? [];
    const certificateAt = signed.indexOf(world.signer.certificate.toString('hex'));
    const corpus: [Buffer, Buffer][] = [
      [signed, root],
      [twice, root],
      [signed, foreign.chain[1]],
      // In the text of the page, in the certificate of the signer, and behind the signature.
      [flipped(signed, signed.indexOf('stream') + 20), root],
      [flipped(signed, certificateAt + 600), root],
      [flipped(signed, restart + 3), root],
      [flipped(twice, signed.indexOf('stream') + 20), root],
    ];
    for (const [pdf, anchor] of corpus) {
      // oxlint-disable-next-line no-await-in-loop
      const said = await verifyWithPdfsig(pdf, anchor).catch(() => '');
      const count = (what: RegExp) => said.match(what)?.length ?? 0;
      const all = count(/^Signature #\d/gm);
      const accepts = all > 0 && count(/Signature is Valid/g) === all && count(/Certificate is Trusted/g) === all;
      // oxlint-disable-next-line no-await-in-loop
      expect(await passes(pdf, { anchors: [anchor] })).toBe(accepts);
    }
  });
});

/** A token of OpenSSL's own authority, with our certificate for it. */
async function stampWithOpenssl(signature: Buffer): Promise<Buffer> {
  return await inFolder(async (folder) => {
    const file = (name: string) => path.join(folder, name);
    const configuration = [
      '[tsa]',
      'default_tsa = own',
      '[own]',
      `serial = ${file('serial')}`,
      `signer_cert = ${file('tsa.pem')}`,
      `certs = ${file('chain.pem')}`,
      `signer_key = ${file('tsa.key')}`,
      'signer_digest = sha256',
      'default_policy = 1.2.3.4.1',
      'digests = sha256, sha512',
      'accuracy = secs:1',
      'ess_cert_id_chain = no',
    ].join('\n');
    await Promise.all([
      writeFile(file('openssl.cnf'), configuration),
      writeFile(file('serial'), '01\n'),
      writeFile(file('tsa.pem'), toPem([world.tsa.certificate])),
      writeFile(file('tsa.key'), world.tsa.privateKey.export({ type: 'pkcs8', format: 'pem' })),
      writeFile(file('chain.pem'), toPem([world.authority.chain[0]])),
      writeFile(file('data'), signature),
    ]);
    await run('openssl', ['ts', '-query', '-data', file('data'), '-sha256', '-cert', '-out', file('query')]);
    const reply = ['ts', '-reply', '-config', file('openssl.cnf'), '-section', 'own', '-queryfile', file('query')];
    await run('openssl', [...reply, '-token_out', '-out', file('token')]);
    return await readFile(file('token'));
  });
}

import { createHash } from 'node:crypto';
import { readSignedData } from '@countersign/cms';
import { unavailable } from '@countersign/errors';
import type { ApplicationDocument, SignDocumentsRequest } from '@countersign/proto/signing-application';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expireDocuments } from '../src/expiry.ts';
import {
  type Activation,
  type ApplicationHouse,
  createApplicationHouse,
  digestOf,
  type TestApplication,
} from './application-house.ts';
import { aPdf } from './format-signers.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { refusal } from './outside-parties.ts';
import { createSigningHouse, documentsOf, type SigningHouse } from './signing-house.ts';
import { readSignatures, verifyWithOpenssl, verifyWithPdfsig } from './witnesses.ts';

const withOpenssl = itWitnessedBy('openssl');
const withPdfsig = itWitnessedBy('pdfsig', 'certutil');
const text = Buffer.from('date;amount\n2026-11-22;100.00\n');
/** Kinds of digest: of contents, and of documents. */
const [content, document] = [1, 2];
let house: Harness;
let signing: SigningHouse;
let applications: ApplicationHouse;
let credentialId = '';
let shop: TestApplication;

beforeAll(async () => {
  house = await createHarness();
  signing = createSigningHouse(house);
  credentialId = (await signing.createCredential()).id;
  applications = await createApplicationHouse(house, credentialId);
  ({ shop } = applications);
});

afterAll(() => house.close());

afterEach(() => house.faults.heal());

const of = (app: TestApplication = shop) => ({ ...alice, client: { ...app, scope: 'service' as const } });

/** Stores a document by the token of an application. */
const upload = async (bytes: Buffer, { pdf = false, app = shop } = {}): Promise<string> => {
  const named = pdf ? {} : { name: 'ledger.csv', mediaType: 'text/csv' };
  const actor = of(app);
  return (await signing.upload(bytes, { ...named, actor })).id;
};
const download = (documentId: string, app?: TestApplication) => signing.download(documentId, of(app));

const wanted = (over: Partial<ApplicationDocument>): ApplicationDocument => ({
  documentId: '',
  digest: Buffer.alloc(0),
  hashAlgorithm: 'SHA-256',
  format: 'cades',
  level: 'B-B',
  attached: false,
  signingTime: undefined,
  reason: '',
  location: '',
  ...over,
});

const activate = (digestKind: number, ...contents: (Buffer | string)[]) => {
  const digests = contents.map((each) => ({ digest: digestOf(each), label: '' }));
  return applications.activate({ digestKind, digests, signatures: digests.length });
};

const sign = async (
  { token, handle, credentialId: by }: Activation,
  documents: Partial<ApplicationDocument>[],
  over: Partial<SignDocumentsRequest> = {},
) => {
  const request = { credentialId: by, handle, documents: documents.map(wanted), withValidationData: false };
  const context = await applications.by(token);
  return await house.applications.signDocuments({ ...request, later: undefined, ...over }, context);
};

describe('documents', () => {
  it('of both formats are signed, and lie where only the application sees them', async () => {
    const pdf = await aPdf();
    const [pdfId, textId] = [await upload(pdf, { pdf: true }), await upload(text)];
    const activation = await activate(document, pdf, text, text);
    const { documents, responseId, validationData } = await sign(activation, [
      { documentId: pdfId, format: 'pades', level: 'B-T', reason: 'Agreed', location: 'Anytown' },
      { documentId: textId },
      { documentId: textId, attached: true },
    ]);
    expect([responseId, validationData]).toEqual(['', undefined]);
    expect(documents.map(({ documentId, signature }) => [documentId !== '', signature.length > 0])).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ]);
    const signed = await download(documents[0]?.documentId ?? '');
    expect(signed.subarray(0, pdf.length).equals(pdf)).toBe(true);
    expect(readSignatures(signed)).toHaveLength(1);
    expect(readSignedData(documents[1]?.signature ?? Buffer.alloc(0)).content).toBeUndefined();
    const attached = await download(documents[2]?.documentId ?? '');
    expect(readSignedData(attached).content?.equals(text)).toBe(true);

    const own = await house.api.listDocuments({ pageSize: 100, pageToken: '' }, await house.as(alice));
    expect(own.documents).toEqual([]);
    const other = await applications.letIn();
    const ids = [pdfId, documents[0]?.documentId ?? ''];
    for (const documentId of ids) {
      for (const actor of [of(other), { ...alice }, { ...mallory }]) {
        // oxlint-disable-next-line no-await-in-loop
        expect(await refusal(house.api.getDocument({ documentId }, await house.as(actor)))).toMatch(/NOT_FOUND/);
        // oxlint-disable-next-line no-await-in-loop
        expect(await refusal(house.api.deleteDocument({ documentId }, await house.as(actor)))).toMatch(/NOT_FOUND/);
      }
    }
    expect(await refusal(signing.prepare(documentsOf([pdfId]), { credentialId }))).toBe('DOCUMENT_NOT_FOUND');
    const again = await activate(document, pdf);
    const theirs = { documentId: (await signing.upload(pdf)).id, format: 'pades' };
    expect(await refusal(sign(again, [theirs]))).toBe('DOCUMENT_NOT_FOUND');
    await house.api.deleteDocument({ documentId: pdfId }, await house.as(of()));
    expect(await refusal(sign(again, [{ documentId: pdfId, format: 'pades' }]))).toBe('DOCUMENT_NOT_FOUND');
    await expireDocuments(house.db, new Date(house.clock.now().getTime() + 86_400_000));
    const left = await house.db.selectFrom('documents').select('id').where('clientId', 'is not', null).execute();
    expect(left).toEqual([]);
  });

  it('that were not authorised are refused before anything is used up', async () => {
    const pdf = await aPdf();
    const [pdfId, textId] = [await upload(pdf, { pdf: true }), await upload(text)];
    const activation = await activate(document, text);
    const notAuthorised = 'DOCUMENT_NOT_AUTHORISED';
    expect(await refusal(sign(activation, [{ documentId: pdfId, format: 'pades' }]))).toBe(notAuthorised);
    expect(await refusal(sign(activation, [{ documentId: textId }, { documentId: textId }]))).toBe(notAuthorised);
    expect(await refusal(sign(activation, [{ digest: digestOf(text) }]))).toBe(notAuthorised);
    const plain = await activate(0, text);
    expect(await refusal(sign(plain, [{ documentId: textId }]))).toBe(notAuthorised);
    expect(await refusal(sign(plain, [{ digest: digestOf(text) }]))).toBe(notAuthorised);
    // The digest of a PDF is not that of what is signed in it.
    const contents = await activate(content, pdf);
    expect(await refusal(sign(contents, [{ documentId: pdfId, format: 'pades' }]))).toBe(notAuthorised);
    const signed = await sign(activation, [{ documentId: textId }]);
    expect(await sign(activation, [{ documentId: textId }])).toEqual(signed);
    house.clock.advance(1_000);
    // At another moment it is another signature.
    expect(await refusal(sign(activation, [{ documentId: textId }]))).toBe('ACTIVATION_USED');
  });

  it.each<[string, string, Partial<ApplicationDocument>[]]>([
    ['DOCUMENT_INVALID', 'nothing', []],
    ['DOCUMENT_INVALID', '51 digests', Array.from({ length: 51 }, () => ({ digest: digestOf(text) }))],
    ['DOCUMENT_INVALID', 'neither a document nor a digest', [{}]],
    ['DOCUMENT_INVALID', 'both', [{ digest: digestOf(text), documentId: 'doc_1' }]],
    ['DOCUMENT_INVALID', 'an unknown format', [{ digest: digestOf(text), format: 'xades' }]],
    ['DOCUMENT_INVALID', 'an unknown level', [{ digest: digestOf(text), level: 'B-LTA' }]],
    ['DOCUMENT_INVALID', 'an attached digest', [{ digest: digestOf(text), attached: true }]],
    ['DOCUMENT_INVALID', 'a reason without a PDF', [{ digest: digestOf(text), reason: 'Agreed' }]],
    [
      'DOCUMENT_INVALID',
      'a claimed time in a PDF',
      [{ digest: digestOf(text), format: 'pades', signingTime: new Date() }],
    ],
    ['DIGEST_INVALID', 'a digest that is too short', [{ digest: Buffer.alloc(31) }]],
    ['SIGN_ALGORITHM_MISMATCH', 'another algorithm', [{ digest: Buffer.alloc(48), hashAlgorithm: 'SHA-384' }]],
    ['DOCUMENT_NOT_AUTHORISED', 'another digest', [{ digest: digestOf('other') }]],
  ])('are refused with %s for %s', async (reason, _what, documents) => {
    const activation = await activate(content, text);
    expect(await refusal(sign(activation, documents))).toBe(reason);
    expect((await sign(activation, [{ digest: digestOf(text) }])).documents).toHaveLength(1);
  });

  it('whose time-stamp cannot be had are not given out, and are not signed again', async () => {
    const activation = await activate(content, text);
    house.faults.fail('createTimestamp', unavailable('SERVICE_UNAVAILABLE', 'down'));
    expect(await refusal(sign(activation, [{ digest: digestOf(text), level: 'B-T' }]))).toBe('SIGNATURE_INTERRUPTED');
    house.faults.heal();
    house.clock.advance(1_000);
    expect(await refusal(sign(activation, [{ digest: digestOf(text), level: 'B-T' }]))).toBe('ACTIVATION_USED');
  });

  it('are signed later, too', async () => {
    const activation = await activate(content, text);
    const later = { validityMs: 0, responseUri: '' };
    const { responseId, documents } = await sign(activation, [{ digest: digestOf(text) }], { later });
    expect(documents).toEqual([]);
    const wrong = await activate(content, text);
    expect(await refusal(sign(wrong, [{ digest: digestOf(text), format: 'xades' }], { later }))).toBe(
      'DOCUMENT_INVALID',
    );
    const context = await applications.by(shop);
    let answer = await house.applications.pollResponse({ responseId }, context);
    for (let times = 0; !answer.ready && times < 500; times += 1) {
      // oxlint-disable-next-line no-await-in-loop
      answer = await house.applications.pollResponse({ responseId }, context);
    }
    expect(answer.documents?.documents[0]?.signature.length).toBeGreaterThan(0);
  });
});

describe('signatures over digests', () => {
  const over = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

  it('are by the hash of the key; documents may be authorised by any', async () => {
    const by = (await signing.createCredential('P-384')).id;
    const sha384 = createHash('sha384').update(text).digest();
    const contents = { credentialId: by, digestKind: content };
    const fitting = await applications.activate({
      ...contents,
      digests: [{ digest: sha384, label: '' }],
      hashAlgorithm: 'SHA-384',
    });
    const { documents } = await sign(fitting, [{ digest: sha384, hashAlgorithm: 'SHA-384' }]);
    expect(documents[0]?.signature.includes(sha384)).toBe(true);
    const digests = [{ digest: over(text), label: '' }];
    const other = await applications.activate({ ...contents, digests });
    expect(await refusal(sign(other, [{ digest: over(text) }]))).toBe('SIGN_ALGORITHM_MISMATCH');
    const whole = await applications.activate({ ...contents, digests, digestKind: document });
    const made = await sign(whole, [{ documentId: await upload(text) }]);
    expect(made.documents[0]?.signature.includes(sha384)).toBe(true);
  });

  withOpenssl('of contents are accepted by openssl, with the time that was claimed', async () => {
    const at = house.clock.now();
    const signingTime = new Date(at.getTime() - 60_000);
    const activation = await activate(content, text, 'second');
    const { documents, validationData } = await sign(
      activation,
      [
        { digest: over(text), level: 'B-LT', signingTime },
        { digest: digestOf('second'), level: 'B-B' },
      ],
      { withValidationData: true },
    );
    const [cms = Buffer.alloc(0), second = Buffer.alloc(0)] = documents.map(({ signature }) => signature);
    const root = house.outside.root ?? Buffer.alloc(0);
    expect(await verifyWithOpenssl({ cms, content: text }, { root, at })).toMatch(/successful/i);
    expect(await verifyWithOpenssl({ cms: second, content: Buffer.from('second') }, { root, at })).toMatch(
      /successful/i,
    );
    await expect(verifyWithOpenssl({ cms, content: Buffer.from('other') }, { root, at })).rejects.toThrow(/failure/);
    expect(validationData?.certificates.length).toBeGreaterThan(3);
    expect(validationData?.ocsps.length).toBeGreaterThan(0);
    expect(validationData?.crls.length).toBeGreaterThan(0);
  });

  withPdfsig('of a PDF that was prepared elsewhere are accepted in it, as are signed documents', async () => {
    const pdf = await aPdf();
    const documentId = await upload(pdf, { pdf: true });
    const activation = await activate(document, pdf);
    const { documents } = await sign(activation, [{ documentId, format: 'pades', level: 'B-LT' }]);
    const signed = await download(documents[0]?.documentId ?? '');
    const root = house.outside.root ?? Buffer.alloc(0);
    expect(await verifyWithPdfsig(signed, root)).toMatch(/Signature is Valid/);
    // The same PDF with its signature taken out again is what another program prepares.
    const [signature] = readSignatures(signed);
    if (signature === undefined) throw new Error('no signature');
    const again = await activate(content, signature.content);
    const made = await sign(again, [{ digest: over(signature.content), format: 'pades' }]);
    const cms = made.documents[0]?.signature ?? Buffer.alloc(0);
    const [, length = 0, restart = 0] = signature.range;
    const other = Buffer.from(signed);
    other.write(cms.toString('hex').padEnd(restart - length - 2, '0'), length + 1, 'latin1');
    expect(await verifyWithPdfsig(other, root)).toMatch(/Signature is Valid/);
  });
});

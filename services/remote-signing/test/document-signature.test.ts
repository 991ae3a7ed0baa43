import { createHash, verify, X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { readSignedData } from '@countersign/cms';
import { unavailable } from '@countersign/errors';
import type {
  CreateSignatureRequestRequest,
  DocumentSignature,
  SignatureRequest,
} from '@countersign/proto/remote-signing';
import { seal } from '@countersign/sealing';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { adoptSignedDocuments } from '../src/document/adoption.ts';
import { expireDocuments, expireSignatureRequests } from '../src/expiry.ts';
import { aPdf } from './format-signers.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { refusal } from './outside-parties.ts';
import { createSigningHouse, digestsOf, documentsOf, type SigningHouse } from './signing-house.ts';
import { serialOf } from './validation-authority.ts';
import { checkWithQpdf, readSignatures, rewriteWithQpdf, verifyWithOpenssl, verifyWithPdfsig } from './witnesses.ts';

const down = unavailable('SERVICE_UNAVAILABLE', 'down');
const withOpenssl = itWitnessedBy('openssl');
const withPdfsig = itWitnessedBy('pdfsig', 'certutil');
const withQpdf = itWitnessedBy('qpdf');
let house: Harness;
let signing: SigningHouse;
let credentialId = '';
let certificate: X509Certificate;
const text = Buffer.from('date;amount\n2026-11-22;100.00\n');

beforeAll(async () => {
  house = await createHarness();
  signing = createSigningHouse(house);
  const credential = await signing.createCredential();
  credentialId = credential.id;
  certificate = new X509Certificate(credential.certificatePem);
});

afterAll(() => house.close());

afterEach(() => {
  house.faults.heal();
  house.outside.sessions.active = true;
  house.outside.validation.revoked.clear();
  delete house.outside.replacement.at;
});

const prepare = (content: CreateSignatureRequestRequest['content'], over = {}) =>
  signing.prepare(content, { credentialId, ...over });
const uploadPdf = async (content?: Buffer) => (await signing.upload(content ?? (await aPdf()))).id;
const uploadText = async () => (await signing.upload(text, { name: 'ledger.csv', mediaType: 'text/csv' })).id;

/** Signs one document, and what came of it. */
async function sign(documentId: string, over: Partial<DocumentSignature> = {}, by = credentialId): Promise<Buffer> {
  const prepared = await prepare(documentsOf([documentId], over), { credentialId: by });
  const { documents } = await signing.authorise(prepared);
  return await signing.download(documents[0]?.signedDocumentId ?? '');
}

/** Documents that came of a signature, whole or not. */
async function resultsOf({ id }: { id: string }): Promise<{ completedAt: Date | null }[]> {
  return await house.db.selectFrom('documents').select('completedAt').where('signatureRequestId', '=', id).execute();
}

function signatureOf(pdf: Buffer) {
  const [signature] = readSignatures(pdf).slice(-1);
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

describe('documents', () => {
  it('of both formats are signed with one code, and what came of them is stored', async () => {
    const pdf = await aPdf();
    const ids = [await uploadPdf(pdf), await uploadText(), await uploadPdf()];
    const prepared = await prepare(documentsOf(ids, { level: '', reason: '' }));
    expect(prepared).toMatchObject({
      hashAlgorithm: 'SHA-256',
      signatures: [],
      documents: [
        { documentId: ids[0], format: 'pades', level: 'B-T', label: 'contract.pdf', signedDocumentId: '' },
        { documentId: ids[1], format: 'cades', level: 'B-T', label: 'ledger.csv' },
        { documentId: ids[2], format: 'pades', level: 'B-T' },
      ],
    });
    expect(prepared.digests).toHaveLength(3);
    const signed = await signing.authorise(prepared);
    expect(signed).toMatchObject({ state: 'SIGNATURE_REQUEST_STATE_SIGNED', soleControlLevel: 1, signatures: [] });
    expect(await signing.signings(prepared)).toBe(1);
    const made = signed.documents.map(({ signedDocumentId }) => signedDocumentId);
    const [first, second] = [await signing.download(made[0] ?? ''), await signing.download(made[1] ?? '')];
    expect(first.subarray(0, pdf.length).equals(pdf)).toBe(true);
    const { cms, content } = signatureOf(first);
    expect(cms.includes(createHash('sha256').update(content).digest())).toBe(true);
    expect(second.includes(createHash('sha256').update(text).digest())).toBe(true);
    const { documents } = await house.api.listDocuments({ pageSize: 3, pageToken: '' }, await house.as(alice));
    expect(documents.map(({ name, mediaType, signatureRequestId }) => [name, mediaType, signatureRequestId])).toEqual(
      expect.arrayContaining([
        ['contract.pdf', 'application/pdf', prepared.id],
        ['ledger.csv.p7s', 'application/pkcs7-signature', prepared.id],
      ]),
    );
    expect(documents[0]?.expiresAt).toEqual(new Date(house.clock.now().getTime() + 30 * 86_400_000));
    const { signatureRequests } = await house.api.listSignatureRequests(
      { pageSize: 1, pageToken: '' },
      await house.as(alice),
    );
    expect(signatureRequests).toMatchObject([{ id: prepared.id, documents: [{ signedDocumentId: made[0] }, {}, {}] }]);
    const actions = (await listAudit(house.db, credentialId, { after: 0, limit: 99 })).slice(-2);
    expect(actions.map(({ action, subject }) => [action, subject])).toEqual([
      ['signature.requested', prepared.id],
      ['signature.made', prepared.id],
    ]);
    expect((await house.toldOf(credentialId)).at(-1)?.[2]).toBe('signature.made');
  });

  it('lie sealed, prepared and signed', async () => {
    const prepared = await prepare(documentsOf([await uploadPdf()], { reason: 'Recognisable' }));
    const readAll = async () => {
      const items = await house.db.selectFrom('signatureItems').select('addition').execute();
      const chunks = await house.db.selectFrom('documentChunks').select('content').execute();
      return Buffer.concat([
        ...items.map(({ addition }) => addition ?? Buffer.alloc(0)),
        ...chunks.map((each) => each.content),
      ]);
    };
    const secrets = ['%PDF', 'ByteRange', 'Recognisable', 'plainly'];
    const before = await readAll();
    expect(secrets.filter((secret) => before.includes(secret))).toEqual([]);
    await signing.authorise(prepared);
    const after = await readAll();
    expect(secrets.filter((secret) => after.includes(secret))).toEqual([]);
  });

  withPdfsig('of level B-T are accepted by pdfsig, and a second signer keeps the first', async () => {
    const once = await sign(await uploadPdf(), { level: 'B-T' });
    const twice = await sign(await uploadPdf(once), { level: 'B-LT', reason: 'Me, too' });
    const said = await verifyWithPdfsig(twice, house.outside.root);
    expect(said.match(/Signature is Valid/g)).toHaveLength(2);
    const flipped = Buffer.from(twice);
    flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40);
    expect(await verifyWithPdfsig(flipped, house.outside.root)).not.toMatch(/Signature is Valid/);
  });

  withOpenssl(
    'of level B-LT hold time-stamp, certificates and revocation data, and are accepted by openssl',
    async () => {
      const detached = await sign(await uploadText(), { level: 'B-LT' });
      const at = house.clock.now();
      const root = house.outside.root;
      expect(await verifyWithOpenssl({ cms: detached, content: text }, { root, at })).toMatch(/successful/);
      const other = Buffer.from('date;amount\n2026-11-22;900.00\n');
      await expect(verifyWithOpenssl({ cms: detached, content: other }, { root, at })).rejects.toThrow(/digest|verif/i);
      // Signer, issuing authority, root, time-stamp and responder.
      expect(readSignedData(detached).certificates).toHaveLength(5);
      const pdf = await sign(await uploadPdf(), { level: 'B-LT' });
      expect(pdf.toString('latin1')).toMatch(/\/DSS/);
      const { cms, content } = readSignatures(pdf)[0] ?? signatureOf(pdf);
      expect(await verifyWithOpenssl({ cms, content }, { root, at })).toMatch(/successful/);
    },
  );

  withQpdf('with a visible mark are without fault', async () => {
    const appearance = { page: 1, x: 72, y: 96, width: 220, height: 64 };
    const pdf = await sign(await uploadPdf(), { level: 'B-LT', appearance, location: 'Springfield' });
    expect(await checkWithQpdf(pdf)).toMatch(/No syntax or stream encoding errors/);
  });

  it('may be signed with keys of other kinds, whose hash is theirs', async () => {
    for (const [algorithm, hash] of [
      ['P-384', 'SHA-384'],
      ['RSA-3072', 'SHA-256'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const { id, certificatePem } = await signing.createCredential(algorithm);
      const { publicKey } = new X509Certificate(certificatePem);
      // oxlint-disable-next-line no-await-in-loop
      const prepared = await prepare(documentsOf([await uploadText()]), { credentialId: id });
      expect(prepared.hashAlgorithm).toBe(hash);
      // oxlint-disable-next-line no-await-in-loop
      const { documents } = await signing.authorise(prepared);
      // oxlint-disable-next-line no-await-in-loop
      const cms = await signing.download(documents[0]?.signedDocumentId ?? '');
      const digest = createHash(hash.replace('-', '').toLowerCase()).update(text).digest();
      expect([algorithm, cms.includes(digest)]).toEqual([algorithm, true]);
      const digests = { digests: [{ digest, label: 'ledger' }], hashAlgorithm: hash };
      // oxlint-disable-next-line no-await-in-loop
      const raw = await signing.authorise(await prepare({ $case: 'digests', value: digests }, { credentialId: id }));
      const name = hash.replace('-', '').toLowerCase();
      expect(verify(name, text, publicKey, raw.signatures[0] ?? Buffer.alloc(0))).toBe(true);
    }
  }, 30_000);

  it('are signed over digests of SHA-384 with a key on P-256', async () => {
    const digest = createHash('sha384').update(text).digest();
    const value = { digests: [{ digest, label: 'ledger' }], hashAlgorithm: 'SHA-384' };
    const signed = await signing.authorise(await prepare({ $case: 'digests', value }));
    expect(signed.hashAlgorithm).toBe('SHA-384');
    expect(verify('sha384', text, certificate.publicKey, signed.signatures[0] ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('nothing is signed', () => {
  it.each<[string, string, string, () => Promise<CreateSignatureRequestRequest['content']>]>([
    ['no documents', 'DOCUMENT_INVALID', '/documents', async () => documentsOf([])],
    [
      '51 documents',
      'DOCUMENT_INVALID',
      '/documents',
      async () => documentsOf(Array.from({ length: 51 }, () => 'doc_1')),
    ],
    [
      'an unknown format',
      'DOCUMENT_INVALID',
      '/documents/0/format',
      async () => documentsOf(['doc_1'], { format: 'xades' }),
    ],
    [
      'an unknown level',
      'DOCUMENT_INVALID',
      '/documents/0/level',
      async () => documentsOf(['doc_1'], { level: 'B-LTA' }),
    ],
    [
      'a reason on two lines',
      'DOCUMENT_INVALID',
      '/documents/0/reason',
      async () => documentsOf(['doc_1'], { reason: 'a\nb' }),
    ],
    [
      'a label that deceives',
      'DOCUMENT_INVALID',
      '/documents/0/label',
      async () => documentsOf(['doc_1'], { label: 'a\u202eb' }),
    ],
    [
      'a mark of no size',
      'DOCUMENT_INVALID',
      '/documents/0/appearance/width',
      async () => documentsOf(['doc_1'], { appearance: { page: 1, x: 0, y: 0, width: 0, height: 20 } }),
    ],
    [
      'no PDF',
      'DOCUMENT_INVALID',
      '/documents/0/documentId',
      async () => documentsOf([await uploadText()], { format: 'pades' }),
    ],
    [
      'a PDF that was cut',
      'DOCUMENT_INVALID',
      '/documents/0/documentId',
      async () => documentsOf([await uploadPdf((await aPdf()).subarray(0, 600))]),
    ],
    [
      'an unknown digest algorithm',
      'DIGEST_INVALID',
      '/hashAlgorithm',
      async () => ({ $case: 'digests', value: { digests: [], hashAlgorithm: 'MD5' } }),
    ],
  ])('for %s: %s', async (_what, reason, pointer, content) => {
    const before = await house.db.selectFrom('signatureRequests').select('id').execute();
    await expect(prepare(await content())).rejects.toMatchObject({ reason, fields: [{ pointer }] });
    expect(await house.db.selectFrom('signatureRequests').select('id').execute()).toHaveLength(before.length);
  });

  withQpdf('for a PDF that is encrypted', async () => {
    const encrypted = await rewriteWithQpdf(await aPdf(), '--encrypt', 'open', 'own', '256', '--');
    expect(await refusal(prepare(documentsOf([await uploadPdf(encrypted)])))).toBe('DOCUMENT_INVALID');
  });

  it('for documents that are another’s, unfinished, or too much together', async () => {
    const theirs = await signing.upload(text, { actor: mallory });
    expect(await refusal(prepare(documentsOf([await uploadText(), theirs.id])))).toBe('DOCUMENT_NOT_FOUND');
    const start = { name: 'a', mediaType: 'text/plain', size: 9n, idempotencyKey: 'never-finished' };
    const { document } = await house.api.startDocument(start, await house.as(alice));
    expect(await refusal(prepare(documentsOf([document?.id ?? ''])))).toBe('DOCUMENT_WRONG_STATE');
    const large = await uploadText();
    await house.db
      .updateTable('documents')
      .set({ size: 51 * 1_048_576 })
      .where('id', '=', large)
      .execute();
    expect(await refusal(prepare(documentsOf([large, large])))).toBe('DOCUMENT_TOO_LARGE');
    await house.api.deleteDocument({ documentId: large }, await house.as(alice));
  });

  it('when there would be no room for what comes of them, and of what else is awaited', async () => {
    const large = await uploadText();
    await house.db
      .updateTable('documents')
      .set({ size: 50 * 1_048_576 })
      .where('id', '=', large)
      .execute();
    const begun = await Promise.allSettled(Array.from({ length: 7 }, () => prepare(documentsOf([large, large]))));
    const ids = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value.id] : []));
    expect(ids).toHaveLength(4);
    const reasons = begun.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { reason: string }).reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set(['DOCUMENT_SPACE_EXHAUSTED']));
    for (const signatureRequestId of ids) {
      // oxlint-disable-next-line no-await-in-loop
      await house.api.cancelSignatureRequest({ signatureRequestId }, await house.as(alice));
    }
    await house.api.deleteDocument({ documentId: large }, await house.as(alice));
  });

  it('when the document, or what was prepared of it, was changed in the database', async () => {
    const swapAddition = async (mine: SignatureRequest, other: SignatureRequest) => {
      const row = await house.db
        .selectFrom('signatureItems')
        .selectAll()
        .where('requestId', '=', other.id)
        .executeTakeFirstOrThrow();
      await house.db
        .updateTable('signatureItems')
        .set({ addition: row.addition })
        .where('requestId', '=', mine.id)
        .execute();
    };
    const swapContent = async (mine: SignatureRequest) => {
      const other = await uploadPdf();
      await house.db
        .updateTable('signatureItems')
        .set({ documentId: other })
        .where('requestId', '=', mine.id)
        .execute();
    };
    for (const swap of [swapAddition, swapContent]) {
      // oxlint-disable-next-line no-await-in-loop
      const pdf = documentsOf([await uploadPdf(await aPdf(`Contract ${swap.name}`))]);
      // oxlint-disable-next-line no-await-in-loop
      const [mine, other] = [await prepare(pdf), await prepare(pdf)];
      // oxlint-disable-next-line no-await-in-loop
      await swap(mine, other);
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(signing.authorise(mine))).toMatch(/INTERNAL/);
      // oxlint-disable-next-line no-await-in-loop
      expect(await signing.stateOf(mine)).toBe('EXPIRED');
      // oxlint-disable-next-line no-await-in-loop
      expect(await resultsOf(mine)).toEqual([]);
    }
  });

  it('in a session that has ended, and by somebody who replaced his factors since he was validated', async () => {
    const prepared = await prepare(digestsOf('late'));
    house.outside.sessions.active = false;
    expect(await refusal(signing.authorise(prepared))).toBe('TOKEN_INVALID');
    expect(await signing.signings(prepared)).toBe(0);
    expect(await signing.stateOf(prepared)).toBe('EXPIRED');
    house.outside.replacement.at = new Date(house.clock.now().getTime() + 1_000);
    expect(await refusal(prepare(digestsOf('replaced')))).toBe('VALIDATION_OUTDATED');
  });

  it('after it was cancelled; cancelling again changes nothing', async () => {
    const documentId = await uploadPdf();
    const prepared = await prepare(documentsOf([documentId]));
    const cancel = async () =>
      await house.api.cancelSignatureRequest({ signatureRequestId: prepared.id }, await house.as(alice));
    const remove = async () => await house.api.deleteDocument({ documentId }, await house.as(alice));
    expect(await refusal(remove())).toBe('DOCUMENT_IN_USE');
    const answers = await Promise.all([cancel(), cancel()]);
    expect(answers.map(({ signatureRequest }) => signatureRequest?.state)).toEqual([
      'SIGNATURE_REQUEST_STATE_CANCELLED',
      'SIGNATURE_REQUEST_STATE_CANCELLED',
    ]);
    expect(await refusal(signing.authorise(prepared))).toBe('SIGNATURE_REQUEST_WRONG_STATE');
    await remove();
    const signed = await prepare(digestsOf('signed'));
    await signing.authorise(signed);
    const tooLate = house.api.cancelSignatureRequest({ signatureRequestId: signed.id }, await house.as(alice));
    expect(await refusal(tooLate)).toBe('SIGNATURE_REQUEST_WRONG_STATE');
  });
});

describe('a signature that is interrupted', () => {
  it('because nobody stamps the time is not handed out, and never made again', async () => {
    const prepared = await prepare(documentsOf([await uploadPdf(), await uploadText()], { level: 'B-T' }));
    house.faults.fail('createTimestamp', down);
    expect(await refusal(signing.authorise(prepared))).toBe('SIGNATURE_INTERRUPTED');
    house.faults.heal();
    expect(await signing.stateOf(prepared)).toBe('EXPIRED');
    expect(await refusal(signing.authorise(prepared))).toBe('CHALLENGE_EXPIRED');
    expect(await signing.signings(prepared)).toBe(1);
    expect(await resultsOf(prepared)).toEqual([]);
  });

  it('for a moment goes on when time-stamps come again', async () => {
    house.faults.lose('createTimestamp', down, 2);
    expect((await sign(await uploadPdf(), { level: 'B-T' })).length).toBeGreaterThan(1000);
  });

  it('between two documents leaves nothing that is found: what was stored is swept', async () => {
    const prepared = await prepare(documentsOf([await uploadText(), await uploadText()], { level: 'B-LT' }));
    const serial = serialOf(certificate);
    house.outside.validation.revoked.add(serial);
    expect(await refusal(signing.authorise(prepared))).toBe('CREDENTIAL_NOT_ACTIVE');
    expect(await signing.stateOf(prepared)).toBe('EXPIRED');
    house.outside.validation.revoked.clear();
    const mixed = await prepare({
      $case: 'documents',
      value: {
        documents: [
          ...documentsOf([await uploadText()]).value.documents,
          ...documentsOf([await uploadText()], { level: 'B-T' }).value.documents,
        ],
      },
    });
    house.faults.fail('createTimestamp', down);
    expect(await refusal(signing.authorise(mixed))).toBe('SIGNATURE_INTERRUPTED');
    expect(await resultsOf(mixed)).toEqual([{ completedAt: null }]);
    house.clock.advance(3_600_000);
    await expireSignatureRequests(house.db, house.clock.now());
    await expireDocuments(house.db, house.clock.now());
    expect(await resultsOf(mixed)).toEqual([]);
  });
});

it('a document that was signed before documents were stored becomes one of them', async () => {
  const { id } = await signing.authorise(await prepare(digestsOf('old.pdf')));
  const content = await aPdf();
  const sealed = seal(house.keyring, content, { table: 'signature_documents', row: id, column: 'content' });
  await house.db.updateTable('signatureRequests').set({ hasDocument: true }).where('id', '=', id).execute();
  await house.db
    .insertInto('signatureDocuments')
    .values({ requestId: id, content: sealed, contentsStart: 0, contentsEnd: 1 })
    .execute();
  const deps = { db: house.db, clock: house.clock, keyring: house.keyring, documentRetentionDays: 30 };
  await Promise.all([adoptSignedDocuments(deps), adoptSignedDocuments(deps)]);
  const { signatureRequest } = await house.api.getSignatureRequest({ signatureRequestId: id }, await house.as(alice));
  const signedDocumentId = signatureRequest?.documents[0]?.signedDocumentId ?? '';
  expect(signatureRequest?.documents).toMatchObject([{ format: 'pades', level: 'B-B', label: 'old.pdf' }]);
  expect((await signing.download(signedDocumentId)).equals(content)).toBe(true);
  expect((await resultsOf({ id })).filter(({ completedAt }) => completedAt !== null)).toHaveLength(1);
  expect(await adoptSignedDocuments(deps)).toBe(0);
});

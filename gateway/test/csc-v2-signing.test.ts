import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLargeBodies } from '../src/csc/large-bodies.ts';
import {
  aCredential,
  type Csc,
  change,
  digest,
  error,
  hash,
  missing,
  oids,
  parameter,
  startCsc,
  wrong,
} from './csc-samples.ts';

let csc: Csc;

beforeAll(async () => {
  csc = await startCsc(2);
});
afterEach(() => {
  csc.refusals.clear();
  csc.state.credential = aCredential();
});
afterAll(() => csc.close());

const pdf = Buffer.from('%PDF-1.7 sample');
const sha512 = Buffer.alloc(64, 7).toString('base64');
const signing = () => ({
  credentialID: 'crd_1',
  SAD: csc.tokens.sad,
  hashes: [hash],
  hashAlgorithmOID: oids.sha256,
  signAlgo: oids.ecdsa256,
});
const pdfEntry = { document: pdf.toString('base64'), signature_format: 'P', signAlgo: oids.ecdsa256 };
const digestEntry = { hashes: [hash], signature_format: 'C', signAlgo: oids.ecdsa256, hashAlgorithmOID: oids.sha256 };
const signingDocuments = (more: object = { documents: [pdfEntry] }) => ({
  credentialID: 'crd_1',
  SAD: csc.tokens.sad,
  ...more,
});

describe('signatures/signHash', () => {
  it('signs by activation data beside a token, and by a token that is such data', async () => {
    const expected = { signatures: [Buffer.from('signature 0').toString('base64')], receipt: 'a.b.c' };
    const request = { credentialId: 'crd_1', handle: 'handle-1', digests: [digest], hashAlgorithm: 'SHA-256' };
    const application = await csc.tokenOf('application');
    const beside = [csc.tokens.service, application].map((token) => [signing(), token] as const);
    const alone = [change(signing(), { SAD: undefined }), signing()].map((body) => [body, csc.tokens.sad] as const);
    for (const [body, token] of [...beside, ...alone]) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await csc.call('signatures/signHash', body, { token });
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.json).toEqual(expected);
      const observed = csc.gateway.calls.find(({ name }) => name === 'applications.signHashes');
      expect(observed?.request).toEqual({ ...request, later: undefined });
      // The signer sees the user and the application, whatever token came beside.
      expect(observed?.context?.actorToken).toBe(csc.tokens.sad);
      expect(observed?.context?.actor?.client).toMatchObject({ scope: 'credential', authorisationId: 'sad_1' });
    }
  });

  it('gives the result later where it is wanted so', async () => {
    const later = { operationMode: 'A', validity_period: 60_000, response_uri: 'https://app.example.com/done' };
    const answer = await csc.call('signatures/signHash', { ...signing(), ...later });
    expect(answer.json).toEqual({ responseID: 'rsp_1' });
    expect(csc.requestOf('applications.signHashes')).toMatchObject({
      later: { validityMs: 60_000, responseUri: 'https://app.example.com/done' },
    });
    await csc.call('signatures/signHash', { ...signing(), operationMode: 'A' });
    expect(csc.requestOf('applications.signHashes')).toMatchObject({ later: { validityMs: 0, responseUri: '' } });
  });

  const wrongAlgorithm = error('Invalid parameter signAlgo', 'SIGN_ALGORITHM_MISMATCH');
  const contradiction = parameter('String parameter hashAlgorithmOID contradicts with signAlgo parameter');
  const urlSafe = Buffer.alloc(32, 0xfb).toString('base64url');
  it.each([
    [{ SAD: undefined }, missing('SAD')],
    [{ SAD: 7 }, missing('SAD')],
    [{ SAD: 'unknown' }, error('Invalid parameter SAD', 'ACTIVATION_INVALID')],
    [{ credentialID: undefined }, missing('credentialID')],
    [{ credentialID: 7 }, missing('credentialID')],
    [{ credentialID: 'crd_2' }, error('Invalid parameter credentialID', 'CREDENTIAL_NOT_FOUND')],
    [{ hashes: undefined }, missing('hashes', 'array')],
    [{ hashes: undefined, hash: [hash] }, missing('hashes', 'array')],
    [{ hashes: hash }, missing('hashes', 'array')],
    [{ hashes: [] }, parameter('Empty hash array')],
    ...['%%%', ` ${hash}`, `${hash}=`, hash.slice(0, -1), `${hash}\n`, urlSafe, `${urlSafe}=`, 7, null].map(
      (each) => [{ hashes: [each] }, parameter('Invalid Base64 hash string parameter')] as const,
    ),
    [{ hashes: [''] }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [{ hashes: [sha512] }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [{ hashes: [hash, sha512] }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [
      { hashes: Array.from({ length: 1001 }, () => hash) },
      error('Numbers of signatures is too high', 'TOO_MANY_DIGESTS'),
    ],
    [{ signAlgo: undefined }, missing('signAlgo')],
    [{ signAlgo: 7 }, missing('signAlgo')],
    [{ signAlgo: '1.2.3' }, wrong('signAlgo')],
    [{ signAlgo: '1.2.840.10045.2.1' }, wrong('signAlgo')],
    [{ signAlgo: 'sha256WithRSAEncryption' }, wrong('signAlgo')],
    [{ signAlgo: oids.rsa256 }, wrongAlgorithm],
    [{ signAlgo: oids.rsa }, wrongAlgorithm],
    [{ signAlgo: oids.rsa, hashAlgorithmOID: undefined }, missing('hashAlgorithmOID')],
    [{ signAlgo: oids.pss }, missing('signAlgoParams')],
    [{ signAlgo: oids.pss, signAlgoParams: 'MAA=' }, wrong('signAlgo')],
    [{ signAlgoParams: 7 }, wrong('signAlgoParams')],
    [{ signAlgoParams: 'MAA=' }, wrong('signAlgoParams')],
    [{ hashAlgorithmOID: oids.sha512 }, contradiction],
    [{ hashAlgorithmOID: '1.3.14.3.2.26' }, wrong('hashAlgorithmOID')],
    [{ hashAlgorithmOID: 'SHA-256' }, wrong('hashAlgorithmOID')],
    [{ hashAlgorithmOID: 7 }, wrong('hashAlgorithmOID')],
    [{ operationMode: 'X' }, wrong('operationMode')],
    [{ operationMode: 1 }, wrong('operationMode')],
    [{ validity_period: 'long' }, wrong('validity_period')],
    [{ validity_period: 1.5 }, wrong('validity_period')],
    [{ validity_period: 0 }, parameter('Out of bounds parameter validity_period')],
    [{ validity_period: -1 }, parameter('Out of bounds parameter validity_period')],
    [{ validity_period: 86_400_001 }, parameter('Out of bounds parameter validity_period')],
    [{ response_uri: 7 }, wrong('response_uri')],
    [{ response_uri: 'http://app.example.com/' }, wrong('response_uri')],
    [{ response_uri: 'app' }, wrong('response_uri')],
  ])('refuses %j', async (changes, expected) => {
    expect(await csc.call('signatures/signHash', change(signing(), changes))).toMatchObject(expected);
    expect(csc.requestOf('applications.signHashes')).toBeUndefined();
  });

  it('refuses activation data that is over, of another application, user or key, or none', async () => {
    const invalid = error('Invalid parameter SAD', 'ACTIVATION_INVALID');
    const others = await Promise.all([
      csc.tokenOf('credential', { client_id: 'cli_2' }),
      csc.tokenOf('credential', { sub: 'usr_2' }),
      csc.tokenOf('credential', { cnf: { jkt: 'thumbprint' } }),
      csc.tokenOf('service'),
      csc.gateway.tokenFor(),
    ]);
    for (const SAD of [...others, `${csc.tokens.sad.slice(0, -4)}AAAA`]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call('signatures/signHash', { ...signing(), SAD })).toMatchObject(invalid);
    }
    const over = await csc.tokenOf('credential', { expiresInSeconds: -5 });
    const expired = error('SAD expired', 'ACTIVATION_EXPIRED');
    expect(await csc.call('signatures/signHash', { ...signing(), SAD: over })).toMatchObject(expired);
    const token = await csc.tokenOf('credential', { jti: 'sad_3', authorisation_id: 'sad_3' });
    expect(await csc.call('signatures/signHash', signing(), { token })).toMatchObject(invalid);
    expect(csc.gateway.calls).toEqual([]);
  });

  it.each([
    ['ACTIVATION_INVALID', 'Invalid parameter SAD'],
    ['ACTIVATION_USED', 'Invalid parameter SAD'],
    ['ACTIVATION_EXPIRED', 'SAD expired'],
    ['DIGESTS_NOT_AUTHORISED', 'Hash is not authorized by the SAD'],
    ['DIGEST_INVALID', 'Invalid digest value length'],
    ['SIGN_ALGORITHM_MISMATCH', 'Invalid parameter signAlgo'],
    ['RESPONSE_URI_INVALID', 'Invalid parameter response_uri'],
    ['CREDENTIAL_NOT_FOUND', 'Invalid parameter credentialID'],
    ['CREDENTIAL_NOT_ACTIVE', 'The credential identified by credentialID is disabled'],
  ])('tells of %s', async (reason, text) => {
    csc.refuse('signHashes', 'conflict', reason);
    expect(await csc.call('signatures/signHash', signing())).toMatchObject(error(text, reason));
  });

  it('says so when the certificate has ended', async () => {
    csc.state.credential = aCredential({ certificateStatus: 'expired' });
    csc.refuse('signHashes', 'conflict', 'CREDENTIAL_NOT_ACTIVE');
    const expected = error('Signing certificate is expired', 'CREDENTIAL_NOT_ACTIVE');
    expect(await csc.call('signatures/signHash', signing())).toMatchObject(expected);
  });

  it('takes what an RSA key can do, with the hash beside bare RSA', async () => {
    csc.state.credential = aCredential({ keyBits: 3072 }, { id: 'crd_rsa', keyAlgorithm: 'RSA-3072' });
    const SAD = await csc.tokenOf('credential', { credential_id: 'crd_rsa' });
    const body = { credentialID: 'crd_rsa', SAD, hashes: [sha512] };
    for (const algorithm of [
      { signAlgo: oids.rsa, hashAlgorithmOID: oids.sha512, signAlgoParams: 'BQA=' },
      { signAlgo: oids.rsa512 },
      { signAlgo: oids.rsa512, hashAlgorithmOID: oids.sha512 },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call('signatures/signHash', { ...body, ...algorithm })).toMatchObject({ status: 200 });
      expect(csc.requestOf('applications.signHashes')).toMatchObject({ hashAlgorithm: 'SHA-512' });
    }
    const elliptic = await csc.call('signatures/signHash', { ...body, signAlgo: oids.ecdsa512 });
    expect(elliptic).toMatchObject(wrongAlgorithm);
  });
});

describe('signatures/signDoc', () => {
  const document = {
    documentId: '',
    digest: Buffer.alloc(0),
    hashAlgorithm: 'SHA-256',
    format: 'pades',
    level: 'B-B',
    attached: false,
    reason: '',
    location: '',
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const call = async (body: object) => await csc.call('signatures/signDoc', body);

  it('signs documents, gives them back, and keeps nothing', async () => {
    const large = Buffer.alloc(2.5 * 1024 * 1024, 'a');
    const documents = [
      {
        ...pdfEntry,
        conformance_level: 'AdES-B-T',
        signed_envelope_property: 'Revision',
        signed_props: [
          { attribute_name: 'Reason', attribute_value: base64('I agree – yes') },
          { attribute_name: 'location', attribute_value: base64('Springfield') },
        ],
      },
      { ...pdfEntry, document: large.toString('base64'), signature_format: 'C', conformance_level: 'Ades-B-LT' },
      {
        ...pdfEntry,
        signature_format: 'C',
        signed_envelope_property: 'Detached',
        hashAlgorithmOID: oids.sha384,
        signed_props: [{ attribute_name: 'signing-time', attribute_value: '20261122120000Z' }],
      },
    ];
    const { status, json } = await call(signingDocuments({ documents, returnValidationInfo: true }));
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        DocumentWithSignature: [base64('%PDF-1.7 sample signed')],
        SignatureObject: [base64('cms 1'), base64('cms 2')],
        validationInfo: { ocsp: [base64('der of ocsp')], certificates: [base64('der of ca')] },
      },
    });
    const id = expect.stringMatching(/^doc_/);
    expect(csc.requestOf('applications.signDocuments')).toEqual({
      credentialId: 'crd_1',
      handle: 'handle-1',
      documents: [
        { ...document, documentId: id, level: 'B-T', reason: 'I agree – yes', location: 'Springfield' },
        { ...document, documentId: id, format: 'cades', level: 'B-LT', attached: true },
        {
          ...document,
          documentId: id,
          format: 'cades',
          hashAlgorithm: 'SHA-384',
          signingTime: new Date('2026-11-22T12:00:00Z'),
        },
      ],
      withValidationData: true,
      later: undefined,
    });
    const sizes = csc.gateway.calls
      .filter(({ name }) => name === 'remoteSigning.appendDocument')
      .map(({ request }) => (request as { content: Buffer }).content.length);
    expect(sizes).toEqual([pdf.length, 2 ** 20, 2 ** 20, 2 ** 19, pdf.length]);
    for (const { context } of csc.gateway.calls) expect(context?.actorToken).toBe(csc.tokens.sad);
    expect([...csc.documents.keys()]).toEqual([]);
  });

  it('signs digests, as a list or, as the samples have it, a single text', async () => {
    for (const hashes of [[hash], hash]) {
      // oxlint-disable-next-line no-await-in-loop
      const { json } = await call(signingDocuments({ documentDigests: [{ ...digestEntry, hashes }] }));
      expect(json).toEqual({ SignatureObject: [base64('cms 0')] });
      const { documents } = csc.requestOf('applications.signDocuments') as { documents: object[] };
      expect(documents).toEqual([{ ...document, digest, format: 'cades' }]);
    }
    const two = { ...digestEntry, signature_format: 'P', hashes: [hash, hash] };
    const { json } = await call(signingDocuments({ documentDigests: [two, digestEntry] }));
    expect(json).toEqual({ SignatureObject: ['cms 0', 'cms 1', 'cms 2'].map(base64) });
  });

  it('takes the kind of signature instead of the credential', async () => {
    const body = change(signingDocuments(), { credentialID: undefined });
    expect(await call({ ...body, signatureQualifier: 'zz_private_aes' })).toMatchObject({ status: 200 });
    const qualified = { ...body, signatureQualifier: 'eu_eidas_qes' };
    expect(await call(qualified)).toMatchObject(wrong('signatureQualifier'));
    expect(await call(body)).toMatchObject(missing('credentialID'));
  });

  const each = (changes: object) => ({ documents: [change(pdfEntry, changes)] });
  const eachDigest = (changes: object) => ({ documentDigests: [change(digestEntry, changes)] });
  const property = (name: unknown, value?: unknown) => ({
    signed_props: [{ attribute_name: name, attribute_value: value }],
  });
  const badProperties = (names: string) => wrong(`signed_props (${names})`);
  it.each<[object, object]>([
    [{}, parameter('Empty documentDigests and documents objects')],
    [{ documents: [], documentDigests: [] }, parameter('Empty documentDigests and documents objects')],
    [
      { documents: [pdfEntry], documentDigests: [digestEntry] },
      parameter('Both documentDigests and documents parameters passed'),
    ],
    [{ documents: 'text' }, parameter('Invalid array parameter documents')],
    [{ documents: [7] }, parameter('Invalid array parameter documents')],
    [{ documentDigests: 'text' }, parameter('Invalid object parameter documentDigests')],
    [{ documentDigests: [[]] }, parameter('Invalid object parameter documentDigests')],
    [
      { documents: Array.from({ length: 51 }, () => pdfEntry) },
      error('Numbers of signatures is too high', 'TOO_MANY_DIGESTS'),
    ],
    [{ documents: [pdfEntry], returnValidationInfo: 'yes' }, wrong('returnValidationInfo')],
    [{ documents: [pdfEntry], operationMode: 'X' }, wrong('operationMode')],
    [{ documents: [pdfEntry], validity_period: 1 }, parameter('Out of bounds parameter validity_period')],
    [{ documents: [pdfEntry], response_uri: 'ftp://app.example.com' }, wrong('response_uri')],
    [{ documents: [pdfEntry], credentialID: 'crd_2' }, error('Invalid parameter credentialID', 'CREDENTIAL_NOT_FOUND')],
    [{ documents: [pdfEntry], SAD: undefined }, missing('SAD')],
    [each({ document: undefined }), missing('document')],
    [each({ document: '' }), parameter('Invalid Base64 documents string parameter')],
    [each({ document: 'a-_b' }), parameter('Invalid Base64 documents string parameter')],
    [each({ signAlgo: undefined }), missing('signAlgo')],
    [each({ signAlgo: '1.2.3' }), wrong('signAlgo')],
    [each({ signAlgo: oids.pss }), missing('signAlgoParams')],
    [each({ signAlgo: oids.rsa256 }), error('Invalid parameter signAlgo', 'SIGN_ALGORITHM_MISMATCH')],
    [each({ signAlgo: oids.ecdsa512 }), error('Invalid parameter signAlgo', 'SIGN_ALGORITHM_MISMATCH')],
    [each({ hashAlgorithmOID: '1.2.3' }), wrong('hashAlgorithmOID')],
    [each({ signature_format: undefined }), missing('signature_format')],
    [each({ signature_format: 'X' }), wrong('signature_format')],
    [each({ signature_format: 'J' }), wrong('signature_format')],
    [each({ conformance_level: 'Ades-B-LTA' }), wrong('conformance_level')],
    [each({ conformance_level: 'B-B' }), wrong('conformance_level')],
    [each({ conformance_level: 7 }), wrong('conformance_level')],
    [each({ signed_envelope_property: 'Certification' }), wrong('signed_envelope_property')],
    [each({ signed_envelope_property: 'Detached' }), wrong('signed_envelope_property')],
    [each({ signature_format: 'C', signed_envelope_property: 'Parallel' }), wrong('signed_envelope_property')],
    [each({ signed_props: 'text' }), missing('signed_props', 'array')],
    [each({ signed_props: [7] }), wrong('signed_props')],
    [each(property(7)), missing('attribute_name')],
    [each(property('Reason', 'not base64')), badProperties('Reason')],
    [each(property('Reason')), badProperties('Reason')],
    [each(property('Reason', '/w==')), badProperties('Reason')],
    [each(property('signing-time')), badProperties('signing-time')],
    [
      each({ signature_format: 'C', ...property('signing-time', '2026-02-30T00:00:00Z') }),
      badProperties('signing-time'),
    ],
    [
      each({
        signed_props: [
          { attribute_name: 'signer-location', attribute_value: 'x' },
          { attribute_name: 'Location', attribute_value: 'SQ==' },
          { attribute_name: 'constructor' },
        ],
      }),
      badProperties('signer-location, constructor'),
    ],
    [eachDigest({ hashes: undefined }), missing('hashes', 'array')],
    [eachDigest({ hashes: [] }), parameter('Empty hash array')],
    [eachDigest({ hashes: ['%%%'] }), parameter('Invalid Base64 hashes string parameter')],
    [eachDigest({ hashes: [sha512] }), error('Invalid digest value length', 'DIGEST_INVALID')],
    [
      eachDigest({ hashAlgorithmOID: oids.sha512 }),
      parameter('String parameter hashAlgorithmOID contradicts with signAlgo parameter'),
    ],
    [eachDigest({ signed_envelope_property: 'Attached' }), wrong('signed_envelope_property')],
    [eachDigest({ signature_format: 'P', ...property('Reason', 'SQ==') }), badProperties('Reason')],
  ])('refuses %j', async (changes, expected) => {
    const body = change({ credentialID: 'crd_1', SAD: csc.tokens.sad }, changes);
    expect(await call(body)).toMatchObject(expected);
    expect(csc.requestOf('remoteSigning.startDocument')).toBeUndefined();
  });

  const otherContent = 'Document or documentDigest does not match authorized hash';
  it.each([
    ['signDocuments', 'DOCUMENT_NOT_AUTHORISED', 403, 'invalid_hash', otherContent],
    ['signDocuments', 'DIGESTS_NOT_AUTHORISED', 403, 'invalid_hash', otherContent],
    ['signDocuments', 'DOCUMENT_INVALID', 400, 'invalid_request', 'Invalid array parameter documents'],
    ['finishDocument', 'DOCUMENT_TOO_LARGE', 400, 'invalid_request', 'Invalid array parameter documents'],
    ['appendDocument', 'SERVICE_UNAVAILABLE', 503, 'temporarily_unavailable', 'a sentence of the service'],
    ['signDocuments', 'ACTIVATION_EXPIRED', 400, 'invalid_request', 'SAD expired'],
    ['signDocuments', 'ACTIVATION_USED', 400, 'invalid_request', 'Invalid parameter SAD'],
    ['readDocument', 'SIGNATURE_INTERRUPTED', 500, 'server_error', 'a sentence of the service'],
  ])('tells when %s fails with %s, and keeps nothing', async (method, reason, status, word, text) => {
    csc.refuse(method, status === 503 ? 'unavailable' : 'conflict', reason);
    expect(await call(signingDocuments())).toMatchObject(error(text, reason, word, status));
    expect([...csc.documents.keys()]).toEqual([]);
  });

  it('answers though what was stored cannot be deleted', async () => {
    csc.refuse('deleteDocument', 'unavailable', 'SERVICE_UNAVAILABLE');
    expect(await call(signingDocuments())).toMatchObject({ status: 200 });
    csc.documents.clear();
  });

  it('leaves documents for a signature that is made later, whose result is polled', async () => {
    const { json } = await call({ ...signingDocuments(), operationMode: 'A' });
    expect(json).toEqual({ responseID: 'rsp_2' });
    expect(csc.documents.size).toBe(1);
    csc.documents.clear();
    csc.documents.set('doc_made', Buffer.from('made'));
    csc.state.signed = {
      documents: [{ documentId: 'doc_made', signature: Buffer.alloc(0) }],
      responseId: '',
      validationData: undefined,
    };
    const polled = await csc.call('signatures/signPolling', { requestID: 'rsp_2' });
    expect(polled.json).toEqual({ DocumentWithSignature: [base64('made')] });
    // It may be asked for again.
    expect(csc.documents.size).toBe(1);
    csc.documents.clear();
  });
});

describe('large documents', () => {
  it('are read three of one application at a time, and eight of all; whoever gives up makes room', async () => {
    const padding = ' '.repeat(1_100_000);
    const bodies = [new PassThrough(), new PassThrough(), new PassThrough()];
    const send = async (payload: PassThrough | string) => {
      const headers = {
        authorization: `Bearer ${csc.tokens.service}`,
        'content-type': 'application/json',
        'content-length': '1100002',
      };
      return await csc.gateway.app.inject({ method: 'POST', url: '/csc/v2/signatures/signDoc', headers, payload });
    };
    const begun = Promise.all(bodies.map(send));
    const refused = await send(`{}${padding}`);
    expect(refused).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(refused.json()).toMatchObject({ error: 'temporarily_unavailable', error_code: 'SERVICE_UNAVAILABLE' });
    for (const body of bodies) body.end(`{}${padding}`);
    expect((await begun).map(({ statusCode }) => statusCode)).toEqual([400, 400, 400]);
    // Their places are free again.
    expect((await send(`{}${padding}`)).statusCode).toBe(400);
    const places = createLargeBodies();
    const responses = Array.from({ length: 8 }, () => new PassThrough());
    for (const [index, response] of responses.entries()) places.admit({}, response, `cli_${index % 3}`);
    const another = () => places.admit({ 'content-length': '2000000' }, new PassThrough(), 'cli_9');
    expect(another).toThrow(expect.objectContaining({ reason: 'SERVICE_UNAVAILABLE' }));
    places.admit({ 'content-length': '1000' }, new PassThrough(), 'cli_9');
    const [first] = responses;
    first?.destroy();
    await once(first ?? csc.gateway.app.server, 'close');
    another();
  });
});

describe('signatures/signPolling', () => {
  it('gives the result once it is there', async () => {
    const done = await csc.call('signatures/signPolling', { requestID: 'rsp_1' });
    expect(done.json).toEqual({ signatures: [Buffer.from('signature 0').toString('base64')], receipt: 'a.b.c' });
    const running = await csc.call('signatures/signPolling', { requestID: 'rsp_running' });
    expect({ status: running.status, json: running.json }).toEqual({
      status: 202,
      json: {
        error: 'accepted_request',
        error_description: 'The previous async request has been accepted but not yet completed',
      },
    });
  });

  it('refuses what is missing, unknown, or a user where the token has one', async () => {
    expect(await csc.call('signatures/signPolling', {})).toMatchObject(missing('requestID'));
    const user = { requestID: 'rsp_1', userID: 'usr_1' };
    expect(await csc.call('signatures/signPolling', user)).toMatchObject(parameter('userID parameter SHALL be null'));
    const token = await csc.tokenOf('application');
    expect(await csc.call('signatures/signPolling', user, { token })).toMatchObject({ status: 200 });
    csc.refuse('pollResponse', 'not_found', 'RESPONSE_NOT_FOUND');
    const unknown = error('Invalid parameter requestID', 'RESPONSE_NOT_FOUND');
    expect(await csc.call('signatures/signPolling', { requestID: 'x' })).toMatchObject(unknown);
    csc.refuse('pollResponse', 'forbidden', 'DIGESTS_NOT_AUTHORISED');
    const hashes = error('Hash is not authorized by the SAD', 'DIGESTS_NOT_AUTHORISED');
    expect(await csc.call('signatures/signPolling', { requestID: 'x' })).toMatchObject(hashes);
    csc.refuse('pollResponse', 'forbidden', 'DOCUMENT_NOT_AUTHORISED');
    const other = { status: 403, json: { error: 'invalid_hash' } };
    expect(await csc.call('signatures/signPolling', { requestID: 'x' })).toMatchObject(other);
  });
});

describe('signatures/timestamp', () => {
  const stamping = { hash, hashAlgo: oids.sha256 };

  it('time-stamps a digest, with or without a nonce', async () => {
    const answer = await csc.call('signatures/timestamp', { ...stamping, nonce: 'f0A' });
    expect(answer.json).toEqual({ timestamp: Buffer.from('token').toString('base64') });
    const request = { digest, hashAlgorithm: 'SHA-256', nonce: Buffer.from('0f0a', 'hex') };
    expect(csc.requestOf('applications.createApplicationTimestamp')).toEqual(request);
    await csc.call('signatures/timestamp', stamping);
    expect(csc.requestOf('applications.createApplicationTimestamp')).toMatchObject({ nonce: Buffer.alloc(0) });
  });

  it.each([
    [{ hash: undefined }, missing('hash')],
    [{ hash: 7 }, missing('hash')],
    [{ hash: '' }, parameter('Empty hash parameter')],
    [{ hash: '%%%' }, parameter('Invalid Base64 hash string parameter')],
    [{ hash: sha512 }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [{ hashAlgo: undefined }, missing('hashAlgo')],
    [{ hashAlgo: 7 }, missing('hashAlgo')],
    [{ hashAlgo: '1.2.3' }, wrong('hashAlgo')],
    [{ nonce: 'xyz' }, wrong('nonce')],
    [{ nonce: '' }, wrong('nonce')],
    [{ nonce: 7 }, wrong('nonce')],
    [{ nonce: 'f'.repeat(65) }, wrong('nonce')],
  ])('refuses %j', async (changes, expected) => {
    expect(await csc.call('signatures/timestamp', change(stamping, changes))).toMatchObject(expected);
    expect(csc.gateway.calls).toEqual([]);
  });
});

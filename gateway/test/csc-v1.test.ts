import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  aCredential,
  type Csc,
  certificatesJson,
  change,
  digest,
  error,
  factors,
  hash,
  missing,
  oids,
  parameter,
  startCsc,
  wrong,
} from './csc-samples.ts';

let csc: Csc;

beforeAll(async () => {
  csc = await startCsc(1);
});
afterEach(() => {
  csc.refusals.clear();
  csc.state.credential = aCredential();
});
afterAll(() => csc.close());

const named = (id: string) => factors.filter(({ authenticatorId }) => authenticatorId === id);
const [app, card, sms] = [named('aut_app'), named('aut_card'), named('aut_sms')];
const sha512 = Buffer.alloc(64, 7);
const authorising = { credentialID: 'crd_1', numSignatures: 1, hash: [hash], OTP: '123456' };
const signing = () => ({ credentialID: 'crd_1', SAD: csc.tokens.sad, hash: [hash], signAlgo: oids.ecdsa256 });
const explicit = (...given: (typeof factors)[]) => {
  csc.state.credential = aCredential({ explicit: true, factors: given.flat() });
};

describe('info', () => {
  it('speaks version 1.0.4.0, whose clients put oauth2/… behind the address', async () => {
    const { status, json } = await csc.call('info', {}, { token: '' });
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        specs: '1.0.4.0',
        name: 'Sample Signatures',
        logo: 'https://sign.example.com/csc/logo.png',
        region: 'US',
        lang: 'en',
        description: 'Signatures with keys that never leave Sample Signatures',
        authType: ['oauth2code', 'oauth2client'],
        oauth2: 'https://sign.example.com/csc/v1',
        methods: [
          'info',
          'auth/revoke',
          'credentials/list',
          'credentials/info',
          'credentials/authorize',
          'credentials/sendOTP',
          'credentials/extendTransaction',
          'signatures/signHash',
          'signatures/timestamp',
        ],
      },
    });
  });

  it('does not offer what version 2 brought', async () => {
    const later = ['create', 'delete', 'authorizeCheck', 'getChallenge'].map((name) => `credentials/${name}`);
    for (const method of [...later, 'signatures/signDoc', 'signatures/signPolling', 'auth/login']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call(method)).toMatchObject({ status: 501, json: { error_code: 'METHOD_NOT_OFFERED' } });
    }
    expect(await csc.call('info', undefined, { verb: 'GET' })).toMatchObject({ status: 405 });
  });
});

describe('credentials/list', () => {
  it('lists page by page', async () => {
    const first = await csc.call('credentials/list', { maxResults: 1 });
    expect(first).toMatchObject({ status: 200 });
    expect(first.json).toEqual({ credentialIDs: ['crd_1'], nextPageToken: 'more' });
    const listing = { userId: '', onlyValid: false };
    expect(csc.requestOf('applications.listApplicationCredentials')).toEqual({
      ...listing,
      pageSize: 1,
      pageToken: '',
    });
    const last = await csc.call('credentials/list', { maxResults: 1000, pageToken: 'more' });
    expect(last.json).toEqual({ credentialIDs: ['crd_1'] });
    expect(csc.requestOf('applications.listApplicationCredentials')).toEqual({
      ...listing,
      pageSize: 100,
      pageToken: 'more',
    });
  });

  it.each([
    [{ userID: 'usr_1' }, parameter('userID parameter MUST be null')],
    [{ maxResults: '1' }, wrong('maxResults')],
    [{ maxResults: 0 }, wrong('maxResults')],
    [{ maxResults: 1.5 }, wrong('maxResults')],
    [{ pageToken: 7 }, wrong('pageToken')],
    [{ clientData: 7 }, wrong('clientData')],
  ])('refuses %j', async (body, expected) => {
    expect(await csc.call('credentials/list', body)).toMatchObject(expected);
    expect(csc.gateway.calls).toEqual([]);
  });

  it('refuses a page that it gave to nobody', async () => {
    csc.refuse('listApplicationCredentials', 'invalid', 'PAGE_TOKEN_INVALID');
    const expected = error('Invalid parameter pageToken', 'PAGE_TOKEN_INVALID');
    expect(await csc.call('credentials/list', { pageToken: 'x' })).toMatchObject(expected);
  });
});

describe('credentials/info', () => {
  const key = {
    status: 'enabled',
    algo: [oids.ecdsa256, oids.ecdsa384, oids.ecdsa512],
    len: 256,
    curve: '1.2.840.10045.3.1.7',
  };
  const rest = { multisign: 100, lang: 'en' };
  const get = async (more: object = {}) =>
    (await csc.call('credentials/info', { credentialID: 'crd_1', ...more })).json;

  it('shows a credential that is authorised on our page', async () => {
    expect(await get({ certificates: 'chain', certInfo: true, authInfo: true })).toEqual({
      key,
      cert: {
        status: 'valid',
        certificates: certificatesJson,
        issuerDN: 'CN=Countersign Signers CA',
        serialNumber: '6f2b1f6a1c55',
        subjectDN: 'CN=Robin Sample,C=US',
        validFrom: '20260102030405Z',
        validTo: '20290101235959Z',
      },
      authMode: 'oauth2code',
      SCAL: '2',
      ...rest,
    });
  });

  it('describes the one factor that version 1 can speak of', async () => {
    const plain = { key, cert: { status: 'valid', certificates: certificatesJson.slice(0, 1) }, ...rest };
    const shown = (OTP: object) => ({ ...plain, authMode: 'explicit', SCAL: '1', PIN: { presence: 'false' }, OTP });
    explicit(card, app, sms);
    expect(await get({ authInfo: true })).toEqual(
      shown({
        presence: 'true',
        type: 'offline',
        format: 'N',
        label: 'Phone',
        description: 'Enter the code that your app shows',
        ID: 'aut_app',
        provider: 'totp',
      }),
    );
    explicit(sms, app);
    expect(await get({ authInfo: true })).toEqual(
      shown({
        presence: 'true',
        type: 'online',
        format: 'N',
        label: 'Mobile',
        description: 'Enter the code that is sent to +1••••••23',
        ID: 'aut_sms',
        provider: 'sms',
      }),
    );
    explicit(card);
    expect(await get({ authInfo: true })).toEqual(shown({ presence: 'false' }));
    expect(await get()).toEqual({ ...plain, authMode: 'explicit', SCAL: '1' });
  });
});

describe('credentials/authorize and credentials/sendOTP', () => {
  it('authorise by the code of an app', async () => {
    explicit(app, sms);
    const { status, json } = await csc.call('credentials/authorize', { ...authorising, description: 'Lease' });
    expect({ status, json }).toEqual({ status: 200, json: { SAD: expect.any(String), expiresIn: expect.any(Number) } });
    expect(csc.requestOf('applications.authoriseDigests')).toEqual({
      credentialId: 'crd_1',
      signatures: 1,
      digests: [{ digest, label: '' }],
      hashAlgorithm: 'SHA-256',
      digestKind: 0,
      factors: [{ id: '', value: '123456' }],
      description: 'Lease',
    });
    expect(decodeJwt((json as { SAD: string }).SAD)).toMatchObject({
      scope: 'credential',
      sad: 'handle-2',
      sub: 'usr_1',
    });
  });

  it('authorise by a code that was sent', async () => {
    explicit(sms, app);
    expect(await csc.call('credentials/sendOTP', { credentialID: 'crd_1' })).toMatchObject({ status: 204 });
    const asked = { credentialId: 'crd_1', authenticatorId: '' };
    expect(csc.requestOf('applications.askApplicationFactor')).toEqual(asked);
    const body = { ...authorising, hash: [sha512.toString('base64')], hashAlgo: oids.sha512 };
    expect(await csc.call('credentials/authorize', body)).toMatchObject({ status: 200 });
    expect(csc.requestOf('applications.authoriseDigests')).toMatchObject({
      hashAlgorithm: 'SHA-512',
      factors: [{ id: 'aut_sms', value: '123456' }],
    });
  });

  it.each([
    [{ credentialID: undefined }, missing('credentialID')],
    [{ numSignatures: undefined }, missing('numSignatures', 'integer')],
    [{ numSignatures: '1' }, missing('numSignatures', 'integer')],
    [{ numSignatures: 0 }, error('Invalid value for parameter numSignatures', 'SIGNATURES_INVALID')],
    [{ hash }, missing('hash', 'array')],
    [{ hash: [] }, parameter('Empty hash array')],
    [{ hash: ['%%%'] }, parameter('Invalid Base64 hash string parameter')],
    [{ hash: [hash.slice(4)] }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [
      { hash: [hash, sha512.toString('base64')], numSignatures: 2 },
      error('Invalid digest value length', 'DIGEST_INVALID'),
    ],
    [{ hashAlgo: oids.sha384 }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [{ hashAlgo: '1.2.3' }, wrong('hashAlgo')],
    [{ description: 'x'.repeat(501) }, wrong('description')],
    [{ OTP: undefined }, missing('OTP')],
    [{ OTP: 123_456 }, missing('OTP')],
    [{ PIN: 1234 }, wrong('PIN')],
    [{ PIN: '1234' }, error('The PIN is invalid', 'FACTORS_INVALID', 'invalid_pin')],
  ])('refuse %j', async (changes, expected) => {
    expect(await csc.call('credentials/authorize', change(authorising, changes))).toMatchObject(expected);
    expect(csc.gateway.calls).toEqual([]);
  });

  it.each([
    ['not_found', 'CREDENTIAL_NOT_FOUND', 'Invalid parameter credentialID', 'invalid_request'],
    ['conflict', 'CREDENTIAL_NOT_ACTIVE', 'The credential identified by credentialID is disabled', 'invalid_request'],
    ['invalid', 'TOO_MANY_DIGESTS', 'Numbers of signatures is too high', 'invalid_request'],
    ['unauthenticated', 'CODE_REFUSED', 'The OTP is invalid', 'invalid_otp'],
    ['invalid', 'FACTORS_INVALID', 'The OTP is invalid', 'invalid_otp'],
    ['forbidden', 'FACTOR_NOT_PERMITTED', 'The OTP is invalid', 'invalid_otp'],
    ['conflict', 'CHALLENGE_EXPIRED', 'The OTP is invalid', 'invalid_otp'],
    ['exhausted', 'ATTEMPTS_EXHAUSTED', 'Credential locked', 'invalid_request'],
  ] as const)('tell of %s %s', async (kind, reason, text, word) => {
    csc.refuse('authoriseDigests', kind, reason);
    expect(await csc.call('credentials/authorize', authorising)).toMatchObject(error(text, reason, word));
  });

  it('ask for digests where signatures cannot be left open', async () => {
    const open = change(authorising, { hash: undefined });
    expect(await csc.call('credentials/authorize', open)).toMatchObject({ status: 200 });
    csc.refuse('authoriseDigests', 'invalid', 'DIGEST_INVALID');
    const text = 'Missing (or invalid type) array parameter hash';
    expect(await csc.call('credentials/authorize', open)).toMatchObject(error(text, 'DIGEST_INVALID'));
  });

  it.each([
    ['not_found', 'CREDENTIAL_NOT_FOUND', 'Invalid parameter credentialID', 400],
    ['invalid', 'FACTOR_HAS_NO_CHALLENGE', 'Invalid parameter credentialID', 400],
    ['exhausted', 'RESEND_TOO_EARLY', 'a sentence of the service', 429],
  ] as const)('tell in sendOTP of %s %s', async (kind, reason, text, status) => {
    csc.refuse('askApplicationFactor', kind, reason, 30);
    const answer = await csc.call('credentials/sendOTP', { credentialID: 'crd_1' });
    expect(answer).toMatchObject({ status, json: { error_description: text, error_code: reason } });
    expect(await csc.call('credentials/sendOTP', { credentialID: 7 })).toMatchObject(missing('credentialID'));
  });
});

describe('credentials/extendTransaction', () => {
  it('names digests, whose hash their length tells', async () => {
    const body = { credentialID: 'crd_1', SAD: csc.tokens.sad, hash: [hash] };
    expect(await csc.call('credentials/extendTransaction', body)).toMatchObject({ status: 200 });
    expect(csc.requestOf('applications.extendAuthorisation')).toEqual({
      credentialId: 'crd_1',
      handle: 'handle-1',
      digests: [{ digest, label: '' }],
      hashAlgorithm: 'SHA-256',
    });
    const without = change(body, { hash: undefined });
    expect(await csc.call('credentials/extendTransaction', without)).toMatchObject(missing('hash', 'array'));
    csc.refuse('extendAuthorisation', 'invalid', 'SIGN_ALGORITHM_MISMATCH');
    const other = error('Invalid parameter hashAlgo', 'SIGN_ALGORITHM_MISMATCH');
    expect(await csc.call('credentials/extendTransaction', body)).toMatchObject(other);
  });
});

describe('signatures/signHash and signatures/timestamp', () => {
  it('sign and time-stamp by the names of version 1', async () => {
    const { json } = await csc.call('signatures/signHash', { ...signing(), hashAlgo: oids.sha256 });
    expect(json).toEqual({ signatures: [Buffer.from('signature 0').toString('base64')], receipt: 'a.b.c' });
    const request = { credentialId: 'crd_1', handle: 'handle-1', digests: [digest], hashAlgorithm: 'SHA-256' };
    expect(csc.requestOf('applications.signHashes')).toEqual({ ...request, later: undefined });
    // There is no later in version 1.
    expect(await csc.call('signatures/signHash', { ...signing(), operationMode: 'A' })).toMatchObject({ json });
    const stamped = await csc.call('signatures/timestamp', { hash, hashAlgo: oids.sha256 });
    expect(stamped.json).toEqual({ timestamp: Buffer.from('token').toString('base64') });
  });

  it.each([
    [{ SAD: undefined }, missing('SAD')],
    [{ credentialID: 'crd_2' }, error('Invalid parameter credentialID', 'CREDENTIAL_NOT_FOUND')],
    [{ hash: undefined, hashes: [hash] }, missing('hash', 'array')],
    [{ hash: [] }, parameter('Empty hash array')],
    [{ hash: ['%%%'] }, parameter('Invalid Base64 hash string parameter')],
    [{ hash: [sha512.toString('base64')] }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [{ signAlgo: oids.rsa }, missing('hashAlgo')],
    [{ signAlgo: oids.pss }, missing('signAlgoParams')],
    [{ hashAlgo: oids.sha512 }, parameter('String parameter hashAlgo contradicts with signAlgo parameter')],
    [{ hashAlgo: '1.2.3' }, wrong('hashAlgo')],
  ])('refuse %j', async (changes, expected) => {
    expect(await csc.call('signatures/signHash', change(signing(), changes))).toMatchObject(expected);
    expect(csc.requestOf('applications.signHashes')).toBeUndefined();
  });
});

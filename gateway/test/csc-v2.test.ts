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
  csc = await startCsc(2);
});
afterEach(() => {
  csc.refusals.clear();
  csc.state.credential = aCredential();
});
afterAll(() => csc.close());

const sha512 = Buffer.alloc(64, 7).toString('base64');
const signing = () => ({
  credentialID: 'crd_1',
  SAD: csc.tokens.sad,
  hashes: [hash],
  hashAlgorithmOID: oids.sha256,
  signAlgo: oids.ecdsa256,
});
const authorising = {
  credentialID: 'crd_1',
  numSignatures: 1,
  hashes: [hash],
  hashAlgorithmOID: oids.sha256,
  authData: [{ id: 'aut_app', value: '123456' }],
};
const publicKey = {
  status: 'enabled',
  algo: [oids.ecdsa256, oids.ecdsa384, oids.ecdsa512],
  len: 256,
  curve: '1.2.840.10045.3.1.7',
};
const details = {
  issuerDN: 'CN=Countersign Signers CA',
  serialNumber: '6f2b1f6a1c55',
  subjectDN: 'CN=Robin Sample,C=US',
  validFrom: '20260102030405Z',
  validTo: '20290101235959Z',
};
const plain = {
  signatureQualifier: 'zz_private_aes',
  key: publicKey,
  cert: { status: 'valid', certificates: certificatesJson.slice(0, 1) },
  auth: { mode: 'oauth2code', objects: [] },
  SCAL: '2',
  multisign: 100,
  lang: 'en',
};

describe('info', () => {
  it('says without a token what this service does, as the newest clients demand', async () => {
    const { status, json } = await csc.call('info', '', { token: '' });
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        specs: '2.2.0.0',
        name: 'Sample Signatures',
        logo: 'https://sign.example.com/csc/logo.png',
        region: 'US',
        lang: 'en',
        description: 'Signatures with keys that never leave Sample Signatures',
        authType: ['oauth2code', 'oauth2client'],
        oauth2: 'https://sign.example.com',
        supportsRar: true,
        supportedHashTypes: ['dtbsr', 'sdr', 'sodr'],
        asynchronousOperationMode: true,
        methods: [
          'info',
          'auth/revoke',
          'credentials/list',
          'credentials/info',
          'credentials/create',
          'credentials/delete',
          'credentials/authorize',
          'credentials/authorizeCheck',
          'credentials/getChallenge',
          'credentials/sendOTP',
          'credentials/extendTransaction',
          'signatures/signHash',
          'signatures/signDoc',
          'signatures/signPolling',
          'signatures/timestamp',
        ],
        validationInfo: true,
        signAlgorithms: {
          algos: [
            ...publicKey.algo,
            oids.rsa,
            '1.2.840.113549.1.1.11',
            '1.2.840.113549.1.1.12',
            '1.2.840.113549.1.1.13',
          ],
        },
        signature_formats: { formats: ['P', 'C'], envelope_properties: [['Revision'], ['Attached', 'Detached']] },
        conformance_levels: ['Ades-B-B', 'Ades-B-T', 'Ades-B-LT'],
      },
    });
    expect(await csc.call('info', { lang: 'xx' }, { token: '' })).toMatchObject({ status: 200, json });
  });

  it('names a logo that is there', async () => {
    const { statusCode, headers, rawPayload } = await csc.gateway.app.inject('/csc/logo.png');
    expect({ statusCode, type: headers['content-type'] }).toEqual({ statusCode: 200, type: 'image/png' });
    // PNG 11.2.2: width and height.
    expect([rawPayload.readUInt32BE(16), rawPayload.readUInt32BE(20)]).toEqual([128, 128]);
  });
});

describe('every method', () => {
  const list = 'credentials/list';
  it.each([
    ['another scheme', 'Token abc', 'Malformed authorization header', 'BEARER_MALFORMED', 'invalid_request', 400],
    ['Basic', 'Basic YTpi', 'Malformed authorization header', 'BEARER_MALFORMED', 'invalid_request', 400],
    ['no token in it', 'Bearer', 'Malformed authorization header', 'BEARER_MALFORMED', 'invalid_request', 400],
    ['what is no token', 'Bearer abc', 'The access token is not valid', 'TOKEN_INVALID', 'invalid_token', 401],
  ])('refuses an Authorization header with %s', async (_, authorization, text, code, word, status) => {
    const answer = await csc.call(list, {}, { token: '', headers: { authorization } });
    expect(answer).toMatchObject(error(text, code, word, status));
    expect(answer.headers['www-authenticate']).toBe(
      status === 401 ? 'Bearer realm="countersign", error="invalid_token"' : undefined,
    );
    expect(csc.gateway.calls).toEqual([]);
  });

  it('refuses calls without a token, with one that is over, one of a user, and one of another scope', async () => {
    const none = await csc.call(list, {}, { token: '' });
    expect(none).toMatchObject(error('The access token is missing', 'AUTHENTICATION_REQUIRED', 'invalid_token', 401));
    expect(none.headers['www-authenticate']).toBe('Bearer realm="countersign"');
    const over = await csc.tokenOf('service', { expiresInSeconds: -5 });
    const expired = error('The access token is expired or has been revoked', 'TOKEN_EXPIRED', 'expired_token', 401);
    expect(await csc.call(list, {}, { token: over })).toMatchObject(expired);
    const own = await csc.gateway.tokenFor();
    const invalid = error('The access token is not valid', 'TOKEN_INVALID', 'invalid_token', 401);
    expect(await csc.call(list, {}, { token: own })).toMatchObject(invalid);
    const other = await csc.tokenOf('credential-deletion');
    const text = 'The client is not authorized to use this method';
    const refused = error(text, 'CLIENT_NOT_PERMITTED', 'unauthorized_client');
    for (const method of [list, 'credentials/authorize', 'signatures/signHash', 'credentials/create']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call(method, {}, { token: other })).toMatchObject(refused);
    }
    // Before the body is looked at, however large it is.
    const large = JSON.stringify({ documents: ['A'.repeat(2 ** 20)] });
    expect(await csc.call('signatures/signDoc', large, { token: '' })).toMatchObject({ status: 401 });
  });

  it.each([
    ['malformed', '{"credentialID": ', error('The body is not well-formed JSON', 'BODY_MALFORMED')],
    ['a list', '[]', parameter('The body must be a JSON object')],
    ['a number', '7', parameter('The body must be a JSON object')],
    ['null', 'null', parameter('The body must be a JSON object')],
    ['client data that is no text', { clientData: 7 }, wrong('clientData')],
    ['a language that is no text', { lang: 7 }, wrong('lang')],
    ['a NUL in a text', { clientData: 'a\0' }, wrong('clientData')],
  ])('refuses a body that is, or has, %s', async (_, body, expected) => {
    expect(await csc.call(list, body)).toMatchObject(expected);
  });

  it('takes null for absent, and does not look at what nobody here knows', async () => {
    const body = { userID: null, lang: 'xx', clientData: 'x', more: { __proto__: 1 } };
    expect(await csc.call(list, body)).toMatchObject({ status: 200 });
  });

  it('is asked by POST, with JSON; what is not offered answers 501', async () => {
    const get = await csc.call('info', undefined, { verb: 'GET' });
    expect(get).toMatchObject(error('Methods are called by POST', 'METHOD_NOT_ALLOWED', 'invalid_request', 405));
    expect(get.headers['allow']).toBe('POST');
    expect(await csc.call('signatures/signHash', {}, { verb: 'PUT' })).toMatchObject({ status: 405 });
    const notOffered = error('This method is not implemented', 'METHOD_NOT_OFFERED', 'invalid_request', 501);
    for (const method of ['auth/login', 'credentials/unheardOf', '', 'INFO']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call(method, {}, { token: '' })).toMatchObject(notOffered);
    }
    const form = await csc.call('info', 'lang=en', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form).toMatchObject({
      status: 415,
      json: { error: 'invalid_request', error_code: 'MEDIA_TYPE_UNSUPPORTED' },
    });
    const large = await csc.call(list, { clientData: 'x'.repeat(257 * 1024) });
    expect(large).toMatchObject({ status: 413, json: { error: 'invalid_request', error_code: 'BODY_TOO_LARGE' } });
  });

  it.each([
    ['unavailable', 'SERVICE_UNAVAILABLE', 503, 'temporarily_unavailable', 3],
    ['unavailable', 'DEADLINE_EXCEEDED', 504, 'temporarily_unavailable', 1],
    ['exhausted', 'RATE_LIMITED', 429, 'temporarily_unavailable', 30],
    ['unauthenticated', 'GRANT_ENDED', 401, 'expired_token', undefined],
    ['forbidden', 'ROLE_REQUIRED', 400, 'access_denied', undefined],
    ['conflict', 'SOMETHING_ELSE', 400, 'invalid_request', undefined],
    ['not_found', 'SOMETHING_ELSE', 400, 'invalid_request', undefined],
  ] as const)('tells %s (%s) as %i %s', async (kind, reason, status, word, seconds) => {
    csc.refuse('listApplicationCredentials', kind, reason, seconds);
    const answer = await csc.call(list);
    expect(answer).toMatchObject({ status, json: { error: word, error_code: reason } });
    expect(answer.headers['retry-after']).toBe(seconds === undefined ? undefined : String(seconds));
  });

  it('says nothing of faults of ours', async () => {
    csc.refusals.set('listApplicationCredentials', new Error('secret of the database') as never);
    expect(await csc.call(list)).toMatchObject(
      error('The server encountered an unexpected condition', 'INTERNAL', 'server_error', 500),
    );
  });
});

describe('auth/revoke', () => {
  it('ends an access token and a refresh token of the application', async () => {
    const authentication = { clientId: 'cli_1', clientSecret: '', basic: false, assertion: '' };
    const none = { authentication, byToken: true, refreshToken: '', grantId: '', tokenId: '', authorisationId: '' };
    const token = await csc.tokenOf('service', { jti: 'tok_9' });
    expect(await csc.call('auth/revoke', { token, token_type_hint: 'unknown' })).toMatchObject({ status: 204 });
    expect(csc.requestOf('oauth.revokeToken')).toEqual({ ...none, grantId: 'ogr_1', tokenId: 'tok_9' });
    expect(await csc.call('auth/revoke', { token: 'refresh' })).toMatchObject({ status: 204, json: undefined });
    expect(csc.requestOf('oauth.revokeToken')).toEqual({ ...none, refreshToken: 'refresh' });
    expect(await csc.call('auth/revoke', {})).toMatchObject(missing('token'));
  });
});

describe('credentials/list', () => {
  it('lists ids, and credentials where they are wanted, from all pages', async () => {
    expect(await csc.call('credentials/list', { onlyValid: true })).toMatchObject({
      status: 200,
      json: { credentialIDs: ['crd_1', 'crd_1'], onlyValid: true },
    });
    const listing = { userId: '', onlyValid: true, pageSize: 100 };
    expect(csc.gateway.calls.map(({ request }) => request)).toEqual([
      { ...listing, pageToken: '' },
      { ...listing, pageToken: 'more' },
    ]);
    const wish = { credentialInfo: true, certificates: 'chain', certInfo: true };
    const cert = { status: 'valid', certificates: certificatesJson, ...details };
    const info = { credentialID: 'crd_1', ...plain, cert };
    const { json } = await csc.call('credentials/list', wish);
    expect(json).toEqual({ credentialIDs: ['crd_1', 'crd_1'], credentialInfos: [info, info] });
  });

  it('takes a user from an application by itself, and from no other', async () => {
    const token = await csc.tokenOf('application');
    expect(await csc.call('credentials/list', { userID: 'usr_7' }, { token })).toMatchObject({ status: 200 });
    expect(csc.requestOf('applications.listApplicationCredentials')).toMatchObject({ userId: 'usr_7' });
    expect(await csc.call('credentials/list', {}, { token })).toMatchObject(missing('userID'));
    expect(await csc.call('credentials/list', { userID: 'a b' }, { token })).toMatchObject(wrong('userID'));
    for (const userID of ['usr_1', 'usr_2', '', 7]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call('credentials/list', { userID })).toMatchObject(parameter('userID parameter MUST be null'));
    }
  });

  it.each([
    [{ certificates: 'all' }, 'certificates'],
    [{ certificates: 1 }, 'certificates'],
    [{ credentialInfo: 'true' }, 'credentialInfo'],
    [{ certInfo: 1 }, 'certInfo'],
    [{ authInfo: 'no' }, 'authInfo'],
    [{ onlyValid: 1 }, 'onlyValid'],
  ])('refuses %j', async (body, name) => {
    expect(await csc.call('credentials/list', body)).toMatchObject(wrong(name));
  });
});

describe('credentials/info', () => {
  it('shows a credential that is authorised on our page', async () => {
    expect((await csc.call('credentials/info', { credentialID: 'crd_1' })).json).toEqual(plain);
    expect(csc.requestOf('applications.getApplicationCredential')).toEqual({ credentialId: 'crd_1' });
    const none = await csc.call('credentials/info', { credentialID: 'crd_1', certificates: 'none', authInfo: true });
    expect(none.json).toEqual({ ...plain, cert: { status: 'valid' } });
  });

  it('names a surname as Java reads it, and leaves alone what only looks like one', async () => {
    const subject = String.raw`CN=Robin\,sn=x,sn=Sample+sn=\+sn\=,givenName=sn=Robin\\,sn=y`;
    csc.state.credential = aCredential({}, { subject });
    const { json } = await csc.call('credentials/info', { credentialID: 'crd_1', certInfo: true });
    expect(json).toHaveProperty(
      'cert.subjectDN',
      String.raw`CN=Robin\,sn=x,SURNAME=Sample+SURNAME=\+sn\=,givenName=sn=Robin\\,SURNAME=y`,
    );
  });

  it('shows the factors of one that the application authorises, of which one is enough', async () => {
    csc.state.credential = aCredential({ explicit: true, factors });
    const { json } = await csc.call('credentials/info', { credentialID: 'crd_1', authInfo: true });
    expect(json).toEqual({
      ...plain,
      SCAL: '1',
      auth: {
        mode: 'explicit',
        expression: 'aut_app OR aut_card OR aut_sms OR page',
        objects: [
          {
            type: 'Password',
            id: 'aut_app',
            format: 'N',
            generator: 'totp',
            label: 'Phone',
            description: 'Enter the code that your app shows',
          },
          {
            type: 'ChallengeResponse',
            id: 'aut_card',
            format: 'N',
            description: 'Read the cells from card 1234567',
          },
          {
            type: 'ChallengeResponse',
            id: 'aut_sms',
            format: 'N',
            label: 'Mobile',
            description: 'Enter the code that is sent to +1••••••23',
          },
          {
            type: 'ChallengeResponseOOB',
            id: 'page',
            label: 'Approval',
            description: 'Approve on the page of the signing service',
          },
        ],
      },
    });
    const unasked = await csc.call('credentials/info', { credentialID: 'crd_1' });
    expect(unasked.json).toHaveProperty('auth', { mode: 'explicit' });
  });

  it.each([
    ['P-384', 384, { curve: '1.3.132.0.34', len: 384, algo: publicKey.algo }],
    ['RSA-3072', 3072, { len: 3072, algo: [oids.rsa, oids.rsa256, '1.2.840.113549.1.1.12', oids.rsa512] }],
  ])('shows of a %s key what it can do, and nothing else', async (keyAlgorithm, keyBits, key) => {
    csc.state.credential = aCredential(
      { keyBits, certificateStatus: 'suspended' },
      { keyAlgorithm, state: 'CREDENTIAL_STATE_SUSPENDED' },
    );
    const { json } = await csc.call('credentials/info', { credentialID: 'crd_1' });
    expect(json).toMatchObject({ cert: { status: 'suspended' } });
    expect((json as { key: object }).key).toEqual({ status: 'disabled', ...key });
  });

  it('answers for an unknown credential as for that of somebody else', async () => {
    csc.refuse('getApplicationCredential', 'not_found', 'CREDENTIAL_NOT_FOUND');
    const refused = error('Invalid parameter credentialID', 'CREDENTIAL_NOT_FOUND');
    expect(await csc.call('credentials/info', { credentialID: 'crd_2' })).toMatchObject(refused);
    expect(await csc.call('credentials/info', {})).toMatchObject(missing('credentialID'));
    expect(await csc.call('credentials/info', { credentialID: 7 })).toMatchObject(missing('credentialID'));
    const all = { credentialID: 'crd_1', certificates: 'all' };
    expect(await csc.call('credentials/info', all)).toMatchObject(wrong('certificates'));
  });
});

describe('credentials/create and credentials/delete', () => {
  it('create what the token was given for', async () => {
    const token = await csc.tokenOf('credential-creation');
    const body = { credentialCreationRequest: { certificatePolicy: 'x' } };
    const made = await csc.call('credentials/create', body, { token });
    expect(made).toMatchObject({ status: 201 });
    expect(made.json).toEqual({ credentialID: 'crd_1' });
    expect(csc.requestOf('applications.createApplicationCredential')).toEqual({});
    const shown = await csc.call('credentials/create', { ...body, credentialInfo: true }, { token });
    expect(shown.json).toEqual({ credentialID: 'crd_1', ...plain });
    csc.state.credential = aCredential({ certificates: [] }, { state: 'CREDENTIAL_STATE_CREATING' });
    const { cert: _, ...bare } = plain;
    const early = await csc.call('credentials/create', { credentialInfo: true }, { token });
    expect(early.json).toEqual({ credentialID: 'crd_1', ...bare, key: { ...publicKey, status: 'disabled' } });
    const text = { credentialCreationRequest: 'text' };
    expect(await csc.call('credentials/create', text, { token })).toMatchObject(wrong('credentialCreationRequest'));
  });

  it('delete the credential of the token, and no other', async () => {
    const token = await csc.tokenOf('credential-deletion');
    const body = { credentialID: 'crd_1' };
    expect(await csc.call('credentials/delete', body, { token })).toMatchObject({ status: 204, json: undefined });
    expect(csc.requestOf('applications.deleteApplicationCredential')).toEqual({ credentialId: 'crd_1' });
    const refused = error('Invalid parameter credentialID', 'CREDENTIAL_NOT_FOUND');
    expect(await csc.call('credentials/delete', { credentialID: 'crd_2' }, { token })).toMatchObject(refused);
    expect(csc.gateway.calls).toEqual([]);
    expect(await csc.call('credentials/delete', {}, { token })).toMatchObject(missing('credentialID'));
  });
});

describe('credentials/authorize', () => {
  it('authorises by a code, and gives activation data for the user, his session and the application', async () => {
    const body = { ...authorising, numSignatures: 3, description: 'Lease', hashType: 'sdr' };
    const { status, json } = await csc.call('credentials/authorize', body);
    expect({ status, json }).toEqual({ status: 200, json: { SAD: expect.any(String), expiresIn: expect.any(Number) } });
    expect(csc.requestOf('applications.authoriseDigests')).toEqual({
      credentialId: 'crd_1',
      signatures: 3,
      digests: [{ digest, label: '' }],
      hashAlgorithm: 'SHA-256',
      digestKind: 1,
      factors: [{ id: 'aut_app', value: '123456' }],
      description: 'Lease',
    });
    const { SAD, expiresIn } = json as { SAD: string; expiresIn: number };
    expect(expiresIn).toBeGreaterThan(240);
    expect(decodeJwt(SAD)).toMatchObject({
      aud: 'countersign-applications',
      sub: 'usr_1',
      sid: 'ses_1',
      client_id: 'cli_1',
      scope: 'credential',
      jti: 'sad_2',
      authorisation_id: 'sad_2',
      credential_id: 'crd_1',
      sad: 'handle-2',
    });
    const signed = await csc.call('signatures/signHash', { ...signing(), SAD });
    expect(signed).toMatchObject({ status: 200 });
    expect(csc.requestOf('applications.signHashes')).toMatchObject({ handle: 'handle-2' });
  });

  it('has the user asked on our page, and tells later what became of it', async () => {
    const asked = await csc.call('credentials/authorize', { ...authorising, authData: [{ id: 'page' }] });
    expect(asked).toMatchObject({ status: 202, json: { handle: 'handle-of-approval' } });
    expect(csc.requestOf('applications.authoriseDigests')).toMatchObject({ factors: [{ id: 'page', value: '' }] });
    const waiting = await csc.call('credentials/authorizeCheck', { handle: 'waiting' });
    expect(waiting).toMatchObject({ status: 202, json: { handle: 'waiting' } });
    const { status, json } = await csc.call('credentials/authorizeCheck', { handle: 'approved' });
    expect({ status, json }).toEqual({ status: 200, json: { SAD: expect.any(String), expiresIn: expect.any(Number) } });
    expect(csc.requestOf('applications.checkAuthorisation')).toEqual({ approvalHandle: 'approved' });
    expect(await csc.call('credentials/authorizeCheck', {})).toMatchObject(missing('handle'));
  });

  it.each([
    [{ credentialID: undefined }, missing('credentialID')],
    [{ credentialID: 7 }, missing('credentialID')],
    [{ numSignatures: undefined }, missing('numSignatures', 'integer')],
    [{ numSignatures: '1' }, missing('numSignatures', 'integer')],
    [{ numSignatures: 1.5 }, missing('numSignatures', 'integer')],
    [{ numSignatures: 0 }, error('Invalid value for parameter numSignatures', 'SIGNATURES_INVALID')],
    [{ numSignatures: -1 }, error('Invalid value for parameter numSignatures', 'SIGNATURES_INVALID')],
    [{ hashes: [hash, hash] }, error('Invalid value for parameter numSignatures', 'SIGNATURES_INVALID')],
    [{ numSignatures: 2 ** 40 }, error('Numbers of signatures is too high', 'SIGNATURES_INVALID')],
    [{ hashes: hash }, missing('hashes', 'array')],
    [{ hashes: [] }, parameter('Empty hash array')],
    [{ hashes: ['%%%'] }, parameter('Invalid Base64 hash string parameter')],
    [{ hashes: [7] }, parameter('Invalid Base64 hash string parameter')],
    [{ hashes: [sha512] }, error('Invalid digest value length', 'DIGEST_INVALID')],
    [{ hashAlgorithmOID: undefined }, missing('hashAlgorithmOID')],
    [{ hashAlgorithmOID: '1.2.3' }, wrong('hashAlgorithmOID')],
    [{ hashAlgorithmOID: 7 }, wrong('hashAlgorithmOID')],
    [{ hashType: 'constructor' }, wrong('hashType')],
    [{ description: 7 }, wrong('description')],
    [{ description: 'x'.repeat(501) }, wrong('description')],
    [{ authData: undefined }, missing('authData', 'array')],
    [{ authData: 'text' }, missing('authData', 'array')],
    [{ authData: [7] }, wrong('authData')],
    [{ authData: [{}] }, wrong('authData')],
    [{ authData: [{ id: 'a', value: 7 }] }, wrong('authData')],
  ])('refuses %j', async (changes, expected) => {
    expect(await csc.call('credentials/authorize', change(authorising, changes))).toMatchObject(expected);
    expect(csc.gateway.calls).toEqual([]);
  });

  const badFactor = 'The authentication data is invalid';
  it.each([
    ['not_found', 'CREDENTIAL_NOT_FOUND', 'Invalid parameter credentialID', 'invalid_request'],
    ['conflict', 'CREDENTIAL_NOT_ACTIVE', 'The credential identified by credentialID is disabled', 'invalid_request'],
    ['forbidden', 'VALIDATION_OUTDATED', 'a sentence of the service', 'access_denied'],
    [
      'forbidden',
      'EXPLICIT_AUTHORISATION_OFF',
      'The client is not authorized to use this method',
      'unauthorized_client',
    ],
    ['invalid', 'TOO_MANY_DIGESTS', 'Numbers of signatures is too high', 'invalid_request'],
    ['invalid', 'SIGNATURES_INVALID', 'Numbers of signatures is too high', 'invalid_request'],
    ['invalid', 'DIGEST_INVALID', 'Numbers of signatures is too high', 'invalid_request'],
    ['invalid', 'DESCRIPTION_INVALID', 'Invalid parameter description', 'invalid_request'],
    ['invalid', 'FACTORS_INVALID', badFactor, 'invalid_authentication_data'],
    ['not_found', 'AUTHENTICATOR_NOT_FOUND', badFactor, 'invalid_authentication_data'],
    ['unauthenticated', 'CODE_REFUSED', badFactor, 'invalid_authentication_data'],
    ['forbidden', 'FACTOR_NOT_PERMITTED', badFactor, 'invalid_authentication_data'],
    ['conflict', 'CHALLENGE_EXPIRED', badFactor, 'invalid_authentication_data'],
    ['conflict', 'CHALLENGE_ANSWERED', badFactor, 'invalid_authentication_data'],
    ['forbidden', 'FACTOR_REQUIRED', badFactor, 'invalid_authentication_data'],
    ['conflict', 'AUTHENTICATOR_WRONG_STATE', badFactor, 'invalid_authentication_data'],
    ['exhausted', 'ATTEMPTS_EXHAUSTED', 'Credential locked', 'invalid_request'],
  ] as const)('tells of %s %s', async (kind, reason, text, word) => {
    csc.refuse('authoriseDigests', kind, reason);
    expect(await csc.call('credentials/authorize', authorising)).toMatchObject(error(text, reason, word));
  });

  it('asks for digests where signatures cannot be left open', async () => {
    const open = change(authorising, { hashes: undefined, hashAlgorithmOID: undefined });
    expect(await csc.call('credentials/authorize', open)).toMatchObject({ status: 200 });
    for (const reason of ['DIGEST_INVALID', 'SIGNATURES_INVALID']) {
      csc.refuse('authoriseDigests', 'invalid', reason);
      const text = 'Missing (or invalid type) array parameter hashes';
      // oxlint-disable-next-line no-await-in-loop
      expect(await csc.call('credentials/authorize', open)).toMatchObject(error(text, reason));
    }
  });

  it.each([
    ['not_found', 'APPROVAL_NOT_FOUND', 'Invalid parameter handle', 'invalid_request', 400],
    ['conflict', 'APPROVAL_EXPIRED', 'Invalid parameter handle', 'invalid_request', 400],
    ['conflict', 'APPROVAL_DENIED', badFactor, 'invalid_authentication_data', 400],
    ['exhausted', 'ATTEMPTS_EXHAUSTED', 'Credential locked', 'invalid_request', 400],
    ['exhausted', 'POLLING_TOO_FAST', 'a sentence of the service', 'temporarily_unavailable', 429],
  ] as const)('tells in authorizeCheck of %s %s', async (kind, reason, text, word, status) => {
    csc.refuse('checkAuthorisation', kind, reason, 1);
    const answer = await csc.call('credentials/authorizeCheck', { handle: 'x' });
    expect(answer).toMatchObject(error(text, reason, word, status));
  });
});

describe('credentials/getChallenge and credentials/sendOTP', () => {
  it('give cells, or nothing when a code was sent', async () => {
    const cells = await csc.call('credentials/getChallenge', { credentialID: 'crd_1', authObjectID: 'aut_card' });
    expect(cells).toMatchObject({ status: 200, json: { challenge: 'A2 C4 H1' } });
    expect(csc.requestOf('applications.askApplicationFactor')).toEqual({
      credentialId: 'crd_1',
      authenticatorId: 'aut_card',
    });
    const sent = await csc.call('credentials/getChallenge', { credentialID: 'crd_1', authObjectID: 'aut_sms' });
    expect(sent).toMatchObject({ status: 204, json: undefined });
    expect(await csc.call('credentials/sendOTP', { credentialID: 'crd_1' })).toMatchObject({ status: 204 });
    expect(csc.requestOf('applications.askApplicationFactor')).toMatchObject({ authenticatorId: '' });
  });

  it('refuse what is missing', async () => {
    const both = { credentialID: 'crd_1', authObjectID: 'aut_sms' };
    const method = 'credentials/getChallenge';
    expect(await csc.call(method, change(both, { credentialID: undefined }))).toMatchObject(missing('credentialID'));
    expect(await csc.call(method, change(both, { authObjectID: undefined }))).toMatchObject(missing('authObjectID'));
    expect(await csc.call('credentials/sendOTP', {})).toMatchObject(missing('credentialID'));
  });

  it.each([
    ['not_found', 'CREDENTIAL_NOT_FOUND', 'Invalid parameter credentialID', 400],
    ['not_found', 'AUTHENTICATOR_NOT_FOUND', 'Invalid parameter authObjectID', 400],
    ['invalid', 'FACTOR_HAS_NO_CHALLENGE', 'Invalid parameter authObjectID', 400],
    ['forbidden', 'FACTOR_NOT_PERMITTED', 'Invalid parameter authObjectID', 400],
    ['exhausted', 'RESEND_TOO_EARLY', 'a sentence of the service', 429],
    ['exhausted', 'PIN_SENDS_EXHAUSTED', 'a sentence of the service', 429],
  ] as const)('tell of %s %s', async (kind, reason, text, status) => {
    csc.refuse('askApplicationFactor', kind, reason, 30);
    const answer = await csc.call('credentials/getChallenge', { credentialID: 'crd_1', authObjectID: 'aut_sms' });
    expect(answer).toMatchObject({ status, json: { error_description: text, error_code: reason } });
    expect(answer.headers['retry-after']).toBe('30');
  });
});

describe('credentials/extendTransaction', () => {
  const extending = () => ({
    credentialID: 'crd_1',
    SAD: csc.tokens.sad,
    hashes: [hash],
    hashAlgorithmOID: oids.sha256,
  });

  it('names digests, and gives other activation data', async () => {
    const { status, json } = await csc.call('credentials/extendTransaction', extending());
    expect({ status, json }).toEqual({ status: 200, json: { SAD: expect.any(String), expiresIn: expect.any(Number) } });
    expect(csc.requestOf('applications.extendAuthorisation')).toEqual({
      credentialId: 'crd_1',
      handle: 'handle-1',
      digests: [{ digest, label: '' }],
      hashAlgorithm: 'SHA-256',
    });
    expect(decodeJwt((json as { SAD: string }).SAD)).toMatchObject({ sad: 'handle-2', sub: 'usr_1' });
  });

  it.each([
    [{ SAD: undefined }, missing('SAD')],
    [{ SAD: 'unknown' }, error('Invalid parameter SAD', 'ACTIVATION_INVALID')],
    [{ credentialID: undefined }, missing('credentialID')],
    [{ credentialID: 'crd_2' }, error('Invalid parameter credentialID', 'CREDENTIAL_NOT_FOUND')],
    [{ hashes: undefined }, missing('hashes', 'array')],
    [{ hashAlgorithmOID: undefined }, missing('hashAlgorithmOID')],
  ])('refuses %j', async (changes, expected) => {
    const answer = await csc.call('credentials/extendTransaction', change(extending(), changes));
    expect(answer).toMatchObject(expected);
  });

  it.each([
    ['ACTIVATION_INVALID', 'Invalid parameter SAD'],
    ['ACTIVATION_USED', 'Invalid parameter SAD'],
    ['ACTIVATION_EXPIRED', 'SAD expired'],
    ['TOO_MANY_DIGESTS', 'Numbers of signatures is too high'],
    ['SIGN_ALGORITHM_MISMATCH', 'Invalid parameter hashAlgorithmOID'],
  ])('tells of %s', async (reason, text) => {
    csc.refuse('extendAuthorisation', 'conflict', reason);
    expect(await csc.call('credentials/extendTransaction', extending())).toMatchObject(error(text, reason));
  });
});

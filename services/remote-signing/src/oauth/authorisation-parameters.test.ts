import { createHash, createHmac } from 'node:crypto';
import type { DomainError } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import { type AskingClient, readAuthorisationParameters } from './authorisation-parameters.ts';
import { describeReturn, isRegistered, withParameters } from './redirect-uri.ts';

const secretHash = createHash('sha256').update('secret').digest();
const client: AskingClient = {
  id: 'cli_01JXAMPLE0000000000000000A',
  redirectUris: ['https://app.example.com/cb'],
  scopes: ['service', 'credential', 'credential-creation', 'credential-deletion'],
  requirePushed: true,
  secretHash,
};
const credentialID = 'crd_01JXAMPLE0000000000000000A';
const digest = createHash('sha256').update('one').digest();
// Holds what differs between the two alphabets.
const awkward = Buffer.alloc(32, 0xfb);
const long = createHash('sha512').update('one').digest();
const sha256 = '2.16.840.1.101.3.4.2.1';
const sha512 = '2.16.840.1.101.3.4.2.3';
const challenge = createHash('sha256').update('verifier').digest('base64url');

type Given = Readonly<Record<string, string | undefined>>;
const usual: Given = {
  client_id: client.id,
  response_type: 'code',
  redirect_uri: 'https://app.example.com/cb',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  state: 'xyz',
};
const signing: Given = {
  ...usual,
  scope: 'credential',
  credentialID,
  numSignatures: '1',
  hashes: digest.toString('base64url'),
  hashAlgorithmOID: sha256,
};
const ofOne: Given = {
  ...usual,
  scope: 'credential',
  credentialID,
  numSignatures: '1',
  hash: digest.toString('base64url'),
};

interface Way {
  of?: Partial<AskingClient>;
  cscVersion?: 1 | 2;
  pushed?: boolean;
  extra?: { name: string; value: string }[];
}

function read(given: Given, { of = {}, cscVersion = 2, pushed = true, extra = [] }: Way = {}) {
  const parameters = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return readAuthorisationParameters({ ...client, ...of }, [...parameters, ...extra], { cscVersion, pushed });
}

function refusalOf(given: Given, way?: Way): string {
  try {
    read(given, way);
  } catch (error) {
    const { reason, message } = error as DomainError;
    // RFC 6749 4.1.2.1: all that an error_description may hold.
    const isTellable = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(message);
    return isTellable ? (reason ?? String(error)) : `not tellable: ${message}`;
  }
  return 'none';
}

const rich = (element: object, over: Given = {}): Given => ({
  ...usual,
  authorization_details: JSON.stringify([element]),
  ...over,
});
const signed = {
  type: 'https://cloudsignatureconsortium.org/2025/credential',
  credentialID,
  numSignatures: 2,
  documentDigests: [
    { hash: awkward.toString('base64'), label: 'Contract.pdf' },
    { hashes: [digest.toString('base64')], label: null },
  ],
  hashAlgorithmOID: sha256,
};
const created = {
  type: 'https://cloudsignatureconsortium.org/2025/credential-creation',
  credentialCreationRequest: {},
};
const deleted = { type: 'https://cloudsignatureconsortium.org/2025/credential-deletion', credentialID };

describe('a request that is right', () => {
  it('is read for the service, with the address, the state and the language', () => {
    const { content, dpopThumbprint } = read({
      ...usual,
      lang: 'fr-CA',
      clientData: 'x',
      unknown: 'x',
      numSignatures: '9',
    });
    expect(content).toEqual({
      scope: 'service',
      redirectUri: 'https://app.example.com/cb',
      redirectUriGiven: true,
      state: 'xyz',
      codeChallenge: challenge,
      credentialId: '',
      signatures: 0,
      digests: [],
      hashAlgorithm: 'SHA-256',
      digestKind: 0,
      description: '',
      language: 'fr',
      authorizationDetails: '',
    });
    expect(dpopThumbprint).toBe('');
  });

  it('needs no address when only one is registered, and no language that we have', () => {
    const { content } = read({ ...usual, redirect_uri: undefined, state: undefined, lang: 'tlh' });
    expect(content).toMatchObject({ redirectUri: 'https://app.example.com/cb', redirectUriGiven: false, language: '' });
    expect(content).not.toHaveProperty('state');
  });

  it('is read for signatures under the names of version 2', () => {
    const hashes = [awkward, digest].map((each) => each.toString('base64url')).join(',');
    const { content, dpopThumbprint } = read({
      ...signing,
      hashes,
      numSignatures: '5',
      hashType: 'sdr',
      signatureQualifier: 'zz_private_aes',
      description: 'two\nlines',
      dpop_jkt: challenge,
    });
    expect(content).toMatchObject({
      scope: 'credential',
      credentialId: credentialID,
      signatures: 5,
      digests: [awkward, digest].map((each) => ({ digest: each.toString('base64'), label: '' })),
      hashAlgorithm: 'SHA-256',
      digestKind: 1,
      description: 'two\nlines',
    });
    expect(dpopThumbprint).toBe(challenge);
  });

  it('is read for signatures under those of version 1, whose digests tell their algorithm by their length', () => {
    const plain: Way = { cscVersion: 1, pushed: false, of: { requirePushed: false } };
    expect(read(ofOne, plain).content).toMatchObject({ signatures: 1, hashAlgorithm: 'SHA-256', digestKind: 0 });
    const longer = { ...ofOne, hash: long.toString('base64url'), hashAlgo: sha512 };
    expect(read(longer, plain).content.hashAlgorithm).toBe('SHA-512');
    expect(read({ ...longer, hashAlgo: undefined }, { cscVersion: 1 }).content.hashAlgorithm).toBe('SHA-512');
  });

  it('may leave the digests for later, and the credential to the user', () => {
    const given = { ...usual, scope: 'credential', signatureQualifier: 'zz_private_aes', numSignatures: '1000' };
    expect(read(given).content).toMatchObject({ credentialId: '', signatures: 1000, digests: [] });
  });

  it('is read from authorization_details, which say the scope', () => {
    const given = rich(signed);
    expect(read(given).content).toMatchObject({
      scope: 'credential',
      signatures: 2,
      digests: [
        { digest: awkward.toString('base64'), label: 'Contract.pdf' },
        { digest: digest.toString('base64'), label: '' },
      ],
      authorizationDetails: given['authorization_details'],
    });
    const short = { ...signed, type: 'credential', hashType: 'sodr', numSignatures: undefined };
    expect(read(rich(short, { scope: 'credential' })).content).toMatchObject({ digestKind: 2, signatures: 2 });
    const wanted = { certificatePolicy: '2.25.336360247634993809843986747030117149932.1', keyAlgorithm: 'P-384' };
    const creation = { ...created, credentialCreationRequest: wanted, acr_values: 'urn:countersign:aal2' };
    expect(read(rich(creation)).content).toMatchObject({
      scope: 'credential-creation',
      creation: { keyAlgorithm: 'P-384' },
      signatures: 0,
    });
    expect(read(rich(created)).content.creation).toEqual({ keyAlgorithm: 'P-256' });
    expect(read(rich(deleted)).content).toMatchObject({ scope: 'credential-deletion', credentialId: credentialID });
  });

  it('is read for the life of credentials also without authorization_details', () => {
    expect(read({ ...usual, scope: 'credential-creation' }).content.creation).toEqual({ keyAlgorithm: 'P-256' });
    expect(read({ ...usual, scope: 'credential-deletion', credentialID }).content.credentialId).toBe(credentialID);
  });

  it('may hold an account_token, if it is one of the application', () => {
    expect(read({ ...usual, account_token: accountToken() }).content.scope).toBe('service');
    expect(refusalOf({ ...usual, account_token: accountToken({ key: Buffer.from('another') }) })).toBe(
      'OAUTH_INVALID_REQUEST',
    );
    expect(refusalOf({ ...usual, account_token: accountToken({ azp: 'cli_another' }) })).toBe('OAUTH_INVALID_REQUEST');
    expect(refusalOf({ ...usual, account_token: 'a.b' })).toBe('OAUTH_INVALID_REQUEST');
    expect(refusalOf({ ...usual, account_token: accountToken() }, { of: { secretHash: null } })).toBe(
      'OAUTH_INVALID_REQUEST',
    );
  });
});

describe('a redirect URI', () => {
  it.each([
    ['another host', 'https://evil.example.com/cb'],
    ['the host as a user', 'https://app.example.com@evil.example.com/cb'],
    ['a user', 'https://user@app.example.com/cb'],
    ['a subdomain', 'https://x.app.example.com/cb'],
    ['a longer host', 'https://app.example.com.evil.example.com/cb'],
    ['another case', 'https://APP.example.com/cb'],
    ['a slash at the end', 'https://app.example.com/cb/'],
    ['an encoded letter', 'https://app.example.com/%63b'],
    ['dots', 'https://app.example.com/x/../cb'],
    ['a query', 'https://app.example.com/cb?next=x'],
    ['a fragment', 'https://app.example.com/cb#x'],
    ['a port', 'https://app.example.com:443/cb'],
    ['no TLS', 'http://app.example.com/cb'],
    ['a backslash', 'https://app.example.com\\cb'],
    ['a space', 'https://app.example.com/cb '],
    ['a script', 'javascript:alert(1)'],
    ['nothing but a path', '/cb'],
  ])('that differs by %s is not registered', (_what, redirect_uri) => {
    expect(refusalOf({ ...usual, redirect_uri })).toBe('OAUTH_REDIRECT_URI_INVALID');
  });

  it('is missing when there are several, and wrong when it comes twice', () => {
    const of = { redirectUris: ['https://app.example.com/cb', 'https://app.example.com/other'] };
    expect(refusalOf({ ...usual, redirect_uri: undefined }, { of })).toBe('OAUTH_REDIRECT_URI_INVALID');
    const extra = [{ name: 'redirect_uri', value: 'https://app.example.com/cb' }];
    expect(refusalOf(usual, { extra })).toBe('OAUTH_REDIRECT_URI_INVALID');
  });

  it('of a loopback address may have any port, and nothing else of its own', () => {
    const registered = ['http://127.0.0.1/cb', 'http://[::1]:1/cb', 'http://localhost'];
    const good = ['http://127.0.0.1:51004/cb', 'http://127.0.0.1/cb', 'http://[::1]:9/cb', 'http://localhost:8080'];
    expect(good.map((uri) => isRegistered(registered, uri))).toEqual(good.map(() => true));
    const bad = [
      'http://127.0.0.1:51004/other',
      'http://127.0.0.1:99999/cb',
      'http://127.0.0.1:1@evil.example.com/cb',
      'http://127.0.0.1:1.evil.example.com/cb',
      'http://127.0.0.2/cb',
      'https://127.0.0.1/cb',
      'http://[::1]/cb#x',
      'http://localhost.evil.example.com',
      'http://localhost:80/',
    ];
    expect(bad.filter((uri) => isRegistered(registered, uri))).toEqual([]);
    // Only of loopback addresses.
    expect(isRegistered(['http://app.example.com/cb'], 'http://app.example.com:81/cb')).toBe(false);
  });

  it('stays as it is when parameters are added, and is told of as what it is', () => {
    expect(withParameters('https://app.example.com', { code: 'a b&c', state: undefined })).toBe(
      'https://app.example.com?code=a+b%26c',
    );
    expect(withParameters('https://app.example.com/cb?a=%7e', { iss: 'https://x' })).toBe(
      'https://app.example.com/cb?a=%7e&iss=https%3A%2F%2Fx',
    );
    expect(describeReturn('https://app.example.com:8443/cb')).toEqual({
      returnsTo: 'app.example.com:8443',
      formAction: 'https://app.example.com:8443',
    });
    expect(describeReturn('com.example.app:/cb')).toEqual({
      returnsTo: 'com.example.app',
      formAction: 'com.example.app:',
    });
    expect(describeReturn('')).toEqual({ returnsTo: '', formAction: '' });
  });
});

describe('a request is refused', () => {
  const invalid = 'OAUTH_INVALID_REQUEST';
  const digests = (count: number) => Array.from({ length: count }, () => digest.toString('base64url')).join(',');

  it.each<[string, string, Given, Way?]>([
    ['no response_type', invalid, { ...usual, response_type: undefined }],
    ['a token instead of a code', 'OAUTH_UNSUPPORTED_RESPONSE_TYPE', { ...usual, response_type: 'token' }],
    ['a code and a token', 'OAUTH_UNSUPPORTED_RESPONSE_TYPE', { ...usual, response_type: 'code token' }],
    ['a fragment as the way back', invalid, { ...usual, response_mode: 'fragment' }],
    ['no code_challenge', invalid, { ...usual, code_challenge: undefined }],
    ['an empty code_challenge', invalid, { ...usual, code_challenge: '' }],
    ['no method of PKCE, which would be plain', invalid, { ...usual, code_challenge_method: undefined }],
    ['the method plain', invalid, { ...usual, code_challenge_method: 'plain' }],
    ['the method s256', invalid, { ...usual, code_challenge_method: 's256' }],
    ['a code_challenge of 42 characters', invalid, { ...usual, code_challenge: challenge.slice(1) }],
    ['a code_challenge with padding', invalid, { ...usual, code_challenge: `${challenge}=` }],
    [
      'a parameter twice',
      invalid,
      usual,
      {
        extra: [
          { name: 'scope', value: 'service' },
          { name: 'scope', value: '' },
        ],
      },
    ],
    ['the state twice', invalid, usual, { extra: [{ name: 'state', value: 'xyz' }] }],
    ['a state of 1025 characters', invalid, { ...usual, state: 'x'.repeat(1025) }],
    ['a state on two lines', invalid, { ...usual, state: 'a\nb' }],
    ['another client_id', invalid, { ...usual, client_id: 'cli_another' }],
    ['a request_uri inside', invalid, { ...usual, request_uri: 'urn:ietf:params:oauth:request_uri:x' }],
    ['a request object', invalid, { ...usual, request: 'e30.e30.' }],
    ['an unknown scope', 'OAUTH_INVALID_SCOPE', { ...usual, scope: 'openid' }],
    ['two scopes', 'OAUTH_INVALID_SCOPE', { ...usual, scope: 'service credential' }],
    ['the scope of an application by itself', 'OAUTH_INVALID_SCOPE', { ...usual, scope: 'application' }],
    ['a scope that is not registered', 'OAUTH_UNAUTHORISED_CLIENT', signing, { of: { scopes: ['service'] } }],
    ['a thumbprint that is none', invalid, { ...usual, dpop_jkt: 'x' }],
    ['a description of 501 characters', invalid, { ...usual, description: 'x'.repeat(501) }],
    ['a description that turns its direction', invalid, { ...usual, description: 'a\u202eb' }],
    ['signatures that were not pushed', invalid, signing, { pushed: false }],
    [
      'signatures that were not pushed though they need not be, in version 2',
      invalid,
      signing,
      { pushed: false, of: { requirePushed: false } },
    ],
    ['signatures of version 1 that were not pushed though they must', invalid, ofOne, { pushed: false, cscVersion: 1 }],
    [
      'a creation that was not pushed',
      invalid,
      { ...usual, scope: 'credential-creation' },
      { pushed: false, cscVersion: 1, of: { requirePushed: false } },
    ],
    ['names of version 2 in version 1', invalid, signing, { cscVersion: 1 }],
    ['names of version 1 in version 2', invalid, ofOne],
    ['authorization_details in version 1', invalid, rich(signed), { cscVersion: 1 }],
    ['neither credential nor qualifier', invalid, { ...signing, credentialID: undefined }],
    ['a credential that is none', invalid, { ...signing, credentialID: 'crd_1' }],
    ['a qualifier of others', invalid, { ...signing, credentialID: undefined, signatureQualifier: 'eu_eidas_qes' }],
    ['no signature', invalid, { ...signing, numSignatures: '0' }],
    ['a negative number of signatures', invalid, { ...signing, numSignatures: '-1' }],
    ['half a signature', invalid, { ...signing, numSignatures: '1.5' }],
    ['too many signatures', invalid, { ...signing, numSignatures: '1001001' }],
    ['fewer signatures than digests', invalid, { ...signing, hashes: digests(2) }],
    ['neither digests nor a number', invalid, { ...signing, hashes: undefined, numSignatures: undefined }],
    ['1001 digests', invalid, { ...signing, hashes: digests(1001), numSignatures: '1001' }],
    ['no algorithm', invalid, { ...signing, hashAlgorithmOID: undefined }],
    ['an unknown algorithm', invalid, { ...signing, hashAlgorithmOID: '1.3.14.3.2.26' }],
    ['a member of every object as an algorithm', invalid, { ...signing, hashAlgorithmOID: 'constructor' }],
    ['digests of another length', invalid, { ...signing, hashAlgorithmOID: sha512 }],
    ['digests of no known length', invalid, { ...ofOne, hash: 'AAAA' }, { cscVersion: 1 }],
    [
      'digests of different lengths',
      invalid,
      { ...ofOne, hash: `${digests(1)},${long.toString('base64url')}`, numSignatures: '2' },
      { cscVersion: 1 },
    ],
    ['an empty digest', invalid, { ...signing, hashes: `${digests(1)},` }],
    ['base64 in an address', invalid, { ...signing, hashes: awkward.toString('base64') }],
    [
      'base64 whose plus became a space',
      invalid,
      { ...signing, hashes: awkward.toString('base64').replaceAll('+', ' ') },
    ],
    ['base64url with padding', invalid, { ...signing, hashes: `${digest.toString('base64url')}=` }],
    ['bits behind the end of base64url', invalid, { ...signing, hashes: `${'A'.repeat(42)}B` }],
    ['an unknown kind of digests', invalid, { ...signing, hashType: 'other' }],
    ['a deletion of nothing', invalid, { ...usual, scope: 'credential-deletion' }],
    // A parameter too many would be a callback to wait for.
  ])('for %s', (_what, reason, given, ...[way]) => {
    expect(refusalOf(given, way)).toBe(reason);
  });

  const invalidDetails = 'OAUTH_INVALID_AUTHORISATION_DETAILS';
  it.each<[string, Given, string?]>([
    ['no JSON', { ...usual, authorization_details: '[{' }],
    ['an object', { ...usual, authorization_details: '{}' }],
    ['no element', { ...usual, authorization_details: '[]' }],
    ['two elements', { ...usual, authorization_details: JSON.stringify([signed, signed]) }],
    ['null', { ...usual, authorization_details: '[null]' }],
    ['an unknown type', rich({ ...signed, type: 'other' })],
    ['an unknown member', rich({ ...signed, more: 1 })],
    ['signed_props, which nobody would be shown', rich({ ...signed, signed_props: [] })],
    [
      'an unknown member of a digest',
      rich({ ...signed, documentDigests: [{ hash: digest.toString('base64'), x: 1 }] }),
    ],
    ['text as a number', rich({ ...signed, numSignatures: '2' })],
    ['base64url in JSON', rich({ ...signed, documentDigests: [{ hash: awkward.toString('base64url') }] })],
    [
      'base64 without padding',
      rich({ ...signed, documentDigests: [{ hash: digest.toString('base64').slice(0, -1) }] }),
    ],
    [
      'a digest said twice',
      rich({ ...signed, documentDigests: [{ hash: digest.toString('base64'), hashes: digest.toString('base64') }] }),
    ],
    ['a digest without its hash', rich({ ...signed, documentDigests: [{ label: 'x' }] })],
    [
      'a label on two lines',
      rich({ ...signed, documentDigests: [{ hash: digest.toString('base64'), label: 'a\nb' }] }),
    ],
    [
      'a label of 256 characters',
      rich({ ...signed, documentDigests: [{ hash: digest.toString('base64'), label: 'x'.repeat(256) }] }),
    ],
    [
      'digests of two kinds',
      rich({ ...signed, hashType: 'sdr', documentDigests: [{ hash: digest.toString('base64'), hashType: 'sodr' }] }),
    ],
    ['a creation with a name', rich({ ...created, credentialCreationRequest: { subjectData: { given_name: 'Zoe' } } })],
    [
      'a creation under the policy of others',
      rich({ ...created, credentialCreationRequest: { certificatePolicy: '0.4.0.194112.1.2' } }),
    ],
    [
      'a creation with an unknown algorithm',
      rich({ ...created, credentialCreationRequest: { keyAlgorithm: 'RSA-1024' } }),
    ],
    ['a creation by a login that there is not', rich({ ...created, acr_values: 'urn:other' })],
    ['a deletion of what is no credential', rich({ ...deleted, credentialID: 'x' })],
    ['another scope beside', rich(signed, { scope: 'service' }), invalid],
    ['digests beside', rich(signed, { hashes: digest.toString('base64url') }), invalid],
  ])('for authorization_details with %s', (_what, given, reason = invalidDetails) => {
    expect(refusalOf(given)).toBe(reason);
  });
});

function accountToken({ key = secretHash, azp = client.id } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'account-1', iat: 1, jti: 'x', azp })}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

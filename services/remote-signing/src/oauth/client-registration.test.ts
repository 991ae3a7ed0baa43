import { generateKeyPairSync } from 'node:crypto';
import type { DomainError } from '@countersign/errors';
import type { OAuthClient } from '@countersign/proto/oauth';
import { describe, expect, it } from '@jest/globals';
import { readRegistration } from './client-registration.ts';

const wish: OAuthClient = {
  id: '',
  name: 'Example Shop',
  clientUri: 'https://shop.example.com/about',
  tokenEndpointAuthMethod: '',
  jwks: '',
  redirectUris: ['https://shop.example.com/back?from=signing'],
  scopes: [],
  explicitAuthorisation: false,
  requirePushedAuthorisationRequests: true,
  requireDpop: false,
  responseHosts: ['hooks.shop.example.com'],
  disabled: false,
  version: 0,
  createdAt: undefined,
};
const ec = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'ec' };
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsa = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'PS256', use: 'sig' };
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });

/** Pointers of the fields that are refused; empty for a registration that is taken. */
function faultsOf(over: Partial<OAuthClient>): string[] {
  try {
    readRegistration({ ...wish, ...over });
    return [];
  } catch (error) {
    const { reason, fields } = error as DomainError;
    return reason === 'CLIENT_INVALID' ? fields.map(({ pointer }) => pointer) : [reason];
  }
}

describe('a registration', () => {
  it('has the usual method and scopes where none are named', () => {
    const read = readRegistration(wish);
    expect(read).toMatchObject({ authMethod: 'client_secret_basic', scopes: ['service', 'credential'], jwks: null });
  });

  it.each([
    'https://shop.example.com',
    'https://shop.example.com:8443/back',
    'http://localhost/back',
    'http://127.0.0.1:7000',
    'http://[::1]:7000/back',
    'com.example.app:/back',
    'com.example.app://back',
  ])('takes the redirect URI %s', (uri) => {
    expect(faultsOf({ redirectUris: [uri] })).toEqual([]);
  });

  it.each([
    ['a fragment', 'https://shop.example.com/back#top'],
    ['an empty fragment', 'https://shop.example.com/back#'],
    ['a wildcard', 'https://*.example.com/back'],
    ['plain http', 'http://shop.example.com/back'],
    ['a host that begins like a loopback one', 'http://localhost.example.com/back'],
    ['a loopback user', 'http://localhost@evil.example.com/back'],
    ['a user', 'https://shop@example.com/back'],
    ['a backslash', 'https://shop.example.com\\@evil.example.com'],
    ['a scheme without a dot', 'myapp:/back'],
    ['a script', 'javascript:alert(1)'],
    ['a script that pretends to be a host', 'javascript://example.com/%0aalert(1)'],
    ['data', 'data:text/html,hello'],
    ['a relative address', '/back'],
    ['no host', 'https:///back'],
    ['one slash', 'https:/shop.example.com'],
    ['a space', 'https://shop.example.com/a b'],
    ['a line end', 'https://shop.example.com/\r\nSet-Cookie:a=b'],
    ['letters beyond ASCII', 'https://sh\u00f6p.example.com/'],
    ['a parameter of the answer', 'https://shop.example.com/back?code=1'],
    ['too many letters', `https://shop.example.com/${'a'.repeat(500)}`],
    ['nothing', ''],
  ])('refuses a redirect URI with %s', (_fault, uri) => {
    expect(faultsOf({ redirectUris: [uri] })).toEqual(['/redirectUris/0']);
  });

  it('refuses redirect URIs that are none, too many or there twice', () => {
    const [uri = ''] = wish.redirectUris;
    expect(faultsOf({ redirectUris: [] })).toEqual(['/redirectUris']);
    expect(faultsOf({ redirectUris: [uri, uri] })).toEqual(['/redirectUris']);
    expect(faultsOf({ redirectUris: Array.from({ length: 11 }, (_, n) => `${uri}${n}`) })).toEqual(['/redirectUris']);
    expect(faultsOf({ redirectUris: [], scopes: ['application'] })).toEqual([]);
  });

  it.each([
    'localhost',
    '127.0.0.1',
    '[::1]',
    '2130706433',
    'https://a.example.com',
    'a.example.com:443',
    '*.example.com',
    'A.example.com',
    'a.example.com.',
    'a..example.com',
    '-a.example.com',
    '',
    'example.com/path',
  ])('refuses %j as a host for announcements', (host) => {
    expect(faultsOf({ responseHosts: [host] })).toEqual(['/responseHosts/0']);
  });

  it('refuses names and pages that mislead', () => {
    for (const name of ['', ' ', 'a'.repeat(101), 'a\nb', 'a\u202eb', ' a', 'a\u0000b']) {
      expect(faultsOf({ name })).toEqual(['/name']);
    }
    for (const clientUri of ['http://shop.example.com', 'javascript:alert(1)', 'https://u:p@example.com', 'shop']) {
      expect(faultsOf({ clientUri })).toEqual(['/clientUri']);
    }
  });

  it('refuses unknown methods and scopes, and client credentials without a secret, all at once', () => {
    expect(faultsOf({ tokenEndpointAuthMethod: 'client_secret_jwt', name: '', scopes: ['admin'] })).toEqual([
      '/name',
      '/tokenEndpointAuthMethod',
      '/scopes',
    ]);
    expect(faultsOf({ scopes: ['service', 'service'] })).toEqual(['/scopes']);
    expect(faultsOf({ tokenEndpointAuthMethod: 'none', scopes: ['service', 'application'] })).toEqual(['/scopes']);
  });

  it('keeps of keys what verifying needs', () => {
    const jwks = JSON.stringify({ keys: [ec, { ...rsa, x5c: ['...'] }] });
    expect(readRegistration({ ...wish, tokenEndpointAuthMethod: 'private_key_jwt', jwks }).jwks).toEqual({
      keys: [ec, rsa],
    });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', JSON.stringify([ec])],
    ['no keys', JSON.stringify({ keys: [] })],
    ['a key that is no object', JSON.stringify({ keys: ['ec'] })],
    ['a private key', JSON.stringify({ keys: [{ ...pair.privateKey.export({ format: 'jwk' }), kid: 'a' }] })],
    ['a shared key', JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] })],
    ['a key without a name', JSON.stringify({ keys: [{ ...ec, kid: undefined }] })],
    ['two of one name', JSON.stringify({ keys: [ec, ec] })],
    ['a key for encryption', JSON.stringify({ keys: [{ ...ec, use: 'enc' }] })],
    ['another algorithm', JSON.stringify({ keys: [{ ...ec, alg: 'RS256' }] })],
    ['a short RSA key', JSON.stringify({ keys: [{ ...weak, kid: 'a' }] })],
    ['another curve', JSON.stringify({ keys: [{ ...p384, kid: 'a' }] })],
    ['a point that is not on the curve', JSON.stringify({ keys: [{ ...ec, x: ec.y }] })],
    ['six keys', JSON.stringify({ keys: Array.from({ length: 6 }, (_, n) => ({ ...ec, kid: `k${n}` })) })],
  ])('refuses keys that are %s', (_fault, jwks) => {
    expect(faultsOf({ tokenEndpointAuthMethod: 'private_key_jwt', jwks })).toEqual(['/jwks']);
  });

  it('refuses keys for a method that uses none', () => {
    expect(faultsOf({ jwks: JSON.stringify({ keys: [ec] }) })).toEqual(['/jwks']);
  });
});

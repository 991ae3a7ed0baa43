import { type FieldFault, invalid } from '@countersign/errors';
import { type ClientScope, clientScopes } from '@countersign/grpc';
import type { OAuthClient as OAuthClientMessage } from '@countersign/proto/oauth';
import { findTextFault } from '../display-text.ts';
import { type PublicKeySet, readClientKeys } from './client-keys.ts';
import type { AuthMethod } from './tables.ts';

/** What is registered of an application, checked. */
export interface Registration {
  name: string;
  clientUri: string;
  authMethod: AuthMethod;
  jwks: PublicKeySet | null;
  redirectUris: string[];
  scopes: ClientScope[];
  explicitAuthorisation: boolean;
  requirePushed: boolean;
  requireDpop: boolean;
  responseHosts: string[];
}

const authMethods: readonly AuthMethod[] = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];
const usualScopes: readonly ClientScope[] = ['service', 'credential'];
const maxUris = 10;
const maxUriLength = 500;

/** Whether applications of a method have a secret. */
export function hasSecret(method: AuthMethod): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

/**
 * Reads what shall be registered: an empty method is `client_secret_basic`, no scopes are `service` and `credential`. Throws
 * `CLIENT_INVALID`, naming all fields at fault.
 */
export function readRegistration(message: OAuthClientMessage | undefined): Registration {
  if (message === undefined) throw clientInvalid([{ pointer: '', detail: 'must be given' }]);
  const authMethod = authMethods.find((method) => method === (message.tokenEndpointAuthMethod || authMethods[0]));
  const scopes = message.scopes.length === 0 ? usualScopes : clientScopes.filter((one) => message.scopes.includes(one));
  const faults: FieldFault[] = [];
  const refuse = (pointer: string, detail: string | undefined) => {
    if (detail !== undefined) faults.push({ pointer, detail });
  };
  refuse('/name', findNameFault(message.name));
  refuse('/clientUri', message.clientUri === '' ? undefined : findPageFault(message.clientUri));
  if (authMethod === undefined) refuse('/tokenEndpointAuthMethod', `must be one of ${authMethods.join(', ')}`);
  if (new Set(message.scopes).size !== message.scopes.length || message.scopes.some((one) => !isScope(one))) {
    refuse('/scopes', `must be of ${clientScopes.join(', ')}, each once`);
  } else if (authMethod === 'none' && scopes.includes('application')) {
    refuse('/scopes', 'must be without application for one that keeps no secret');
  }
  refuse('/redirectUris', findListFault(message.redirectUris));
  if (message.redirectUris.length === 0 && scopes.some((scope) => scope !== 'application')) {
    refuse('/redirectUris', 'must name where users are sent back to');
  }
  for (const [index, uri] of message.redirectUris.entries()) refuse(`/redirectUris/${index}`, findRedirectFault(uri));
  refuse('/responseHosts', findListFault(message.responseHosts));
  for (const [index, host] of message.responseHosts.entries()) refuse(`/responseHosts/${index}`, findHostFault(host));
  const keys = readKeys(authMethod, message.jwks);
  if (typeof keys === 'string') refuse('/jwks', keys);
  if (faults.length > 0 || authMethod === undefined || typeof keys === 'string') throw clientInvalid(faults);
  return {
    name: message.name,
    clientUri: message.clientUri,
    authMethod,
    jwks: keys,
    redirectUris: message.redirectUris,
    scopes: [...scopes],
    explicitAuthorisation: message.explicitAuthorisation,
    requirePushed: message.requirePushedAuthorisationRequests,
    requireDpop: message.requireDpop,
    responseHosts: message.responseHosts,
  };
}

/** A registration that cannot be taken. */
export function clientInvalid(fields: readonly FieldFault[]) {
  return invalid('CLIENT_INVALID', 'the application cannot be registered so; the fields at fault are named', {
    fields,
  });
}

function isScope(text: string): text is ClientScope {
  return clientScopes.some((scope) => scope === text);
}

function findNameFault(name: string): string | undefined {
  if (name.trim() !== name || name === '' || name.length > 100) return 'must be 1 to 100 characters';
  return findTextFault(name);
}

function findListFault(list: readonly string[]): string | undefined {
  if (list.length > maxUris) return `must be at most ${maxUris}`;
  return new Set(list).size < list.length ? 'must name each once' : undefined;
}

function findPageFault(uri: string): string | undefined {
  const url = readUri(uri);
  const isRight =
    url?.protocol === 'https:' && uri.startsWith('https://') && url.username === '' && url.password === '';
  return isRight ? undefined : `must be an https address of at most ${maxUriLength} characters`;
}

/** Parameters of the answer, which a redirect URI must not bring along (RFC 6749 4.1.2, RFC 9207). */
const answerParameters = ['code', 'state', 'iss', 'error', 'error_description'];

/** What is wrong with a redirect URI, as the end of a sentence; undefined when nothing is. */
function findRedirectFault(uri: string): string | undefined {
  const url = readUri(uri);
  if (url === undefined) return `must be an absolute URI of at most ${maxUriLength} ASCII characters`;
  if (uri.includes('#')) return 'must be without a fragment';
  if (uri.includes('*')) return 'must be without a wildcard';
  if (url.username !== '' || url.password !== '') return 'must be without a user';
  if (answerParameters.some((name) => url.searchParams.has(name)))
    return 'must be without the parameters of the answer';
  if (/^https:\/\/[^/?]/.test(uri)) return undefined;
  // RFC 8252 7.3: the port of a loopback address is not compared.
  if (/^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/?]|$)/.test(uri)) return undefined;
  // RFC 8252 7.1: a private scheme is a domain in reverse order, which `javascript:` and `data:` are not.
  if (/^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:/.test(uri)) return undefined;
  return 'must be https, http to localhost, 127.0.0.1 or [::1], or a private scheme with a dot in it';
}

function readUri(uri: string): URL | undefined {
  // A backslash is a slash for browsers, and none for others.
  if (uri.length > maxUriLength || !/^[\x21-\x5b\x5d-\x7e]+$/.test(uri)) return undefined;
  return URL.parse(uri) ?? undefined;
}

function findHostFault(host: string): string | undefined {
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  // The last label begins with a letter: no address is a host.
  const isName = host.length <= 253 && new RegExp(`^(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`).test(host);
  return isName ? undefined : 'must be a DNS name in small letters, without scheme, port or wildcard';
}

function readKeys(method: AuthMethod | undefined, jwks: string): PublicKeySet | string | null {
  if (method !== 'private_key_jwt') return jwks === '' ? null : 'must be empty for this way of authentication';
  return readClientKeys(jwks);
}

import { createHmac } from 'node:crypto';
import type { ClientScope } from '@countersign/grpc';
import type { AuthorisationParameter } from '@countersign/proto/oauth';
import { equalsConstantTime } from '@countersign/sealing';
import { type AuthorisationDetails, readAuthorisationDetails } from './authorisation-details.ts';
import type { OAuthClient } from './client-store.ts';
import { invalidRequest, invalidScope, unauthorisedClient } from './oauth-errors.ts';
import { isRegistered } from './redirect-uri.ts';
import { redirectUriInvalid, unsupportedResponseType } from './request-errors.ts';
import {
  algorithmOfLength,
  readDigest,
  readHashAlgorithm,
  requireCredentialId,
  toSigningWish,
} from './signing-wish.ts';
import type { CscVersion, RequestContent } from './tables.ts';

/** What the reading depends on: the application as it is registered. */
export type AskingClient = Pick<OAuthClient, 'id' | 'redirectUris' | 'scopes' | 'requirePushed' | 'secretHash'>;

/** Where the browser goes with the answer, which must be known before the application may be told of any fault. */
export interface Destination {
  redirectUri: string;
  /** Whether the request named it. */
  redirectUriGiven: boolean;
  /** Empty when it was not sent, or not so that it may be sent back. */
  state: string;
}

/** A request, checked. */
export interface ReadRequest {
  content: RequestContent;
  /** Key to which the code shall be bound (RFC 9449 10); empty for none. */
  dpopThumbprint: string;
}

const longestState = 1024;
const longestDescription = 500;
const thumbprint = /^[A-Za-z0-9_-]{43}$/;
const languages = ['en', 'fr', 'de', 'es'];
const scopes = ['service', 'credential', 'credential-creation', 'credential-deletion'] as const;
/** How the same things are called in the two versions of the CSC API. */
const namesOfOne = ['hash', 'hashAlgo'];
const namesOfTwo = ['hashes', 'hashAlgorithmOID', 'hashType', 'signatureQualifier', 'authorization_details'];

/**
 * The parameters by name; one without a value counts as not sent (RFC 6749 3.1). Throws `OAUTH_INVALID_REQUEST` for one
 * that comes twice.
 */
export function readParameters(parameters: readonly AuthorisationParameter[]): ReadonlyMap<string, string> {
  const byName = new Map(parameters.map(({ name, value }) => [name, value]));
  if (byName.size < parameters.length) throw invalidRequest('A parameter comes twice');
  return new Map([...byName].filter(([, value]) => value !== ''));
}

/**
 * Where to send the browser. Throws `OAUTH_REDIRECT_URI_INVALID` for an address that is not registered, is missing without
 * being the only one, or comes twice.
 */
export function readDestination(
  { redirectUris }: Pick<AskingClient, 'redirectUris'>,
  parameters: readonly AuthorisationParameter[],
): Destination {
  const valuesOf = (wanted: string) => parameters.flatMap(({ name, value }) => (name === wanted ? [value] : []));
  const given = valuesOf('redirect_uri');
  const states = valuesOf('state');
  const state = states.length === 1 && isState(states[0] ?? '') ? (states[0] ?? '') : '';
  if (given.length > 1) throw redirectUriInvalid('the parameter redirect_uri comes twice');
  const [uri = ''] = given;
  if (uri !== '') {
    if (!isRegistered(redirectUris, uri))
      throw redirectUriInvalid('this address is not registered for the application');
    return { redirectUri: uri, redirectUriGiven: true, state };
  }
  const [only, ...others] = redirectUris;
  if (only === undefined || others.length > 0) throw redirectUriInvalid('the parameter redirect_uri is missing');
  return { redirectUri: only, redirectUriGiven: false, state };
}

/**
 * Checks what an application asks for: RFC 6749 4.1.1 with PKCE S256 (RFC 7636), rich requests (RFC 9396) and the
 * parameters of the CSC API under the names of its version. Throws `OAUTH_INVALID_REQUEST`, `OAUTH_INVALID_SCOPE`,
 * `OAUTH_UNAUTHORISED_CLIENT`, `OAUTH_UNSUPPORTED_RESPONSE_TYPE` or `OAUTH_INVALID_AUTHORISATION_DETAILS`, each of which
 * the application is told of; and first of all what `readDestination` throws.
 */
export function readAuthorisationParameters(
  client: AskingClient,
  parameters: readonly AuthorisationParameter[],
  { cscVersion, pushed }: { cscVersion: CscVersion; pushed: boolean },
): ReadRequest {
  const { state, ...destination } = readDestination(client, parameters);
  const given = readParameters(parameters);
  requireProtocol(client, given);
  const foreign = (cscVersion === 1 ? namesOfTwo : namesOfOne).find((name) => given.has(name));
  if (foreign !== undefined) {
    throw invalidRequest(`Invalid parameter ${foreign}: it is not one of version ${cscVersion}`);
  }
  const json = given.get('authorization_details');
  const details = json === undefined ? undefined : readAuthorisationDetails(json);
  const scope = readScope(given.get('scope'), details);
  if (!client.scopes.includes(scope)) throw unauthorisedClient('The application is not registered for this scope');
  const content: RequestContent = {
    ...destination,
    ...(state === '' ? {} : { state }),
    scope,
    codeChallenge: readCodeChallenge(given),
    ...readSubject(given, { scope, details, cscVersion }),
    description: readDescription(given.get('description')),
    language: readLanguage(given.get('lang')),
    authorizationDetails: json ?? '',
  };
  if (!pushed) requirePlainAllowed(client, scope, cscVersion);
  return { content, dpopThumbprint: readThumbprint(given) };
}

/** What has nothing to do with what is asked for. */
function requireProtocol(client: AskingClient, given: ReadonlyMap<string, string>): void {
  if (given.has('request')) throw invalidRequest('Invalid parameter request: push the request instead');
  if (given.has('request_uri')) throw invalidRequest('Invalid parameter request_uri');
  if ((given.get('client_id') ?? client.id) !== client.id) throw invalidRequest('Invalid parameter client_id');
  if (!given.has('response_type')) throw invalidRequest('Missing parameter response_type');
  if (given.get('response_type') !== 'code') throw unsupportedResponseType();
  if ((given.get('response_mode') ?? 'query') !== 'query') throw invalidRequest('Invalid parameter response_mode');
  if (!isState(given.get('state') ?? '')) throw invalidRequest('Invalid parameter state');
  const token = given.get('account_token');
  if (token !== undefined && !isAccountToken(client, token)) throw invalidRequest('Invalid parameter account_token');
}

function isState(state: string): boolean {
  return state.length <= longestState && !/\p{Cc}/u.test(state);
}

function readScope(given: string | undefined, details: AuthorisationDetails | undefined): RequestContent['scope'] {
  const scope = given ?? details?.scope ?? 'service';
  const known = scopes.find((each) => each === scope);
  if (known === undefined) {
    const isOwn = (scope satisfies string as ClientScope) === 'application';
    throw invalidScope(isOwn ? 'An application acts for itself by client credentials' : 'Invalid parameter scope');
  }
  if (details !== undefined && details.scope !== known) {
    throw invalidRequest('Invalid parameter scope: authorization_details ask for another one');
  }
  return known;
}

function readCodeChallenge(given: ReadonlyMap<string, string>): string {
  const challenge = given.get('code_challenge');
  if (challenge === undefined) throw invalidRequest('Missing parameter code_challenge');
  // RFC 7636 4.3 takes a missing method for plain, which protects from nobody who reads the address.
  if (given.get('code_challenge_method') !== 'S256')
    throw invalidRequest('Invalid parameter code_challenge_method: must be S256');
  if (!thumbprint.test(challenge)) throw invalidRequest('Invalid parameter code_challenge');
  return challenge;
}

function readThumbprint(given: ReadonlyMap<string, string>): string {
  const jkt = given.get('dpop_jkt') ?? '';
  if (jkt !== '' && !thumbprint.test(jkt)) throw invalidRequest('Invalid parameter dpop_jkt');
  return jkt;
}

const nothingSigned = {
  credentialId: '',
  signatures: 0,
  digests: [],
  hashAlgorithm: 'SHA-256',
  digestKind: 0,
} as const satisfies Partial<RequestContent>;

/** What is asked for within the scope. For scope service the parameters of signatures say nothing (CSC API 8.4.1). */
function readSubject(
  given: ReadonlyMap<string, string>,
  {
    scope,
    details,
    cscVersion,
  }: { scope: RequestContent['scope']; details: AuthorisationDetails | undefined; cscVersion: CscVersion },
): Pick<RequestContent, keyof typeof nothingSigned | 'creation'> {
  const nothing = { ...nothingSigned, digests: [] };
  if (details !== undefined) {
    const twice = [
      'credentialID',
      'signatureQualifier',
      'numSignatures',
      'hashes',
      'hashAlgorithmOID',
      'hashType',
    ].find((name) => given.has(name));
    if (twice !== undefined) throw invalidRequest(`Invalid parameter ${twice}: authorization_details say it`);
    if (details.scope === 'credential') return details.wish;
    return details.scope === 'credential-creation'
      ? { ...nothing, creation: details.creation }
      : { ...nothing, credentialId: details.credentialId };
  }
  if (scope === 'credential') return readWish(given, cscVersion);
  if (scope === 'credential-creation') return { ...nothing, creation: { keyAlgorithm: 'P-256' } };
  if (scope === 'service') return nothing;
  const credentialId = given.get('credentialID');
  if (credentialId === undefined) throw invalidRequest('Missing parameter credentialID');
  requireCredentialId(credentialId, invalidRequest);
  return { ...nothing, credentialId };
}

function readWish(given: ReadonlyMap<string, string>, cscVersion: CscVersion) {
  const list = given.get(cscVersion === 1 ? 'hash' : 'hashes');
  const hashes = (list?.split(',') ?? []).map((text) => ({
    digest: readDigest(text, 'base64url', invalidRequest),
    label: '',
  }));
  const oid = given.get(cscVersion === 1 ? 'hashAlgo' : 'hashAlgorithmOID');
  const first = hashes[0]?.digest.length ?? 0;
  const count = given.get('numSignatures');
  if (count !== undefined && !/^[0-9]{1,9}$/.test(count)) throw invalidRequest('Invalid parameter numSignatures');
  const hashAlgorithm =
    readHashAlgorithm(oid, invalidRequest) ?? (cscVersion === 1 ? algorithmOfLength(first) : undefined);
  if (cscVersion === 1 && hashes.length > 0 && hashAlgorithm === undefined)
    throw invalidRequest('Invalid parameter hash');
  return toSigningWish(
    {
      credentialID: given.get('credentialID'),
      signatureQualifier: given.get('signatureQualifier'),
      numSignatures: count === undefined ? undefined : Number(count),
      hashes,
      hashAlgorithm,
      hashType: given.get('hashType'),
    },
    invalidRequest,
  );
}

function readDescription(text = ''): string {
  // Line breaks are all that it may be laid out with: it is shown as somebody else's text.
  const isPlain = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text.replaceAll(/\r?\n/g, ' '));
  if (text.length > longestDescription || !isPlain) throw invalidRequest('Invalid parameter description');
  return text;
}

/** A language of ours, by the first part of a tag (RFC 5646); an unknown one is no fault (CSC API 7.4). */
function readLanguage(tag = ''): string {
  const [language = ''] = tag.toLowerCase().split(/[-_]/);
  return languages.includes(language) ? language : '';
}

/** Longest addresses, histories and logs are no place for what is signed. */
function requirePlainAllowed({ requirePushed }: AskingClient, scope: ClientScope, cscVersion: CscVersion): void {
  if (scope === 'service') return;
  if (scope === 'credential' && cscVersion === 1 && !requirePushed) return;
  throw invalidRequest('Requests of this scope must be pushed');
}

/**
 * Whether an account_token (CSC API 8.4.1) is one of the application: HS256 under the SHA-256 of its secret, which is
 * what we keep of it. The account that it names is one of the application's own, of which we know nothing.
 */
function isAccountToken({ id, secretHash }: AskingClient, token: string): boolean {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (secretHash === null || more.length > 0 || token.length > 4096) return false;
  const expected = createHmac('sha256', secretHash).update(`${header}.${payload}`).digest('base64url');
  if (!equalsConstantTime(expected, signature)) return false;
  try {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { alg?: unknown };
    const { sub, azp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<
      'sub' | 'azp',
      unknown
    >;
    return alg === 'HS256' && typeof sub === 'string' && azp === id;
  } catch {
    return false;
  }
}

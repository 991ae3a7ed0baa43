import type {
  PushAuthorisationRequest,
  PushAuthorisationResponse,
  StartAuthorisationRequest,
  StartAuthorisationResponse,
} from '@countersign/proto/oauth';
import { randomToken } from '@countersign/sealing';
import { readAuthorisationParameters, readDestination } from './authorisation-parameters.ts';
import { authenticateClient } from './client-authentication.ts';
import { type OAuthClient, requireClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { clientUnknown, invalidRequest } from './oauth-errors.ts';
import { withParameters } from './redirect-uri.ts';
import { redirectCodeOf, requestUriInvalid } from './request-errors.ts';
import { beginPushed, insertRequest } from './request-store.ts';
import type { CscVersion } from './tables.ts';

/** How long a pushed request waits for its browser. */
const pushedLifeSeconds = 90;
/** How long a user may take to log in and to decide. */
const waitingLifeMs = 600_000;
/** RFC 9126 2.2. */
const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:';

/** Keeps what an application that proved itself asks for (RFC 9126). Throws `OAUTH_INVALID_CLIENT` and what the reading does. */
export async function pushRequest(
  deps: OAuthDependencies,
  { authentication, parameters, cscVersion: version, dpopThumbprint }: PushAuthorisationRequest,
): Promise<PushAuthorisationResponse> {
  const client = await authenticateClient(deps, authentication);
  const cscVersion = readVersion(version);
  const { content, dpopThumbprint: named } = readAuthorisationParameters(client, parameters, {
    cscVersion,
    pushed: true,
  });
  // RFC 9449 10.1.
  if (named !== '' && dpopThumbprint !== '' && named !== dpopThumbprint) {
    throw invalidRequest('Invalid parameter dpop_jkt: the proof is by another key');
  }
  const requestUri = `${requestUriPrefix}${randomToken()}`;
  const createdAt = deps.clock.now();
  await insertRequest(deps.db, {
    clientId: client.id,
    cscVersion,
    content,
    dpopThumbprint: dpopThumbprint === '' ? named : dpopThumbprint,
    requestUri,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + pushedLifeSeconds * 1000),
  });
  return { requestUri, expiresIn: pushedLifeSeconds };
}

/**
 * Begins a request for the browser that brings it. Throws `OAUTH_CLIENT_UNKNOWN`, `OAUTH_REDIRECT_URI_INVALID` or
 * `OAUTH_REQUEST_URI_INVALID`; every other fault is in the answer as the address that tells the application.
 */
export async function startRequest(
  deps: OAuthDependencies,
  { parameters, cscVersion: version }: StartAuthorisationRequest,
): Promise<StartAuthorisationResponse> {
  const valuesOf = (wanted: string) => parameters.flatMap(({ name, value }) => (name === wanted ? [value] : []));
  const [clientId = '', ...otherClients] = valuesOf('client_id');
  if (otherClients.length > 0) throw clientUnknown();
  const client = await requireClient(deps.db, clientId);
  const cscVersion = readVersion(version);
  const [requestUri = '', ...otherUris] = valuesOf('request_uri');
  if (otherUris.length > 0) throw requestUriInvalid();
  const at = deps.clock.now();
  const begun = { secret: randomToken(), at, expiresAt: new Date(at.getTime() + waitingLifeMs) };
  if (requestUri === '') return await startPlain(deps, { client, parameters, cscVersion, begun });
  // Whatever else the address says counts for nothing (RFC 9126 4, RFC 9101 6.3).
  const pushed = await beginPushed(deps.db, { ...begun, requestUri, clientId, cscVersion });
  if (pushed === undefined) throw requestUriInvalid();
  const { id, content } = pushed;
  return { key: { id, secret: begun.secret }, redirectUri: '', language: content.language };
}

async function startPlain(
  { db, issuer }: OAuthDependencies,
  {
    client,
    parameters,
    cscVersion,
    begun: { secret, at: createdAt, expiresAt },
  }: {
    client: OAuthClient;
    parameters: StartAuthorisationRequest['parameters'];
    cscVersion: CscVersion;
    begun: { secret: string; at: Date; expiresAt: Date };
  },
): Promise<StartAuthorisationResponse> {
  const { redirectUri, state } = readDestination(client, parameters);
  try {
    const read = readAuthorisationParameters(client, parameters, { cscVersion, pushed: false });
    const id = await insertRequest(db, { ...read, clientId: client.id, cscVersion, secret, createdAt, expiresAt });
    return { key: { id, secret }, redirectUri: '', language: read.content.language };
  } catch (error) {
    const code = redirectCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    const told = { error: code, error_description: error.message, state: state || undefined, iss: issuer };
    return { key: undefined, redirectUri: withParameters(redirectUri, told), language: '' };
  }
}

function readVersion(version: number): CscVersion {
  if (version !== 1 && version !== 2) throw new Error(`there is no version ${version} of the CSC API`);
  return version;
}

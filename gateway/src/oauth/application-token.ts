import { DomainError, forbidden, invalid, unauthenticated } from '@countersign/errors';
import { type Actor, type ActorVerifier, type ClientScope, clientScopes, createActorVerifier } from '@countersign/grpc';
import type { Grant, SignatureActivation } from '@countersign/proto/oauth';
import { type Clock, newId } from '@countersign/runtime';
import type { FastifyRequest } from 'fastify';
import { decodeJwt, errors } from 'jose';
import { getDate, getPart, getWordOf } from '../json.ts';
import type { ApplicationAccessClaims, TokenKeys } from '../tokens.ts';
import type { ProofVerifier, ProvedRequest } from './dpop.ts';

/** An access token of an application that was verified. */
export interface ApplicationToken {
  claims: ApplicationAccessClaims & { exp: number };
  /** As it came. */
  token: string;
}

/** A request whose calls a token is to be carried by. */
type CallingRequest = ProvedRequest & Pick<FastifyRequest, 'call'>;

/** An access token that was made. */
export interface IssuedToken {
  accessToken: string;
  /** DPoP for one that is bound to a key (RFC 9449 5). */
  tokenType: 'Bearer' | 'DPoP';
  /** Seconds until it ends. */
  expiresIn: number;
}

/** Signature activation data that was made. */
export interface IssuedActivation {
  sad: string;
  /** Seconds until it ends. */
  expiresIn: number;
}

/** Makes and reads the access tokens of applications (RFC 9068). */
export interface ApplicationTokens {
  /** The access token for what was granted; one of scope credential is signature activation data. */
  issue(grant: Grant): Promise<IssuedToken>;
  /**
   * Signature activation data for signatures that were authorised by another way than a code: for the user, the session, the
   * grant and the key of the token that asked (for an extension that of the data that is extended).
   */
  issueActivation(asked: ApplicationToken, activation: SignatureActivation): Promise<IssuedActivation>;
  /**
   * The token of a request (RFC 6750 2.1, RFC 9449 7.1), which must be of one of the scopes; from then on the calls of the
   * request carry it. Throws AUTHENTICATION_REQUIRED without one, BEARER_MALFORMED for another header, TOKEN_INVALID,
   * TOKEN_EXPIRED, CLIENT_NOT_PERMITTED for another scope, OAUTH_INVALID_DPOP for a proof of possession that is not right, or
   * SERVICE_UNAVAILABLE while a proof cannot be checked.
   */
  require(request: CallingRequest, options: { scopes: readonly ClientScope[] }): Promise<ApplicationToken>;
  /**
   * Signature activation data that came in a body, beside the token of the request: of the same application, and bound to
   * no other key. Throws ACTIVATION_INVALID or ACTIVATION_EXPIRED. Whoever calls a service with it hands it on himself
   * (`carry`).
   */
  read(sad: string, bearer: ApplicationToken): Promise<ApplicationToken>;
  /** A token that somebody else than its holder shows, to end it; undefined for what is none that holds. */
  find(token: string): Promise<ApplicationToken | undefined>;
  /** Has the calls of the request carry this token from now on. */
  carry(request: CallingRequest, token: ApplicationToken): Promise<void>;
}

export interface ApplicationTokenDeps {
  keys: TokenKeys;
  proofs: ProofVerifier;
  clock: Clock;
}

/** What an application without a user is worth: it proved one secret. */
const ownAcr = 'urn:countersign:aal1';

/** Makes the tokens. */
export function createApplicationTokens({ keys, proofs, clock }: ApplicationTokenDeps): ApplicationTokens {
  // Keeps what it verified: one token serves many requests.
  const verifyActor = createActorVerifier(keys.jwks);

  const sign = async (claims: ApplicationAccessClaims, expiresAt: Date) => {
    const issuedAt = clock.now();
    const left = Math.floor(expiresAt.getTime() / 1000) - Math.floor(issuedAt.getTime() / 1000);
    const expiresInSeconds = Math.max(0, left);
    return { token: await keys.signForApplication(claims, { issuedAt, expiresInSeconds }), expiresInSeconds };
  };

  const carry: ApplicationTokens['carry'] = async ({ call }, { token }) => {
    call.actor = await verifyActor(token);
    call.actorToken = token;
  };

  return {
    issue: async (grant) => {
      const { token, expiresInSeconds } = await sign(
        toClaims(grant, clock.now()),
        getDate(grant.accessExpiresAt, 'access_expires_at'),
      );
      return {
        accessToken: token,
        tokenType: grant.dpopThumbprint === '' ? 'Bearer' : 'DPoP',
        expiresIn: expiresInSeconds,
      };
    },
    issueActivation: async ({ claims: { exp: _end, ...claims } }, activation) => {
      const { token, expiresInSeconds } = await sign(
        { ...claims, ...activationClaims(activation), scope: 'credential' },
        getDate(activation.expiresAt, 'expires_at'),
      );
      return { sad: token, expiresIn: expiresInSeconds };
    },
    require: async (request, { scopes }) => {
      const { scheme, token } = readHeader(request.headers.authorization);
      const found = await verify(verifyActor, token);
      const { scope, cnf } = found.claims;
      // RFC 9449 7.2: a token that is bound is good for nothing without its proof, and one that is not cannot have any.
      if ((scheme === 'dpop') !== (cnf !== undefined)) {
        throw unauthenticated('TOKEN_INVALID', 'the access token belongs with the other scheme of Authorization');
      }
      if (cnf !== undefined) await proofs.require(request, { token, thumbprint: cnf.jkt });
      if (!scopes.includes(scope)) {
        throw forbidden('CLIENT_NOT_PERMITTED', 'the token of an application does not open this');
      }
      await carry(request, found);
      return found;
    },
    read: async (sad, bearer) => {
      const found = await readActivation(verifyActor, sad);
      const { claims } = found;
      const isOfBearer = claims.client_id === bearer.claims.client_id && claims.cnf?.jkt === bearer.claims.cnf?.jkt;
      if (claims.scope !== 'credential' || !isOfBearer) throw activationInvalid();
      return found;
    },
    find: async (token) => {
      try {
        return await verify(verifyActor, token);
      } catch (error) {
        if (error instanceof DomainError) return undefined;
        throw error;
      }
    },
    carry,
  };
}

function toClaims(grant: Grant, now: Date): ApplicationAccessClaims {
  const { activation, credentialId, accountId, dpopThumbprint } = grant;
  const scope = getWordOf(clientScopes, grant.scope, 'scope');
  return {
    sub: grant.userId === '' ? grant.clientId : grant.userId,
    sid: grant.sessionId === '' ? grant.id : grant.sessionId,
    client_id: grant.clientId,
    scope,
    grant_id: grant.id,
    jti: newId('tok'),
    acr: grant.acr === '' ? ownAcr : grant.acr,
    amr: grant.amr,
    auth_time: Math.floor((grant.authenticatedAt ?? now).getTime() / 1000),
    ...(accountId === '' ? {} : { account: accountId }),
    ...(grant.language === '' ? {} : { locale: grant.language }),
    ...(dpopThumbprint === '' ? {} : { cnf: { jkt: dpopThumbprint } }),
    ...(credentialId === '' ? {} : { credential_id: credentialId }),
    ...(scope === 'credential' ? activationClaims(getPart(activation, 'activation')) : {}),
  };
}

function activationClaims({ authorisationId, credentialId, handle }: SignatureActivation) {
  return { jti: authorisationId, authorisation_id: authorisationId, credential_id: credentialId, sad: handle };
}

function readHeader(header: string | undefined): { scheme: 'bearer' | 'dpop'; token: string } {
  if (header === undefined) throw unauthenticated('AUTHENTICATION_REQUIRED', 'no access token came with the request');
  const [, scheme, token] = /^(Bearer|DPoP) +([\w.~+/-]+=*)$/i.exec(header) ?? [];
  if (scheme === undefined || token === undefined) {
    throw invalid('BEARER_MALFORMED', 'the Authorization header must be `Bearer <token>` or `DPoP <token>`');
  }
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token };
}

/** Verifies a token of an application; throws TOKEN_INVALID or TOKEN_EXPIRED. */
async function verify(verifyActor: ActorVerifier, token: string): Promise<ApplicationToken> {
  const actor = await findActor(verifyActor, token);
  if (actor.client === undefined) throw unauthenticated('TOKEN_INVALID', 'this takes tokens of applications only');
  return { claims: decodeJwt<ApplicationToken['claims']>(token), token };
}

async function findActor(verifyActor: ActorVerifier, token: string): Promise<Actor> {
  try {
    return await verifyActor(token);
  } catch (error) {
    if (error instanceof DomainError && error.cause instanceof errors.JWTExpired) {
      throw unauthenticated('TOKEN_EXPIRED', 'the access token has expired', { cause: error });
    }
    throw error;
  }
}

async function readActivation(verifyActor: ActorVerifier, sad: string): Promise<ApplicationToken> {
  try {
    return await verify(verifyActor, sad);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.reason !== 'TOKEN_EXPIRED') throw activationInvalid(error);
    throw forbidden('ACTIVATION_EXPIRED', 'the signature activation data has expired', { cause: error });
  }
}

const activationInvalid = (cause?: unknown) =>
  forbidden('ACTIVATION_INVALID', 'the signature activation data is not valid here', { cause });

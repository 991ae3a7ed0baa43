import { forbidden, notFound, unauthenticated } from '@countersign/errors';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { CallContext } from './context.ts';

/** Issuer and audience of the access tokens that the gateway signs. */
export const tokenIssuer = 'countersign';

/** Audience of the access tokens that the gateway signs for applications: none of our own routes takes them. */
export const applicationAudience = 'countersign-applications';

/** What a token of an application is for; `application` is one that acts for itself, without a user. */
export const clientScopes = [
  'service',
  'credential',
  'credential-creation',
  'credential-deletion',
  'application',
] as const;
export type ClientScope = (typeof clientScopes)[number];

/** An application that acts by what a user granted it. */
export interface ActingClient {
  /** Its client_id. */
  id: string;
  scope: ClientScope;
  /** Grant that the token comes from. */
  grantId: string;
  /** The token's own id. */
  tokenId: string;
  /** Credential that the grant is about; absent for other scopes than those of credentials. */
  credentialId?: string;
  /** Authorisation of the signer that the token carries; only for scope `credential`. */
  authorisationId?: string;
}

const sessionScopes = ['full', 'set-up'] as const;

/** What a session may do: everything, or only set up a second factor. */
export type SessionScope = (typeof sessionScopes)[number];

/** Who acts: read from his own access token, verified by every service on the way. */
export interface Actor {
  userId: string;
  sessionId: string;
  /** Account that the token was issued for; absent for staff without one. */
  accountId?: string;
  /** Roles in that account. */
  roles: readonly string[];
  /** Version of the membership that they come from; absent in a token that does not say. */
  membershipVersion?: number;
  staffRoles: readonly string[];
  /** Authentication context class, e.g. `urn:countersign:aal2`. */
  acr: string;
  /** Methods of authentication (RFC 8176). */
  amr: readonly string[];
  scope: SessionScope;
  language: string;
  /** When the user last proved his factors; the epoch for a token that does not say. */
  authenticatedAt: Date;
  /** Application whose token it is; absent for the user's own. Refused wherever it is not expected. */
  client?: ActingClient;
}

/** Turns an access token into the actor it speaks for, or throws `TOKEN_INVALID`. */
export type ActorVerifier = (token: string) => Promise<Actor>;

/**
 * Makes a verifier for tokens signed by one of the public keys in `jwks` (ES256): those of users, and, unless
 * `applications` is false, those of applications. Results are kept until the token expires, 2000 at most, because one token
 * serves many calls.
 */
export function createActorVerifier(jwks: JSONWebKeySet, { applications = true } = {}): ActorVerifier {
  const keys = createLocalJWKSet(jwks);
  const audience = applications ? [tokenIssuer, applicationAudience] : tokenIssuer;
  const known = new Map<string, { actor: Actor; expiresAtMs: number }>();
  return async (token) => {
    const hit = known.get(token);
    if (hit !== undefined && hit.expiresAtMs > Date.now()) return hit.actor;
    known.delete(token);
    const { actor, expiresAtMs } = await verify(token, keys, audience);
    if (known.size >= 2000) known.delete(known.keys().next().value ?? '');
    known.set(token, { actor, expiresAtMs });
    return actor;
  };
}

async function verify(token: string, keys: ReturnType<typeof createLocalJWKSet>, audience: string | string[]) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: tokenIssuer,
      audience,
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'sid', 'acr', 'amr', 'scope', 'exp'],
    });
    const claims = payload as unknown as TokenClaims;
    const client = requireAudience(payload) === applicationAudience ? readClient(payload) : undefined;
    if (client === undefined && !sessionScopes.includes(claims.scope)) throw invalidToken();
    const actor: Actor = {
      userId: claims.sub,
      sessionId: claims.sid,
      ...(claims.account === undefined ? {} : { accountId: claims.account }),
      roles: claims.roles ?? [],
      ...(claims.membership_version === undefined ? {} : { membershipVersion: claims.membership_version }),
      staffRoles: claims.staff_roles ?? [],
      acr: claims.acr,
      amr: claims.amr,
      scope: client === undefined ? claims.scope : 'full',
      language: claims.locale ?? 'en',
      authenticatedAt: new Date((claims.auth_time ?? 0) * 1000),
      ...(client === undefined ? {} : { client }),
    };
    return { actor, expiresAtMs: claims.exp * 1000 };
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      throw invalidToken({ cause: error });
    }
    throw error;
  }
}

function invalidToken(options?: { cause: unknown }) {
  return unauthenticated('TOKEN_INVALID', 'the access token is not valid; log in again', options);
}

/** The one audience of a token; one for several would be of a user here and of an application there. */
function requireAudience({ aud }: JWTPayload): string {
  const [audience, ...others] = [aud].flat();
  if (audience === undefined || others.length > 0) throw invalidToken();
  return audience;
}

function readClient(payload: JWTPayload): ActingClient {
  const { client_id: id, scope, grant_id: grantId, jti } = payload as JWTPayload & Partial<ApplicationClaims>;
  const known = clientScopes.find((each) => each === scope);
  if (!id || known === undefined || !grantId || !jti) throw invalidToken();
  const { credential_id: credentialId, authorisation_id: authorisationId } = payload as Partial<ApplicationClaims>;
  return {
    id,
    scope: known,
    grantId,
    tokenId: jti,
    ...(credentialId === undefined ? {} : { credentialId }),
    ...(authorisationId === undefined ? {} : { authorisationId }),
  };
}

/** Claims of the access token of an application beside the registered ones (RFC 9068). */
export interface ApplicationClaims extends Omit<TokenClaims, 'scope' | 'roles' | 'staff_roles' | 'membership_version'> {
  scope: ClientScope;
  /** Application (RFC 9068 2.2). */
  client_id: string;
  grant_id: string;
  /** Key that the token is bound to (RFC 9449 6.1); absent for a bearer token. */
  cnf?: { jkt: string };
  credential_id?: string;
  authorisation_id?: string;
  /** Handle of the authorisation; only for scope `credential`. */
  sad?: string;
}

/** Claims of an access token beside the registered ones. */
export interface TokenClaims {
  sub: string;
  exp: number;
  /** Session id. */
  sid: string;
  acr: string;
  amr: string[];
  scope: SessionScope;
  /** Account id. */
  account?: string;
  roles?: string[];
  staff_roles?: string[];
  locale?: string;
  /** Seconds since the epoch at which the user authenticated (OpenID Connect Core 2). */
  auth_time?: number;
  /** Version of the membership that `account` and `roles` come from. */
  membership_version?: number;
}

/** Which tokens of applications a method takes beside those of users; none when absent. */
export interface Applications {
  scopes?: readonly ClientScope[];
}

/**
 * The actor of a call that a full session makes. Throws `AUTHENTICATION_REQUIRED` without a token,
 * `SET_UP_REQUIRED` for a session that may only set up a second factor, unless `allowSetUp`, and `CLIENT_NOT_PERMITTED`
 * for the token of an application, unless it is of one of `scopes`.
 */
export function requireActor(
  context: CallContext,
  { allowSetUp = false, scopes = [] }: { allowSetUp?: boolean } & Applications = {},
): Actor {
  const { actor } = context;
  if (actor === undefined) throw unauthenticated('AUTHENTICATION_REQUIRED', 'log in first');
  if (actor.client !== undefined && !scopes.includes(actor.client.scope)) {
    throw forbidden('CLIENT_NOT_PERMITTED', 'the token of an application does not open this');
  }
  if (actor.scope === 'set-up' && !allowSetUp) throw setUpRequired();
  return actor;
}

function setUpRequired() {
  return forbidden('SET_UP_REQUIRED', 'finish what GET /v1/me/set-up names, then log in again');
}

/** Authentication context class of a login with two factors. */
const secondFactorAcr = 'urn:countersign:aal2';

/** Classes by what they are worth. A restricted second factor is one where the policy permits it at all. */
const ranks: Readonly<Record<string, number>> = {
  'urn:countersign:aal1': 1,
  'urn:countersign:aal2-restricted': 2,
  [secondFactorAcr]: 2,
};

/** Whether a login of one authentication context class is good enough where another is asked for; an unknown one is not. */
export function reaches(acr: string, wanted: string): boolean {
  return (ranks[acr] ?? 0) >= (ranks[wanted] ?? Number.POSITIVE_INFINITY);
}

/**
 * Whether a session may do no more than set up what is missing: it began with a one-time PIN, an emergency code or the
 * loss of factors. One that was logged in with a factor is none, though its token may open no more while the policy of an
 * account is not met.
 */
export function isSetUpSession({ scope, amr }: Pick<Actor, 'scope' | 'amr'>): boolean {
  return scope === 'set-up' && (!amr.includes('mfa') || amr.includes('emergency'));
}

/**
 * The actor of a session that was logged in with a factor, whatever the account of its token asks for beside; throws like
 * `requireActor` for a session that only sets up.
 */
export function requireCompleteLogin(context: CallContext): Actor {
  const actor = requireActor(context, { allowSetUp: true });
  if (isSetUpSession(actor)) throw setUpRequired();
  return actor;
}

/**
 * The actor of a full session that was logged in with two factors; throws like `requireActor`, and
 * `INSUFFICIENT_USER_AUTHENTICATION` (RFC 9470) for a weaker login.
 */
export function requireSecondFactor(context: CallContext, applications: Applications = {}): Actor {
  const actor = requireActor(context, applications);
  if (!reaches(actor.acr, secondFactorAcr)) {
    throw unauthenticated('INSUFFICIENT_USER_AUTHENTICATION', 'log in with your second factor first');
  }
  return actor;
}

/**
 * The actor, who must have proved his factors within `withinMs` before `at`; throws like `requireActor`, and
 * `INSUFFICIENT_USER_AUTHENTICATION` with the greatest age (RFC 9470) for an older login. A set-up session is young by
 * its nature; with `allowSetUp` it passes.
 */
export function requireRecentAuthentication(
  context: CallContext,
  {
    withinMs,
    at,
    allowSetUp = false,
    ...applications
  }: { withinMs: number; at: Date; allowSetUp?: boolean } & Applications,
): Actor {
  const actor = requireActor(context, { allowSetUp, ...applications });
  if (isSetUpSession(actor) || at.getTime() - actor.authenticatedAt.getTime() <= withinMs) return actor;
  throw unauthenticated('INSUFFICIENT_USER_AUTHENTICATION', 'confirm your password and second factor first', {
    maxAgeSeconds: Math.floor(withinMs / 1000),
  });
}

/** The actor, who must be staff with the role; throws `ROLE_REQUIRED` otherwise. */
export function requireStaff(context: CallContext, role: string): Actor {
  const actor = requireActor(context);
  if (!actor.staffRoles.includes(role)) {
    throw forbidden('ROLE_REQUIRED', `this needs the role ${role.replaceAll('_', ' ')}`);
  }
  return actor;
}

/** The actor, whose token must be for the account; another account answers like an unknown one. */
export function requireMember(context: CallContext, accountId: string, applications: Applications = {}): Actor {
  const actor = requireActor(context, applications);
  if (actor.accountId === undefined || actor.accountId !== accountId) {
    throw notFound('ACCOUNT_NOT_FOUND', 'no such account');
  }
  return actor;
}

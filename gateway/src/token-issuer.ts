import { DomainError } from '@countersign/errors';
import type { Membership } from '@countersign/proto/enrollment';
import type { Session, SessionGrant } from '@countersign/proto/identity';
import type { Clock, Logger } from '@countersign/runtime';
import type { EnrollmentClient, SecondFactorClient } from './clients.ts';
import { getDate, getPart, omitUndefined, orAbsent } from './json.ts';
import type { TokenKeys } from './tokens.ts';

/** Life of an access token. */
const accessSeconds = 300;
/** Life of an access token whose account could not be read: long enough to go on, short enough to ask again soon. */
const accountUnknownSeconds = 30;

/** What a client gets for a session. */
export interface Tokens {
  accessToken: string;
  tokenType: 'Bearer';
  /** Seconds until the access token ends. */
  expiresIn: number;
  /** Absent for a set-up session. */
  refreshToken?: string;
  scope: 'full' | 'set-up';
  acr: string;
  amr: string[];
}

/**
 * Turns a session that identity granted into tokens. Memberships that were read a moment ago may be given; otherwise they
 * are read.
 */
export type TokenIssuer = (grant: SessionGrant, memberships?: readonly Membership[]) => Promise<Tokens>;

export interface TokenIssuerDeps {
  keys: TokenKeys;
  enrollment: Pick<EnrollmentClient, 'listMemberships'>;
  secondFactor: Pick<SecondFactorClient, 'checkAccountFactorPolicy'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Makes the issuer. The account of a token is the one that the session has chosen, as long as its user is a member of it,
 * else that of his oldest membership; the roles are those that he has in it at this moment. While the factors of the user,
 * or the one that he logged in with, are not what the account requires, the token opens nothing but set-up.
 */
export function createTokenIssuer(deps: TokenIssuerDeps): TokenIssuer {
  const { keys, clock } = deps;
  return async (grant, given) => {
    const session = getPart(grant.session, 'session');
    const memberships = given ?? (await findMemberships(deps, session.userId));
    const chosen = memberships?.find(({ accountId }) => accountId === session.accountId) ?? memberships?.[0];
    const required = await checkPolicy(deps, session, chosen);
    // A token without account opens less, never more.
    const membership = required === 'unknown' ? undefined : chosen;
    const sessionScope = getScope(session);
    const scope = required === 'unmet' ? 'set-up' : sessionScope;
    const isUnknown = memberships === undefined || required === 'unknown';
    const now = clock.now();
    const sessionSeconds = Math.floor((getDate(session.expiresAt, 'expires_at').getTime() - now.getTime()) / 1000);
    // A set-up session has no refresh token: its access token lasts as long as it does, and opens set-up only.
    const wanted = sessionScope === 'set-up' ? sessionSeconds : isUnknown ? accountUnknownSeconds : accessSeconds;
    const expiresIn = Math.min(wanted, sessionSeconds);
    const authenticatedAt = getDate(session.authenticatedAt, 'authenticated_at');
    const accessToken = await keys.sign(
      {
        sub: session.userId,
        sid: session.id,
        acr: session.acr,
        amr: session.amr,
        scope,
        ...(membership === undefined
          ? {}
          : {
              account: membership.accountId,
              roles: membership.roles,
              membership_version: membership.version,
            }),
        staff_roles: session.staffRoles,
        locale: session.language,
        auth_time: Math.floor(authenticatedAt.getTime() / 1000),
      },
      { issuedAt: now, expiresInSeconds: expiresIn },
    );
    return omitUndefined({
      accessToken,
      tokenType: 'Bearer' as const,
      expiresIn,
      refreshToken: orAbsent(grant.refreshToken),
      scope,
      acr: session.acr,
      amr: session.amr,
    });
  };
}

/** The memberships of a user, the oldest first; undefined when they cannot be read now. */
async function findMemberships(
  { enrollment, logger }: TokenIssuerDeps,
  userId: string,
): Promise<readonly Membership[] | undefined> {
  try {
    return (await enrollment.listMemberships({ userId })).memberships;
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'unavailable')) throw error;
    // The code or the refresh token is used up already: without an answer now, the user would be locked out of his
    // session. A token without account opens less, never more.
    logger.warn({ userId, reason: error.reason }, 'memberships could not be read');
    return undefined;
  }
}

/** Whether a full session is what the account of its token requires. */
async function checkPolicy(
  { secondFactor, logger }: TokenIssuerDeps,
  { userId, scope, amr, acr }: Session,
  membership: Membership | undefined,
): Promise<'met' | 'unmet' | 'unknown'> {
  if (membership === undefined || scope !== 'full') return 'met';
  try {
    const { accountId } = membership;
    const { met } = await secondFactor.checkAccountFactorPolicy({ userId, accountId, amr, acr });
    return met ? 'met' : 'unmet';
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'unavailable')) throw error;
    logger.warn({ userId, reason: error.reason }, 'the factor policy of an account could not be checked');
    return 'unknown';
  }
}

function getScope({ scope }: Session): 'full' | 'set-up' {
  if (scope === 'full' || scope === 'set-up') return scope;
  throw new Error('a session has an unknown scope');
}

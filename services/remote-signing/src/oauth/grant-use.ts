import { DomainError, forbidden } from '@countersign/errors';
import { type ActingClient, type Actor, type CallContext, type ClientScope, requireActor } from '@countersign/grpc';
import type { OAuthClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import {
  endGrant,
  findGrantOfToken,
  type GrantEnd,
  type GrantOfToken,
  type OAuthGrant,
  touchGrant,
} from './grant-store.ts';
import { grantEnded } from './oauth-errors.ts';

/** By what an application acts. */
export interface GrantUse {
  actor: Actor & { client: ActingClient };
  grant: OAuthGrant;
  client: OAuthClient;
}

type Dependencies = Pick<OAuthDependencies, 'db' | 'clock' | 'clients' | 'logger'>;

/**
 * What the application of a call acts by: a token of one of `scopes`, whose grant lives, of an application that is not
 * switched off, and whose user has not ended the session in which he granted it (that it was merely idle does not count).
 * Throws like `requireActor`, and `GRANT_ENDED`.
 */
export async function requireGrant(
  deps: Dependencies,
  context: CallContext,
  { scopes }: { scopes: readonly ClientScope[] },
): Promise<GrantUse> {
  const { db, clock } = deps;
  const actor = requireActor(context, { scopes });
  const { client: acting } = actor;
  if (acting === undefined) throw forbidden('CLIENT_NOT_PERMITTED', 'this is for the tokens of applications');
  const found = await findGrantOfToken(db, acting);
  if (found === undefined || !isAlive(found, { actor, acting, at: clock.now() })) throw grantEnded();
  const { grant, client } = found;
  if (!(await holdsInSession(deps, grant))) throw grantEnded();
  await touchGrant(db, grant, clock.now());
  return { actor: { ...actor, client: acting }, grant, client };
}

/** Whether the session in which a user granted it was not ended, but at most ran out; one that was ended takes the grant along. */
export async function holdsInSession(deps: Dependencies, { id, sessionId }: OAuthGrant): Promise<boolean> {
  if (sessionId === null) return true;
  const { endedReason } = await deps.clients.identity.introspectSession({ sessionId });
  if (endedReason === '' || endedReason === 'idle') return true;
  await endGrantNow(deps, { id, reason: 'session_ended', actor: 'system' });
  return false;
}

function isAlive(
  { grant, client, tokenEnded }: GrantOfToken,
  { actor, acting, at }: { actor: Actor; acting: ActingClient; at: Date },
): boolean {
  const isOver = tokenEnded || grant.endedAt !== null || grant.expiresAt <= at || client.disabledAt !== null;
  // A token for signatures may come from any grant by which an application asked for factors itself.
  const isOfScope = acting.scope === grant.scope || (acting.scope === 'credential' && fathers.includes(grant.scope));
  return !isOver && isOfScope && grant.clientId === acting.id && (grant.userId ?? grant.clientId) === actor.userId;
}

const fathers: readonly ClientScope[] = ['service', 'application'];

/** Ends a grant in a transaction of its own, then at the signer. Repeating changes nothing. */
export async function endGrantNow(
  deps: Dependencies,
  { id, reason, actor }: { id: string; reason: GrantEnd; actor: string },
): Promise<void> {
  const at = deps.clock.now();
  const ended = await deps.db.transaction().execute((trx) => endGrant(trx, { id, reason, at, actor }));
  await endAtSigner(deps, ended?.authorisationIds ?? []);
}

/**
 * Ends authorisations at the signer, as far as it can be reached: nothing of an ended grant comes past `requireGrant`, with
 * or without that.
 */
export async function endAtSigner(
  { clients, logger }: Pick<OAuthDependencies, 'clients' | 'logger'>,
  authorisationIds: readonly string[],
): Promise<void> {
  await Promise.all(
    authorisationIds.map(async (authorisationId) => {
      try {
        await clients.signer.endAuthorisation({ authorisationId });
      } catch (error) {
        const reason = error instanceof DomainError ? error.reason : 'fault';
        logger.warn({ authorisationId, reason }, 'an authorisation was not ended at the signer; its grant has ended');
      }
    }),
  );
}

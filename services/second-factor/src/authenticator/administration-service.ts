import { forbidden, invalidField } from '@countersign/errors';
import { type Actor, type CallContext, enumWord, type Handlers, requireActor, requireStaff } from '@countersign/grpc';
import type { ChangeUserAuthenticatorRequest, SecondFactorServiceService } from '@countersign/proto/second-factor';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { isOneLine } from '../one-line.ts';
import { requireRecent } from '../recent-login.ts';
import { requireId } from '../request-fields.ts';
import { type Authenticator, toMessage, unknownAuthenticator } from './authenticator.ts';
import { findAuthenticator, listAuthenticators } from './authenticator-store.ts';
import { type Change, changeAuthenticator } from './change.ts';
import { readStanding, standingWord } from './standing.ts';

const officerRole = 'registration_officer';
const verbs = ['suspend', 'resume', 'unlock', 'revoke'] as const;
const changeOf: Readonly<Record<(typeof verbs)[number], Change>> = {
  suspend: 'suspended',
  resume: 'resumed',
  unlock: 'unlocked',
  revoke: 'revoked',
};

/** The RPCs by which others look after the authenticators of a user. */
export function createAdministrationHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'listUserAuthenticators' | 'changeUserAuthenticator'> {
  const { db, clock, outcomes } = deps;
  return {
    async listUserAuthenticators(request, context) {
      // identity asks for its jobs, which have nobody at their side, whether what they tell an owner is true.
      if (context.caller !== 'identity') requireAdministrator(context);
      const userId = requireId(request.userId, 'userId');
      const at = clock.now();
      const [authenticators, standing] = await Promise.all([
        listAuthenticators(db, userId),
        readStanding(db, userId, at),
      ]);
      return {
        authenticators: authenticators.map((authenticator) => toMessage(authenticator, at)),
        standing: standingWord(standing),
      };
    },
    changeUserAuthenticator: (request, context) =>
      outcomes('change_authenticator', async () => {
        requireAdministrator(context);
        const changed = await change(deps, requireRecent(deps, context), request);
        return { authenticator: toMessage(changed, clock.now()) };
      }),
  };
}

/**
 * Who administers others: an officer, where the gateway asks; the administrator of an account, whom enrollment has
 * authorised as such, where it asks. Throws `ROLE_REQUIRED`.
 */
export function requireAdministrator(context: CallContext): Actor {
  return context.caller === 'gateway' ? requireStaff(context, officerRole) : requireActor(context);
}

/** Throws `OWN_DECISION_FORBIDDEN` for whoever would administer himself. */
export function requireOther({ userId }: Actor, other: string): void {
  if (userId === other) throw forbidden('OWN_DECISION_FORBIDDEN', 'nobody administers his own authenticators');
}

async function change(
  { db, clock, logger }: SecondFactorDeps,
  actor: Actor,
  request: ChangeUserAuthenticatorRequest,
): Promise<Authenticator> {
  const userId = requireId(request.userId, 'userId');
  const verb = enumWord('AUTHENTICATOR_CHANGE', request.change, verbs);
  if (verb === undefined) throw invalidField('CHANGE_INVALID', '/change', 'must be suspend, resume, unlock or revoke');
  const reason = requireReason(request.reason);
  requireOther(actor, userId);
  const changed = await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const authenticator = await findAuthenticator(trx, { id: request.authenticatorId, userId });
    if (authenticator === undefined) throw unknownAuthenticator();
    const at = clock.now();
    return await changeAuthenticator(trx, authenticator, {
      change: changeOf[verb],
      actorId: actor.userId,
      reason,
      at,
    });
  });
  logger.info({ userId, authenticatorId: changed.id, change: changeOf[verb] }, 'authenticator changed');
  return changed;
}

/** Why it is done; its owner reads it. Throws `REASON_INVALID`. */
function requireReason(reason: string): string {
  const trimmed = reason.trim();
  const { length } = Array.from(trimmed);
  if (length < 3 || length > 200 || !isOneLine(trimmed)) {
    throw invalidField('REASON_INVALID', '/reason', 'must be 3 to 200 characters on one line');
  }
  return trimmed;
}

import type { CallContext } from '@countersign/grpc';
import type { AssignGridCardRequest } from '@countersign/proto/second-factor';
import { requireAdministrator, requireOther } from '../authenticator/administration-service.ts';
import { type Authenticator, requireLabel, requireRoom } from '../authenticator/authenticator.ts';
import { issueAuthenticator } from '../authenticator/enrolment.ts';
import { tellOwner } from '../authenticator/notice.ts';
import { kindNotPermitted } from '../authenticator/refusals.ts';
import { readStanding } from '../authenticator/standing.ts';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireRecent } from '../recent-login.ts';
import { requireId } from '../request-fields.ts';
import { profileOf, requireCardSerial } from './grid-card.ts';
import { cardNotFound, findNamed, gridCardKind, issueOf } from './grid-card-kinds.ts';
import { findUnassigned } from './grid-card-store.ts';

/** Gives a card of the stock to a user, for whom it waits until he answers its first challenge. */
export async function assignGridCard(
  deps: SecondFactorDeps,
  context: CallContext,
  request: AssignGridCardRequest,
): Promise<Authenticator> {
  const { db, clock, policy } = deps;
  const userId = requireId(request.userId, 'userId');
  requireAdministrator(context);
  const actor = requireRecent(deps, context);
  requireOther(actor, userId);
  const label = requireLabel(request.label);
  const serial = requireCardSerial(request.serial);
  if (!policy.factors.kinds.includes('grid_card')) throw kindNotPermitted();
  // Anybody may administer an account of his own; officers have the list of the stock.
  const card =
    context.caller === 'gateway'
      ? await findUnassigned(db, { serial, at: clock.now() })
      : await findNamed(deps, { serial, by: actor.userId });
  if (card === undefined) throw cardNotFound();
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const at = clock.now();
    requireRoom((await readStanding(trx, userId, at)).held);
    const assigned = await issueAuthenticator(trx, {
      kind: gridCardKind,
      // It comes by post.
      issue: { ...issueOf(deps, card), activationMs: card.expiresAt.getTime() - at.getTime() },
      userId,
      actorId: actor.userId,
      label,
      sessionId: null,
      replacesId: null,
      profile: profileOf(card.geometry),
      at,
    });
    // It waits in his list, where he would not look by himself.
    await tellOwner(trx, { userId, authenticatorId: assigned.id, change: 'assigned', at });
    return assigned;
  });
}

import { notFound } from '@countersign/errors';
import { type Handlers, requireActor } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { readActor } from '../member/joining.ts';
import { underWay } from './activation.ts';
import type { ActivationDeps } from './activation-service.ts';
import { type ClaimKey, findClaim, listClaims, takeClaim } from './claim-store.ts';
import { lockDestination, settle } from './settlement-store.ts';

/**
 * Handlers of orders that were made with a user's address. He logs in with that address, so it is proved to be his; which
 * account gets the order he alone decides.
 */
export function createClaimHandlers({
  db,
  clock,
  identity,
  logger,
  metrics,
}: ActivationDeps): Pick<Handlers<typeof EnrollmentServiceService>, 'listClaims' | 'acceptClaim'> {
  /** The account to which he took it before; undefined while it waits. */
  const findTaken = async (key: ClaimKey, userId: string) => {
    const claim = await findClaim(db, key);
    if (claim === undefined || (claim.usedBy !== null && claim.usedBy !== userId)) {
      throw notFound('CLAIM_NOT_FOUND', 'no such order waits for you');
    }
    return claim.usedBy === null ? undefined : claim.accountId;
  };

  return {
    async listClaims(_request, context) {
      requireActor(context);
      const { email } = await readActor(identity, context);
      return { claims: await listClaims(db, email) };
    },

    async acceptClaim({ claimId, accountId: destination }, context) {
      const { userId } = requireActor(context);
      const member = await readActor(identity, context);
      const key = { claimId, loginId: member.email };
      const before = await findTaken(key, userId);
      if (before !== undefined) return { accountId: before };
      const accountId = await db.transaction().execute(async (trx) => {
        const at = clock.now();
        await lockDestination(trx, { accountId: destination, userId });
        const activation = await takeClaim(trx, { ...key, userId, at });
        return activation && (await settle(trx, { activation, member, destination, at }));
      });
      if (accountId === undefined) {
        const taken = await findTaken(key, userId);
        if (taken === undefined) throw underWay();
        return { accountId: taken };
      }
      metrics.activation('claimed');
      logger.info({ accountId, userId, claimId }, 'claim accepted');
      return { accountId };
    },
  };
}

import { appendAudit } from '@countersign/audit';
import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireId } from '../request-fields.ts';
import { findReplacement, putGrant } from './replacement-store.ts';

/** Time in which a user whose identity was validated again may replace his authenticators. */
const grantLifeMs = 72 * 3_600_000;

/** The RPCs by which identity lets a user who lost his authenticators replace them, and remote-signing asks whether he did. */
export function createReplacementHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'grantReplacement' | 'getFactorReplacement'> {
  const { db, clock, logger } = deps;
  return {
    async grantReplacement(request, { actor }) {
      const userId = requireId(request.userId, 'userId');
      const causeId = requireId(request.causeId, 'causeId');
      const at = clock.now();
      const expiresAt = await db.transaction().execute(async (trx) => {
        const grant = await putGrant(trx, { causeId, userId, at, expiresAt: new Date(at.getTime() + grantLifeMs) });
        if (!grant.isNew) return grant.expiresAt;
        await appendAudit(trx, {
          stream: userId,
          // A job that repeats the call has nobody at its side.
          actor: actor?.userId ?? 'identity',
          action: 'replacement.granted',
          subject: causeId,
          detail: {},
          at,
        });
        return grant.expiresAt;
      });
      logger.info({ userId, causeId }, 'replacement of authenticators granted');
      return { expiresAt };
    },

    async getFactorReplacement(request) {
      return { replacedAt: await findReplacement(db, requireId(request.userId, 'userId')) };
    },
  };
}

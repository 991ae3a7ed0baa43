import { appendAudit } from '@countersign/audit';
import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { forgetGuesses } from './budgets.ts';
import type { SecondFactorDeps } from './dependencies.ts';
import { requireId } from './request-fields.ts';

/** The RPC by which identity gives a user, whom officers released, his attempts back. */
export function createReleaseHandlers({
  db,
  clock,
  logger,
}: SecondFactorDeps): Pick<Handlers<typeof SecondFactorServiceService>, 'releaseUser'> {
  return {
    async releaseUser(request, { actor }) {
      const userId = requireId(request.userId, 'userId');
      await db.transaction().execute(async (trx) => {
        await forgetGuesses(trx, userId);
        await appendAudit(trx, {
          stream: userId,
          // Who asked for it and who agreed is in identity's audit; a job that repeats the call has nobody at its side.
          actor: actor?.userId ?? 'identity',
          action: 'codes.released',
          subject: userId,
          detail: {},
          at: clock.now(),
        });
      });
      logger.info({ userId }, 'codes released');
      return {};
    },
  };
}

import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import type { Logger } from '@countersign/runtime';
import { Type } from 'typebox';
import { findFallback, takeFallback } from './delivery-store.ts';
import { type SendingDeps, sendCode } from './sending.ts';

/**
 * The job that sends a new code by e-mail in the place of a text message that will not arrive; the code before it is void
 * then. It counts as a send. Nothing happens when the code was used, is too old or was replaced meanwhile.
 */
export function createFallbackJob(deps: SendingDeps & { logger: Logger }): JobHandler {
  return jobHandler(Type.Object({ deliveryId: Type.String() }), async ({ deliveryId: id }) => {
    const { db, keyring, clock, logger } = deps;
    const fallback = await findFallback(db, keyring, { id, at: clock.now() });
    if (fallback === undefined) return;
    const { key, email, language } = fallback;
    try {
      await sendCode(deps, { key, channel: 'email', destination: email, language, insteadOf: id });
    } catch (error) {
      // Nothing more is sent for this, or to this address: waiting would outlast the code.
      if (!(error instanceof DomainError) || error.reason !== 'PIN_SENDS_EXHAUSTED') throw error;
      await takeFallback(db, id);
      logger.warn({ deliveryId: id }, 'no code was sent in the place of one that did not arrive');
    }
  });
}

import type { Clock, Logger } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import type { RemoteSigningDatabase } from './database.ts';
import { expireOverdue } from './signature-request-store.ts';

const intervalMs = 60_000;
/** Longer than all calls of a signing together: what is older was interrupted. */
const interruptedAfterMs = 120_000;

/**
 * Ends overdue and interrupted signature requests and deletes their documents; returns their number. Several processes
 * may do so at the same time.
 */
export async function expireSignatureRequests(db: Kysely<RemoteSigningDatabase>, now: Date): Promise<number> {
  const interruptedBefore = new Date(now.getTime() - interruptedAfterMs);
  return await db.transaction().execute((trx) => expireOverdue(trx, { at: now, interruptedBefore }));
}

/** Does so every minute until it is stopped. */
export function startExpiry({
  db,
  clock,
  logger,
}: {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  logger: Logger;
}): { stop(): void } {
  const timer = setInterval(() => {
    expireSignatureRequests(db, clock.now()).then(
      (count) => {
        if (count > 0) logger.info({ count }, 'signature requests expired');
      },
      (error: unknown) => logger.warn({ err: error }, 'signature requests could not be expired'),
    );
  }, intervalMs);
  return { stop: () => clearInterval(timer) };
}

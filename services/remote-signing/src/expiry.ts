import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import type { RemoteSigningDatabase } from './database.ts';
import { expireOverdue } from './signature/store.ts';

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

/** Does so every minute until closed. */
export function startExpiry({
  db,
  clock,
  logger,
}: {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  logger: Logger;
}): Rounds {
  const round = async () => {
    const count = await expireSignatureRequests(db, clock.now());
    if (count > 0) logger.info({ count }, 'signature requests expired');
  };
  return startRounds({ name: 'the expiry of signature requests', everyMs: 60_000, round, logger });
}

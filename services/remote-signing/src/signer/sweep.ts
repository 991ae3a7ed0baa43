import { appendAudit } from '@countersign/audit';
import type { Clock } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { giveUpBatches } from './authorisation-store.ts';
import type { SignerDatabase } from './database.ts';

/** Longer than any signing takes: what has no signature by then was interrupted. */
const interruptedAfterMs = 120_000;
const atOnce = 100;

/**
 * Gives up digests that were reserved and never signed, and says so in the chain of their key: they count as used, and
 * nobody will sign them. Returns the number of batches. Several processes may do so at the same time.
 */
export async function giveUpLost({ db, clock }: { db: Kysely<SignerDatabase>; clock: Clock }): Promise<number> {
  const at = clock.now();
  return await db.transaction().execute(async (trx) => {
    const lost = await giveUpBatches(trx, {
      before: new Date(at.getTime() - interruptedAfterMs),
      at,
      limit: atOnce,
    });
    for (const { id, authorisationId, keyId, digests } of lost) {
      // In the order of the chains, so that nobody waits for somebody who waits for him.
      // oxlint-disable-next-line no-await-in-loop
      await appendAudit(trx, {
        stream: keyId,
        actor: 'signer',
        action: 'digests.lost',
        subject: authorisationId,
        detail: { batch: id, digests },
        at,
      });
    }
    return lost.length;
  });
}

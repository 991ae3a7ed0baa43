import { announce } from '@countersign/db';
import type { SecondFactorTransaction } from '../database.ts';

/** What owners are told of their authenticators, by mail. */
type Told =
  | 'assigned'
  | 'suspended'
  | 'resumed'
  | 'locked'
  | 'unlocked'
  | 'revoked'
  | 'removed'
  | 'void'
  | 'running_out';

/**
 * Has the owner of an authenticator told of a change. What is told is kept beside it: identity, which mails it, asks
 * whether an announcement is true, and tells each once.
 */
export async function tellOwner(
  trx: SecondFactorTransaction,
  { userId, authenticatorId, change, at }: { userId: string; authenticatorId: string; change: Told; at: Date },
): Promise<void> {
  await trx
    .updateTable('authenticators')
    .set({ toldChange: change, toldAt: at })
    .where('id', '=', authenticatorId)
    .execute();
  await announce(trx, {
    queue: 'identity',
    topic: 'authenticator-changed',
    payload: { userId, authenticatorId, change },
  });
}

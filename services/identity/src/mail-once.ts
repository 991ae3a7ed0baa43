import { acceptOnce } from '@countersign/db';
import type { IdentityDeps } from './dependencies.ts';

/**
 * Sends a message once: the inbox row and the delivery stand or fall together, but for a crash between the server's answer
 * and our commit, after which the message goes out twice. Twice is better than never.
 */
export async function sendOnce(
  { db, topic, messageId }: Pick<IdentityDeps, 'db'> & { topic: string; messageId: string },
  send: () => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (await acceptOnce(trx, { handler: topic, eventId: messageId })) await send();
  });
}

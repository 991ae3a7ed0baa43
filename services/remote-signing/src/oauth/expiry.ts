import type { Kysely } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';

const dayMs = 86_400_000;
/**
 * How long what is over is kept: a grant for whoever looks into what an application did, a request for late answers. One that
 * nobody answered is not kept: anybody may begin them.
 */
const keptMs = { grants: 90 * dayMs, requests: dayMs };

/**
 * Deletes what is over: activations of approvals and requests that nobody answered at once, and, later, other requests, used
 * assertions, revoked access tokens, secrets after their time of grace, and grants with their refresh tokens; returns the
 * number of grants. Several processes may do so at the same time.
 */
export async function deleteLongOver(db: Kysely<RemoteSigningDatabase>, now: Date): Promise<number> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await db.deleteFrom('oauthRequests').where('expiresAt', '<', before(keptMs.requests)).execute();
  await db
    .deleteFrom('oauthRequests')
    .where('kind', '=', 'redirect')
    .where('state', 'in', ['pushed', 'waiting'])
    .where('expiresAt', '<', now)
    .execute();
  await db
    .updateTable('oauthRequests')
    .set({ activation: null })
    .where('expiresAt', '<', now)
    .where('activation', 'is not', null)
    .execute();
  await db.deleteFrom('oauthUsedAssertions').where('expiresAt', '<', now).execute();
  await db.deleteFrom('oauthEndedTokens').where('expiresAt', '<', now).execute();
  await db
    .updateTable('oauthClients')
    .set({ previousSecretHash: null, previousSecretUntil: null })
    .where('previousSecretUntil', '<', now)
    .execute();
  const { numDeletedRows } = await db
    .deleteFrom('oauthGrants')
    .where('expiresAt', '<', before(keptMs.grants))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

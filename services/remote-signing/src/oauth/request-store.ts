import { newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import type { Selectable } from 'kysely';
import type { OAuthDb } from './client-store.ts';
import type { CscVersion, OAuthRequestTable, RequestContent } from './tables.ts';

/** What a user is asked for. */
export type AuthorisationRequest = Selectable<OAuthRequestTable>;

/** A request as it comes: kept for a browser that brings its URI, or begun by one at once. */
interface NewRequest {
  clientId: string;
  cscVersion: CscVersion;
  content: RequestContent;
  dpopThumbprint: string;
  /** URI of a pushed one. */
  requestUri?: string;
  /** What the browser holds of one that is begun at once. */
  secret?: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Stores a request; returns its id. */
export async function insertRequest(
  db: OAuthDb,
  { content, requestUri, secret, ...request }: NewRequest,
): Promise<string> {
  const id = newId('oar');
  await db
    .insertInto('oauthRequests')
    .values({
      ...request,
      id,
      kind: 'redirect',
      state: requestUri === undefined ? 'waiting' : 'pushed',
      content: JSON.stringify(content),
      requestUriHash: requestUri === undefined ? null : hashToken(requestUri),
      secretHash: secret === undefined ? null : hashToken(secret),
    })
    .execute();
  return id;
}

/**
 * Begins a request that was pushed, once: by the application that pushed it, under the names of the same version, in its
 * time. Undefined otherwise.
 */
export async function beginPushed(
  db: OAuthDb,
  {
    requestUri,
    clientId,
    cscVersion,
    ...begun
  }: { requestUri: string; clientId: string; cscVersion: CscVersion; secret: string; at: Date; expiresAt: Date },
): Promise<Pick<AuthorisationRequest, 'id' | 'content'> | undefined> {
  return await db
    .updateTable('oauthRequests')
    .set({ state: 'waiting', secretHash: hashToken(begun.secret), expiresAt: begun.expiresAt })
    .where('requestUriHash', '=', hashToken(requestUri))
    .where('clientId', '=', clientId)
    .where('cscVersion', '=', cscVersion)
    .where('state', '=', 'pushed')
    .where('expiresAt', '>', begun.at)
    .returning(['id', 'content'])
    .executeTakeFirst();
}

/** Begins an approval for the user whom it asks, as often as he comes: an earlier browser loses it. False when it waits no more. */
export async function beginApproval(
  db: OAuthDb,
  { id, userId, secret, at }: { id: string; userId: string; secret: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oauthRequests')
    .set({ secretHash: hashToken(secret) })
    .where('id', '=', id)
    .where('kind', '=', 'approval')
    .where('userId', '=', userId)
    .where('state', '=', 'waiting')
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Whether the user was asked for an approval, whatever became of it. */
export async function isAsked(db: OAuthDb, { id, userId }: { id: string; userId: string }): Promise<boolean> {
  const row = await db
    .selectFrom('oauthRequests')
    .select('id')
    .where('id', '=', id)
    .where('kind', '=', 'approval')
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The request of who holds its secret; undefined for an unknown id and for a wrong secret alike. */
export async function findRequest(
  db: OAuthDb,
  { id, secret }: { id: string; secret: string },
): Promise<AuthorisationRequest | undefined> {
  return await db
    .selectFrom('oauthRequests')
    .selectAll()
    .where('id', '=', id)
    .where('secretHash', '=', hashToken(secret))
    .executeTakeFirst();
}

/** Moves a request that waits, in its time: of several at once exactly one. */
export async function leaveWaiting(
  db: OAuthDb,
  { id, to, at }: { id: string; to: 'approving' | 'approved' | 'denied'; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oauthRequests')
    .set({ state: to })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Lets a request that is being approved wait again: nothing came of the code. */
export async function resumeWaiting(db: OAuthDb, id: string): Promise<void> {
  await db
    .updateTable('oauthRequests')
    .set({ state: 'waiting' })
    .where('id', '=', id)
    .where('state', '=', 'approving')
    .execute();
}

/** Ends a request that is being approved: its code is used up, and nothing came of it. */
export async function endApproving(db: OAuthDb, { id, at }: { id: string; at: Date }): Promise<void> {
  await db
    .updateTable('oauthRequests')
    .set({ expiresAt: at })
    .where('id', '=', id)
    .where('state', '=', 'approving')
    .execute();
}

/** Records what came of a request that is being approved; for an approval with what can be fetched until a moment. Throws unless it is. */
export async function finishApproving(
  trx: OAuthDb,
  id: string,
  fetched: { activation: Buffer; expiresAt: Date } | undefined,
): Promise<void> {
  await trx
    .updateTable('oauthRequests')
    .set({ state: 'approved', ...fetched })
    .where('id', '=', id)
    .where('state', '=', 'approving')
    .returning('id')
    .executeTakeFirstOrThrow();
}

/** Notes which challenge was opened last, and for which credential. */
export async function noteChallenge(
  db: OAuthDb,
  id: string,
  challenge: { credentialId: string; challengeId: string },
): Promise<void> {
  await db.updateTable('oauthRequests').set(challenge).where('id', '=', id).where('state', '=', 'waiting').execute();
}

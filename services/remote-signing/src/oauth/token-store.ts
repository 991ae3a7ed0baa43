import { hashToken, randomToken } from '@countersign/sealing';
import type { Transaction } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { OAuthDb } from './client-store.ts';
import { findGrant, type OAuthGrant } from './grant-store.ts';

type Trx = Transaction<RemoteSigningDatabase>;

/**
 * Uses a code of the application up, by one statement, and takes the sealed handle of the signer out of the row; undefined when
 * it was used, its grant has ended, or the application has no such code.
 */
export async function useCode(
  trx: Trx,
  { code, clientId, at }: { code: string; clientId: string; at: Date },
): Promise<{ grant: OAuthGrant; sealedHandle: Buffer | null } | undefined> {
  const grant = await trx
    .updateTable('oauthGrants')
    .set({ codeUsedAt: at })
    .where('codeHash', '=', hashToken(code))
    .where('clientId', '=', clientId)
    .where('codeUsedAt', 'is', null)
    .where('endedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (grant === undefined) return undefined;
  const { activation: sealedHandle } = grant;
  if (sealedHandle !== null) {
    await trx.updateTable('oauthGrants').set({ activation: null }).where('id', '=', grant.id).execute();
  }
  return { grant, sealedHandle };
}

/** Id of the application's grant whose code was used before; undefined when there is none. */
export async function findGrantOfUsedCode(
  db: OAuthDb,
  { code, clientId }: { code: string; clientId: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('oauthGrants')
    .select('id')
    .where('codeHash', '=', hashToken(code))
    .where('clientId', '=', clientId)
    .where('codeUsedAt', 'is not', null)
    .executeTakeFirst();
  return row?.id;
}

/** Binds the tokens of a grant to a key. */
export async function bindGrant(
  trx: Trx,
  { id, dpopThumbprint }: { id: string; dpopThumbprint: string },
): Promise<void> {
  await trx.updateTable('oauthGrants').set({ dpopThumbprint }).where('id', '=', id).execute();
}

/** Makes a refresh token that holds as long as its grant. */
export async function issueRefreshToken(trx: Trx, { id, expiresAt }: OAuthGrant, at: Date): Promise<string> {
  const token = randomToken();
  await trx
    .insertInto('oauthRefreshTokens')
    .values({ hash: hashToken(token), grantId: id, issuedAt: at, expiresAt })
    .execute();
  return token;
}

/** A refresh token of the application, with its grant; undefined for an unknown one and another application's alike. */
export async function findRefreshToken(
  db: OAuthDb,
  { token, clientId }: { token: string; clientId: string },
): Promise<{ grant: OAuthGrant; isUsed: boolean } | undefined> {
  const row = await db
    .selectFrom('oauthRefreshTokens')
    .select(['grantId', 'usedAt'])
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
  const grant = row === undefined ? undefined : await findGrant(db, row.grantId);
  if (row === undefined || grant?.clientId !== clientId) return undefined;
  return { grant, isUsed: row.usedAt !== null };
}

/** Uses a refresh token up, by one statement; whether it was this call that did. */
export async function useRefreshToken(trx: Trx, { token, at }: { token: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('oauthRefreshTokens')
    .set({ usedAt: at })
    .where('hash', '=', hashToken(token))
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends one access token, and the authorisation that it carries; answers with the authorisations to be ended at the signer. */
export async function endToken(
  trx: Trx,
  { grant, tokenId, authorisationId, at }: { grant: OAuthGrant; tokenId: string; authorisationId: string; at: Date },
): Promise<string[]> {
  const authorisation = await trx
    .updateTable('applicationAuthorisations')
    .set({ endedAt: at })
    .where('id', '=', authorisationId)
    .where('grantId', '=', grant.id)
    .where('endedAt', 'is', null)
    .returning(['id', 'expiresAt'])
    .executeTakeFirst();
  const ends = [grant.expiresAt, authorisation?.expiresAt ?? grant.expiresAt].map((end) => end.getTime());
  await trx
    .insertInto('oauthEndedTokens')
    .values({ tokenId, grantId: grant.id, expiresAt: new Date(Math.max(...ends)) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return authorisation === undefined ? [] : [authorisation.id];
}

/** What a user granted and still holds, newest first. */
export async function listGrantsOfUser(
  db: OAuthDb,
  { userId, at, limit }: { userId: string; at: Date; limit: number },
): Promise<(OAuthGrant & { clientName: string })[]> {
  return await db
    .selectFrom('oauthGrants')
    .innerJoin('oauthClients', 'oauthClients.id', 'oauthGrants.clientId')
    .selectAll('oauthGrants')
    .select('oauthClients.name as clientName')
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', at)
    // One whose code was never redeemed in its time holds nothing.
    .where((where) => where.or([where('codeUsedAt', 'is not', null), where('codeExpiresAt', '>', at)]))
    .orderBy('oauthGrants.createdAt', 'desc')
    .orderBy('oauthGrants.id', 'desc')
    .limit(limit)
    .execute();
}

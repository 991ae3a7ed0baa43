// What users granted applications, and what an application was given for itself.
//
// For whoever approves a request: in one transaction `insertGrant` with the hash of the code and, for signatures, the signer's
// handle as `sealUnder(code, handle, activationPlace(id))`, then `recordOfGrant` with `application_access.granted`, last. The
// grant's own `expiresAt` is the end of what it is for: of the authorisation for scope `credential`, `grantLifeMs` for
// `service`, minutes for the others. For scope `credential` the row of `application_authorisations` belongs to it.
//
// For whoever serves an application: `requireGrant` first, in every handler.

import type { SealedAt } from '@countersign/sealing';
import type { Selectable, Transaction } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { OAuthClient, OAuthDb } from './client-store.ts';
import { recordOfGrant } from './grant-audit.ts';
import type { CredentialCreation, OAuthGrantTable } from './tables.ts';

/** A grant as it is stored. */
export type OAuthGrant = Selectable<OAuthGrantTable>;

/** Why a grant ended before its time. */
export type GrantEnd =
  | 'taken_back'
  | 'revoked_by_client'
  | 'code_used_twice'
  | 'redemption_refused'
  | 'activation_broken'
  | 'refresh_token_used_twice'
  | 'session_ended';

type Required = 'id' | 'clientId' | 'scope' | 'cscVersion' | 'createdAt' | 'expiresAt';
/** A grant to store; what is left out is null, empty or 0. */
export type NewGrant = Pick<OAuthGrant, Required> &
  Partial<Omit<OAuthGrant, Required | 'creation' | 'endedAt' | 'endedReason' | 'lastUsedAt'>> & {
    creation?: CredentialCreation;
  };

/** Where the handle of the signer lies sealed until its code is redeemed. */
export const activationPlace = (grantId: string): SealedAt => ({
  table: 'oauth_grants',
  row: grantId,
  column: 'activation',
});

/** Stores a grant. */
export async function insertGrant(
  trx: Transaction<RemoteSigningDatabase>,
  { creation, ...grant }: NewGrant,
): Promise<OAuthGrant> {
  return await trx
    .insertInto('oauthGrants')
    .values({
      amr: [],
      language: '',
      redirectUri: '',
      redirectUriGiven: true,
      dpopThumbprint: '',
      signatures: 0,
      authorizationDetails: '',
      ...grant,
      creation: creation === undefined ? null : JSON.stringify(creation),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A grant, also one that is over; undefined for an unknown id. */
export async function findGrant(db: OAuthDb, id: string): Promise<OAuthGrant | undefined> {
  return await db.selectFrom('oauthGrants').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A grant with its application, and whether one of its tokens was revoked by itself. */
export interface GrantOfToken {
  grant: OAuthGrant;
  client: OAuthClient;
  tokenEnded: boolean;
}

/** What a token stands on; undefined for an unknown grant, and one of another application. */
export async function findGrantOfToken(
  db: OAuthDb,
  { id, grantId, tokenId }: { id: string; grantId: string; tokenId: string },
): Promise<GrantOfToken | undefined> {
  const [grant, found] = await Promise.all([
    findGrant(db, grantId),
    db
      .selectFrom('oauthClients')
      .selectAll()
      .select((where) =>
        where
          .exists(where.selectFrom('oauthEndedTokens').select('tokenId').where('tokenId', '=', tokenId))
          .as('tokenEnded'),
      )
      .where('id', '=', id)
      .executeTakeFirst(),
  ]);
  if (grant === undefined || found === undefined || grant.clientId !== id) return undefined;
  const { tokenEnded, ...client } = found;
  return { grant, client, tokenEnded: Boolean(tokenEnded) };
}

/** Notes that a grant is used, to the minute. */
export async function touchGrant(db: OAuthDb, { id, lastUsedAt }: OAuthGrant, at: Date): Promise<void> {
  const before = new Date(at.getTime() - 60_000);
  if (lastUsedAt !== null && lastUsedAt > before) return;
  await db
    .updateTable('oauthGrants')
    .set({ lastUsedAt: at })
    .where('id', '=', id)
    .where((where) => where.or([where('lastUsedAt', 'is', null), where('lastUsedAt', '<=', before)]))
    .execute();
}

/** What a grant let happen at the signer, to be ended there too once its end is committed. */
export interface EndedGrant {
  /** Ids of authorisations, prefixed `sad_`. */
  authorisationIds: string[];
}

/**
 * Ends a grant with all its tokens and the authorisations that came from it, and writes it down; undefined, and no record,
 * when it had ended before. Append nothing to another chain afterwards.
 */
export async function endGrant(
  trx: Transaction<RemoteSigningDatabase>,
  { id, reason, at, actor }: { id: string; reason: GrantEnd; at: Date; actor: string },
): Promise<EndedGrant | undefined> {
  const grant = await trx
    .updateTable('oauthGrants')
    .set({ endedAt: at, endedReason: reason, activation: null })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (grant === undefined) return undefined;
  const authorisations = await trx
    .updateTable('applicationAuthorisations')
    .set({ endedAt: at })
    .where('grantId', '=', id)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', at)
    .returning('id')
    .execute();
  await recordOfGrant(trx, grant, { action: 'application_access.ended', detail: { reason }, at, actor });
  const ids = [
    ...authorisations.map((each) => each.id),
    ...(grant.authorisationId === null ? [] : [grant.authorisationId]),
  ];
  return { authorisationIds: [...new Set(ids)] };
}

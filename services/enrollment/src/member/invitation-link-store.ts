import type { Db } from '@countersign/db';
import { sql, type Transaction } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import type { TokenOrigin } from '../link-token.ts';
import { type Invitation, underWay } from './invitation.ts';
import { invitationColumns, isFree, isUnused } from './invitation-store.ts';

/** By what a link is looked up. */
export interface InvitationKey {
  tokenHash: Buffer;
  /** User ID of the signed-in user: the link of another address is then unknown. */
  loginId?: string | undefined;
}

/** Finds the invitation behind a link, unless it was withdrawn. */
export async function findByLink(
  db: Db<EnrollmentDatabase>,
  key: InvitationKey,
): Promise<(Invitation & { accountName: string }) | undefined> {
  return await db
    .selectFrom('invitations')
    .innerJoin('accounts', 'accounts.id', 'invitations.accountId')
    .select(invitationColumns.map((column) => `invitations.${column}` as const))
    .select('accounts.name as accountName')
    .where('invitations.withdrawnAt', 'is', null)
    .where('invitations.tokenHash', '=', key.tokenHash)
    .where(key.loginId === undefined ? sql.lit(true) : sql<boolean>`invitations.login_id = ${key.loginId}`)
    .executeTakeFirst();
}

/** Claims a link for one use until `until`; undefined when it opens nothing or somebody else holds a claim on it. */
export async function claimInvitation(
  db: Db<EnrollmentDatabase>,
  { key, claimId, at, until }: { key: InvitationKey; claimId: string; at: Date; until: Date },
): Promise<Invitation | undefined> {
  return await db
    .updateTable('invitations')
    .set({ claimId, claimedUntil: until })
    .where('tokenHash', '=', key.tokenHash)
    .where(key.loginId === undefined ? sql.lit(true) : sql<boolean>`login_id = ${key.loginId}`)
    .where('expiresAt', '>', at)
    .where(isUnused)
    .where(isFree(at))
    .returning(invitationColumns)
    .executeTakeFirst();
}

/** Gives a claim back, so that the next attempt need not wait; another's claim stays. */
export async function releaseInvitation(db: Db<EnrollmentDatabase>, claimId: string): Promise<void> {
  await db
    .updateTable('invitations')
    .set({ claimId: null, claimedUntil: null })
    .where('claimId', '=', claimId)
    .execute();
}

/**
 * Uses a claimed invitation up. Throws `INVITATION_USED` when the claim lapsed and passed to somebody else, or the
 * invitation was withdrawn, meanwhile.
 */
export async function useInvitation(
  trx: Transaction<EnrollmentDatabase>,
  { id, claimId, userId, at }: { id: string; claimId: string; userId: string; at: Date },
): Promise<void> {
  const used = await trx
    .updateTable('invitations')
    .set({ usedAt: at, usedBy: userId, claimId: null, claimedUntil: null })
    .where('id', '=', id)
    .where('claimId', '=', claimId)
    .where(isUnused)
    .executeTakeFirst();
  if (used.numUpdatedRows !== 1n) throw underWay();
}

/** What the message of an invitation is made of. */
export interface InvitationMessage extends TokenOrigin {
  accountName: string;
  inviterName: string;
  email: string;
  language: string;
  expiresAt: Date;
}

/** The message of an invitation that waits to be sent; undefined when it was sent, used or withdrawn, or is unknown. */
export async function findUnsentInvitation(
  db: Db<EnrollmentDatabase>,
  id: string,
): Promise<InvitationMessage | undefined> {
  const row = await db
    .selectFrom('invitations')
    .innerJoin('accounts', 'accounts.id', 'invitations.accountId')
    .select([
      'invitations.id',
      'invitations.generation',
      'invitations.pepperVersion',
      'accounts.name as accountName',
      'invitations.inviterName',
      'invitations.email',
      'invitations.language',
      'invitations.expiresAt',
    ])
    .where('invitations.id', '=', id)
    .where('invitations.sentAt', 'is', null)
    .where('invitations.usedAt', 'is', null)
    .where('invitations.withdrawnAt', 'is', null)
    .executeTakeFirst();
  return row && { ...row, pepperVersion: Number(row.pepperVersion) };
}

/** Notes that the message of a generation was handed over, or refused for good. */
export async function markInvitationSent(
  db: Db<EnrollmentDatabase>,
  { id, generation }: Pick<InvitationMessage, 'id' | 'generation'>,
  at: Date,
): Promise<void> {
  await db
    .updateTable('invitations')
    .set({ sentAt: at })
    .where('id', '=', id)
    .where('generation', '=', generation)
    .where('sentAt', 'is', null)
    .execute();
}

import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { ExpressionBuilder, Transaction } from 'kysely';
import type { Role } from '../account/role.ts';
import type { EnrollmentDatabase } from '../database.ts';
import type { LinkMaker } from '../link-token.ts';
import { type Invitation, invitationLifeMs, underWay } from './invitation.ts';
import { mayOffer } from './member.ts';

/** Columns of an `Invitation`. */
export const invitationColumns = [
  'id',
  'accountId',
  'email',
  'loginId',
  'givenName',
  'surname',
  'roles',
  'language',
  'expiresAt',
  'usedAt',
] as const;
const mostListed = 1000;

/** That an invitation was neither used nor withdrawn. */
export const isUnused = ({ eb }: ExpressionBuilder<EnrollmentDatabase, 'invitations'>) =>
  eb.and([eb('usedAt', 'is', null), eb('withdrawnAt', 'is', null)]);

/** That nobody is using an invitation at this moment. */
export function isFree(at: Date) {
  return ({ eb }: ExpressionBuilder<EnrollmentDatabase, 'invitations'>) =>
    eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', at)]);
}

/** Lists the invitations of an account that were neither used nor withdrawn, oldest first, 1000 at most. */
export async function listInvitations(db: Db<EnrollmentDatabase>, accountId: string): Promise<Invitation[]> {
  return await db
    .selectFrom('invitations')
    .select(invitationColumns)
    .where('accountId', '=', accountId)
    .where(isUnused)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(mostListed)
    .execute();
}

/** Counts members, and others who have an invitation that is good at `at`; without the one with this user ID. */
export async function countSeats(
  db: Db<EnrollmentDatabase>,
  { accountId, loginId, at }: { accountId: string; loginId: string; at: Date },
): Promise<number> {
  const { members, invited } = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('memberships')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('accountId', '=', accountId)
        .as('members'),
      eb
        .selectFrom('invitations')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('accountId', '=', accountId)
        .where('loginId', '<>', loginId)
        .where('expiresAt', '>', at)
        .where(isUnused)
        .as('invited'),
    ])
    .executeTakeFirstOrThrow();
  return Number(members) + Number(invited);
}

/** Whether somebody with this user ID is a member. */
export async function hasMember(
  db: Db<EnrollmentDatabase>,
  { accountId, loginId }: { accountId: string; loginId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .select('userId')
    .where('accountId', '=', accountId)
    .where('email', '=', loginId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What an invitation is made of. */
export interface Offer {
  accountId: string;
  email: string;
  loginId: string;
  givenName: string;
  surname: string;
  roles: readonly Role[];
  language: string;
  invitedBy: string;
  inviterName: string;
}

/**
 * Makes an invitation, or gives the one that the address has a new link; the old link is dead. The account must be locked.
 * Throws `INVITATION_USED` while the old link is being used.
 */
export async function putInvitation(
  trx: Transaction<EnrollmentDatabase>,
  { offer, links, at }: { offer: Offer; links: LinkMaker; at: Date },
): Promise<Invitation> {
  const open = await trx
    .selectFrom('invitations')
    .select(['id', 'generation'])
    .where('accountId', '=', offer.accountId)
    .where('loginId', '=', offer.loginId)
    .where(isUnused)
    .executeTakeFirst();
  const id = open?.id ?? newId('ivt');
  const values = {
    ...offer,
    roles: [...offer.roles],
    ...links('invitation', { id, generation: (open?.generation ?? 0) + 1 }),
    expiresAt: new Date(at.getTime() + invitationLifeMs),
    sentAt: null,
    claimId: null,
    claimedUntil: null,
  };
  const put =
    open === undefined
      ? await trx
          .insertInto('invitations')
          .values({ ...values, id, createdAt: at })
          .returning(invitationColumns)
          .executeTakeFirst()
      : await trx
          .updateTable('invitations')
          .set(values)
          .where('id', '=', id)
          .where(isUnused)
          .where(isFree(at))
          .returning(invitationColumns)
          .executeTakeFirst();
  if (put === undefined) throw underWay();
  return put;
}

/** Withdraws an invitation; returns it, or undefined when it is unknown, used or withdrawn before. */
export async function withdrawInvitation(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, invitationId, at }: { accountId: string; invitationId: string; at: Date },
): Promise<Invitation | undefined> {
  return await trx
    .updateTable('invitations')
    .set({ withdrawnAt: at, claimId: null, claimedUntil: null })
    .where('accountId', '=', accountId)
    .where('id', '=', invitationId)
    .where(isUnused)
    .returning(invitationColumns)
    .executeTakeFirst();
}

/** Finds an invitation of an account, whatever became of it. */
export async function findInvitation(
  db: Db<EnrollmentDatabase>,
  { accountId, invitationId }: { accountId: string; invitationId: string },
): Promise<(Invitation & { withdrawnAt: Date | null }) | undefined> {
  return await db
    .selectFrom('invitations')
    .select([...invitationColumns, 'withdrawnAt'])
    .where('accountId', '=', accountId)
    .where('id', '=', invitationId)
    .executeTakeFirst();
}

/** Withdraws what a member offered and, with the roles `held` that he has left, could no longer offer. */
export async function withdrawBeyond(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, userId, held, at }: { accountId: string; userId: string; held: readonly Role[]; at: Date },
): Promise<void> {
  const offered = await trx
    .selectFrom('invitations')
    .select(['id', 'roles'])
    .where('accountId', '=', accountId)
    .where('invitedBy', '=', userId)
    .where(isUnused)
    .execute();
  const ids = offered.filter(({ roles }) => !mayOffer(held, roles)).map(({ id }) => id);
  if (ids.length === 0) return;
  await trx
    .updateTable('invitations')
    .set({ withdrawnAt: at, claimId: null, claimedUntil: null })
    .where('id', 'in', ids)
    .where(isUnused)
    .execute();
}

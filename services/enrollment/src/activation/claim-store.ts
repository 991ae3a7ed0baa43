import type { Db } from '@countersign/db';
import { sql, type Transaction } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import { isFree, type UsedActivation } from './activation-store.ts';

const mostListed = 100;

/** An order that waits for its buyer to say where it belongs. */
export interface Claim {
  id: string;
  orderNumber: string;
  accountName: string;
  productCodes: string[];
  licences: number;
  createdAt: Date;
}

/** Lists the orders that wait for the user with this ID, oldest first, 100 at most. */
export async function listClaims(db: Db<EnrollmentDatabase>, loginId: string): Promise<Claim[]> {
  const rows = await db
    .selectFrom('activations')
    .innerJoin('enrolments', 'enrolments.orderId', 'activations.orderId')
    .innerJoin('accounts', 'accounts.id', 'activations.accountId')
    .select((eb) => [
      'activations.id',
      'enrolments.orderNumber',
      'accounts.name as accountName',
      'enrolments.createdAt',
      eb
        .selectFrom('licences')
        .select(sql<string[]>`coalesce(array_agg(distinct product_code order by product_code), '{}')`.as('codes'))
        .whereRef('licences.accountId', '=', 'activations.accountId')
        .where('licences.state', '<>', 'void')
        .as('productCodes'),
      eb
        .selectFrom('licences')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .whereRef('licences.accountId', '=', 'activations.accountId')
        .where('licences.state', '<>', 'void')
        .as('licences'),
    ])
    .where('activations.loginId', '=', loginId)
    .where('activations.usedAt', 'is', null)
    .orderBy('enrolments.createdAt')
    .orderBy('activations.id')
    .limit(mostListed)
    .execute();
  return rows.map((row) => ({ ...row, productCodes: row.productCodes ?? [], licences: Number(row.licences) }));
}

/** Who takes which claim. */
export interface ClaimKey {
  claimId: string;
  /** User ID of the actor; the claim of another address is unknown. */
  loginId: string;
}

/** A claim, and by whom it was taken if it was. */
export interface ClaimState {
  usedBy: string | null;
  /** Account that has the order. */
  accountId: string;
}

/** Finds what became of a claim; undefined when it is unknown or another's. */
export async function findClaim(
  db: Db<EnrollmentDatabase>,
  { claimId, loginId }: ClaimKey,
): Promise<ClaimState | undefined> {
  return await db
    .selectFrom('activations')
    .innerJoin('enrolments', 'enrolments.orderId', 'activations.orderId')
    .select(['activations.usedBy', 'enrolments.accountId'])
    .where('activations.id', '=', claimId)
    .where('activations.loginId', '=', loginId)
    .executeTakeFirst();
}

/** Takes a claim, whose link is dead then; undefined when it was taken before or its link is being used. */
export async function takeClaim(
  trx: Transaction<EnrollmentDatabase>,
  { claimId, loginId, userId, at }: ClaimKey & { userId: string; at: Date },
): Promise<UsedActivation | undefined> {
  return await trx
    .updateTable('activations')
    .set({ usedAt: at, usedBy: userId, claimId: null, claimedUntil: null })
    .where('id', '=', claimId)
    .where('loginId', '=', loginId)
    .where('usedAt', 'is', null)
    .where(isFree(at))
    .returning(['id', 'orderId', 'accountId'])
    .executeTakeFirst();
}

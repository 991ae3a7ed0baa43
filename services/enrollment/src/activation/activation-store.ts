import { type AuditTransaction, appendAudit } from '@countersign/audit';
import type { Db } from '@countersign/db';
import type { ExpressionBuilder, Transaction } from 'kysely';
import { firstMemberRoles } from '../account/role.ts';
import { type Activation, underWay } from './activation.ts';
import type { TokenOrigin } from './activation-token.ts';
import type { EnrollmentDatabase } from '../database.ts';

/** By what a link is looked up. */
export interface LinkKey {
  tokenHash: Buffer;
  /** User ID of the signed-in user: the link of another address is then unknown. */
  loginId?: string | undefined;
}

const columns = [
  'activations.id',
  'activations.orderId',
  'activations.accountId',
  'activations.loginId',
  'activations.givenName',
  'activations.surname',
  'activations.language',
  'activations.expiresAt',
  'activations.usedAt',
] as const;

/** Finds the activation behind a link; undefined when there is none. */
export async function findActivation(db: Db<EnrollmentDatabase>, key: LinkKey): Promise<Activation | undefined> {
  return await db
    .selectFrom('activations')
    .innerJoin('accounts', 'accounts.id', 'activations.accountId')
    .select(columns)
    .select('accounts.name as accountName')
    .where(opens(key))
    .executeTakeFirst();
}

/**
 * Claims a link for one use until `until`; undefined when it opens nothing or somebody else holds a claim on it. One
 * statement, so exactly one of many parallel uses gets it.
 */
export async function claimActivation(
  db: Db<EnrollmentDatabase>,
  { key, claimId, at, until }: { key: LinkKey; claimId: string; at: Date; until: Date },
): Promise<Omit<Activation, 'accountName'> | undefined> {
  return await db
    .updateTable('activations')
    .set({ claimId, claimedUntil: until })
    .where(opens(key))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', at)
    .where(({ eb }) => eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', at)]))
    .returning(columns)
    .executeTakeFirst();
}

function opens({ tokenHash, loginId }: LinkKey) {
  return ({ eb }: ExpressionBuilder<EnrollmentDatabase, 'activations'>) =>
    eb.and([
      eb('activations.tokenHash', '=', tokenHash),
      ...(loginId === undefined ? [] : [eb('activations.loginId', '=', loginId)]),
    ]);
}

/** Gives a claim back, so that the next attempt need not wait; another's claim stays. */
export async function releaseClaim(db: Db<EnrollmentDatabase>, claimId: string): Promise<void> {
  await db
    .updateTable('activations')
    .set({ claimId: null, claimedUntil: null })
    .where('claimId', '=', claimId)
    .execute();
}

/**
 * Uses a claimed link up: the account becomes active and the user its first member. Throws `ACTIVATION_USED` when the
 * claim lapsed and passed to somebody else meanwhile.
 */
export async function completeActivation(
  trx: Transaction<EnrollmentDatabase> & AuditTransaction,
  {
    activation,
    claimId,
    userId,
    at,
  }: { activation: Pick<Activation, 'id' | 'orderId' | 'accountId'>; claimId: string; userId: string; at: Date },
): Promise<void> {
  const { id, accountId, orderId } = activation;
  const used = await trx
    .updateTable('activations')
    .set({ usedAt: at, usedBy: userId, claimId: null, claimedUntil: null })
    .where('id', '=', id)
    .where('claimId', '=', claimId)
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  if (used.numUpdatedRows !== 1n) throw underWay();
  await trx.updateTable('accounts').set({ state: 'active', activatedAt: at }).where('id', '=', accountId).execute();
  await trx
    .insertInto('memberships')
    .values({ accountId, userId, roles: [...firstMemberRoles], version: 1, createdAt: at })
    .execute();
  await appendAudit(trx, {
    stream: accountId,
    actor: userId,
    action: 'account.activated',
    subject: accountId,
    detail: { activationId: id, orderId, roles: [...firstMemberRoles] },
    at,
  });
}

/** What the activation message is made of. */
export interface ActivationMessage extends TokenOrigin {
  orderId: string;
  orderNumber: string;
  accountName: string;
  email: string;
  givenName: string;
  surname: string;
  language: string;
  expiresAt: Date;
}

/** The message of an activation that waits to be sent; undefined when it was sent or used, or is unknown. */
export async function findUnsentMessage(
  db: Db<EnrollmentDatabase>,
  activationId: string,
): Promise<ActivationMessage | undefined> {
  const row = await db
    .selectFrom('activations')
    .innerJoin('accounts', 'accounts.id', 'activations.accountId')
    .innerJoin('enrolments', 'enrolments.orderId', 'activations.orderId')
    .select([
      'activations.id as activationId',
      'activations.generation',
      'activations.pepperVersion',
      'activations.orderId',
      'enrolments.orderNumber',
      'accounts.name as accountName',
      'activations.email',
      'activations.givenName',
      'activations.surname',
      'activations.language',
      'activations.expiresAt',
    ])
    .where('activations.id', '=', activationId)
    .where('activations.sentAt', 'is', null)
    .where('activations.usedAt', 'is', null)
    .executeTakeFirst();
  return row && { ...row, pepperVersion: Number(row.pepperVersion) };
}

/** Notes that the message was handed to the mail server; false when that was noted before. */
export async function markSent(db: Db<EnrollmentDatabase>, activationId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('activations')
    .set({ sentAt: at })
    .where('id', '=', activationId)
    .where('sentAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

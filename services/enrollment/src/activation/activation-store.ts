import { announce, type Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { ExpressionBuilder, Transaction } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import type { Purchase } from '../enrolment/enrolment.ts';
import type { LinkMaker } from '../link-token.ts';
import { queueName } from '../queue.ts';
import { type Activation, activationLifeMs, loginIdOf, underWay } from './activation.ts';

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
  'activations.contactVersion',
  'activations.loginId',
  'activations.givenName',
  'activations.surname',
  'activations.language',
  'activations.expiresAt',
  'activations.usedAt',
] as const;

/** The row of the activation of a new account, with its first link. */
export function newActivation({
  purchase,
  accountId,
  links,
  at,
}: {
  purchase: Purchase;
  accountId: string;
  links: LinkMaker;
  at: Date;
}) {
  const { email, givenName, surname, language } = purchase.contact;
  const id = newId('act');
  return {
    id,
    orderId: purchase.orderId,
    accountId,
    ...links('activation', { id, generation: 1 }),
    email,
    loginId: loginIdOf(email),
    givenName,
    surname,
    language,
    issuedAt: at,
    expiresAt: new Date(at.getTime() + activationLifeMs),
  };
}

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
    .where(isFree(at))
    .returning(columns)
    .executeTakeFirst();
}

/** That nobody is using an activation at this moment. */
export function isFree(at: Date) {
  return ({ eb }: ExpressionBuilder<EnrollmentDatabase, 'activations'>) =>
    eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', at)]);
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

/** An activation at the end of its use. */
export type UsedActivation = Pick<Activation, 'id' | 'orderId' | 'accountId'>;

/** Uses a claimed link up. Throws `ACTIVATION_USED` when the claim lapsed and passed to somebody else meanwhile. */
export async function useActivation(
  trx: Transaction<EnrollmentDatabase>,
  { activation, claimId, userId, at }: { activation: UsedActivation; claimId: string; userId: string; at: Date },
): Promise<void> {
  const used = await trx
    .updateTable('activations')
    .set({ usedAt: at, usedBy: userId, claimId: null, claimedUntil: null })
    .where('id', '=', activation.id)
    .where('claimId', '=', claimId)
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  if (used.numUpdatedRows !== 1n) throw underWay();
}

/**
 * Has the message of an activation sent again that should have been sent long ago, because its job may be lost. Not one
 * that is on its way: it would arrive twice.
 */
export async function nudgeActivation(
  trx: Db<EnrollmentDatabase>,
  { orderId, at }: { orderId: string; at: Date },
): Promise<void> {
  const patienceMs = 60_000;
  const unsent = await trx
    .updateTable('activations')
    .set({ issuedAt: at })
    .where('orderId', '=', orderId)
    .where('usedAt', 'is', null)
    .where('sentAt', 'is', null)
    .where('bouncedAt', 'is', null)
    .where('issuedAt', '<=', new Date(at.getTime() - patienceMs))
    .returning('id')
    .executeTakeFirst();
  if (unsent === undefined) return;
  await announce(trx, { queue: queueName, topic: 'activation-mail', payload: { activationId: unsent.id } });
}

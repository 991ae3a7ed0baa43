import type { AuditTransaction } from '@countersign/audit';
import { announce } from '@countersign/db';
import type { Transaction } from 'kysely';
import { getAccount, getRoles, lockAccount, raiseTier } from '../account/account-store.ts';
import { firstMemberRoles, leadingRoles, requireOneOf } from '../account/role.ts';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { recordStep } from '../enrolment/report-store.ts';
import { moveLicences } from '../inventory/grant.ts';
import { insertMember, type NewMember } from '../member/member-store.ts';
import { queueName } from '../queue.ts';
import type { UsedActivation } from './activation-store.ts';

type SettlementTransaction = Transaction<EnrollmentDatabase> & AuditTransaction;

/**
 * Locks the account that shall take an order in; nothing when it is empty. Throws `ACCOUNT_NOT_FOUND` or `ROLE_REQUIRED`
 * unless the user looks after it at this moment.
 */
export async function lockDestination(
  trx: SettlementTransaction,
  { accountId, userId }: { accountId: string; userId: string },
): Promise<void> {
  if (accountId === '') return;
  await lockAccount(trx, accountId);
  requireOneOf(await getRoles(trx, { accountId, userId }), leadingRoles);
}

/** What a used activation leads to. */
export interface Settlement {
  activation: UsedActivation;
  member: NewMember;
  /** Account that takes the order in, locked; empty for the order's own. */
  destination: string;
  at: Date;
}

/** Gives what was bought to the user of an activation; returns the account that has it now. */
export async function settle(trx: SettlementTransaction, settlement: Settlement): Promise<string> {
  const { activation, destination, at } = settlement;
  await recordStep(trx, { orderId: activation.orderId, step: 'activated', at });
  if (destination === '') {
    await openOwnAccount(trx, settlement);
    return activation.accountId;
  }
  await takeInto(trx, settlement);
  return destination;
}

/** The order's own account becomes active, and the user its first member. */
async function openOwnAccount(trx: SettlementTransaction, { activation, member, at }: Settlement): Promise<void> {
  const { id, accountId, orderId } = activation;
  await trx.updateTable('accounts').set({ state: 'active', activatedAt: at }).where('id', '=', accountId).execute();
  await insertMember(trx, { accountId, member, roles: firstMemberRoles, at });
  await appendToAccount(trx, {
    stream: accountId,
    actor: member.userId,
    action: 'account.activated',
    subject: accountId,
    detail: { activationId: id, orderId, roles: [...firstMemberRoles] },
    at,
  });
}

/** The order moves to another account with all its licences; its own account stays behind empty and without members. */
async function takeInto(
  trx: SettlementTransaction,
  { activation, member, destination, at }: Settlement,
): Promise<void> {
  const { id, accountId, orderId } = activation;
  const { tier, tierRuleId } = await getAccount(trx, accountId);
  await moveLicences(trx, { orderId, fromAccountId: accountId, toAccountId: destination, at });
  await trx.updateTable('accounts').set({ mergedInto: destination }).where('id', '=', accountId).execute();
  await trx
    .updateTable('enrolments')
    .set({ accountId: destination, moveUntold: true })
    .where('orderId', '=', orderId)
    .execute();
  await announce(trx, { queue: queueName, topic: 'move-order', payload: { orderId } });
  await raiseTier(trx, { accountId: destination, tier, ruleId: tierRuleId, by: member.userId, at });
  await appendToAccount(trx, {
    stream: destination,
    actor: member.userId,
    action: 'order.taken_in',
    subject: orderId,
    detail: { activationId: id, from: accountId },
    at,
  });
}

import { type AuditTransaction, appendAudit } from '@countersign/audit';
import { acceptOnce, announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { newId } from '@countersign/runtime';
import type { Transaction } from 'kysely';
import { lockAccount, raiseTier, requireRole } from '../account/account-store.ts';
import { orderingRoles } from '../account/role.ts';
import { createActivation } from '../activation/activation-store.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { extendLicences, grantLicences } from '../inventory/grant.ts';
import type { LinkMaker } from '../link-token.ts';
import { queueName } from '../queue.ts';
import { accountNameOf, type EnrolmentKind, type Purchase, type Renewal } from './enrolment.ts';
import { recordSteps } from './report-store.ts';

/** What an enrolment has led to. */
export interface Enrolled {
  kind: EnrolmentKind;
  accountId: string;
}

type EnrolmentTransaction = Transaction<EnrollmentDatabase> & AuditTransaction;

/**
 * Enrols a paid order, all in the caller's transaction, and announces what follows: into the account for which a
 * signed-in member bought it, else into a new account that waits for its activation. Returns undefined, and changes
 * nothing, for an order enrolled before.
 */
export async function enrolPurchase(
  trx: EnrolmentTransaction,
  purchase: Purchase,
  { links, at }: { links: LinkMaker; at: Date },
): Promise<Enrolled | undefined> {
  if (!(await accept(trx, purchase))) return undefined;
  const known = await lockBuyersAccount(trx, purchase);
  if (known === undefined) return { kind: 'new_account', accountId: await openAccount(trx, purchase, { links, at }) };
  await deliver(trx, purchase, { accountId: known, at });
  return { kind: 'existing_account', accountId: known };
}

/**
 * Makes the licences of renewed subscriptions live until the ends of their terms. Returns undefined, and changes nothing,
 * for an order enrolled before; throws when no licence hangs on one of the subscriptions.
 */
export async function enrolRenewal(
  trx: EnrolmentTransaction,
  renewal: Renewal,
  { terms, at }: { terms: readonly { subscriptionId: string; termEnd: Date }[]; at: Date },
): Promise<Enrolled | undefined> {
  const { orderId } = renewal;
  if (!(await accept(trx, renewal))) return undefined;
  const renewed = await trx
    .selectFrom('licences')
    .select('accountId')
    .where('subscriptionId', 'in', [...renewal.subscriptionIds])
    .limit(1)
    .executeTakeFirst();
  if (renewed === undefined) throw new Error(`no licence hangs on a subscription of the renewal ${orderId}`);
  const { accountId } = renewed;
  await insertEnrolment(trx, renewal, { kind: 'renewal', accountId, at });
  for (const { subscriptionId, termEnd } of terms) {
    // One connection carries a transaction: its statements come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await extendLicences(trx, { subscriptionId, termEnd, at });
  }
  await recordSteps(trx, { orderId, steps: ['delivered'], at });
  return { kind: 'renewal', accountId };
}

async function accept(trx: EnrolmentTransaction, { orderId }: { orderId: string }): Promise<boolean> {
  await trx.deleteFrom('enrolmentTroubles').where('orderId', '=', orderId).execute();
  return await acceptOnce(trx, { handler: 'order-paid', eventId: orderId });
}

/** The account for which the buyer bought, if he may still do so: ownership is proved by membership, never by an address. */
async function lockBuyersAccount(trx: EnrolmentTransaction, { buyer }: Purchase): Promise<string | undefined> {
  if (buyer === undefined) return undefined;
  const { accountId, userId } = buyer;
  try {
    await lockAccount(trx, accountId);
    await requireRole(trx, { accountId, userId }, orderingRoles);
    return accountId;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

async function openAccount(
  trx: EnrolmentTransaction,
  purchase: Purchase,
  { links, at }: { links: LinkMaker; at: Date },
): Promise<string> {
  const { orderId, tier, tierRuleId, contact } = purchase;
  const accountId = newId('acc');
  await trx
    .insertInto('accounts')
    .values({
      id: accountId,
      name: accountNameOf(contact),
      tier,
      tierRuleId,
      state: 'pending_activation',
      createdAt: at,
    })
    .execute();
  await insertEnrolment(trx, purchase, { kind: 'new_account', accountId, at });
  await grantLicences(trx, { purchase, accountId, at });
  const activationId = await createActivation(trx, { purchase, accountId, links, at });
  await recordSteps(trx, { orderId, steps: ['account_created', 'inventory_granted'], at });
  await announce(trx, { queue: queueName, topic: 'activation-mail', payload: { activationId } });
  return accountId;
}

async function deliver(
  trx: EnrolmentTransaction,
  purchase: Purchase,
  { accountId, at }: { accountId: string; at: Date },
): Promise<void> {
  const { orderId, tier, tierRuleId, buyer } = purchase;
  await insertEnrolment(trx, purchase, { kind: 'existing_account', accountId, at });
  await grantLicences(trx, { purchase, accountId, at });
  await recordSteps(trx, { orderId, steps: ['account_created', 'inventory_granted', 'delivered'], at });
  await raiseTier(trx, { accountId, tier, ruleId: tierRuleId, by: buyer?.userId ?? '', at });
  await appendAudit(trx, {
    stream: accountId,
    actor: buyer?.userId ?? '',
    action: 'order.delivered',
    subject: orderId,
    detail: { licences: purchase.lines.reduce((sum, { licences }) => sum + licences, 0) },
    at,
  });
}

async function insertEnrolment(
  trx: EnrolmentTransaction,
  { orderId, orderNumber }: { orderId: string; orderNumber: string },
  { kind, accountId, at }: { kind: EnrolmentKind; accountId: string; at: Date },
): Promise<void> {
  await trx.insertInto('enrolments').values({ orderId, orderNumber, accountId, kind, createdAt: at }).execute();
}

import type { AuditTransaction } from '@countersign/audit';
import { acceptOnce, announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { newId } from '@countersign/runtime';
import type { Transaction } from 'kysely';
import { lockAccount, raiseTier, requireRole } from '../account/account-store.ts';
import { orderingRoles } from '../account/role.ts';
import { appendToAccount } from '../account-audit.ts';
import { newActivation } from '../activation/activation-store.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { extendLicences, grantLicences } from '../inventory/grant.ts';
import type { LinkMaker } from '../link-token.ts';
import { queueName } from '../queue.ts';
import { accountNameOf, type EnrolmentKind, type Purchase, type Renewal, type ReportedStep } from './enrolment.ts';
import { toReports } from './report-store.ts';
import { failuresOf } from './trouble-store.ts';

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
  await insertEnrolment(trx, renewal, { kind: 'renewal', accountId, steps: ['delivered'], at });
  for (const { subscriptionId, termEnd } of terms) {
    // One connection carries a transaction: its statements come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await extendLicences(trx, { subscriptionId, termEnd, at });
  }
  return { kind: 'renewal', accountId };
}

async function accept(trx: EnrolmentTransaction, { orderId }: { orderId: string }): Promise<boolean> {
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
    if (error instanceof DomainError && !error.transient) return undefined;
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
  const name = accountNameOf(contact);
  const activation = newActivation({ purchase, accountId, links, at });
  await withEnrolment(trx, purchase, { kind: 'new_account', accountId, at })
    .with('account', (part) =>
      part
        .insertInto('accounts')
        .values({ id: accountId, name, tier, tierRuleId, state: 'pending_activation', createdAt: at }),
    )
    .with('reached', (part) =>
      part
        .insertInto('enrolmentReports')
        .values(toReports({ orderId, steps: ['account_created', 'inventory_granted'], at })),
    )
    .insertInto('activations')
    .values(activation)
    .execute();
  await grantLicences(trx, { purchase, accountId, at });
  await announce(trx, { queue: queueName, topic: 'activation-mail', payload: { activationId: activation.id } });
  return accountId;
}

async function deliver(
  trx: EnrolmentTransaction,
  purchase: Purchase,
  { accountId, at }: { accountId: string; at: Date },
): Promise<void> {
  const { orderId, tier, tierRuleId, buyer } = purchase;
  const steps = ['account_created', 'inventory_granted', 'delivered'] as const;
  await insertEnrolment(trx, purchase, { kind: 'existing_account', accountId, steps, at });
  await grantLicences(trx, { purchase, accountId, at });
  await raiseTier(trx, { accountId, tier, ruleId: tierRuleId, by: buyer?.userId ?? 'system', at });
  await appendToAccount(trx, {
    stream: accountId,
    actor: buyer?.userId ?? 'system',
    action: 'order.delivered',
    subject: orderId,
    detail: { licences: purchase.lines.reduce((sum, { licences }) => sum + licences, 0) },
    at,
  });
}

async function insertEnrolment(
  trx: EnrolmentTransaction,
  order: OrderName,
  { steps, ...enrolled }: Enrolled & { steps: readonly ReportedStep[]; at: Date },
): Promise<void> {
  await withEnrolment(trx, order, enrolled)
    .insertInto('enrolmentReports')
    .values(toReports({ orderId: order.orderId, steps, at: enrolled.at }))
    .execute();
}

/** Begins a statement that also notes where an order went, and forgets the failures before. */
function withEnrolment(
  trx: EnrolmentTransaction,
  { orderId, orderNumber }: OrderName,
  { kind, accountId, at }: Enrolled & { at: Date },
) {
  return trx
    .with('forgotten', failuresOf(orderId))
    .with('enrolment', (part) =>
      part.insertInto('enrolments').values({ orderId, orderNumber, accountId, kind, createdAt: at }),
    );
}

type OrderName = Pick<Purchase, 'orderId' | 'orderNumber'>;

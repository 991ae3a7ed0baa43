import { acceptOnce, announce, type Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import { activationLifeMs, loginIdOf } from '../activation/activation.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { accountNameOf, type EnrolmentStep, enrolmentSteps, type Purchase, termEnd } from './enrolment.ts';

/** Own queue of enrollment: the order announces `order-paid` there, enrollment its own jobs. */
export const queueName = 'enrollment';

/** What an enrolment needs besides the purchase. */
export interface EnrolmentOptions {
  /** Version of the pepper from which the token of the link is derived. */
  pepperVersion: number;
  generation: number;
  /** SHA-256 of the token of an activation. */
  tokenHashOf: (activationId: string) => Buffer;
  at: Date;
}

/**
 * Makes of a paid order an account, its licences with their ledger, and an activation, and announces the message and
 * the first report; all in the caller's transaction. Returns the
 * account's id, or undefined, and changes nothing, for an order enrolled before.
 */
export async function enrol(
  trx: Db<EnrollmentDatabase>,
  purchase: Purchase,
  options: EnrolmentOptions,
): Promise<string | undefined> {
  const { orderId, orderNumber, contact } = purchase;
  if (!(await acceptOnce(trx, { handler: 'order-paid', eventId: orderId }))) return undefined;
  const createdAt = options.at;
  const accountId = newId('acc');
  await trx
    .insertInto('accounts')
    .values({
      id: accountId,
      name: accountNameOf(contact),
      tier: purchase.tier,
      tierRuleId: purchase.tierRuleId,
      state: 'pending_activation',
      createdAt,
    })
    .execute();
  await trx.insertInto('enrolments').values({ orderId, orderNumber, accountId, createdAt }).execute();
  await grantLicences(trx, { purchase, accountId, at: createdAt });
  const activationId = await createActivation(trx, { purchase, accountId, options });
  // A report tells of the steps before it too.
  await announceStep(trx, orderId, 'inventory_granted');
  await announce(trx, { queue: queueName, topic: 'activation-mail', payload: { activationId } });
  return accountId;
}

async function grantLicences(
  trx: Db<EnrollmentDatabase>,
  { purchase, accountId, at }: { purchase: Purchase; accountId: string; at: Date },
): Promise<void> {
  for (const line of purchase.lines) {
    const rows = Array.from({ length: line.licences }, (_, index) => ({
      id: newId('lic'),
      accountId,
      orderLineId: line.id,
      seq: index + 1,
      productCode: line.productCode,
      purpose: line.purpose,
      extraDomains: [...line.extraDomains],
      validUntil: termEnd(at, line.termYears),
      state: 'available' as const,
      createdAt: at,
    }));
    // By line and in their order: a line has up to 1000 licences, and a statement at most 65,535 parameters.
    // oxlint-disable-next-line no-await-in-loop
    await trx.insertInto('licences').values(rows).execute();
    // oxlint-disable-next-line no-await-in-loop
    await trx
      .insertInto('inventoryEntries')
      .columns(['accountId', 'licenceId', 'kind', 'at'])
      .expression((from) =>
        from
          .selectFrom('licences')
          .select(['accountId', 'id', sql<'grant'>`'grant'`.as('kind'), 'createdAt'])
          .where('orderLineId', '=', line.id)
          .orderBy('seq'),
      )
      .execute();
  }
}

async function createActivation(
  trx: Db<EnrollmentDatabase>,
  { purchase, accountId, options }: { purchase: Purchase; accountId: string; options: EnrolmentOptions },
): Promise<string> {
  const { email, givenName, surname, language } = purchase.contact;
  const id = newId('act');
  await trx
    .insertInto('activations')
    .values({
      id,
      orderId: purchase.orderId,
      accountId,
      generation: options.generation,
      pepperVersion: options.pepperVersion,
      tokenHash: options.tokenHashOf(id),
      email,
      loginId: loginIdOf(email),
      givenName,
      surname,
      language,
      expiresAt: new Date(options.at.getTime() + activationLifeMs),
    })
    .execute();
  return id;
}

/** Announces the report of a step to the order. */
export async function announceStep(trx: Db<EnrollmentDatabase>, orderId: string, step: EnrolmentStep): Promise<void> {
  await announce(trx, { queue: queueName, topic: 'report-step', payload: { orderId, step } });
}

/** Steps that an order's enrolment has reached and the order has not been told of, in order; none for unknown orders. */
export async function listUnreportedSteps(db: Db<EnrollmentDatabase>, orderId: string): Promise<EnrolmentStep[]> {
  const row = await db
    .selectFrom('enrolments')
    .innerJoin('activations', 'activations.orderId', 'enrolments.orderId')
    .select(['enrolments.reportedSteps', 'activations.sentAt'])
    .where('enrolments.orderId', '=', orderId)
    .executeTakeFirst();
  if (row === undefined) return [];
  const reached = enrolmentSteps.filter((step) => step !== 'activation_sent' || row.sentAt !== null);
  return reached.slice(row.reportedSteps);
}

/** Notes that the order knows of all steps up to this one. */
export async function markReported(db: Db<EnrollmentDatabase>, orderId: string, step: EnrolmentStep): Promise<void> {
  const reported = enrolmentSteps.indexOf(step) + 1;
  await db
    .updateTable('enrolments')
    .set({ reportedSteps: reported })
    .where('orderId', '=', orderId)
    .where('reportedSteps', '<', reported)
    .execute();
}

import { newId } from '@countersign/runtime';
import { sql, type Transaction } from 'kysely';
import { withdrawGranted } from '../certificate/withdrawal.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { termEnd } from '../enrolment/enrolment.ts';
import { lockKey } from './slot-store.ts';

/** A line of a paid order, as far as the inventory needs it. */
export interface GrantedLine {
  id: string;
  productCode: string;
  /** Version under which it was sold. */
  productVersionId: string;
  purpose: string;
  licences: number;
  termYears: number;
  extraDomains: readonly string[];
  /** Subscription that the line began; absent for orders of before there were subscriptions. */
  subscriptionId?: string;
  /** End of the subscription's term; absent means whole years from the grant. */
  termEnd?: Date;
}

/**
 * Puts the licences of a paid order into an account, with their entries in the ledger, in the caller's transaction. Once
 * per order: a repetition violates a unique key.
 */
export async function grantLicences(
  trx: Transaction<EnrollmentDatabase>,
  {
    purchase,
    accountId,
    at,
  }: {
    purchase: { orderId: string; lines: readonly GrantedLine[] };
    accountId: string;
    at: Date;
  },
): Promise<void> {
  // A refund under way waits here, or is seen below.
  await lockKey(trx, 'order', purchase.orderId);
  for (const line of purchase.lines) {
    const rows = Array.from({ length: line.licences }, (_, index) => ({
      id: newId('lic'),
      accountId,
      orderId: purchase.orderId,
      orderLineId: line.id,
      seq: index + 1,
      subscriptionId: line.subscriptionId ?? null,
      productCode: line.productCode,
      productVersionId: line.productVersionId,
      purpose: line.purpose,
      extraDomains: [...line.extraDomains],
      validUntil: line.termEnd ?? termEnd(at, line.termYears),
      state: 'available' as const,
      createdAt: at,
    }));
    // By line and in their order: a line has up to 1000 licences, and a statement at most 65,535 parameters.
    // oxlint-disable-next-line no-await-in-loop
    await trx.insertInto('licences').values(rows).execute();
    // oxlint-disable-next-line no-await-in-loop
    await trx
      .insertInto('inventoryEntries')
      .columns(['accountId', 'licenceId', 'kind', 'fromPlace', 'toPlace', 'reference', 'at'])
      .expression((from) =>
        from
          .selectFrom('licences')
          .select([
            'accountId',
            'id',
            sql<'grant'>`'grant'`.as('kind'),
            sql<'outside'>`'outside'`.as('from'),
            sql<'available'>`'available'`.as('to'),
            'orderId',
            'createdAt',
          ])
          .where('orderLineId', '=', line.id)
          .orderBy('seq'),
      )
      .execute();
  }
  await withdrawGranted(trx, { orderId: purchase.orderId, at });
}

/**
 * Extends the licences of a subscription to the end of its term; one that had expired is free again. A term that ends no
 * later than they do changes nothing. In the caller's transaction.
 */
export async function extendLicences(
  trx: Transaction<EnrollmentDatabase>,
  { subscriptionId, termEnd: validUntil, at }: { subscriptionId: string; termEnd: Date; at: Date },
): Promise<void> {
  const rows = await trx
    .selectFrom('licences')
    .select(['id', 'accountId', 'state'])
    .where('subscriptionId', '=', subscriptionId)
    .where('validUntil', '<', validUntil)
    .where('state', '<>', 'void')
    .orderBy('id')
    .forUpdate()
    .execute();
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await trx.updateTable('licences').set({ validUntil }).where('id', 'in', ids).execute();
  if (validUntil > at) {
    await trx
      .updateTable('licences')
      .set({ state: 'available' })
      .where('id', 'in', ids)
      .where('state', '=', 'expired')
      .execute();
  }
  const entries = rows
    .filter(({ state }) => state !== 'expired' || validUntil > at)
    .map(({ id, accountId, state }) => ({
      accountId,
      licenceId: id,
      kind: 'extend' as const,
      fromPlace: state,
      toPlace: state === 'expired' ? ('available' as const) : state,
      reference: subscriptionId,
      at,
    }));
  if (entries.length > 0) await trx.insertInto('inventoryEntries').values(entries).execute();
}

/**
 * Moves all licences of an order from one account to another, in whatever state they are; in the caller's transaction.
 * For an account that nobody could use yet: requests and certificates do not move. Repeating changes nothing.
 */
export async function moveLicences(
  trx: Transaction<EnrollmentDatabase>,
  {
    orderId,
    fromAccountId,
    toAccountId,
    at,
  }: { orderId: string; fromAccountId: string; toAccountId: string; at: Date },
): Promise<void> {
  if (fromAccountId === toAccountId) return;
  const { numUpdatedRows } = await trx
    .updateTable('licences')
    // Locks them all; where they are is written below.
    .set((eb) => ({ orderId: eb.ref('orderId') }))
    .where('orderId', '=', orderId)
    .where('accountId', '=', fromAccountId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  // An order has up to 50,000 licences: more than a statement takes values for.
  await sql`insert into inventory_entries (account_id, licence_id, kind, from_place, to_place, reference, at)
    select account_id, id, 'move', state, 'outside', order_id, ${at} from licences
    where order_id = ${orderId} and account_id = ${fromAccountId} order by id`.execute(trx);
  await sql`with moved as (update licences set account_id = ${toAccountId}
      where order_id = ${orderId} and account_id = ${fromAccountId} returning id, state)
    insert into inventory_entries (account_id, licence_id, kind, from_place, to_place, reference, at)
    select ${toAccountId}::text, id, 'move', 'outside', state, ${orderId}::text, ${at} from moved order by id`.execute(
    trx,
  );
}

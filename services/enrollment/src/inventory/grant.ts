import { newId } from '@countersign/runtime';
import { sql, type Transaction } from 'kysely';
import { type RefundedLine, withdrawGranted } from '../certificate/withdrawal.ts';
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
  const lines = purchase.lines.map((line) => ({
    id: line.id,
    subscription_id: line.subscriptionId ?? null,
    product_code: line.productCode,
    product_version_id: line.productVersionId,
    purpose: line.purpose,
    extra_domains: line.extraDomains,
    valid_until: line.termEnd ?? termEnd(at, line.termYears),
    // Made in the order of their entries.
    licences: Array.from({ length: line.licences }, () => newId('lic')),
  }));
  // As one value: an order has up to 50,000 licences, and a statement at most 65,535 parameters.
  const { rows } = await sql<RefundedLine>`
    with line as (
      select * from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (id text, subscription_id text,
        product_code text, product_version_id text, purpose text, extra_domains text[], valid_until timestamptz,
        licences jsonb)
    ), granted as (
      insert into licences (id, account_id, order_id, order_line_id, seq, subscription_id, product_code,
        product_version_id, purpose, extra_domains, valid_until, state, created_at)
      select licence.id, ${accountId}, ${purchase.orderId}, line.id, licence.seq, line.subscription_id, line.product_code,
        line.product_version_id, line.purpose, line.extra_domains, line.valid_until, 'available', ${at}
      from line, jsonb_array_elements_text(line.licences) with ordinality as licence (id, seq)
      returning id, account_id, order_id, created_at
    ), entered as (
      insert into inventory_entries (account_id, licence_id, kind, from_place, to_place, reference, at)
      select account_id, id, 'grant', 'outside', 'available', order_id, created_at from granted order by id
    )
    select order_line_id, refund_id from refunded_lines where order_id = ${purchase.orderId}`.execute(trx);
  await withdrawGranted(trx, rows, at);
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

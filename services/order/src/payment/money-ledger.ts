import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';

/**
 * Accounts of an order's money. Amounts are debits above zero and credits below: `cash` is what the provider holds for
 * us, `surplus` what buyers can have back at once, `refunds_due` what was granted and is on its way back.
 */
export type LedgerAccount =
  | 'receivable'
  | 'sales'
  | 'cash'
  | 'surplus'
  | 'refunds'
  | 'refunds_due'
  | 'disputed'
  | 'dispute_losses';

/** What each posting moves, from the credited to the debited account. */
const postings = {
  sale: { debit: 'receivable', credit: 'sales' },
  capture: { debit: 'cash', credit: 'receivable' },
  surplus_capture: { debit: 'cash', credit: 'surplus' },
  refund_granted: { debit: 'refunds', credit: 'refunds_due' },
  surplus_to_return: { debit: 'surplus', credit: 'refunds_due' },
  refund_paid: { debit: 'refunds_due', credit: 'cash' },
  // The bank could not pay it out: it is with us again, and still owed.
  refund_returned: { debit: 'cash', credit: 'refunds_due' },
  // Paid back by the provider without being asked here.
  refund_elsewhere: { debit: 'refunds', credit: 'cash' },
  refund_elsewhere_returned: { debit: 'cash', credit: 'refunds' },
  dispute_opened: { debit: 'disputed', credit: 'cash' },
  dispute_won: { debit: 'cash', credit: 'disputed' },
  dispute_lost: { debit: 'dispute_losses', credit: 'disputed' },
} as const satisfies Record<string, { debit: LedgerAccount; credit: LedgerAccount }>;

export type PostingKind = keyof typeof postings;

interface Booked {
  orderId: string;
  amountMinor: bigint;
  currency: string;
  /** Id of what it books. */
  source: string;
  at: Date;
}

/**
 * Books an amount in minor units, once per kind and `source`, the id of what it books. The database keeps the rows for
 * good, and commits nothing of an order that does not sum to zero.
 */
export async function post(trx: Db<OrderDatabase>, kind: PostingKind, booked: Booked): Promise<void> {
  await postAll(trx, [{ kind, ...booked }]);
}

/** Books several amounts as `post` does. */
export async function postAll(trx: Db<OrderDatabase>, all: readonly (Booked & { kind: PostingKind })[]): Promise<void> {
  const entries = all.flatMap(({ kind, amountMinor, ...rest }) => [
    { ...rest, kind, account: postings[kind].debit, amountMinor },
    { ...rest, kind, account: postings[kind].credit, amountMinor: -amountMinor },
  ]);
  await trx.insertInto('moneyEntries').values(entries).execute();
}

/** Balances of an order by account and currency, without those that are zero. */
export async function balancesOf(
  db: Db<OrderDatabase>,
  orderId: string,
): Promise<{ account: LedgerAccount; currency: string; amountMinor: bigint }[]> {
  const rows = await db
    .selectFrom('moneyEntries')
    .select(['account', 'currency'])
    .select(({ fn }) => fn.sum<string>('amountMinor').as('sum'))
    .where('orderId', '=', orderId)
    .groupBy(['account', 'currency'])
    .orderBy('account')
    .execute();
  return rows
    .map(({ sum, ...row }) => ({ ...row, amountMinor: BigInt(sum) }))
    .filter(({ amountMinor }) => amountMinor !== 0n);
}

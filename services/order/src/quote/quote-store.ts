import type { Db } from '@countersign/db';
import { type Selectable, sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { Quote } from './quote.ts';
import { fromStoredLine, toStoredLine } from './stored-line.ts';
import type { QuoteTables } from './tables.ts';

/** Stores a quote, issued. */
export async function insertQuote(trx: Db<OrderDatabase>, quote: Omit<Quote, 'state'>): Promise<void> {
  const { tier } = quote;
  await trx
    .insertInto('quotes')
    .values({
      id: quote.id,
      cartId: quote.cartId ?? null,
      cartVersion: quote.cartVersion,
      state: 'issued',
      currency: quote.dueNow.currency,
      exponent: quote.dueNow.exponent,
      lines: JSON.stringify(quote.lines.map(toStoredLine)),
      netDueNowMinor: quote.netDueNow.minorUnits,
      taxDueNowMinor: quote.taxDueNow.minorUnits,
      dueNowMinor: quote.dueNow.minorUnits,
      termTotalMinor: quote.termTotal.minorUnits,
      tax: JSON.stringify(quote.tax),
      taxId: quote.taxId,
      tier: tier.tier,
      tierRuleId: tier.ruleId,
      tierExplanation: tier.explanation,
      termsVersion: quote.termsVersion,
      language: quote.language,
      createdAt: quote.createdAt,
      expiresAt: quote.expiresAt,
    })
    .execute();
}

/** Finds quotes by their ids; `at` decides which are expired. */
export async function findQuotes(db: Db<OrderDatabase>, ids: readonly string[], at: Date): Promise<Quote[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('quotes').selectAll().where('id', 'in', ids).execute();
  return rows.map((row) => toQuote(row, at));
}

/** Voided quotes that a cart keeps at most: asking again and again must not fill the disk. */
const mostVoided = 10;

/**
 * Voids the quotes of a cart that no paid order rests on: a newer one was made, or the cart changed. The oldest of the
 * voided are forgotten, save those of orders.
 */
export async function supersedeQuotes(trx: Db<OrderDatabase>, cartId: string): Promise<void> {
  await sql`with newest as (
      select id from quotes where cart_id = ${cartId} order by created_at desc, id desc limit ${mostVoided}
    ), forgotten as (
      delete from quotes q where cart_id = ${cartId} and state = 'superseded' and id not in (select id from newest)
        and not exists (select from orders where quote_id = q.id)
    )
    update quotes set state = 'superseded' where cart_id = ${cartId} and state <> 'superseded'`.execute(trx);
}

/** Marks a quote as accepted. */
export async function acceptQuote(trx: Db<OrderDatabase>, id: string): Promise<void> {
  await trx.updateTable('quotes').set({ state: 'accepted' }).where('id', '=', id).execute();
}

function toQuote(row: Selectable<QuoteTables['quotes']>, at: Date): Quote {
  const { currency, exponent } = row;
  const money = (minorUnits: bigint) => ({ currency, minorUnits, exponent });
  return {
    id: row.id,
    cartId: row.cartId ?? undefined,
    cartVersion: row.cartVersion,
    lines: row.lines.map((line) => fromStoredLine(line, { currency, exponent })),
    dueNow: money(row.dueNowMinor),
    termTotal: money(row.termTotalMinor),
    netDueNow: money(row.netDueNowMinor),
    taxDueNow: money(row.taxDueNowMinor),
    tax: row.tax,
    taxId: row.taxId,
    tier: { tier: row.tier, ruleId: row.tierRuleId, explanation: row.tierExplanation },
    termsVersion: row.termsVersion,
    language: row.language,
    state: row.state === 'issued' && row.expiresAt <= at ? 'expired' : row.state,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
  };
}

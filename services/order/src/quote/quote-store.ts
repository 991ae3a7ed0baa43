import type { Db } from '@countersign/db';
import { type Selectable, sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { Quote } from './quote.ts';
import { fromStoredLine, toStoredLine } from './stored-line.ts';
import type { QuoteTables } from './tables.ts';

type Row = Selectable<QuoteTables['quotes']>;
type Amount = Extract<keyof Row, `${string}Minor`>;

/** Stores a quote, issued; that of a cart, which is locked, in place of the cart's others. */
export async function insertQuote(trx: Db<OrderDatabase>, quote: Omit<Quote, 'state'>): Promise<void> {
  const insert = inserting(trx, quote);
  if (quote.cartId === undefined) await insert.execute();
  else await sql`with ${superseding(quote.cartId)} ${insert}`.execute(trx);
}

function inserting(trx: Db<OrderDatabase>, quote: Omit<Quote, 'state'>) {
  const { tier } = quote;
  return trx.insertInto('quotes').values({
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
  });
}

/** Finds a quote; `at` decides whether it is expired. */
export async function findQuote(db: Db<OrderDatabase>, id: string, at: Date): Promise<Quote | undefined> {
  const row = await db
    .selectFrom('quotes')
    .select(['id', 'cartId', 'cartVersion', 'state', 'currency', 'exponent', 'lines', 'netDueNowMinor'])
    .select(['taxDueNowMinor', 'dueNowMinor', 'termTotalMinor', 'tax', 'taxId', 'tier', 'tierRuleId'])
    .select(['tierExplanation', 'termsVersion', 'language', 'createdAt', 'expiresAt'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toQuote(row, at);
}

/** A quote in JSON, which has no integers of 64 bits: amounts are texts, moments ISO 8601. */
export interface QuoteJson extends Omit<Row, Amount | 'createdAt' | 'expiresAt'> {
  netDueNowMinor: string;
  taxDueNowMinor: string;
  dueNowMinor: string;
  termTotalMinor: string;
  createdAt: string;
  expiresAt: string;
}

/** The quote of the order `o` as `QuoteJson`; null when it has none. */
export const quoteOfOrder = sql`(select json_build_object('id', q.id, 'cartId', q.cart_id, 'cartVersion', q.cart_version,
    'state', q.state, 'currency', q.currency, 'exponent', q.exponent, 'lines', q.lines,
    'netDueNowMinor', q.net_due_now_minor::text, 'taxDueNowMinor', q.tax_due_now_minor::text,
    'dueNowMinor', q.due_now_minor::text, 'termTotalMinor', q.term_total_minor::text, 'tax', q.tax, 'taxId', q.tax_id,
    'tier', q.tier, 'tierRuleId', q.tier_rule_id, 'tierExplanation', q.tier_explanation,
    'termsVersion', q.terms_version, 'language', q.language, 'createdAt', q.created_at, 'expiresAt', q.expires_at)
  from quotes q where q.id = o.quote_id)`;

/** A quote from its JSON; `at` decides whether it is expired. */
export function fromQuoteJson(json: QuoteJson, at: Date): Quote {
  return toQuote(
    {
      ...json,
      netDueNowMinor: BigInt(json.netDueNowMinor),
      taxDueNowMinor: BigInt(json.taxDueNowMinor),
      dueNowMinor: BigInt(json.dueNowMinor),
      termTotalMinor: BigInt(json.termTotalMinor),
      createdAt: new Date(json.createdAt),
      expiresAt: new Date(json.expiresAt),
    },
    at,
  );
}

/** Voided quotes that a cart keeps at most: asking again and again must not fill the disk. */
const mostVoided = 10;

/**
 * Voids the quotes of a cart that no paid order rests on: a newer one was made, or the cart changed. The oldest of the
 * voided are forgotten, save those of orders.
 */
export async function supersedeQuotes(trx: Db<OrderDatabase>, cartId: string): Promise<void> {
  await sql`with ${superseding(cartId)} select 1`.execute(trx);
}

function superseding(cartId: string) {
  return sql`newest as (
      select id from quotes where cart_id = ${cartId} order by created_at desc, id desc limit ${mostVoided}
    ), forgotten as (
      delete from quotes q where cart_id = ${cartId} and state = 'superseded' and id not in (select id from newest)
        and not exists (select from orders where quote_id = q.id)
    ), voided as (
      update quotes set state = 'superseded' where cart_id = ${cartId} and state <> 'superseded'
    )`;
}

/** Marks a quote as accepted if it is current, in the sense of `requireCurrent`; tells whether it is. */
export async function acceptQuote(
  trx: Db<OrderDatabase>,
  id: string,
  { at, cartVersion }: { at: Date; cartVersion?: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('quotes')
    .set({ state: 'accepted' })
    .where('id', '=', id)
    .where('state', '<>', 'superseded')
    .where('expiresAt', '>', at)
    .$if(cartVersion !== undefined, (query) => query.where('cartVersion', '=', cartVersion ?? 0))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function toQuote(row: Row, at: Date): Quote {
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

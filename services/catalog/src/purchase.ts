import { type PlannedCertificate, planRenewals, termEnd } from './calendar.ts';
import type { Catalog } from './catalog.ts';
import { checkLine, type Line, type PricedLine, priceLine } from './pricing.ts';
import { allocate, decideTax, type Tax, taxOf } from './tax.ts';
import { decideTier, type TierRule } from './tier.ts';

/** What is to be priced. */
export interface Wish {
  lines: readonly Line[];
  currency: string;
  /** ISO 3166-1 alpha-2; empty prices without tax. */
  country: string;
  /** Empty for none. */
  taxId: string;
  at: Date;
}

/** A priced line with its share of the tax, in minor units. */
export interface TaxedLine extends PricedLine {
  taxDueNow: bigint;
  taxTotal: bigint;
  /** Certificates of one licence over the whole term. */
  calendar: readonly PlannedCertificate[];
}

/** A purchase with all its sums, in minor units. */
export interface PricedPurchase {
  lines: readonly TaxedLine[];
  tax: Tax;
  netDueNow: bigint;
  taxDueNow: bigint;
  /** With tax. */
  dueNow: bigint;
  /** With tax. */
  termTotal: bigint;
  tierRule: TierRule;
}

/**
 * Checks and prices a purchase. The tax on what is due now is computed once, from the sum, and allocated to the lines in
 * proportion to what is due for each, by largest remainder. Every later charge of a line bears the same tax as its first:
 * the tax on the whole term is what the charges will bear at today's rate.
 */
export function pricePurchase(catalog: Catalog, wish: Wish): PricedPurchase {
  const { currency, at } = wish;
  const priced = wish.lines.map((line, index) =>
    priceLine(checkLine(line, catalog.products.get(line.productCode), currency, `/lines/${index}`)),
  );
  const tax = decideTax(catalog.taxes, wish);
  const netDueNow = sum(priced.map(({ dueNow }) => dueNow));
  const taxDueNow = taxOf(netDueNow, tax);
  const shares = allocate(
    taxDueNow,
    priced.map(({ dueNow }) => dueNow),
  );
  const lines = priced.map((line, index): TaxedLine => {
    const share = shares[index] ?? 0n;
    const { validityProfile: profile } = line.product;
    const plan = { profile, from: at, until: termEnd(at, line.line.termYears) };
    return {
      ...line,
      taxDueNow: share,
      taxTotal: share * BigInt(line.charges),
      calendar: planRenewals(catalog.validityRules, plan),
    };
  });
  return {
    lines,
    tax,
    netDueNow,
    taxDueNow,
    dueNow: netDueNow + taxDueNow,
    termTotal: sum(lines.map(({ termTotal, taxTotal }) => termTotal + taxTotal)),
    tierRule: decideTier(catalog.tierRules, wish.lines),
  };
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

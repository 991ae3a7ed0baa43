import type { Locale } from '@countersign/texts';

/** An amount of money. */
export interface Money {
  /** ISO 4217 code. */
  readonly currency: string;
  /** Amount in minor units: 40000 with exponent 2 is 400.00. */
  readonly minorUnits: bigint;
  /** Decimal places of the currency (USD 2, JPY 0). */
  readonly exponent: number;
}

// Their short signs are understood by everyone; that of another dollar would be taken for the US dollar's.
const shortSigned: ReadonlySet<string> = new Set(['USD', 'EUR', 'JPY']);

/**
 * Writes an amount for people, with all decimal places of its currency: `$1,234.50`, `1 234,50 $`. Exact for any size.
 * Its spaces are the non-breaking ones U+00A0 and U+202F.
 */
export function formatMoney(locale: Locale, { currency, minorUnits, exponent }: Money): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: shortSigned.has(currency) ? 'narrowSymbol' : 'symbol',
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  // ECMA-402 takes a decimal in text as it is; a number would be rounded to 53 bits.
  return format.format(`${minorUnits}E-${exponent}` as `${number}`);
}

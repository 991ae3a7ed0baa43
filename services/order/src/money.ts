/** An amount of money in integer minor units. */
export interface Money {
  /** ISO 4217 code. */
  currency: string;
  minorUnits: bigint;
  /** Decimal places of the currency. */
  exponent: number;
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether the text is an ISO 4217 code; whether anything is sold in that currency is the catalog's business. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Nothing, in a currency. */
export function zero(currency: string): Money {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return { currency, minorUnits: 0n, exponent: maximumFractionDigits ?? 2 };
}

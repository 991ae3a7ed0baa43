/**
 * Where Stripe's unit is not the minor unit of ISO 4217 (docs.stripe.com/currencies): ISK and UGX have no decimals but
 * are sent with two, MGA has two (of fifths) but is sent with none.
 */
const otherUnit: readonly string[] = ['ISK', 'MGA', 'UGX'];

/** Three decimals, of which Stripe takes the last only as 0. */
const threeDecimals: readonly string[] = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];

/** Why an amount cannot be sent to Stripe as it is; undefined when it can. */
export function refusalOf({ amountMinor, currency }: { amountMinor: bigint; currency: string }): string | undefined {
  if (otherUnit.includes(currency)) return 'currency_not_supported';
  if (threeDecimals.includes(currency) && amountMinor % 10n !== 0n) return 'amount_not_supported';
  return undefined;
}

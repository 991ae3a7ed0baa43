import type { Product } from '@countersign/proto/catalog';
import { type Static, Type } from 'typebox';
import { getPart } from './json.ts';
import { closed } from './schemas.ts';

type Money = NonNullable<Product['licenceYearPrice']>;

export const MoneySchema = closed(
  {
    amount: Type.Integer({ description: 'Amount in minor units.', examples: [40_000] }),
    currency: Type.String({ description: 'ISO 4217 code.', examples: ['USD'] }),
    exponent: Type.Integer({ description: 'Decimal places of the currency.', minimum: 0, examples: [2] }),
  },
  { title: 'Money', examples: [{ amount: 40_000, currency: 'USD', exponent: 2 }] },
);
export type MoneyJson = Static<typeof MoneySchema>;

/** Money as JSON; throws for an absent amount, and for one that a JSON number cannot hold exactly. */
export function toMoneyJson(money: Money | undefined, name: string): MoneyJson {
  const { minorUnits, currency, exponent } = getPart(money, name);
  const amount = Number(minorUnits);
  if (!Number.isSafeInteger(amount)) throw new Error('an amount is too large for JSON');
  return { amount, currency, exponent };
}

/** Money as JSON, or undefined when it is absent. */
export function toMoneyOrAbsent(money: Money | undefined): MoneyJson | undefined {
  return money && toMoneyJson(money, 'money');
}

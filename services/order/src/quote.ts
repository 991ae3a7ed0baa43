import type { Money } from './money.ts';

export const paymentOptions = ['annual', 'one_time'] as const;
export type PaymentOption = (typeof paymentOptions)[number];

export const accountTiers = ['starter', 'enterprise'] as const;
export type AccountTier = (typeof accountTiers)[number];

/** What a buyer wants of one product, as the catalog normalised it. */
export interface Line {
  /** Prefixed `lin_`. */
  id: string;
  productCode: string;
  termYears: number;
  paymentOption: PaymentOption;
  licences: number;
  extraDomains: string[];
}

/** A line with its price and what it was sold as. */
export interface PricedLine extends Line {
  productVersionId: string;
  productName: string;
  purpose: string;
  dueNow: Money;
  termTotal: Money;
}

/** Account tier that lines lead to, and the rule that decided it. */
export interface Tier {
  tier: AccountTier;
  ruleId: string;
  explanation: string;
}

/** Prices of a set of lines at one moment. */
export interface Quote {
  lines: PricedLine[];
  dueNow: Money;
  termTotal: Money;
  tier: Tier;
}

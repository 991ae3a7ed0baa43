import type { Money } from '../money.ts';

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

/** A discount that fired, with what it takes off the whole term; positive. */
export interface Discount {
  id: string;
  amount: Money;
}

/** One certificate of a line's renewal calendar. */
export interface PlannedCertificate {
  issueAt: Date;
  endsAt: Date;
  ruleId: string;
  days: number;
}

/** A line with its price and what it was sold as. */
export interface PricedLine extends Line {
  productVersionId: string;
  productName: string;
  purpose: string;
  issuanceProfile: string;
  validationLevel: string;
  /** Charged now, after discounts, without tax. */
  dueNow: Money;
  /** The whole term, after discounts, without tax. */
  termTotal: Money;
  /** The whole term before discounts, without tax. */
  listTotal: Money;
  discounts: Discount[];
  /** Tax on what is due now. */
  taxDueNow: Money;
  /** Tax on the whole term. */
  taxTotal: Money;
  calendar: PlannedCertificate[];
}

/** Account tier that lines lead to, and the rule that decided it. */
export interface Tier {
  tier: AccountTier;
  ruleId: string;
  explanation: string;
}

/** The tax of a purchase, and why. */
export interface Tax {
  /** ISO 3166-1 alpha-2 country whose tax it is; empty where it was priced without tax. */
  country: string;
  /** Empty when none is charged. */
  name: string;
  /** Rate in hundredths of a percent. */
  basisPoints: number;
  /** Whether the buyer owes the tax himself. */
  reverseCharge: boolean;
  ruleId: string;
}

/** Prices of a set of lines at one moment, all in one currency. */
export interface Prices {
  lines: PricedLine[];
  /** Charged at completion, with tax: always `netDueNow` + `taxDueNow`. */
  dueNow: Money;
  /** The whole terms, with tax. */
  termTotal: Money;
  netDueNow: Money;
  taxDueNow: Money;
  tax: Tax;
  tier: Tier;
}

/** How a quote is stored; that it is too old is not stored but computed. */
export type StoredQuoteState = 'issued' | 'accepted' | 'superseded';
export type QuoteState = StoredQuoteState | 'expired';

/** A binding offer: a later change of the catalog does not void it. */
export interface Quote extends Prices {
  /** Prefixed `quo_`. */
  id: string;
  /** Undefined for a renewal, which has no cart. */
  cartId: string | undefined;
  /** Version of the cart that it binds; 0 for a renewal. */
  cartVersion: number;
  termsVersion: string;
  state: QuoteState;
  /** Tax id that it was priced with; empty for none. */
  taxId: string;
  /** Language of its texts. */
  language: string;
  createdAt: Date;
  expiresAt: Date;
}

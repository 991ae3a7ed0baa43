/** Tiers of account, as the order's frozen outcome names them. */
export const accountTiers = ['starter', 'enterprise'] as const;
export type AccountTier = (typeof accountTiers)[number];

/** Steps that the order's timeline is told of, in the order in which they happen and are reported. */
export const enrolmentSteps = ['account_created', 'inventory_granted', 'activation_sent'] as const;
export type EnrolmentStep = (typeof enrolmentSteps)[number];

/** The person who receives what was bought. */
export interface PurchaseContact {
  givenName: string;
  surname: string;
  email: string;
  /** Empty for a private buyer. */
  organisation: string;
  language: string;
}

/** One line of a paid order. */
export interface PurchasedLine {
  id: string;
  productCode: string;
  purpose: string;
  licences: number;
  termYears: number;
  extraDomains: readonly string[];
}

/** A paid order, as far as enrolment needs it. */
export interface Purchase {
  orderId: string;
  orderNumber: string;
  tier: AccountTier;
  tierRuleId: string;
  contact: PurchaseContact;
  lines: readonly PurchasedLine[];
}

/** Name of the account that a purchase leads to: the organisation's, or the person's without one. */
export function accountNameOf({ organisation, givenName, surname }: PurchaseContact): string {
  return organisation.trim() || fullNameOf({ givenName, surname });
}

/** Name by which a person is addressed. */
export function fullNameOf({ givenName, surname }: Pick<PurchaseContact, 'givenName' | 'surname'>): string {
  return `${givenName} ${surname}`.trim();
}

/** End of a subscription term of whole years, in UTC; a term begun on 29 February ends on 1 March. */
export function termEnd(from: Date, years: number): Date {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  return end;
}

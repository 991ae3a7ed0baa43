import type { GrantedLine } from '../inventory/grant.ts';

/** Tiers of account, the smaller first. */
export const accountTiers = ['starter', 'enterprise'] as const;
export type AccountTier = (typeof accountTiers)[number];

/** Where a paid order leads to. */
export type EnrolmentKind = 'new_account' | 'existing_account' | 'renewal';

/** What the order is told of its enrolment. */
export type ReportedStep =
  | 'account_created'
  | 'inventory_granted'
  | 'activation_sent'
  | 'activated'
  | 'delivered'
  | 'activation_bounced';

/** The person who receives what was bought. */
export interface PurchaseContact {
  givenName: string;
  surname: string;
  email: string;
  /** Empty for a private buyer. */
  organisation: string;
  language: string;
}

/** A paid order of something new, as far as enrolment needs it. */
export interface Purchase {
  kind: 'purchase';
  orderId: string;
  orderNumber: string;
  tier: AccountTier;
  tierRuleId: string;
  contact: PurchaseContact;
  lines: readonly GrantedLine[];
  /** Signed-in user who bought, and the account for which he did; absent for a guest or a buyer without an account. */
  buyer?: { userId: string; accountId: string };
}

/** A paid order that renews subscriptions: nothing is granted, licences live longer. */
export interface Renewal {
  kind: 'renewal';
  orderId: string;
  orderNumber: string;
  subscriptionIds: readonly string[];
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

/** Steps that enrolment reports, in the order in which they happen; the last is no progress. */
export const enrolmentSteps = [
  'account_created',
  'inventory_granted',
  'activation_sent',
  'activated',
  'delivered',
  'activation_bounced',
] as const;
export type EnrolmentStep = (typeof enrolmentSteps)[number];

/** What can happen to an order. Each code has a text in every language, in timeline-texts. */
export const timelineCodes = [
  'order_created',
  'quote_replaced',
  // Before orders named more than one person.
  'contact_set',
  'contacts_set',
  'payment_added',
  'payment_dropped',
  'payment_requires_action',
  'payment_declined',
  'payment_cancelled',
  'payment_unknown',
  'payment_captured',
  'amount_mismatch',
  'unexpected_payment',
  'order_paid',
  ...enrolmentSteps,
  'enrolment_trouble',
  'enrolment_retried',
  'order_completed',
  'order_moved',
  'order_cancelled',
  'order_expired',
  'refund_requested',
  'refund_granted',
  'refund_paid',
  'refund_failed',
  'surplus_refunded',
  'disputed',
  'dispute_won',
  'dispute_lost',
  'invoice_issued',
  'credit_note_issued',
] as const;
export type TimelineCode = (typeof timelineCodes)[number];

/** Facts that belong to an entry, such as `reason` or `attempts`: no secrets, no contact data. */
export type Facts = Readonly<Record<string, string>>;

/** An entry to be written. */
export interface NewEntry {
  code: TimelineCode;
  facts?: Facts;
}

/** One thing that happened to an order. */
export interface TimelineEntry {
  at: Date;
  code: TimelineCode;
  facts: Facts;
}

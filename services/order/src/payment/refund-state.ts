/**
 * Why money goes back: the buyer asked, staff decided, it was not needed (captured twice, or for an order that was given
 * up), it was odd and staff sent it back, or the provider paid it back without being asked here.
 */
export type RefundReason = 'buyer' | 'staff' | 'surplus' | 'review' | 'external';

/** Waiting for the provider, confirmed by it, or refused by it and to be sent again. */
export type RefundStatus = 'pending' | 'paid' | 'failed';

/** One request to the provider: being sent, taken on, confirmed, refused. */
export type RefundTryStatus = 'sending' | 'sent' | 'paid' | 'failed';

/** Days after its payment within which a buyer gets his money back for the asking. */
export const refundDays = 30;

const dayMs = 86_400_000;

/** Whether a buyer may still ask for his money, `at` a moment after the payment. */
export function isInRefundTime({ paidAt, at }: { paidAt: Date; at: Date }): boolean {
  return at.getTime() <= paidAt.getTime() + refundDays * dayMs;
}

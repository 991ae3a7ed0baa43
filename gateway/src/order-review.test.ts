import { describe, expect, it } from '@jest/globals';
import { findNextActions } from './order-review.ts';

describe('what a buyer can do next', () => {
  it.each([
    ['draft', undefined, ['set_contacts', 'cancel']],
    ['details_complete', undefined, ['set_contacts', 'add_payment', 'cancel']],
    ['review', 'created', ['set_contacts', 'add_payment', 'complete', 'cancel']],
    ['review', 'failed', ['set_contacts', 'add_payment', 'cancel']],
    ['review', 'cancelled', ['set_contacts', 'add_payment', 'cancel']],
    ['awaiting_payment', 'processing', ['cancel']],
    ['awaiting_payment', 'requires_action', ['confirm_payment', 'add_payment', 'cancel']],
    ['paid', 'captured', ['request_refund']],
    ['fulfilling', 'captured', ['request_refund']],
    ['completed', 'captured', ['request_refund']],
    ['partly_refunded', 'captured', ['request_refund']],
    ['refund_pending', 'captured', []],
    ['disputed', 'disputed', []],
    ['refunded', 'refunded', []],
    ['expired', undefined, []],
  ] as const)('with an order that is %s and a payment that is %s: %j', (status, payment, actions) => {
    expect(findNextActions({ status, ...(payment && { payment: { status: payment } }) })).toEqual(actions);
  });
});

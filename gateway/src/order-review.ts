import { type Static, Type } from 'typebox';
import { omitUndefined } from './json.ts';
import { TierSchema } from './lines.ts';
import { type OrderJson, OrderSchema } from './orders.ts';
import { closed, Email, oneOf } from './schemas.ts';

/** What the buyer can do next, in the order in which a page asks for it; empty while the order goes on by itself. */
const nextActions = ['set_contacts', 'add_payment', 'complete', 'confirm_payment', 'cancel', 'request_refund'] as const;
type NextAction = (typeof nextActions)[number];

/** An order before its buyer completes it. */
export const OrderReviewSchema = closed(
  {
    order: OrderSchema,
    nextActions: Type.Array(oneOf(nextActions, 'An action.'), { description: 'What the buyer can do now.' }),
    afterCompletion: closed(
      { account: Type.Optional(TierSchema), activationMessageTo: Type.Optional(Email) },
      { description: 'The account that the buyer gets, and where the message goes that activates it.' },
    ),
  },
  { title: 'OrderReview' },
);

/** What a buyer is shown before he completes an order. */
export function toOrderReviewJson(order: OrderJson): Static<typeof OrderReviewSchema> {
  const { purchaser, fulfilment } = order.contacts ?? {};
  return {
    order,
    nextActions: findNextActions(order),
    afterCompletion: omitUndefined({
      account: order.tier,
      activationMessageTo: fulfilment?.email ?? purchaser?.email,
    }),
  };
}

const actionsOf: Partial<Record<OrderJson['status'], readonly NextAction[]>> = {
  draft: ['set_contacts', 'cancel'],
  details_complete: ['set_contacts', 'add_payment', 'cancel'],
  review: ['set_contacts', 'add_payment', 'complete', 'cancel'],
  awaiting_payment: ['cancel'],
  paid: ['request_refund'],
  fulfilling: ['request_refund'],
  completed: ['request_refund'],
  partly_refunded: ['request_refund'],
};

/** What can be done next with an order that stands there, with the newest of its payments. */
export function findNextActions({
  status,
  payment,
}: {
  status: OrderJson['status'];
  payment?: { status: string };
}): NextAction[] {
  const actions = [...(actionsOf[status] ?? [])];
  if (status === 'awaiting_payment' && payment?.status === 'requires_action') {
    // Another card may take its place.
    return ['confirm_payment', 'add_payment', ...actions];
  }
  // After a decline another method comes first.
  if (status === 'review' && payment?.status !== 'created') return actions.filter((action) => action !== 'complete');
  return actions;
}

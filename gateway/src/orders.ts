import type { Order } from '@countersign/proto/order';
import { type Static, Type } from 'typebox';
import { ContactsSchema, toContactsJson } from './contacts.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { LineSchema, TierSchema, toLineJson, toTierJson } from './lines.ts';
import { MoneySchema, toMoneyJson, toMoneyOrAbsent } from './money.ts';
import { QuoteSchema, toQuoteJson } from './quotes.ts';
import { closed, count, moment, oneOf, said } from './schemas.ts';

/** Where an order may stand. */
export const orderStatuses = [
  'draft',
  'details_complete',
  'review',
  'awaiting_payment',
  'paid',
  'fulfilling',
  'completed',
  'expired',
  'cancelled',
  'refund_pending',
  'refunded',
  'partly_refunded',
  'disputed',
  'review_needed',
] as const;
const kinds = ['purchase', 'renewal'] as const;

const TimelineSchema = Type.Array(
  closed(
    {
      at: moment('When.'),
      code: said('What, as a stable code.', 'order_created'),
      text: said('The same as a sentence.', 'The order was created.'),
      facts: Type.Array(
        closed(
          { name: said('Which fact.', 'reason'), value: said('What it is.', 'card_declined') },
          { title: 'TimelineFact' },
        ),
        { description: 'Facts that belong to it.' },
      ),
    },
    { title: 'TimelineEntry' },
  ),
  { description: 'What happened, oldest first.' },
);

export const OrderSchema = closed(
  {
    id: said('Id of the order.', 'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    number: said('Number for people.', 'CS-2026-000123'),
    status: oneOf(orderStatuses, 'Where it stands.'),
    lines: Type.Array(LineSchema, { description: 'Lines with frozen prices.' }),
    dueNow: MoneySchema,
    termTotal: MoneySchema,
    tier: Type.Optional(TierSchema),
    kind: oneOf(kinds, 'Whether it buys something new or renews a subscription.'),
    quote: Type.Optional(QuoteSchema),
    contacts: Type.Optional(ContactsSchema),
    contactsConfirmed: Type.Boolean({
      description: 'False while the contacts are only pre-filled from an earlier order.',
      examples: [true],
    }),
    payment: Type.Optional(
      closed(
        {
          id: said('Id of the attempt.', 'pay_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
          status: said(
            'created, requires_action, processing, unknown, captured, failed, cancelled, refunded or disputed.',
            'created',
          ),
          declineCode: Type.Optional(said("The provider's reason when failed.", 'card_declined')),
          actionUrl: Type.Optional(
            said('Page on which the buyer confirms the payment (3-D Secure).', 'https://pay.example.com/confirm/1'),
          ),
          keepMethod: Type.Boolean({ description: 'Whether the method is kept for renewals.', examples: [false] }),
        },
        { title: 'Payment' },
      ),
    ),
    termsVersion: said('Version of the terms that must be accepted to complete.', '2026-01'),
    termsAcceptedAt: Type.Optional(moment('When they were accepted.')),
    timeline: TimelineSchema,
    saga: Type.Optional(
      closed(
        {
          step: said('Step that is next: account, inventory, activation_message or done.', 'done'),
          attempts: count('Times that it was tried.', 1),
          nextTryAt: Type.Optional(moment('When it is tried next.')),
          trouble: Type.Optional(said('Stable reason of the latest failure.', 'MAIL_REFUSED')),
        },
        { title: 'Saga', description: 'What is done by itself after the payment.' },
      ),
    ),
    documents: Type.Array(
      closed(
        {
          id: said('Id of the document.', 'inv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
          kind: said('invoice, receipt or credit_note.', 'invoice'),
          number: said('Number for people.', 'INV-2026-000001'),
          issuedAt: moment('When it was issued.'),
          total: MoneySchema,
        },
        { title: 'OrderDocument' },
      ),
      { description: 'Invoices, receipts and credit notes, oldest first.' },
    ),
    accountId: Type.Optional(said('Account that it belongs to.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    refunded: Type.Optional(MoneySchema),
    subscriptionIds: Type.Array(Type.String(), {
      description: 'Subscriptions that its lines began or renew, in the order of the lines.',
      examples: [['sub_01JD8Z0V9W6Q4X3T2R1P0N7M5K']],
    }),
    expiresAt: Type.Optional(moment('Moment after which an order that is not completed expires.')),
    createdAt: moment('When it was created.'),
  },
  { title: 'Order' },
);
export type OrderJson = Static<typeof OrderSchema>;

/** An order as JSON. */
export function toOrderJson(order: Order): OrderJson {
  return omitUndefined({
    id: order.id,
    number: order.number,
    status: getWord('ORDER_STATUS', order.status, orderStatuses),
    lines: order.lines.map(toLineJson),
    dueNow: toMoneyJson(order.dueNow, 'due_now'),
    termTotal: toMoneyJson(order.termTotal, 'term_total'),
    tier: order.tier && toTierJson(order.tier),
    kind: getPart(
      kinds.find((known) => known === order.kind),
      'kind',
    ),
    quote: order.quote && toQuoteJson(order.quote),
    contacts: order.contacts && toContactsJson(order.contacts),
    contactsConfirmed: order.contactsConfirmed,
    payment:
      order.payment &&
      omitUndefined({
        id: order.payment.id,
        status: order.payment.status,
        declineCode: orAbsent(order.payment.declineCode),
        actionUrl: orAbsent(order.payment.actionUrl),
        keepMethod: order.payment.keepMethod,
      }),
    termsVersion: order.termsVersion,
    termsAcceptedAt: timeOrAbsent(order.termsAcceptedAt),
    timeline: order.timeline.map(({ at, code, text: sentence, facts }) => ({
      at: getTime(at, 'at'),
      code,
      text: sentence,
      facts: Object.entries(facts).map(([name, value]) => ({ name, value })),
    })),
    saga:
      order.saga &&
      omitUndefined({
        step: order.saga.step,
        attempts: order.saga.attempts,
        nextTryAt: timeOrAbsent(order.saga.nextTryAt),
        trouble: orAbsent(order.saga.trouble),
      }),
    documents: order.documents.map((document) => ({
      id: document.id,
      kind: document.kind,
      number: document.number,
      issuedAt: getTime(document.issuedAt, 'issued_at'),
      total: toMoneyJson(document.total, 'total'),
    })),
    accountId: orAbsent(order.accountId),
    refunded: toMoneyOrAbsent(order.refunded),
    subscriptionIds: order.subscriptionIds,
    expiresAt: timeOrAbsent(order.expiresAt),
    createdAt: getTime(order.createdAt, 'created_at'),
  });
}

/** The order in an answer of the service, as JSON; throws when the service left it out. */
export function readOrder({ order }: { order?: Order | undefined }): OrderJson {
  return toOrderJson(getPart(order, 'order'));
}

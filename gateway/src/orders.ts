import type { Contact, Contacts, Order } from '@countersign/proto/order';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { LineSchema, TierSchema, toLineJson, toTierJson } from './lines.ts';
import { MoneySchema, toMoneyJson, toMoneyOrAbsent } from './money.ts';
import { QuoteSchema, toQuoteJson } from './quotes.ts';
import {
  Country,
  closed,
  count,
  Email,
  GivenName,
  Language,
  languages,
  Mobile,
  moment,
  oneOf,
  Surname,
  said,
  text,
} from './schemas.ts';

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

/** Who receives what was bought. */
export const ContactSchema = closed(
  {
    givenName: GivenName,
    surname: Surname,
    email: Email,
    mobile: Type.Optional(Mobile),
    organisation: Type.Optional(
      text({
        description: 'Name of the organisation; absent for a private buyer.',
        maxLength: 128,
        example: 'Sample Works Ltd',
      }),
    ),
    country: Country,
    language: Type.Optional(Language),
  },
  {
    title: 'Contact',
    examples: [
      {
        givenName: 'Robin',
        surname: 'Sample',
        email: 'robin.sample@example.com',
        organisation: 'Sample Works Ltd',
        country: 'US',
        language: 'en',
      },
    ],
  },
);

/** Whom an order names. */
export const ContactsSchema = closed(
  {
    purchaser: ContactSchema,
    fulfilment: Type.Optional(ContactSchema),
    technical: Type.Optional(ContactSchema),
    billing: Type.Optional(ContactSchema),
    billingAddress: Type.Optional(
      Type.Array(text({ description: 'A line.', maxLength: 100, example: '1 Sample Street' }), {
        description: 'Lines of the billing address as it stands on the invoice.',
        maxItems: 5,
        examples: [['1 Sample Street', 'Springfield, IL 62701']],
      }),
    ),
  },
  {
    title: 'Contacts',
    description:
      'purchaser buys; fulfilment receives what was bought and the activation message (else the purchaser); technical is asked about servers (else fulfilment); billing gets the invoices, and its country is taxed (else the purchaser).',
    examples: [
      {
        purchaser: {
          givenName: 'Robin',
          surname: 'Sample',
          email: 'robin.sample@example.com',
          organisation: 'Sample Works Ltd',
          country: 'US',
          language: 'en',
        },
        billingAddress: ['1 Sample Street', 'Springfield, IL 62701'],
      },
    ],
  },
);

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

function toContactsJson(contacts: Contacts): Static<typeof ContactsSchema> {
  const { purchaser, fulfilment, technical, billing, billingAddress } = contacts;
  return omitUndefined({
    purchaser: toContactJson(getPart(purchaser, 'purchaser')),
    fulfilment: fulfilment && toContactJson(fulfilment),
    technical: technical && toContactJson(technical),
    billing: billing && toContactJson(billing),
    billingAddress: billingAddress.length > 0 ? billingAddress : undefined,
  });
}

function toContactJson(contact: Contact): Static<typeof ContactSchema> {
  return omitUndefined({
    givenName: contact.givenName,
    surname: contact.surname,
    email: contact.email,
    mobile: orAbsent(contact.mobile),
    organisation: orAbsent(contact.organisation),
    country: contact.country,
    language: getPart(
      languages.find((language) => language === contact.language),
      'language',
    ),
  });
}

/** The contacts as the services take them. */
export function fromContactsJson(contacts: Static<typeof ContactsSchema>): Contacts {
  const { purchaser, fulfilment, technical, billing, billingAddress } = contacts;
  return {
    purchaser: fromContactJson(purchaser),
    fulfilment: fulfilment && fromContactJson(fulfilment),
    technical: technical && fromContactJson(technical),
    billing: billing && fromContactJson(billing),
    billingAddress: billingAddress ?? [],
  };
}

function fromContactJson(contact: Static<typeof ContactSchema>): Contact {
  return {
    givenName: contact.givenName,
    surname: contact.surname,
    email: contact.email,
    mobile: contact.mobile ?? '',
    organisation: contact.organisation ?? '',
    country: contact.country,
    language: contact.language ?? 'en',
  };
}

/** What the buyer can do next, in the order in which a page asks for it; empty while the order goes on by itself. */
export const nextActions = [
  'set_contacts',
  'add_payment',
  'complete',
  'confirm_payment',
  'cancel',
  'request_refund',
] as const;
type NextAction = (typeof nextActions)[number];

const actionsOf: Partial<Record<OrderJson['status'], readonly NextAction[]>> = {
  draft: ['set_contacts', 'cancel'],
  details_complete: ['set_contacts', 'add_payment', 'cancel'],
  review: ['set_contacts', 'add_payment', 'complete', 'cancel'],
  awaiting_payment: ['cancel'],
  completed: ['request_refund'],
};

/** Reads from an order's state what is left to do. */
export function findNextActions({ status, payment }: OrderJson): NextAction[] {
  const actions = [...(actionsOf[status] ?? [])];
  if (status === 'awaiting_payment' && payment?.status === 'requires_action') return ['confirm_payment', ...actions];
  // After a decline another method comes first.
  if (status === 'review' && payment?.status !== 'created') return actions.filter((action) => action !== 'complete');
  return actions;
}

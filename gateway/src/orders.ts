import type { Contact, Order } from '@countersign/proto/order';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined, orAbsent } from './json.ts';
import { LineSchema, TierSchema, toLineJson, toTierJson } from './lines.ts';
import { MoneySchema, toMoneyJson } from './money.ts';
import {
  Country,
  closed,
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

const statuses = ['draft', 'awaiting_payment', 'paid', 'fulfilling', 'completed', 'review_needed'] as const;

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

export const OrderSchema = closed(
  {
    id: said('Id of the order.', 'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    number: said('Number for people.', 'CS-2026-000123'),
    status: oneOf(statuses, 'Where it stands.'),
    lines: Type.Array(LineSchema, { description: 'Lines with frozen prices.' }),
    dueNow: MoneySchema,
    termTotal: MoneySchema,
    tier: Type.Optional(TierSchema),
    contact: Type.Optional(ContactSchema),
    payment: Type.Optional(
      closed(
        {
          id: said('Id of the attempt.', 'pay_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
          status: said('created, processing, captured or failed.', 'created'),
          declineCode: Type.Optional(said("The provider's reason when failed.", 'card_declined')),
        },
        { title: 'Payment' },
      ),
    ),
    termsVersion: said('Version of the terms that must be accepted to complete.', '2026-01'),
    timeline: Type.Array(
      closed(
        { at: moment('When.'), code: said('What, as a stable code.', 'order_created') },
        { title: 'TimelineEntry' },
      ),
      { description: 'What happened, oldest first.' },
    ),
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
    status: getWord('ORDER_STATUS', order.status, statuses),
    lines: order.lines.map(toLineJson),
    dueNow: toMoneyJson(order.dueNow, 'due_now'),
    termTotal: toMoneyJson(order.termTotal, 'term_total'),
    tier: order.tier && toTierJson(order.tier),
    contact: order.contact && toContactJson(order.contact),
    payment:
      order.payment &&
      omitUndefined({
        id: order.payment.id,
        status: order.payment.status,
        declineCode: orAbsent(order.payment.declineCode),
      }),
    termsVersion: order.termsVersion,
    timeline: order.timeline.map(({ at, code }) => ({ at: getTime(at, 'at'), code })),
    createdAt: getTime(order.createdAt, 'created_at'),
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

/** A contact as the services take it. */
export function fromContactJson(contact: Static<typeof ContactSchema>): Contact {
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
export const nextActions = ['set_contact', 'add_payment', 'complete'] as const;

/** Reads from an order's state what is left to do. */
export function findNextActions({ status, contact, payment }: OrderJson): (typeof nextActions)[number][] {
  if (status !== 'draft') return [];
  if (contact === undefined) return ['set_contact'];
  if (payment === undefined || payment.status === 'failed') return ['set_contact', 'add_payment'];
  return ['set_contact', 'add_payment', 'complete'];
}

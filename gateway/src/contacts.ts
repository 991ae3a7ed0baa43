import type { Contact, Contacts } from '@countersign/proto/order';
import { locales } from '@countersign/texts';
import { type Static, Type } from 'typebox';
import { getPart, omitUndefined, orAbsent } from './json.ts';
import { Country, closed, Email, GivenName, Language, Mobile, Surname, text } from './schemas.ts';

/** Somebody whom an order names. */
const ContactSchema = closed(
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

/** The contacts of an order as JSON. */
export function toContactsJson(contacts: Contacts): Static<typeof ContactsSchema> {
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
      locales.find((language) => language === contact.language),
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

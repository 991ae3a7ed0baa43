import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { type Contact, payerOf } from '../order/contact.ts';
import type { OrderKind } from '../order/order.ts';
import { type LineJson, linesOfOrder } from '../order/order-row.ts';
import { contactsOf } from '../order/order-store.ts';
import type { PaymentOption, Tax } from '../quote/quote.ts';
import type { StoredDiscount } from '../quote/stored-line.ts';
import { defaultSeller, latestSeller, type Seller } from './seller.ts';

/** A line as it was sold; amounts in minor units, without tax but for the tax itself. */
export interface SoldLine {
  id: string;
  position: number;
  productCode: string;
  productName: string;
  termYears: number;
  paymentOption: PaymentOption;
  licences: number;
  extraDomains: string[];
  dueNowMinor: bigint;
  termTotalMinor: bigint;
  listTotalMinor: bigint | null;
  taxDueNowMinor: bigint;
  discounts: StoredDiscount[];
  /** Of a renewal: what it renews. */
  subscriptionId: string | null;
}

/** An order as its documents need it. */
export interface SoldOrder {
  id: string;
  number: string;
  kind: OrderKind;
  currency: string;
  exponent: number;
  dueNowMinor: bigint;
  taxDueNowMinor: bigint;
  tax: Tax | null;
  /** Who gets the invoice. */
  payer: Contact;
  billingAddress: string[];
  taxId: string;
  language: string;
  seller: Seller;
  lines: SoldLine[];
}

/** An order that is being paid or was, as its documents need it; a renewal has the tax id of the order it goes back to. */
export async function getSoldOrder(trx: Db<OrderDatabase>, orderId: string): Promise<SoldOrder> {
  const row = await trx
    .selectFrom('orders as o')
    .leftJoin('quotes', 'quotes.id', 'o.quoteId')
    .select(['o.id', 'number', 'kind', 'o.currency', 'o.exponent', 'o.dueNowMinor'])
    .select(['o.taxDueNowMinor', 'o.tax', 'contact', 'contacts', 'contactsConfirmed', 'o.language'])
    .select((from) => [
      from
        .selectFrom('orderLines as renewed')
        .innerJoin('subscriptions', 'subscriptions.id', 'renewed.subscriptionId')
        .innerJoin('orders as origin', 'origin.id', 'subscriptions.orderId')
        .innerJoin('quotes as first', 'first.id', 'origin.quoteId')
        .select('first.taxId')
        .whereRef('renewed.orderId', '=', 'o.id')
        .whereRef('origin.id', '<>', 'o.id')
        .limit(1)
        .as('originTaxId'),
    ])
    .select('quotes.taxId')
    .select([linesOfOrder.as('lines'), latestSeller.as('seller')])
    .where('o.id', '=', orderId)
    .executeTakeFirstOrThrow();
  const { contact, contacts: stored, contactsConfirmed, taxId, originTaxId, lines, seller, ...order } = row;
  const { contacts } = contactsOf({ contact, contacts: stored, contactsConfirmed });
  if (contacts === null) throw new Error('an order was paid without contacts');
  return {
    ...order,
    payer: payerOf(contacts),
    billingAddress: contacts.billingAddress,
    taxId: taxId || originTaxId || '',
    seller: seller ?? defaultSeller,
    lines: lines.map(toSoldLine),
  };
}

function toSoldLine({ dueNowMinor, termTotalMinor, listTotalMinor, taxDueNowMinor, ...line }: LineJson): SoldLine {
  return {
    ...line,
    dueNowMinor: BigInt(dueNowMinor),
    termTotalMinor: BigInt(termTotalMinor),
    listTotalMinor: listTotalMinor === null ? null : BigInt(listTotalMinor),
    taxDueNowMinor: BigInt(taxDueNowMinor),
  };
}

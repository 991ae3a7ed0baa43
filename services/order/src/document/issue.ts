import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { addEntries } from '../order/order-store.ts';
import type { NewEntry } from '../order/timeline.ts';
import type { Span } from '../subscription/term.ts';
import type { DocumentContent, DocumentLine } from './document.ts';
import { insertDocuments } from './document-store.ts';
import type { SoldLine, SoldOrder } from './sold-order.ts';

const wholeBasisPoints = 10_000n;

/**
 * Issues invoice and receipt of an order in the transaction that pays it; `spans` are the times that its lines pay. Returns
 * what the timeline is to say of it.
 */
export async function issueSaleDocuments(
  trx: Db<OrderDatabase>,
  { order, spans, at }: { order: SoldOrder; spans: ReadonlyMap<string, Span>; at: Date },
): Promise<NewEntry> {
  const content: DocumentContent = {
    ...headOf(order),
    lines: order.lines.map((line) => toDocumentLine(line, spanOf(spans, line))),
    netMinor: (order.dueNowMinor - order.taxDueNowMinor).toString(),
    taxMinor: order.taxDueNowMinor.toString(),
    totalMinor: order.dueNowMinor.toString(),
  };
  const [invoice = ''] = await insertDocuments(trx, { orderId: order.id, kinds: ['invoice', 'receipt'], content, at });
  return { code: 'invoice_issued', facts: { number: invoice } };
}

/**
 * Issues the credit note of a refund. It lists the lines that went back where they make up its amount; otherwise the
 * amount alone, split into price and tax at the rate of the order.
 */
export async function issueCreditNote(
  trx: Db<OrderDatabase>,
  note: {
    order: SoldOrder;
    lineIds: readonly string[];
    spans: ReadonlyMap<string, Span>;
    invoiceNumber: string;
    refundId: string;
    amountMinor: bigint;
    at: Date;
  },
): Promise<void> {
  const { order, spans, invoiceNumber, refundId, amountMinor, at } = note;
  const lines = order.lines.filter(({ id }) => note.lineIds.includes(id));
  const net = sum(lines.map(({ dueNowMinor }) => dueNowMinor));
  const tax = sum(lines.map(({ taxDueNowMinor }) => taxDueNowMinor));
  const isExact = lines.length > 0 && net + tax === amountMinor;
  const netMinor = isExact ? net : netOf(amountMinor, order.tax?.basisPoints ?? 0);
  const content: DocumentContent = {
    ...headOf(order),
    lines: isExact ? lines.map((line) => toDocumentLine(line, spanOf(spans, line))) : [],
    netMinor: netMinor.toString(),
    taxMinor: (amountMinor - netMinor).toString(),
    totalMinor: amountMinor.toString(),
    invoiceNumber,
  };
  const [number = ''] = await insertDocuments(trx, {
    orderId: order.id,
    kinds: ['credit_note'],
    refundId,
    content,
    at,
  });
  await addEntries(trx, order.id, at, [{ code: 'credit_note_issued', facts: { number } }]);
}

function headOf(order: SoldOrder) {
  const { payer, tax } = order;
  return {
    language: payer.language || order.language,
    orderNumber: order.number,
    seller: order.seller,
    buyer: {
      name: `${payer.givenName} ${payer.surname}`,
      organisation: payer.organisation,
      address: order.billingAddress,
      country: payer.country,
      taxId: order.taxId,
    },
    currency: order.currency,
    exponent: order.exponent,
    tax: {
      name: tax?.name ?? '',
      basisPoints: tax?.basisPoints ?? 0,
      reverseCharge: tax?.reverseCharge ?? false,
    },
  };
}

/** What one charge of a line was before discounts, which are stored for the whole term; left out where it cannot be told. */
function toDocumentLine(line: SoldLine, { startsAt, endsAt }: Span): DocumentLine {
  const { productCode, productName, licences, extraDomains, paymentOption, dueNowMinor } = line;
  const charges = paymentOption === 'annual' ? BigInt(line.termYears) : 1n;
  const whole = [line.listTotalMinor ?? -1n, ...line.discounts.map(({ amountMinor }) => BigInt(amountMinor))];
  const [list = 0n, ...discounts] = whole.map((amount) => amount / charges);
  const isKnown =
    whole.every((amount) => amount >= 0n && amount % charges === 0n) && list - sum(discounts) === dueNowMinor;
  return {
    productCode,
    productName,
    licences,
    extraDomains,
    paymentOption,
    from: startsAt.toISOString(),
    to: endsAt.toISOString(),
    ...(isKnown ? { listMinor: list.toString() } : {}),
    discounts: isKnown
      ? line.discounts.map(({ id }, index) => ({ id, amountMinor: (discounts[index] ?? 0n).toString() }))
      : [],
    netMinor: dueNowMinor.toString(),
  };
}

/** The price in an amount with tax, rounded half up. */
function netOf(amountMinor: bigint, basisPoints: number): bigint {
  const divisor = wholeBasisPoints + BigInt(basisPoints);
  return (amountMinor * wholeBasisPoints + divisor / 2n) / divisor;
}

function spanOf(spans: ReadonlyMap<string, Span>, { id }: SoldLine): Span {
  const span = spans.get(id);
  if (span === undefined) throw new Error('a line was sold for no time');
  return span;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

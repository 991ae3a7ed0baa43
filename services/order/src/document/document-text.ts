import { formatMoney, type Locale, resolveLocale } from '@countersign/messaging';
import type { DocumentContent, DocumentKind, DocumentLine } from './document.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import type { DocumentTexts } from './texts/texts.ts';

const texts: Readonly<Record<Locale, DocumentTexts>> = { en, fr, de, es };
/** Day before month and the month as a word: nobody takes one for the other. */
const dateTags: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr', de: 'de', es: 'es' };

/** Extra domains that a row names. */
const mostNamed = 20;

/** A row of the table: a text, what stands below it, and an amount. */
export interface DocumentRow {
  title: string;
  details: string[];
  amount: string;
}

/** Everything that a document says, in the order in which it is read. */
export interface DocumentText {
  locale: Locale;
  title: string;
  seller: string[];
  buyerTitle: string;
  buyer: string[];
  /** Number, date and what else identifies it. */
  facts: { label: string; value: string }[];
  columns: { description: string; amount: string };
  rows: DocumentRow[];
  sums: { label: string; value: string; isTotal: boolean }[];
  notes: string[];
  page: (page: number, pages: number) => string;
}

/** Writes a document in the language of its reader. */
export function writeDocument(
  kind: DocumentKind,
  { number, issuedAt, content }: { number: string; issuedAt: Date; content: DocumentContent },
): DocumentText {
  const locale = resolveLocale(content.language);
  const words = texts[locale];
  const { seller, buyer, tax } = content;
  const isCredit = kind === 'credit_note';
  const money = (minor: string) => amountIn(locale, content, minor);
  const title = { invoice: words.invoice, receipt: words.receipt, credit_note: words.creditNote }[kind];
  const rows = content.lines.map((line) => rowOf(line, { locale, words, money }));
  return {
    locale,
    title,
    seller: [seller.name, ...seller.address, seller.taxId && `${words.taxId}: ${seller.taxId}`].filter(isThere),
    buyerTitle: words.buyer,
    buyer: [
      buyer.organisation,
      buyer.name,
      ...buyer.address,
      buyer.country && countryIn(locale, buyer.country),
      buyer.taxId && `${words.taxId}: ${buyer.taxId}`,
    ].filter(isThere),
    facts: [
      { label: words.number, value: number },
      { label: words.date, value: dateIn(locale, issuedAt) },
      { label: words.order, value: content.orderNumber },
      ...(content.invoiceNumber === undefined ? [] : [{ label: words.correctedInvoice, value: content.invoiceNumber }]),
    ],
    columns: { description: words.description, amount: words.amount },
    rows: rows.length > 0 ? rows : [{ title: words.refund, details: [], amount: money(content.netMinor) }],
    sums: [
      { label: words.net, value: money(content.netMinor), isTotal: false },
      { label: words.tax(tax.name, rateIn(locale, tax.basisPoints)), value: money(content.taxMinor), isTotal: false },
      { label: isCredit ? words.totalCredited : words.total, value: money(content.totalMinor), isTotal: true },
    ],
    notes: [kind === 'receipt' ? words.paid : '', tax.reverseCharge ? words.reverseCharge : ''].filter(isThere),
    page: words.page,
  };
}

function rowOf(
  line: DocumentLine,
  { locale, words, money }: { locale: Locale; words: DocumentTexts; money: (minor: string) => string },
): DocumentRow {
  // The last day, not the moment after it.
  const lastDay = new Date(new Date(line.to).getTime() - 1);
  const hasDiscount = line.discounts.length > 0 && line.listMinor !== undefined;
  return {
    title: `${line.productName} (${line.productCode})`,
    details: [
      `${words.licences(line.licences)}, ${words.period(dateIn(locale, new Date(line.from)), dateIn(locale, lastDay))}`,
      line.extraDomains.length > 0 ? `${words.extraDomains}: ${namesIn(line.extraDomains)}` : '',
      hasDiscount ? `${words.listPrice}: ${money(line.listMinor ?? '0')}` : '',
      ...(hasDiscount
        ? line.discounts.map(({ id, amountMinor }) => `${words.discount} ${id}: ${money(`-${amountMinor}`)}`)
        : []),
    ].filter(isThere),
    amount: money(line.netMinor),
  };
}

/** The first of many names, and how many there are: the order lists them all, and thousands take seconds to draw. */
function namesIn(names: readonly string[]): string {
  return names.length <= mostNamed ? names.join(', ') : `${names.slice(0, mostNamed).join(', ')}, … (${names.length})`;
}

function amountIn(locale: Locale, { currency, exponent }: DocumentContent, minor: string): string {
  return formatMoney(locale, { currency, minorUnits: BigInt(minor), exponent });
}

function rateIn(locale: Locale, basisPoints: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

function dateIn(locale: Locale, at: Date): string {
  return new Intl.DateTimeFormat(dateTags[locale], { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

function countryIn(locale: Locale, country: string): string {
  return new Intl.DisplayNames([locale], { type: 'region' }).of(country) ?? country;
}

function isThere(text: string): boolean {
  return text !== '';
}

import type { Money } from '../money.ts';
import type { Line, PlannedCertificate, PricedLine } from './quote.ts';

type Sums = 'dueNow' | 'termTotal' | 'listTotal' | 'taxDueNow' | 'taxTotal';

/** A planned certificate in JSON. */
export interface StoredPlan extends Omit<PlannedCertificate, 'issueAt' | 'endsAt'> {
  issueAt: string;
  endsAt: string;
}

/** A discount in JSON. */
export interface StoredDiscount {
  id: string;
  amountMinor: string;
}

/** A priced line in JSON: JSON has no integers of 64 bits, hence text; the currency is that of the row. */
export interface StoredLine extends Line, Omit<PricedLine, Sums | 'discounts' | 'calendar'> {
  dueNowMinor: string;
  termTotalMinor: string;
  listTotalMinor: string;
  taxDueNowMinor: string;
  taxTotalMinor: string;
  discounts: StoredDiscount[];
  calendar: StoredPlan[];
}

/** The form in which a quote's line is stored. */
export function toStoredLine(line: PricedLine): StoredLine {
  const { dueNow, termTotal, listTotal, taxDueNow, taxTotal, discounts, calendar, ...rest } = line;
  return {
    ...rest,
    dueNowMinor: dueNow.minorUnits.toString(),
    termTotalMinor: termTotal.minorUnits.toString(),
    listTotalMinor: listTotal.minorUnits.toString(),
    taxDueNowMinor: taxDueNow.minorUnits.toString(),
    taxTotalMinor: taxTotal.minorUnits.toString(),
    discounts: toStoredDiscounts(discounts),
    calendar: toStoredCalendar(calendar),
  };
}

/** A quote's line as it was stored, in the currency of its row. */
export function fromStoredLine(stored: StoredLine, { currency, exponent }: Omit<Money, 'minorUnits'>): PricedLine {
  const { dueNowMinor, termTotalMinor, listTotalMinor, taxDueNowMinor, taxTotalMinor, ...line } = stored;
  const money = (minor: string): Money => ({ currency, minorUnits: BigInt(minor), exponent });
  return {
    ...line,
    dueNow: money(dueNowMinor),
    termTotal: money(termTotalMinor),
    listTotal: money(listTotalMinor),
    taxDueNow: money(taxDueNowMinor),
    taxTotal: money(taxTotalMinor),
    discounts: stored.discounts.map(({ id, amountMinor }) => ({ id, amount: money(amountMinor) })),
    calendar: fromStoredCalendar(stored.calendar),
  };
}

/** Discounts in JSON. */
export function toStoredDiscounts(discounts: PricedLine['discounts']): StoredDiscount[] {
  return discounts.map(({ id, amount }) => ({ id, amountMinor: amount.minorUnits.toString() }));
}

/** A calendar in JSON. */
export function toStoredCalendar(calendar: readonly PlannedCertificate[]): StoredPlan[] {
  return calendar.map((each) => ({
    ...each,
    issueAt: each.issueAt.toISOString(),
    endsAt: each.endsAt.toISOString(),
  }));
}

/** A calendar as it was stored. */
export function fromStoredCalendar(calendar: readonly StoredPlan[]): PlannedCertificate[] {
  return calendar.map((each) => ({ ...each, issueAt: new Date(each.issueAt), endsAt: new Date(each.endsAt) }));
}

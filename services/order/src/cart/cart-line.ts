import { enumValue } from '@countersign/grpc';
import type { LineInput } from '@countersign/proto/catalog';
import type { WantedLine } from '../pricing.ts';
import type { Line } from '../quote/quote.ts';

/** A line as the catalog takes it. */
export function toLineInput({ productCode, termYears, paymentOption, licences, extraDomains }: Line): LineInput {
  return {
    productCode,
    termYears,
    paymentOption: enumValue('PAYMENT_OPTION', paymentOption),
    licences,
    extraDomains,
  };
}

/** A stored line as it is to be priced. */
export function toWantedLine(line: Line): WantedLine {
  return { id: line.id, input: toLineInput(line) };
}

/** What of a priced line a cart stores: its prices are those of the moment at which it is read. */
export function toLine({ id, productCode, termYears, paymentOption, licences, extraDomains }: Line): Line {
  return { id, productCode, termYears, paymentOption, licences, extraDomains };
}

/** Lines of two carts in one: a line that equals one before it, but for its licences, adds them to that. */
export function combineLines(lines: readonly Line[], more: readonly Line[]): Line[] {
  const combined = new Map<string, Line>();
  for (const line of [...lines, ...more]) {
    const { id: _, licences, ...what } = line;
    const same = JSON.stringify({ ...what, extraDomains: what.extraDomains.toSorted() });
    const known = combined.get(same);
    combined.set(same, known ? { ...known, licences: known.licences + licences } : line);
  }
  return [...combined.values()];
}

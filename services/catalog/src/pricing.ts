import { invalidField } from '@countersign/errors';
import { checkExtraNames } from './names.ts';
import { type Discount, findPrice, isAvailable, type PaymentOption, type Price, type Product } from './product.ts';

/** What a buyer wants of one product. */
export interface Line {
  productCode: string;
  termYears: number;
  paymentOption: PaymentOption | undefined;
  licences: number;
  extraDomains: readonly string[];
}

/** A line of which every part is on offer. */
export interface CheckedLine {
  line: Line & { paymentOption: PaymentOption };
  product: Product;
  price: Price;
}

/** A checked line with its price, in minor units, without tax. */
export interface PricedLine extends CheckedLine {
  /** Price of the term before discounts. */
  listTotal: bigint;
  /** Discounts that fired, in the order in which they were applied, with what they take off the whole term. */
  discounts: readonly { id: string; amount: bigint }[];
  /** Number of equal charges in which the term is paid: its years, or one. */
  charges: number;
  /** One charge: the first year for annual payment, otherwise the whole term. */
  dueNow: bigint;
  termTotal: bigint;
}

const mostLicences = 1000;
const wholeBasisPoints = 10_000n;

/**
 * Checks a line against its product. `pointer` leads to the line in the request. Throws a typed error that names the
 * field at fault.
 */
export function checkLine(line: Line, product: Product | undefined, currency: string, pointer: string): CheckedLine {
  if (product === undefined) {
    throw invalidField('PRODUCT_NOT_FOUND', `${pointer}/productCode`, 'must be the code of a product on sale');
  }
  if (!isAvailable(product)) {
    throw invalidField('PRODUCT_NOT_AVAILABLE', `${pointer}/productCode`, `${product.name.en} cannot be bought yet`);
  }
  if (!product.termYears.includes(line.termYears)) {
    const offered = product.termYears.join(', ');
    throw invalidField('PRODUCT_OPTION_NOT_OFFERED', `${pointer}/termYears`, `must be one of ${offered}`);
  }
  const { paymentOption } = line;
  if (paymentOption === undefined || !product.paymentOptions.includes(paymentOption)) {
    const offered = product.paymentOptions.join(', ');
    throw invalidField('PRODUCT_OPTION_NOT_OFFERED', `${pointer}/paymentOption`, `must be one of ${offered}`);
  }
  if (!Number.isInteger(line.licences) || line.licences < 1 || line.licences > mostLicences) {
    throw invalidField(
      'LICENCES_OUT_OF_RANGE',
      `${pointer}/licences`,
      `must be a whole number from 1 to ${mostLicences}`,
    );
  }
  const price = findPrice(product, currency);
  if (price === undefined) throw currencyNotOffered(product.prices.map((each) => each.currency));
  const extraDomains = checkExtraNames(line.extraDomains, product, pointer);
  return { line: { ...line, paymentOption, extraDomains }, product, price };
}

/** The refusal of a currency, telling those on offer. */
export function currencyNotOffered(offered: Iterable<string>): Error {
  return invalidField('CURRENCY_NOT_OFFERED', '/currency', `must be one of ${[...offered].join(', ')}`);
}

/**
 * Prices a line. A year costs `licences × (licence + extra domains + extra wildcards)`. A charge is one year, or all years
 * at once. From it are taken, one after the other, the discount by term (payment at once only) and the one by number, each
 * rounded down to the minor unit, so that no line becomes free. Annual charges are all equal: their sum is the price of
 * the term, with nothing left to split.
 */
export function priceLine(checked: CheckedLine): PricedLine {
  const { line, product, price } = checked;
  const years = BigInt(line.termYears);
  const wildcards = BigInt(line.extraDomains.filter((name) => name.startsWith('*.')).length);
  const hosts = BigInt(line.extraDomains.length) - wildcards;
  const licenceYear =
    BigInt(price.licenceYear) +
    hosts * BigInt(price.extraDomainYear) +
    wildcards * BigInt(price.extraWildcardYear ?? price.extraDomainYear);
  const listTotal = BigInt(line.licences) * licenceYear * years;
  const charges = line.paymentOption === 'annual' ? line.termYears : 1;
  let dueNow = listTotal / BigInt(charges);
  const discounts = findDiscounts(product.discounts, line).map(({ id, basisPoints }) => {
    const off = (dueNow * BigInt(basisPoints)) / wholeBasisPoints;
    dueNow -= off;
    return { id, amount: off * BigInt(charges) };
  });
  return { ...checked, listTotal, discounts, charges, dueNow, termTotal: dueNow * BigInt(charges) };
}

/** The discount by term with the most years that fires, then the one by number with the most licences that fires. */
function findDiscounts(discounts: readonly Discount[], line: CheckedLine['line']): Discount[] {
  const byTerm = discounts
    .filter(({ fromYears }) => fromYears > 0 && fromYears <= line.termYears && line.paymentOption === 'one_time')
    .toSorted((a, b) => b.fromYears - a.fromYears);
  const byNumber = discounts
    .filter(({ fromLicences }) => fromLicences > 0 && fromLicences <= line.licences)
    .toSorted((a, b) => b.fromLicences - a.fromLicences);
  return [...byTerm.slice(0, 1), ...byNumber.slice(0, 1)];
}

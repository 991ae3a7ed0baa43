import { domainToASCII } from 'node:url';
import { invalidField } from '@countersign/errors';
import { isAvailable, type PaymentOption, type Price, type Product } from './product.ts';

/** What a buyer wants of one product. */
export interface Line {
  productCode: string;
  termYears: number;
  paymentOption: PaymentOption | undefined;
  licences: number;
  extraDomains: readonly string[];
}

/** A checked line with its price, in minor units. */
export interface PricedLine {
  line: Line & { paymentOption: PaymentOption };
  product: Product;
  price: Price;
  dueNow: bigint;
  termTotal: bigint;
}

const mostLicences = 1000;

/**
 * Checks a line against its product and prices it: `licences × years × (licence + extra domains)`; annual payment is due
 * for one year. `pointer` leads to the line in the request. Throws a typed error that names the field at fault.
 */
export function priceLine(line: Line, product: Product | undefined, currency: string, pointer: string): PricedLine {
  if (product === undefined) {
    throw invalidField('PRODUCT_NOT_FOUND', `${pointer}/productCode`, 'must be the code of a product on sale');
  }
  if (!isAvailable(product)) {
    throw invalidField('PRODUCT_NOT_AVAILABLE', `${pointer}/productCode`, `${product.name} cannot be bought yet`);
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
  const price = product.prices.find((each) => each.currency === currency);
  if (price === undefined) {
    const offered = product.prices.map((each) => each.currency).join(', ');
    throw invalidField('CURRENCY_NOT_OFFERED', '/currency', `must be one of ${offered}`);
  }
  const extraDomains = checkExtraDomains(line.extraDomains, product, pointer);
  const year =
    BigInt(line.licences) * (BigInt(price.licenceYear) + BigInt(extraDomains.length) * BigInt(price.extraDomainYear));
  const termTotal = year * BigInt(line.termYears);
  return {
    line: { ...line, paymentOption, extraDomains },
    product,
    price,
    dueNow: paymentOption === 'annual' ? year : termTotal,
    termTotal,
  };
}

function checkExtraDomains(domains: readonly string[], product: Product, pointer: string): string[] {
  if (domains.length > product.maxExtraDomains) {
    const limit =
      product.maxExtraDomains === 0 ? `${product.name} takes no extra domains` : `${product.maxExtraDomains} at most`;
    throw invalidField('EXTRA_DOMAINS_NOT_ALLOWED', `${pointer}/extraDomains`, limit);
  }
  const seen = new Set<string>();
  return domains.map((domain, index) => {
    const at = `${pointer}/extraDomains/${index}`;
    const name = normaliseDomain(domain, product.wildcardAllowed);
    if (name === undefined) {
      const wildcard = product.wildcardAllowed ? ', with *. in front for a wildcard' : '';
      throw invalidField(
        'EXTRA_DOMAIN_INVALID',
        at,
        `must be a public domain name such as shop.example.com${wildcard}`,
      );
    }
    if (seen.has(name)) throw invalidField('EXTRA_DOMAIN_INVALID', at, 'must not be there twice');
    seen.add(name);
    return name;
  });
}

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** The A-label form of a host name in lower case; undefined when it is none. At least two labels, 253 octets at most. */
export function normaliseDomain(domain: string, wildcardAllowed: boolean): string | undefined {
  const isWildcard = domain.startsWith('*.');
  if (isWildcard && !wildcardAllowed) return undefined;
  const name = domainToASCII(isWildcard ? domain.slice(2) : domain).toLowerCase();
  const labels = name.split('.');
  const isNumeric = /^[0-9]+$/.test(labels.at(-1) ?? '');
  if (name.length > 253 || labels.length < 2 || isNumeric || !labels.every((each) => label.test(each)))
    return undefined;
  return isWildcard ? `*.${name}` : name;
}

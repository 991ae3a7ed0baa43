import { invalidField } from '@countersign/errors';
import { enumValue, enumWord } from '@countersign/grpc';
import type {
  LineInput,
  PricedLine as PricedLineMessage,
  Product as ProductMessage,
  Validity,
} from '@countersign/proto/catalog';
import type { Money } from '@countersign/proto/money';
import type { Line, PricedLine } from './pricing.ts';
import { isAvailable, type Price, type Product, paymentOptions } from './product.ts';
import { findRule, type ValidityRule } from './validity.ts';

/** A product as the contract shows it, with the validity limit in force at `at` and prices in `currency`. */
export function toProductMessage(
  product: Product,
  rules: readonly ValidityRule[],
  at: Date,
  currency = 'USD',
): ProductMessage {
  const price = product.prices.find((each) => each.currency === currency) ?? product.prices[0];
  if (price === undefined) throw new Error(`${product.code} has no price`);
  return {
    code: product.code,
    versionId: product.versionId,
    family: product.family,
    name: product.name,
    summary: product.summary,
    validationLevel: product.validationLevel,
    includedNames: product.includedNames,
    maxExtraDomains: product.maxExtraDomains,
    wildcardAllowed: product.wildcardAllowed,
    termYears: product.termYears,
    paymentOptions: product.paymentOptions.map((option) => enumValue('PAYMENT_OPTION', option)),
    licenceYearPrice: toMoney(price, BigInt(price.licenceYear)),
    extraDomainYearPrice: toMoney(price, BigInt(price.extraDomainYear)),
    purpose: product.purpose,
    available: isAvailable(product),
    validity: toValidity(product, rules, at),
  };
}

/** How long a certificate of the product lives when issued at `at`. Throws `VALIDITY_UNKNOWN` before the first rule. */
export function toValidity(product: Product, rules: readonly ValidityRule[], at: Date): Validity {
  const rule = findRule(rules, product.validityProfile, at);
  if (rule === undefined) throw invalidField('VALIDITY_UNKNOWN', '/at', 'must be a day for which a rule is known');
  return {
    ruleId: rule.ruleId,
    source: rule.source,
    issuedAt: at,
    maxDays: rule.maxDays,
    days: rule.days,
    ruleEndsAt: rule.issuedBefore ?? undefined,
  };
}

/** A line of the contract in the domain's words; lists are checked later, against the product. */
export function toLine(input: LineInput): Line {
  return {
    productCode: input.productCode,
    termYears: input.termYears,
    paymentOption: enumWord('PAYMENT_OPTION', input.paymentOption, paymentOptions),
    licences: input.licences,
    extraDomains: input.extraDomains,
  };
}

/** A priced line as the contract shows it. */
export function toPricedLineMessage({ line, product, price, dueNow, termTotal }: PricedLine): PricedLineMessage {
  return {
    line: {
      productCode: line.productCode,
      termYears: line.termYears,
      paymentOption: enumValue('PAYMENT_OPTION', line.paymentOption),
      licences: line.licences,
      extraDomains: [...line.extraDomains],
    },
    productVersionId: product.versionId,
    productName: product.name,
    purpose: product.purpose,
    dueNow: toMoney(price, dueNow),
    termTotal: toMoney(price, termTotal),
  };
}

/** An amount in the currency of a price. */
export function toMoney({ currency, exponent }: Pick<Price, 'currency' | 'exponent'>, minorUnits: bigint): Money {
  return { currency, exponent, minorUnits };
}

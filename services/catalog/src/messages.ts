import { invalidField } from '@countersign/errors';
import { enumValue, enumWord } from '@countersign/grpc';
import type {
  GetSupportResponse,
  LineInput,
  PlannedCertificate as PlannedCertificateMessage,
  PricedLine as PricedLineMessage,
  PriceLinesResponse,
  Product as ProductMessage,
  ProductPrice,
  Tier as TierMessage,
  Validity,
} from '@countersign/proto/catalog';
import type { Money } from '@countersign/proto/money';
import type { Locale } from '@countersign/texts';
import type { PlannedCertificate } from './calendar.ts';
import type { Line } from './pricing.ts';
import { findPrice, isAvailable, type Price, type Product, paymentOptions } from './product.ts';
import type { PricedPurchase, TaxedLine } from './purchase.ts';
import { openingAt, type Support } from './support.ts';
import { textIn } from './texts.ts';
import type { Tier } from './tier.ts';
import { findLimit, listUpcoming, type ValidityLimit, type ValidityRule } from './validity.ts';

/** How a product is to be shown. */
export interface View {
  rules: readonly ValidityRule[];
  /** Moment for which the validity limit is shown. */
  at: Date;
  locale: Locale;
  /** Of the single prices; a version that was never sold for it shows none. */
  currency: string;
}

/** A product as the contract shows it. */
export function toProductMessage(product: Product, { rules, at, locale, currency }: View): ProductMessage {
  const price = findPrice(product, currency);
  const { names } = product;
  return {
    code: product.code,
    versionId: product.versionId,
    family: product.family,
    name: textIn(product.name, locale),
    summary: textIn(product.summary, locale),
    validationLevel: product.validationLevel,
    includedNames: names.included,
    maxExtraDomains: names.maxExtra,
    wildcardAllowed: names.wildcard === 'extra',
    termYears: [...product.termYears],
    paymentOptions: product.paymentOptions.map((option) => enumValue('PAYMENT_OPTION', option)),
    licenceYearPrice: price && toMoney(price, BigInt(price.licenceYear)),
    extraDomainYearPrice: price && toMoney(price, BigInt(price.extraDomainYear)),
    purpose: product.purpose,
    available: isAvailable(product),
    validity: toValidity(rules, product.validityProfile, at),
    nameRules: names,
    issuanceProfile: product.issuanceProfile ?? '',
    prices: product.prices.map(toProductPrice),
    discounts: [...product.discounts],
  };
}

function toProductPrice(price: Price): ProductPrice {
  const { licenceYear, extraDomainYear, extraWildcardYear } = price;
  return {
    licenceYear: toMoney(price, BigInt(licenceYear)),
    extraDomainYear: toMoney(price, BigInt(extraDomainYear)),
    extraWildcardYear: extraWildcardYear === undefined ? undefined : toMoney(price, BigInt(extraWildcardYear)),
  };
}

/** How long a certificate of a profile lives when issued at `at`. Throws `VALIDITY_UNKNOWN` before the first rule. */
export function toValidity(rules: readonly ValidityRule[], profile: string, at: Date): Validity {
  const limit = findLimit(rules, profile, at);
  if (limit === undefined) throw invalidField('VALIDITY_UNKNOWN', '/at', 'must be a day for which a rule is known');
  return toValidityMessage(limit, at);
}

/** The limits that follow, each at the moment from which it holds. */
export function toUpcoming(rules: readonly ValidityRule[], profile: string, at: Date): Validity[] {
  return listUpcoming(rules, profile, at).map(({ from, limit }) => toValidityMessage(limit, from));
}

function toValidityMessage(limit: ValidityLimit, issuedAt: Date): Validity {
  return {
    ruleId: limit.ruleId,
    source: limit.source,
    issuedAt,
    maxDays: limit.maxDays,
    days: limit.days,
    ruleEndsAt: limit.endsAt ?? undefined,
    domainValidationReuseDays: limit.domainReuseDays,
    organisationValidationReuseDays: limit.organisationReuseDays,
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

/** A priced purchase as the contract shows it. */
export function toPriceLinesResponse(
  purchase: PricedPurchase,
  { locale, generation }: { locale: Locale; generation: string },
): PriceLinesResponse {
  const { tierRule, tax } = purchase;
  const [first] = purchase.lines;
  if (first === undefined) throw new Error('no line was priced');
  const money = (amount: bigint) => toMoney(first.price, amount);
  return {
    lines: purchase.lines.map((line) => toPricedLineMessage(line, locale)),
    dueNow: money(purchase.dueNow),
    termTotal: money(purchase.termTotal),
    tier: {
      tier: enumValue('ACCOUNT_TIER', tierRule.tier),
      ruleId: tierRule.ruleId,
      explanation: textIn(tierRule.explanation, locale),
    },
    netDueNow: money(purchase.netDueNow),
    taxDueNow: money(purchase.taxDueNow),
    tax: { ...tax, name: textIn(tax.name, locale) },
    generation,
  };
}

function toPricedLineMessage(priced: TaxedLine, locale: Locale): PricedLineMessage {
  const { line, product, price } = priced;
  const money = (amount: bigint) => toMoney(price, amount);
  return {
    line: {
      productCode: line.productCode,
      termYears: line.termYears,
      paymentOption: enumValue('PAYMENT_OPTION', line.paymentOption),
      licences: line.licences,
      extraDomains: [...line.extraDomains],
    },
    productVersionId: product.versionId,
    productName: textIn(product.name, locale),
    purpose: product.purpose,
    dueNow: money(priced.dueNow),
    termTotal: money(priced.termTotal),
    listTotal: money(priced.listTotal),
    discounts: priced.discounts.map(({ id, amount }) => ({ id, amount: money(amount) })),
    taxDueNow: money(priced.taxDueNow),
    taxTotal: money(priced.taxTotal),
    calendar: priced.calendar.map(toPlannedMessage),
    issuanceProfile: product.issuanceProfile ?? '',
    validationLevel: product.validationLevel,
  };
}

/** A planned certificate as the contract shows it. */
export function toPlannedMessage({ issueAt, endsAt, ruleId, days }: PlannedCertificate): PlannedCertificateMessage {
  return { issueAt, endsAt, ruleId, days };
}

/** A tier as the contract shows it. */
export function toTierMessage({ tier, ...entitlements }: Tier): TierMessage {
  return { tier: enumValue('ACCOUNT_TIER', tier), ...entitlements };
}

/** The ways to support, and whether it is open at `at`. */
export function toSupportMessage(support: Support, { at, locale }: { at: Date; locale: Locale }): GetSupportResponse {
  const { isOpen, changesAt } = openingAt(support, at);
  return {
    chatUrl: support.chatUrl,
    email: support.email,
    numbers: support.numbers.map(({ number, display, countries, hint }) => ({
      number,
      display,
      countries: [...countries],
      hint: textIn(hint, locale),
    })),
    hours: [...support.hours],
    timeZone: support.timeZone,
    open: isOpen,
    changesAt,
  };
}

function toMoney({ currency, exponent }: Pick<Price, 'currency' | 'exponent'>, minorUnits: bigint): Money {
  return { currency, exponent, minorUnits };
}

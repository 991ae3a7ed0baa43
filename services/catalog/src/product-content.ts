import { type Locale, locales } from '@countersign/texts';
import type { Discount, IssuanceProfile, PaymentOption, Price, ProductTerms, Purpose, Wildcard } from './product.ts';

type Translations = Partial<Record<Locale, { name?: string; summary?: string }>>;

/**
 * A version as it is stored. Fields are only ever added, and those that came later may be missing: what was sold years ago
 * must still be readable, and an instance of the release before must be able to read what this one stores.
 */
export interface StoredContent {
  /** English. */
  name: string;
  summary: string;
  translations?: Translations;
  validationLevel: ProductTerms['validationLevel'];
  purpose: Purpose;
  includedNames: number;
  maxExtraDomains: number;
  wildcardAllowed: boolean;
  wwwPair?: boolean;
  wildcard?: Wildcard;
  internalNames?: boolean;
  termYears: number[];
  paymentOptions: PaymentOption[];
  prices: Price[];
  discounts?: Discount[];
  validityProfile: string;
  /** `tls` was the only profile for servers once. */
  issuanceProfile: IssuanceProfile | 'tls' | null;
}

/** What is stored of the terms of a product. */
export function toStored({ name, summary, names, ...terms }: ProductTerms): StoredContent {
  const translations: Translations = {};
  for (const locale of locales) {
    if (locale === 'en') continue;
    const translated = { ...pick('name', name[locale]), ...pick('summary', summary[locale]) };
    if (Object.keys(translated).length > 0) translations[locale] = translated;
  }
  return {
    name: name.en,
    summary: summary.en,
    translations,
    validationLevel: terms.validationLevel,
    purpose: terms.purpose,
    includedNames: names.included,
    maxExtraDomains: names.maxExtra,
    wildcardAllowed: names.wildcard === 'extra',
    wwwPair: names.wwwPair,
    wildcard: names.wildcard,
    internalNames: names.internalNames,
    termYears: [...terms.termYears],
    paymentOptions: [...terms.paymentOptions],
    prices: [...terms.prices],
    discounts: [...terms.discounts],
    validityProfile: terms.validityProfile,
    issuanceProfile: terms.issuanceProfile,
  };
}

/** The terms of a product from what was stored of them, now or by an earlier release. */
export function fromStored(family: string, stored: StoredContent): ProductTerms {
  const translated = (field: 'name' | 'summary') =>
    Object.assign(
      { en: stored[field] },
      ...locales.map((locale) => pick(locale, stored.translations?.[locale]?.[field])),
    ) as ProductTerms['name'];
  const isPrivate = stored.validityProfile === 'private';
  return {
    family,
    name: translated('name'),
    summary: translated('summary'),
    validationLevel: stored.validationLevel,
    purpose: stored.purpose,
    names: {
      included: stored.includedNames,
      wwwPair: stored.wwwPair ?? false,
      maxExtra: stored.maxExtraDomains,
      wildcard: stored.wildcard ?? (stored.wildcardAllowed ? 'extra' : 'never'),
      internalNames: stored.internalNames ?? isPrivate,
    },
    termYears: stored.termYears,
    paymentOptions: stored.paymentOptions,
    prices: stored.prices,
    discounts: stored.discounts ?? [],
    validityProfile: stored.validityProfile,
    issuanceProfile:
      stored.issuanceProfile === 'tls' ? (isPrivate ? 'tls-private' : 'tls-public') : stored.issuanceProfile,
  };
}

function pick<K extends string>(key: K, text: string | undefined): Partial<Record<K, string>> {
  return text === undefined ? {} : ({ [key]: text } as Record<K, string>);
}

import type { Text } from './texts.ts';

/** How a subscription is paid. */
export type PaymentOption = 'annual' | 'one_time';
export const paymentOptions: readonly PaymentOption[] = ['annual', 'one_time'];

/** What a licence is used for. */
export type Purpose = 'tls' | 'document_signing' | 'code_signing' | 'secure_mail';

export type ValidationLevel = 'dv' | 'ov' | 'ev' | 'person' | 'organisation';

/** Profiles under which certificates are issued. */
export type IssuanceProfile = 'tls-public' | 'tls-private' | 'document-signing';

/** Whether wildcards are taken: not at all, as priced extra names, or as the first name, which brings its domain along. */
export type Wildcard = 'never' | 'extra' | 'included';

/** Prices of one currency, in its minor units. */
export interface Price {
  currency: string;
  exponent: number;
  /** One licence for one year; never zero. */
  licenceYear: number;
  /** One extra domain for one year and licence. */
  extraDomainYear: number;
  /** One extra wildcard for one year and licence; absent where wildcards are no extra. */
  extraWildcardYear?: number;
}

/** A discount: by term, for payment at once; or by the number of licences in a line. */
export interface Discount {
  id: string;
  /** Years from which it fires; 0 for a discount by number. */
  fromYears: number;
  /** Licences from which it fires; 0 for a discount by term. */
  fromLicences: number;
  /** Hundredths of a percent, less than 10,000. */
  basisPoints: number;
}

/** How many names, and of which kinds, one licence takes. */
export interface NameRules {
  included: number;
  /** Whether the name with and without `www.` in front counts once. */
  wwwPair: boolean;
  maxExtra: number;
  wildcard: Wildcard;
  /** Whether internal names and private IP addresses are allowed. */
  internalNames: boolean;
}

/** What one version of a type of certificate says; immutable once stored. */
export interface ProductTerms {
  family: string;
  name: Text;
  summary: Text;
  validationLevel: ValidationLevel;
  purpose: Purpose;
  names: NameRules;
  termYears: readonly number[];
  paymentOptions: readonly PaymentOption[];
  prices: readonly Price[];
  discounts: readonly Discount[];
  /** Profile of the rules that limit how long its certificates live. */
  validityProfile: string;
  /** Null while there is none, and then it cannot be bought. */
  issuanceProfile: IssuanceProfile | null;
}

/** One version of a type of certificate. */
export interface Product extends ProductTerms {
  code: string;
  versionId: string;
  /** Whether this version is the one that is listed; earlier ones are only read. */
  isCurrent: boolean;
}

/** A family of certificates. */
export interface Family {
  code: string;
  name: Text;
  summary: Text;
}

/** Whether it can be bought now. */
export function isAvailable({ isCurrent, issuanceProfile }: Product): boolean {
  return isCurrent && issuanceProfile !== null;
}

/** Its price in a currency; undefined where it is not sold for it. */
export function findPrice({ prices }: ProductTerms, currency: string): Price | undefined {
  return prices.find((price) => price.currency === currency);
}

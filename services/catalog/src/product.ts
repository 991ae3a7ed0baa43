/** How a subscription is paid. */
export type PaymentOption = 'annual' | 'one_time';
export const paymentOptions: readonly PaymentOption[] = ['annual', 'one_time'];

/** What a licence is used for. */
export type Purpose = 'tls' | 'document_signing' | 'code_signing' | 'secure_mail';

/** Prices of one currency, in its minor units. */
export interface Price {
  currency: string;
  exponent: number;
  /** One licence for one year. */
  licenceYear: number;
  /** One extra domain for one year and licence. */
  extraDomainYear: number;
}

/** What one version of a type of certificate says; immutable once stored. */
export interface ProductContent {
  name: string;
  summary: string;
  validationLevel: 'dv' | 'ov' | 'ev' | 'person' | 'organisation';
  purpose: Purpose;
  includedNames: number;
  maxExtraDomains: number;
  wildcardAllowed: boolean;
  termYears: number[];
  paymentOptions: PaymentOption[];
  prices: Price[];
  /** Profile of the rules that limit how long its certificates live. */
  validityProfile: string;
  /** Profile under which certificates are issued; null while there is none, and then it cannot be bought. */
  issuanceProfile: string | null;
}

/** A family of certificates. */
export interface Family {
  code: string;
  name: string;
  summary: string;
}

/** One version of a type of certificate. */
export interface Product extends ProductContent {
  code: string;
  versionId: string;
  family: string;
}

/** Whether it can be bought now. */
export function isAvailable(product: Product): boolean {
  return product.issuanceProfile !== null;
}

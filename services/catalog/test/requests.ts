import type { GetProductRequest, LineInput, ListProductsRequest, PriceLinesRequest } from '@countersign/proto/catalog';

/** A request for every product, in English. */
export const aList = (over: Partial<ListProductsRequest> = {}): ListProductsRequest => ({
  family: '',
  query: '',
  pageSize: 0,
  pageToken: '',
  language: '',
  validationLevel: '',
  wildcardOnly: false,
  availableOnly: false,
  currency: '',
  ...over,
});

/** A request for one product, in English. */
export const aRead = (code: string, over: Partial<GetProductRequest> = {}): GetProductRequest => ({
  code,
  language: '',
  currency: '',
  ...over,
});

/** One licence for multi-domain TLS, paid by the year. */
export const aLine = (over: Partial<LineInput> = {}): LineInput => ({
  productCode: 'tls-ov-multi',
  termYears: 1,
  paymentOption: 'PAYMENT_OPTION_ANNUAL',
  licences: 1,
  extraDomains: [],
  ...over,
});

/** A request for the price of lines, without tax. */
export const aPurchase = (lines: LineInput[], over: Partial<PriceLinesRequest> = {}): PriceLinesRequest => ({
  currency: 'USD',
  lines,
  country: '',
  taxId: '',
  language: '',
  ...over,
});

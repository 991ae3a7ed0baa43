import type { GetSupportResponse, Product } from '@countersign/proto/catalog';
import type { Cart, CartLine, Order, Quote, Subscription } from '@countersign/proto/order';
import { at, later } from './samples.ts';

const usd = (minorUnits: bigint) => ({ currency: 'USD', minorUnits, exponent: 2 });

export const aValidity = () => ({
  ruleId: 'TLS-SC081-1',
  source: 'CA/Browser Forum Ballot SC-081v3',
  issuedAt: at,
  maxDays: 200,
  days: 199,
  ruleEndsAt: new Date('2027-03-15T00:00:00.000Z'),
  domainValidationReuseDays: 200,
  organisationValidationReuseDays: 398,
});

export const aSupport = (): GetSupportResponse => ({
  chatUrl: 'https://support.example.com/chat',
  email: '',
  numbers: [{ number: '+12025550100', display: '+1 202 555 0100', countries: ['US', 'CA'], hint: 'Free of charge.' }],
  hours: [{ fromDay: 7, fromTime: '20:00', toDay: 5, toTime: '20:00' }],
  timeZone: 'America/New_York',
  open: false,
  changesAt: later,
});

export const aProduct = (over: Partial<Product> = {}): Product => ({
  code: 'tls-ov-multi',
  versionId: 'pv_1',
  family: 'tls',
  name: 'Organisation-validated, multi-domain',
  summary: 'For organisations with several domains.',
  validationLevel: 'ov',
  includedNames: 4,
  maxExtraDomains: 96,
  wildcardAllowed: false,
  termYears: [1, 2],
  paymentOptions: ['PAYMENT_OPTION_ANNUAL', 'PAYMENT_OPTION_ONE_TIME'],
  licenceYearPrice: usd(40_000n),
  extraDomainYearPrice: usd(5_000n),
  purpose: 'tls',
  available: true,
  validity: aValidity(),
  nameRules: { included: 4, wwwPair: false, maxExtra: 246, wildcard: 'extra', internalNames: false },
  issuanceProfile: 'tls-public',
  prices: [{ licenceYear: usd(40_000n), extraDomainYear: usd(6_000n), extraWildcardYear: usd(30_000n) }],
  discounts: [{ id: 'TERM-2Y', fromYears: 2, fromLicences: 0, basisPoints: 1000 }],
  ...over,
});

const aTier = () => ({
  tier: 'ACCOUNT_TIER_STARTER' as const,
  ruleId: 'tier-by-licences',
  explanation: 'Up to ten licences make a Starter account.',
});

export const aLine = (): CartLine => ({
  id: 'lin_1',
  priced: {
    line: {
      productCode: 'tls-ov-multi',
      termYears: 1,
      paymentOption: 'PAYMENT_OPTION_ANNUAL',
      licences: 2,
      extraDomains: ['shop.example.com'],
    },
    productVersionId: 'pv_1',
    productName: 'Organisation-validated, multi-domain',
    purpose: 'tls',
    dueNow: usd(90_000n),
    termTotal: usd(90_000n),
    listTotal: usd(100_000n),
    discounts: [{ id: 'LICENCES-5', amount: usd(10_000n) }],
    taxDueNow: usd(0n),
    taxTotal: usd(0n),
    calendar: [{ issueAt: at, endsAt: new Date('2027-06-08T12:00:00.000Z'), ruleId: 'TLS-SC081-1', days: 199 }],
    issuanceProfile: 'tls-public',
    validationLevel: 'ov',
  },
});

export const aCart = (over: Partial<Cart> = {}): Cart => ({
  id: 'crt_1',
  open: true,
  state: 'open',
  version: 3,
  expiresAt: later,
  currency: 'USD',
  lines: [aLine()],
  dueNow: usd(90_000n),
  termTotal: usd(90_000n),
  tier: aTier(),
  ...over,
});

export const aQuote = (over: Partial<Quote> = {}): Quote => ({
  id: 'quo_1',
  lines: [aLine()],
  dueNow: usd(90_000n),
  termTotal: usd(90_000n),
  netDueNow: usd(90_000n),
  taxDueNow: usd(0n),
  tax: { country: 'US', name: '', basisPoints: 0, reverseCharge: false, ruleId: 'TAX-NONE' },
  tier: aTier(),
  termsVersion: '2026-01',
  expiresAt: later,
  cartVersion: 3,
  state: 'issued',
  ...over,
});

export const aSubscription = (over: Partial<Subscription> = {}): Subscription => ({
  id: 'sub_1',
  accountId: 'acc_1',
  productCode: 'tls-ov-multi',
  productName: 'Organisation-validated, multi-domain',
  licences: 2,
  paymentOption: 'PAYMENT_OPTION_ANNUAL',
  status: 'SUBSCRIPTION_STATUS_ACTIVE',
  termStart: at,
  termEnd: new Date('2028-11-21T12:00:00.000Z'),
  paidUntil: new Date('2027-11-21T12:00:00.000Z'),
  autoRenew: false,
  nextAmount: usd(90_000n),
  nextDueAt: new Date('2027-11-21T12:00:00.000Z'),
  orderId: 'ord_1',
  pendingOrderId: '',
  paymentMethod: '',
  failedCharges: 0,
  nextChargeAt: undefined,
  ...over,
});

export const anOrder = (over: Partial<Order> = {}): Order => ({
  id: 'ord_1',
  number: 'CS-2026-000123',
  status: 'ORDER_STATUS_DRAFT',
  lines: [aLine()],
  dueNow: usd(90_000n),
  termTotal: usd(90_000n),
  tier: aTier(),
  contacts: {
    purchaser: {
      givenName: 'Robin',
      surname: 'Sample',
      email: 'robin.sample@example.com',
      mobile: '',
      organisation: '',
      country: 'US',
      language: 'en',
    },
    fulfilment: undefined,
    technical: undefined,
    billing: undefined,
    billingAddress: ['1 Sample Street'],
  },
  contact: undefined,
  contactsConfirmed: true,
  kind: 'purchase',
  quote: aQuote(),
  saga: undefined,
  documents: [{ id: 'inv_1', kind: 'invoice', number: 'INV-2026-000001', issuedAt: at, total: usd(90_000n) }],
  accountId: '',
  refunded: undefined,
  termsAcceptedAt: undefined,
  subscriptionIds: [],
  expiresAt: later,
  payment: { id: 'pay_1', status: 'created', declineCode: '', actionUrl: '', keepMethod: false },
  termsVersion: '2026-01',
  timeline: [{ at, code: 'order_created', text: 'The order was created.', facts: {} }],
  createdAt: at,
  ...over,
});

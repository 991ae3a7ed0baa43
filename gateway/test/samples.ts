import type { GetSupportResponse, Product } from '@countersign/proto/catalog';
import type {
  Approval,
  Invitation,
  LoginFlow,
  PersonalValidation,
  SessionGrant,
  StaffMember,
} from '@countersign/proto/identity';
import type { Cart, CartLine, Order, Quote, Subscription } from '@countersign/proto/order';
import type { Credential, SignatureRequest } from '@countersign/proto/remote-signing';
import type { Authenticator, Factor, FactorPrompt } from '@countersign/proto/second-factor';

/** Moment at which everything in these samples happened. */
export const at = new Date('2026-11-21T12:00:00.000Z');
export const later = new Date('2026-11-21T13:00:00.000Z');

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

export const aFlow = (over: Partial<LoginFlow> = {}): LoginFlow => ({
  id: 'lfl_1',
  state: 'LOGIN_FLOW_STATE_PASSWORD_REQUIRED',
  kind: 'login',
  nextActions: ['submit_password', 'cancel', 'set_language'],
  messageId: 'login.password_required',
  messageParameters: {},
  attemptsLeft: 5,
  channel: '',
  maskedDestination: '',
  resendAt: undefined,
  factors: [],
  factor: undefined,
  cells: [],
  cardSerial: '',
  language: 'en',
  expiresAt: later,
  ...over,
});

type GrantedSession = NonNullable<SessionGrant['session']>;

export const aGrant = (over: Partial<GrantedSession> = {}, refreshToken = 'refresh-1'): SessionGrant => ({
  session: {
    id: 'ses_1',
    userId: 'usr_1',
    email: 'robin.sample@example.com',
    acr: 'urn:countersign:aal2',
    amr: ['pwd', 'otp', 'mfa'],
    scope: 'full',
    language: 'en',
    staffRoles: [],
    authenticatedAt: new Date(Date.now() - 1_000),
    expiresAt: new Date(Date.now() + 12 * 3_600_000),
    accountId: '',
    ...over,
  },
  refreshToken,
});

export const anAuthenticator = (over: Partial<Authenticator> = {}): Authenticator => ({
  id: 'aut_1',
  kind: 'totp',
  label: 'My phone',
  state: 'AUTHENTICATOR_STATE_ISSUED',
  createdAt: at,
  lastUsedAt: undefined,
  serial: '',
  platform: '',
  maskedDestination: '',
  replacesId: '',
  expiresAt: undefined,
  stateReason: '',
  challengesLeft: undefined,
  profile: '',
  device: '',
  ...over,
});

export const aFactor = (over: Partial<Factor> = {}): Factor => ({
  authenticatorId: 'aut_1',
  kind: 'grid_card',
  label: 'Card in my desk',
  maskedDestination: '',
  serial: '6935019387',
  ...over,
});

export const aPrompt = (over: Partial<FactorPrompt> = {}): FactorPrompt => ({
  authenticatorId: 'aut_1',
  kind: 'grid_card',
  cells: ['A1', 'C4', 'J5'],
  serial: '6935019387',
  maskedDestination: '',
  channel: '',
  resendAt: undefined,
  expiresAt: undefined,
  challengeId: 'chl_2',
  ...over,
});

export const aPersonalValidation = (over: Partial<PersonalValidation> = {}): PersonalValidation => ({
  id: 'pvl_1',
  userId: 'usr_1',
  version: 1,
  state: 'PERSONAL_VALIDATION_STATE_SUBMITTED',
  givenName: 'Robin',
  surname: 'Sample',
  email: 'robin.sample@example.com',
  mobile: '',
  country: 'US',
  evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: ['evf_1'] }],
  submittedAt: at,
  reason: '',
  pendingApprovalId: '',
  evidenceUntil: undefined,
  ...over,
});

export const aCredential = (over: Partial<Credential> = {}): Credential => ({
  id: 'crd_1',
  state: 'CREDENTIAL_STATE_ACTIVE',
  subject: 'CN=Robin Sample,C=US',
  issuer: 'CN=Countersign Signers CA',
  serialNumber: '6f2b',
  notBefore: at,
  notAfter: later,
  certificatePem: 'PEM',
  chainPem: 'PEM PEM',
  keyAlgorithm: 'P-256',
  createdAt: at,
  ...over,
});

export const aSignatureRequest = (over: Partial<SignatureRequest> = {}): SignatureRequest => ({
  id: 'sig_1',
  credentialId: 'crd_1',
  state: 'SIGNATURE_REQUEST_STATE_AWAITING_AUTHORISATION',
  digests: [{ digest: Buffer.alloc(32, 7), label: 'contract.pdf' }],
  challengeId: 'chl_1',
  challengeKind: 'totp',
  expiresAt: later,
  signedAt: undefined,
  signatures: [],
  hasDocument: true,
  factors: [aFactor()],
  transactionUri: 'softtoken://t?v=1&p=e30&s=c2ln',
  transactionQrSvg: '<svg/>',
  ...over,
});

export const aStaffMember = (over: Partial<StaffMember> = {}): StaffMember => ({
  userId: 'usr_2',
  email: 'sam.officer@example.com',
  givenName: 'Sam',
  surname: 'Officer',
  roles: ['registration_officer'],
  lastLoginAt: undefined,
  ...over,
});

export const aStaffInvitation = (over: Partial<Invitation> = {}): Invitation => ({
  id: 'inv_1',
  email: 'sam.officer@example.com',
  roles: ['registration_officer'],
  state: 'open',
  createdAt: at,
  expiresAt: later,
  ...over,
});

export const anApproval = (over: Partial<Approval> = {}): Approval => ({
  id: 'apr_1',
  action: 'staff_invitation',
  subjectId: 'sam.officer@example.com',
  parameters: { email: 'sam.officer@example.com', roles: 'registration_officer' },
  state: 'pending',
  requestedBy: 'usr_3',
  requestedAt: at,
  expiresAt: later,
  decidedBy: '',
  decidedAt: undefined,
  reason: '',
  ...over,
});

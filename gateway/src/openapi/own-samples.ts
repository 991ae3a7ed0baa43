const absent = undefined;
const usd = (amount: number) => ({ amount, currency: 'USD', exponent: 2 });
const licenceEnd = '2027-11-21T11:45:00.000Z';
const certificateEnd = '2027-06-08T11:45:00.000Z';
const ulid = '01JD8Z0V9W6Q4X3T2R1P0N7M5K';

/** A flow in which a code was sent to the user's phone. */
const messageFlow = {
  factors: absent,
  factor: absent,
  cells: absent,
  cardSerial: absent,
};

/**
 * Where what is composed would be nonsense, because members that may be absent exclude each other or amounts must add up:
 * what is in the example of a schema instead, by its name. A member that is undefined is absent.
 */
export const ownSamples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Account: { state: 'active' },
  ApplicationTokens: { authorization_details: absent },
  Approval: { decidedBy: absent, decidedAt: absent, reason: absent },
  ApprovalParameters: { email: absent, language: absent, roles: absent },
  AuditProof: { brokenAt: absent },
  Authenticator: {
    state: 'active',
    stateReason: absent,
    serial: absent,
    platform: absent,
    device: absent,
    maskedDestination: absent,
    replacesId: absent,
    challengesLeft: absent,
    expiresAt: absent,
  },
  Certificate: {
    notAfter: certificateEnd,
    renewFrom: '2027-05-09T11:45:00.000Z',
    ipAddresses: [],
    supersededBy: absent,
    revokedAt: absent,
    revocationReason: absent,
  },
  CertificateRequest: { state: 'issued', ipAddresses: [], replaces: absent, reason: absent },
  Credential: {
    state: 'active',
    suspensionCause: absent,
    suspendedAt: absent,
    revocationReason: absent,
    revokedAt: absent,
    replaces: absent,
  },
  EnrolledAuthenticator: {
    authenticator: {
      id: `aut_${ulid}`,
      kind: 'totp',
      label: 'My phone',
      state: 'issued',
      profile: 'guide',
      createdAt: '2026-11-21T12:00:00.000Z',
    },
    softToken: absent,
    egridPassword: absent,
    prompt: absent,
  },
  FactorPrompt: { maskedDestination: absent, channel: absent, resendAt: absent },
  KeyPolicy: { maxDigests: 100 },
  Licence: { state: 'in_use' },
  Line: {
    dueNow: usd(80_000),
    termTotal: usd(80_000),
    listTotal: usd(80_000),
    taxDueNow: absent,
    taxTotal: absent,
    discounts: [],
    extraDomains: [],
  },
  Cart: { dueNow: usd(80_000), termTotal: usd(80_000) },
  LoginFlow: {
    ...messageFlow,
    state: 'pin_required',
    nextActions: ['submit_code', 'resend', 'alternative', 'set_language', 'cancel'],
    messageId: 'login.pin_required',
  },
  Order: {
    status: 'completed',
    dueNow: usd(80_000),
    termTotal: usd(80_000),
    contactsConfirmed: true,
    saga: absent,
    refunded: absent,
    expiresAt: absent,
  },
  OrderDocument: { total: usd(80_000) },
  Payment: { status: 'captured', declineCode: absent, actionUrl: absent },
  PersonalValidation: { reason: absent, factorLossReportedAt: absent },
  OfficersPersonalValidation: { reason: absent, factorLossReportedAt: absent },
  PlannedCertificate: { endsAt: certificateEnd },
  Quote: {
    dueNow: usd(80_000),
    termTotal: usd(80_000),
    netDueNow: usd(80_000),
    taxDueNow: usd(0),
    tax: absent,
  },
  RecoveryFlow: { ...messageFlow, questions: [] },
  SetUpProgress: { apps: [{ platform: 'linux', name: 'Countersign soft token', url: 'https://sign.example.com/a' }] },
  Signature: {
    factors: [],
    documents: [
      { documentId: `doc_${ulid}`, format: 'pades', level: 'B-LT', reason: 'I agree', location: 'Springfield' },
    ],
    signatures: [],
    receipt: absent,
    soleControlLevel: absent,
    signedAt: absent,
  },
  SignatureReport: { subIndication: absent },
  TimelineEntry: { facts: [] },
  Contacts: { fulfilment: absent, technical: absent, billing: absent },
  Subscription: {
    pendingOrderId: absent,
    autoRenew: true,
    nextAmount: usd(80_000),
    termEnd: licenceEnd,
    paidUntil: licenceEnd,
  },
  TokenKeys: {
    keys: [
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
        kid: '2026-11',
        alg: 'ES256',
        use: 'sig',
      },
    ],
  },
  UserStatus: {
    passwordMisses: 0,
    passwordLockedUntil: absent,
    factorLockedUntil: absent,
    emailHeldUntil: absent,
    releasedUntil: absent,
  },
  Validity: { ruleEndsAt: '2027-03-15T00:00:00.000Z' },
};

const flow = (members: object) => ({
  id: `lfl_${ulid}`,
  kind: 'login',
  nextActions: [],
  messageParameters: {},
  attemptsLeft: 5,
  language: 'en',
  expiresAt: '2026-11-21T12:30:00.000Z',
  ...members,
});

/** Members of answers that are otherwise than where else their schema is shown, by the id of the operation. */
export const ownAnswers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  startLoginFlow: {
    flow: flow({
      state: 'password_required',
      nextActions: ['submit_password', 'recover', 'set_language', 'cancel'],
      messageId: 'login.password_required',
    }),
  },
  startStepUpFlow: {
    flow: flow({
      kind: 'step_up',
      state: 'factor_required',
      nextActions: ['submit_code', 'resynchronise', 'cancel', 'set_language'],
      messageId: 'login.factor_required.totp',
      factors: [{ authenticatorId: `aut_${ulid}`, kind: 'totp', label: 'My phone' }],
      factor: { authenticatorId: `aut_${ulid}`, kind: 'totp' },
    }),
  },
  submitCode: { flow: flow({ state: 'completed', messageId: 'login.completed' }) },
};

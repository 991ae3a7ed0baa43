import type {
  Approval,
  Invitation,
  LoginFlow,
  PersonalValidation,
  SessionGrant,
  StaffMember,
} from '@countersign/proto/identity';
import type { Credential, Document, SignatureRequest } from '@countersign/proto/remote-signing';
import type { Authenticator, Factor, FactorPrompt } from '@countersign/proto/second-factor';

/** Moment at which everything in these samples happened. */
export const at = new Date('2026-11-21T12:00:00.000Z');
export const later = new Date('2026-11-21T13:00:00.000Z');

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
  userId: 'usr_1',
  accountId: 'acc_1',
  policy: { factorKinds: [], contentBound: false, maxDigests: 100, openSignatures: 20, openSeconds: 86_400 },
  soleControlLevel: 1,
  custody: 'sealed',
  suspensionCause: '',
  suspendedAt: undefined,
  revokedAt: undefined,
  revocationReason: '',
  replaces: '',
  ...over,
});

export const aDocument = (over: Partial<Document> = {}): Document => ({
  id: 'doc_1',
  name: 'contract.pdf',
  mediaType: 'application/pdf',
  size: 8n,
  sha256: Buffer.alloc(32, 7),
  complete: true,
  createdAt: at,
  expiresAt: later,
  signatureRequestId: '',
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
  hashAlgorithm: 'SHA-256',
  documents: [
    {
      documentId: 'doc_1',
      format: 'pades',
      level: 'B-T',
      label: 'contract.pdf',
      reason: 'I agree',
      location: '',
      appearance: undefined,
      signedDocumentId: '',
    },
  ],
  receipt: '',
  soleControlLevel: 0,
  createdAt: at,
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

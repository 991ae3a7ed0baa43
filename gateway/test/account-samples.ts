import type { Tier } from '@countersign/proto/catalog';
import type {
  Account,
  Certificate,
  InventoryCounter,
  Invitation,
  IssuanceRequest,
  Licence,
  Member,
} from '@countersign/proto/enrollment';
import { at } from './samples.ts';
import { aValidity } from './shop-samples.ts';

const later = new Date('2027-06-08T12:00:00.000Z');

export const aTier = (over: Partial<Tier> = {}): Tier => ({
  tier: 'ACCOUNT_TIER_STARTER',
  maxMembers: 5,
  approvalWorkflow: false,
  organisations: false,
  apiKeys: false,
  ...over,
});

export const anAccount = (over: Partial<Account> = {}): Account => ({
  id: 'acc_1',
  name: 'Sample Works Ltd',
  tier: 'ACCOUNT_TIER_STARTER',
  state: 'ACCOUNT_STATE_ACTIVE',
  tierRuleId: 'tier-by-licences',
  createdAt: at,
  entitlements: aTier(),
  approvalRequired: false,
  ...over,
});

export const aMember = (over: Partial<Member> = {}): Member => ({
  userId: 'usr_2',
  name: 'Kim Colleague',
  email: 'kim.colleague@example.com',
  roles: ['requester'],
  since: at,
  ...over,
});

export const anInvitation = (): Invitation => ({
  id: 'ivt_1',
  email: 'kim.colleague@example.com',
  roles: ['requester'],
  expiresAt: at,
});

export const aLicence = (over: Partial<Licence> = {}): Licence => ({
  id: 'lic_1',
  productCode: 'tls-ov-multi',
  purpose: 'tls',
  state: 'LICENCE_STATE_IN_USE',
  validUntil: later,
  extraDomains: ['shop.example.com'],
  usedBy: 'cer_1',
  subscriptionId: 'sub_1',
  productVersionId: 'pv_1',
  namesIncluded: 4,
  namesExtra: 1,
  grantedAt: at,
  ...over,
});

export const aCounter = (): InventoryCounter => ({
  productCode: 'tls-ov-multi',
  purpose: 'tls',
  total: 2,
  available: 1,
  reserved: 0,
  inUse: 1,
  held: 0,
  expired: 0,
  void: 0,
  endingSoon: 1,
  productName: 'Organisation-validated, multi-domain',
});

export const aCertificate = (over: Partial<Certificate> = {}): Certificate => ({
  id: 'cer_1',
  state: 'valid',
  licenceId: 'lic_1',
  productCode: 'tls-ov-multi',
  dnsNames: ['www.example.com', 'example.com'],
  ipAddresses: [],
  serialNumber: '0a3f',
  authority: 'tls',
  notBefore: at,
  notAfter: later,
  ruleId: 'TLS-SC081-1',
  fingerprint: 'e3b0c442',
  supersededBy: '',
  revokedAt: undefined,
  revocationReason: '',
  flagged: false,
  renewFrom: new Date('2027-04-03T04:00:00.000Z'),
  requestId: 'crq_1',
  ...over,
});

export const aCertificateRequest = (over: Partial<IssuanceRequest> = {}): IssuanceRequest => ({
  id: 'crq_1',
  state: 'ISSUANCE_REQUEST_STATE_VALIDATING',
  kind: 'new',
  licenceId: 'lic_1',
  productCode: 'tls-ov-multi',
  profile: 'tls-public',
  validationLevel: 'ov',
  dnsNames: ['www.example.com', 'example.com'],
  ipAddresses: [],
  organisation: {
    name: 'Sample Works Ltd',
    locality: 'Springfield',
    state: '',
    country: 'US',
    registrationNumber: '',
    jurisdictionCountry: '',
    jurisdictionState: '',
    businessCategory: '',
  },
  requestedBy: 'usr_1',
  createdAt: at,
  certificateId: '',
  reason: '',
  replaces: '',
  validity: aValidity(),
  accountId: 'acc_1',
  ...over,
});

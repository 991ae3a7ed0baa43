import type { KeyHistoryRecord } from '@countersign/proto/signer';
import { aCredential, at } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

const credentialId = 'crd_1';
const one = { credential: aCredential() };
const suspended = {
  credential: aCredential({
    state: 'CREDENTIAL_STATE_SUSPENDED',
    suspensionCause: 'by_staff',
    suspendedAt: at,
  }),
};
const revoked = {
  credential: aCredential({ state: 'CREDENTIAL_STATE_REVOKED', revokedAt: at, revocationReason: 'keyCompromise' }),
};
const usual = { factorKinds: [], contentBound: false, maxDigests: 100 };
const none = { openSignatures: 0, openSeconds: 0 };

const aRecord: KeyHistoryRecord = {
  seq: 3n,
  at,
  actor: 'usr_1',
  action: 'digests.signed',
  subject: credentialId,
  detail: '{"digests":1}',
  prevHash: Buffer.alloc(32, 1),
  hash: Buffer.alloc(32, 2),
};
const history = { records: [aRecord], hasMore: false, root: 'e30.e30.c2ln', inclusion: '{"seq":3,"path":[]}' };

const own: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/credentials',
    headers: idempotent,
    answers: { remoteSigning: { createCredential: async () => one } },
    call: [
      'remoteSigning.createCredential',
      { accountId: 'acc_1', idempotencyKey: 'attempt-1', keyAlgorithm: 'P-256', policy: { ...usual, ...none } },
    ],
    status: 201,
    body: {
      id: credentialId,
      state: 'active',
      keyAlgorithm: 'P-256',
      policy: { ...usual, openSignatures: 20, openDays: 1 },
      soleControlLevel: 1,
      custody: 'sealed',
    },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/credentials',
    answers: { remoteSigning: { listCredentials: async () => ({ credentials: [aCredential()] }) } },
    call: ['remoteSigning.listCredentials', {}],
    status: 200,
    body: { items: [{ id: credentialId }] },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/credentials/{credentialId}',
    url: '/v1/credentials/crd_1',
    answers: { remoteSigning: { getCredential: async () => one } },
    call: ['remoteSigning.getCredential', { credentialId }],
    status: 200,
    body: { id: credentialId, certificatePem: 'PEM' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/rekey',
    url: '/v1/credentials/crd_1/rekey',
    headers: idempotent,
    answers: {
      remoteSigning: {
        rekeyCredential: async () => ({ credential: aCredential({ id: 'crd_2', replaces: credentialId }) }),
      },
    },
    call: ['remoteSigning.rekeyCredential', { credentialId, idempotencyKey: 'attempt-1', keyAlgorithm: 'P-384' }],
    status: 201,
    body: { id: 'crd_2', replaces: credentialId },
    access: 'aal2',
  },
  {
    method: 'PUT',
    path: '/v1/credentials/{credentialId}/policy',
    url: '/v1/credentials/crd_1/policy',
    answers: { remoteSigning: { setCredentialPolicy: async () => one } },
    call: [
      'remoteSigning.setCredentialPolicy',
      { credentialId, policy: { ...none, factorKinds: ['soft_token'], contentBound: true, maxDigests: 100 } },
    ],
    status: 200,
    body: { id: credentialId },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/suspension',
    url: '/v1/credentials/crd_1/suspension',
    answers: { remoteSigning: { suspendCredential: async () => suspended } },
    call: ['remoteSigning.suspendCredential', { credentialId, asStaff: false }],
    status: 200,
    body: { state: 'suspended', suspensionCause: 'by_staff', suspendedAt: at.toISOString() },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/resumption',
    url: '/v1/credentials/crd_1/resumption',
    answers: { remoteSigning: { resumeCredential: async () => one } },
    call: ['remoteSigning.resumeCredential', { credentialId, asStaff: false }],
    status: 200,
    body: { state: 'active' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/revocation',
    url: '/v1/credentials/crd_1/revocation',
    answers: { remoteSigning: { revokeCredential: async () => revoked } },
    call: ['remoteSigning.revokeCredential', { credentialId, reason: 'cessationOfOperation', asStaff: false }],
    status: 200,
    body: { state: 'revoked', revocationReason: 'keyCompromise', revokedAt: at.toISOString() },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/credentials/{credentialId}/history',
    url: '/v1/credentials/crd_1/history?after=2&limit=50',
    answers: { remoteSigning: { listCredentialHistory: async () => ({ history }) } },
    call: ['remoteSigning.listCredentialHistory', { credentialId, after: 2n, limit: 50 }],
    status: 200,
    body: {
      records: [
        {
          seq: 3,
          at: at.toISOString(),
          actor: 'usr_1',
          action: 'digests.signed',
          subject: credentialId,
          detail: { digests: 1 },
          prevHash: '01'.repeat(32),
          hash: '02'.repeat(32),
        },
      ],
      hasMore: false,
      root: 'e30.e30.c2ln',
      inclusion: { seq: 3, path: [] },
    },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/credentials/{credentialId}/history/export',
    url: '/v1/credentials/crd_1/history/export',
    answers: {
      remoteSigning: {
        listCredentialHistory: async () => ({ history }),
        getVerificationKeys: async () => ({ jwks: '{"keys":[]}' }),
      },
    },
    call: ['remoteSigning.listCredentialHistory', { credentialId, after: 0n, limit: 500 }],
    status: 200,
    access: 'aal2',
  },
];

const ofStaff: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/staff/users/{userId}/credentials',
    url: '/v1/staff/users/usr_2/credentials',
    answers: { remoteSigning: { listCredentialsOfUser: async () => ({ credentials: [aCredential()] }) } },
    call: ['remoteSigning.listCredentialsOfUser', { userId: 'usr_2' }],
    status: 200,
    body: { items: [{ id: credentialId }] },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/credentials/{credentialId}/suspension',
    url: '/v1/staff/credentials/crd_1/suspension',
    answers: { remoteSigning: { suspendCredential: async () => suspended } },
    call: ['remoteSigning.suspendCredential', { credentialId, asStaff: true }],
    status: 200,
    body: { state: 'suspended' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/credentials/{credentialId}/release',
    url: '/v1/staff/credentials/crd_1/release',
    answers: { remoteSigning: { resumeCredential: async () => one } },
    call: ['remoteSigning.resumeCredential', { credentialId, asStaff: true }],
    status: 200,
    body: { id: credentialId },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/credentials/{credentialId}/revocation',
    url: '/v1/staff/credentials/crd_1/revocation',
    answers: { remoteSigning: { revokeCredential: async () => revoked } },
    call: ['remoteSigning.revokeCredential', { credentialId, reason: 'privilegeWithdrawn', asStaff: true }],
    status: 200,
    body: { state: 'revoked' },
    access: 'aal2',
  },
];

export const credentialCases: readonly RouteCase[] = [...own, ...ofStaff];

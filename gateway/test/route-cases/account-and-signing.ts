import { aCredential, aSignatureRequest, at } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

export const accountAndSigningCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/account',
    answers: {
      enrollment: {
        getAccount: async () => ({
          account: {
            id: 'acc_1',
            name: 'Sample Works Ltd',
            tier: 'ACCOUNT_TIER_STARTER' as const,
            state: 'ACCOUNT_STATE_ACTIVE' as const,
            tierRuleId: 'tier-by-licences',
            createdAt: at,
          },
          members: 1,
        }),
      },
    },
    call: ['enrollment.getAccount', { accountId: 'acc_1' }],
    status: 200,
    body: { id: 'acc_1', tier: 'starter', state: 'active', members: 1 },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/inventory',
    answers: {
      enrollment: {
        getInventory: async () => ({
          counters: [{ productCode: 'p', purpose: 'tls', total: 2, available: 1, reserved: 0, inUse: 1 }],
          licences: [
            {
              id: 'lic_1',
              productCode: 'p',
              purpose: 'tls',
              state: 'LICENCE_STATE_IN_USE' as const,
              validUntil: at,
              extraDomains: [],
              usedBy: 'crd_1',
            },
          ],
        }),
      },
    },
    call: ['enrollment.getInventory', { accountId: 'acc_1' }],
    status: 200,
    body: {
      counters: [{ productCode: 'p', total: 2, inUse: 1 }],
      licences: [{ id: 'lic_1', state: 'in_use', usedBy: 'crd_1' }],
    },
    access: 'full',
  },
  {
    method: 'POST',
    path: '/v1/credentials',
    headers: idempotent,
    answers: { remoteSigning: { createCredential: async () => ({ credential: aCredential() }) } },
    call: ['remoteSigning.createCredential', { accountId: 'acc_1', idempotencyKey: 'attempt-1' }],
    status: 201,
    body: { id: 'crd_1', state: 'active', keyAlgorithm: 'P-256' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/credentials',
    answers: { remoteSigning: { listCredentials: async () => ({ credentials: [aCredential()] }) } },
    call: ['remoteSigning.listCredentials', {}],
    status: 200,
    body: { items: [{ id: 'crd_1' }] },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/credentials/{credentialId}',
    url: '/v1/credentials/crd_1',
    answers: { remoteSigning: { getCredential: async () => ({ credential: aCredential() }) } },
    call: ['remoteSigning.getCredential', { credentialId: 'crd_1' }],
    status: 200,
    body: { id: 'crd_1', certificatePem: 'PEM' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signature-requests',
    headers: idempotent,
    answers: { remoteSigning: { createSignatureRequest: async () => ({ signatureRequest: aSignatureRequest() }) } },
    call: [
      'remoteSigning.createSignatureRequest',
      {
        credentialId: 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
        content: {
          $case: 'document',
          value: { content: Buffer.from('JVBERi0xLjcK', 'base64'), label: 'contract.pdf', reason: 'I agree' },
        },
        idempotencyKey: 'attempt-1',
      },
    ],
    status: 201,
    body: { id: 'sig_1', state: 'awaiting_authorisation', challenge: { id: 'chl_1', kind: 'totp' }, hasDocument: true },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/signature-requests/{signatureRequestId}',
    url: '/v1/signature-requests/sig_1',
    answers: {
      remoteSigning: {
        getSignatureRequest: async () => ({
          signatureRequest: aSignatureRequest({
            state: 'SIGNATURE_REQUEST_STATE_SIGNED',
            signedAt: at,
            signatures: [Buffer.from('signature')],
            hasDocument: false,
          }),
        }),
      },
    },
    call: ['remoteSigning.getSignatureRequest', { signatureRequestId: 'sig_1' }],
    status: 200,
    body: {
      state: 'signed',
      signedAt: '2026-11-21T12:00:00.000Z',
      signatures: [Buffer.from('signature').toString('base64')],
      digests: [{ digest: Buffer.alloc(32, 7).toString('base64'), label: 'contract.pdf' }],
    },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signature-requests/{signatureRequestId}/authorisation',
    url: '/v1/signature-requests/sig_1/authorisation',
    answers: { remoteSigning: { authoriseSignatureRequest: async () => ({ signatureRequest: aSignatureRequest() }) } },
    call: ['remoteSigning.authoriseSignatureRequest', { signatureRequestId: 'sig_1', code: '123456' }],
    status: 200,
    body: { id: 'sig_1' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/signature-requests/{signatureRequestId}/document',
    url: '/v1/signature-requests/sig_1/document',
    answers: {
      remoteSigning: { getSignedDocument: async () => ({ content: Buffer.from('%PDF-1.7'), label: 'contract.pdf' }) },
    },
    call: ['remoteSigning.getSignedDocument', { signatureRequestId: 'sig_1' }],
    status: 200,
    access: 'aal2',
  },
];

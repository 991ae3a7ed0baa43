import { aCredential, aPrompt, aSignatureRequest, at } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

export const signingCases: readonly RouteCase[] = [
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
    body: {
      id: 'sig_1',
      state: 'awaiting_authorisation',
      challenge: { id: 'chl_1', kind: 'totp' },
      factors: [{ authenticatorId: 'aut_1', kind: 'grid_card', label: 'Card in my desk', serial: '6935019387' }],
      transactionUri: 'softtoken://t?v=1&p=e30&s=c2ln',
      transactionQrSvg: '<svg/>',
      hasDocument: true,
    },
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
    path: '/v1/signature-requests/{signatureRequestId}/factor',
    url: '/v1/signature-requests/sig_1/factor',
    answers: { remoteSigning: { askSignatureFactor: async () => ({ prompt: aPrompt() }) } },
    call: [
      'remoteSigning.askSignatureFactor',
      { signatureRequestId: 'sig_1', authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K', resend: false },
    ],
    status: 200,
    body: {
      authenticatorId: 'aut_1',
      kind: 'grid_card',
      cells: ['A1', 'C4', 'J5'],
      serial: '6935019387',
      challengeId: 'chl_2',
    },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signature-requests/{signatureRequestId}/authorisation',
    url: '/v1/signature-requests/sig_1/authorisation',
    answers: { remoteSigning: { authoriseSignatureRequest: async () => ({ signatureRequest: aSignatureRequest() }) } },
    call: [
      'remoteSigning.authoriseSignatureRequest',
      { signatureRequestId: 'sig_1', code: '123456', authenticatorId: '', cellsChallengeId: '' },
    ],
    status: 200,
    body: { id: 'sig_1' },
    access: 'aal2',
  },
];

import { aDocument, aPrompt, aSignatureRequest, at } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

export const signingCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/documents',
    url: '/v1/documents?name=contract.pdf',
    headers: idempotent,
    raw: { type: 'application/pdf', content: Buffer.from('%PDF-1.7') },
    answers: {
      remoteSigning: {
        startDocument: async () => ({ document: aDocument({ complete: false }) }),
        appendDocument: async () => ({}),
        finishDocument: async () => ({ document: aDocument() }),
      },
    },
    call: [
      'remoteSigning.startDocument',
      { name: 'contract.pdf', mediaType: 'application/pdf', size: 8n, idempotencyKey: 'attempt-1' },
    ],
    status: 201,
    body: { id: 'doc_1', name: 'contract.pdf', mediaType: 'application/pdf', size: 8 },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/documents',
    answers: { remoteSigning: { listDocuments: async () => ({ documents: [aDocument()], nextPageToken: 'more' }) } },
    call: ['remoteSigning.listDocuments', { pageSize: 20, pageToken: '' }],
    status: 200,
    body: { items: [{ id: 'doc_1' }], nextCursor: 'more' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/documents/{documentId}',
    url: '/v1/documents/doc_1',
    answers: {
      remoteSigning: { getDocument: async () => ({ document: aDocument({ signatureRequestId: 'sig_1' }) }) },
    },
    call: ['remoteSigning.getDocument', { documentId: 'doc_1' }],
    status: 200,
    body: { id: 'doc_1', signatureId: 'sig_1', sha256: Buffer.alloc(32, 7).toString('base64') },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/documents/{documentId}/content',
    url: '/v1/documents/doc_1/content',
    answers: {
      remoteSigning: {
        getDocument: async () => ({ document: aDocument({ signatureRequestId: 'sig_1' }) }),
        readDocument: async () => ({ content: Buffer.from('%PDF-1.7'), last: true }),
      },
    },
    call: ['remoteSigning.getDocument', { documentId: 'doc_1' }],
    status: 200,
    access: 'aal2',
  },
  {
    method: 'DELETE',
    path: '/v1/documents/{documentId}',
    url: '/v1/documents/doc_1',
    answers: { remoteSigning: { deleteDocument: async () => ({}) } },
    call: ['remoteSigning.deleteDocument', { documentId: 'doc_1' }],
    status: 204,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signatures',
    headers: idempotent,
    answers: { remoteSigning: { createSignatureRequest: async () => ({ signatureRequest: aSignatureRequest() }) } },
    call: [
      'remoteSigning.createSignatureRequest',
      {
        credentialId: 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
        content: {
          $case: 'documents',
          value: {
            documents: [
              {
                documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
                format: '',
                level: 'B-LT',
                label: '',
                reason: 'I agree',
                location: '',
                appearance: undefined,
                signedDocumentId: '',
              },
            ],
          },
        },
        idempotencyKey: 'attempt-1',
      },
    ],
    status: 201,
    body: {
      id: 'sig_1',
      state: 'awaiting_authorisation',
      hashAlgorithm: 'SHA-256',
      challenge: { id: 'chl_1', kind: 'totp' },
      documents: [{ documentId: 'doc_1', format: 'pades', level: 'B-T', reason: 'I agree' }],
      factors: [{ authenticatorId: 'aut_1', kind: 'grid_card', label: 'Card in my desk', serial: '6935019387' }],
      transactionUri: 'softtoken://t?v=1&p=e30&s=c2ln',
      transactionQrSvg: '<svg/>',
    },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/signatures',
    answers: {
      remoteSigning: {
        listSignatureRequests: async () => ({ signatureRequests: [aSignatureRequest()], nextPageToken: '' }),
      },
    },
    call: ['remoteSigning.listSignatureRequests', { pageSize: 20, pageToken: '' }],
    status: 200,
    body: { items: [{ id: 'sig_1' }] },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/signatures/{signatureId}',
    url: '/v1/signatures/sig_1',
    answers: {
      remoteSigning: {
        getSignatureRequest: async () => ({
          signatureRequest: aSignatureRequest({
            state: 'SIGNATURE_REQUEST_STATE_SIGNED',
            signedAt: at,
            signatures: [Buffer.from('signature')],
            documents: [],
            receipt: 'e30.e30.c2ln',
            soleControlLevel: 2,
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
      receipt: 'e30.e30.c2ln',
      soleControlLevel: 2,
    },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signatures/{signatureId}/factor',
    url: '/v1/signatures/sig_1/factor',
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
    path: '/v1/signatures/{signatureId}/authorisation',
    url: '/v1/signatures/sig_1/authorisation',
    answers: { remoteSigning: { authoriseSignatureRequest: async () => ({ signatureRequest: aSignatureRequest() }) } },
    call: [
      'remoteSigning.authoriseSignatureRequest',
      { signatureRequestId: 'sig_1', code: '123456', authenticatorId: '', cellsChallengeId: '' },
    ],
    status: 200,
    body: { id: 'sig_1' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/signatures/{signatureId}/cancellation',
    url: '/v1/signatures/sig_1/cancellation',
    answers: {
      remoteSigning: {
        cancelSignatureRequest: async () => ({
          signatureRequest: aSignatureRequest({ state: 'SIGNATURE_REQUEST_STATE_CANCELLED', factors: [] }),
        }),
      },
    },
    call: ['remoteSigning.cancelSignatureRequest', { signatureRequestId: 'sig_1' }],
    status: 200,
    body: { id: 'sig_1', state: 'cancelled', factors: [] },
    access: 'aal2',
  },
];

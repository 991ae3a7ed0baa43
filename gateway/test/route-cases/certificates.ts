import { aCertificate, aCertificateRequest } from '../account-samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

const signingRequest =
  '-----BEGIN CERTIFICATE REQUEST-----\nMIIBADCBpwIBADAaMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5jb20\n-----END CERTIFICATE REQUEST-----\n';
const reason = 'the organisation is not registered';

/** What the service is asked where a body names nothing else. */
const wish = (over: object) =>
  [
    'enrollment.createIssuanceRequest' as const,
    {
      accountId: 'acc_1',
      licenceId: '',
      productCode: '',
      signingRequest,
      names: [],
      organisation: undefined,
      validateOnly: false,
      idempotencyKey: 'attempt-1',
      certificateId: 'cer_1',
      keyPassphrase: '',
      keyCompromised: false,
      notify: [],
      ...over,
    },
  ] as const;
const answers = {
  enrollment: { createIssuanceRequest: async () => ({ request: aCertificateRequest(), privateKey: 'PEM' }) },
};
const requestJson = {
  id: 'crq_1',
  state: 'validating',
  kind: 'new',
  dnsNames: ['www.example.com', 'example.com'],
  organisation: { name: 'Sample Works Ltd', locality: 'Springfield', country: 'US' },
  validity: { ruleId: 'TLS-SC081-1', days: 199 },
  requestedBy: 'usr_1',
};
const one = async () => ({ request: aCertificateRequest() });
const certificateJson = {
  id: 'cer_1',
  state: 'valid',
  dnsNames: ['www.example.com', 'example.com'],
  serialNumber: '0a3f',
  flagged: false,
  renewFrom: '2027-04-03T04:00:00.000Z',
};
/** A right use of a route that asks for a certificate in place of another one. */
const replacing = (path: string, asked: object): RouteCase => ({
  method: 'POST',
  path: `/v1/certificates/{certificateId}/${path}`,
  url: `/v1/certificates/cer_1/${path}`,
  headers: idempotent,
  answers,
  call: [...wish(asked)],
  status: 201,
  body: { request: requestJson, privateKey: 'PEM' },
  access: 'aal2',
});

const requests: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/certificate-requests',
    headers: idempotent,
    answers,
    call: [
      ...wish({
        kind: 'new',
        certificateId: '',
        productCode: 'tls-ov-multi',
        names: ['www.example.com', 'example.com'],
      }),
    ],
    status: 201,
    body: { request: requestJson, privateKey: 'PEM' },
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/certificate-requests',
    url: '/v1/certificate-requests?state=pending_approval&limit=10',
    answers: {
      enrollment: {
        listIssuanceRequests: async () => ({ requests: [aCertificateRequest()], nextPageToken: 'c2' }),
      },
    },
    call: [
      'enrollment.listIssuanceRequests',
      {
        accountId: 'acc_1',
        state: 'ISSUANCE_REQUEST_STATE_PENDING_APPROVAL',
        pageSize: 10,
        pageToken: '',
      },
    ],
    status: 200,
    body: { items: [requestJson], nextCursor: 'c2' },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/certificate-requests/{requestId}',
    url: '/v1/certificate-requests/crq_1',
    answers: { enrollment: { getIssuanceRequest: one } },
    call: ['enrollment.getIssuanceRequest', { accountId: 'acc_1', requestId: 'crq_1' }],
    status: 200,
    body: requestJson,
    access: 'full',
  },
  {
    method: 'POST',
    path: '/v1/certificate-requests/{requestId}/approve',
    url: '/v1/certificate-requests/crq_1/approve',
    answers: { enrollment: { decideIssuanceRequest: one } },
    call: ['enrollment.decideIssuanceRequest', { accountId: 'acc_1', requestId: 'crq_1', approve: true, reason: '' }],
    status: 200,
    body: requestJson,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/certificate-requests/{requestId}/reject',
    url: '/v1/certificate-requests/crq_1/reject',
    answers: { enrollment: { decideIssuanceRequest: one } },
    call: [
      'enrollment.decideIssuanceRequest',
      { accountId: 'acc_1', requestId: 'crq_1', approve: false, reason: 'use the shop account' },
    ],
    status: 200,
    body: requestJson,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/certificate-requests/{requestId}/cancel',
    url: '/v1/certificate-requests/crq_1/cancel',
    answers: { enrollment: { cancelIssuanceRequest: one } },
    call: ['enrollment.cancelIssuanceRequest', { accountId: 'acc_1', requestId: 'crq_1' }],
    status: 200,
    body: requestJson,
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/staff/certificate-requests',
    url: '/v1/staff/certificate-requests?limit=10&cursor=c1',
    answers: {
      enrollment: {
        listIssuanceRequests: async () => ({ requests: [aCertificateRequest()], nextPageToken: 'c2' }),
      },
    },
    call: [
      'enrollment.listIssuanceRequests',
      { accountId: '', state: 'ISSUANCE_REQUEST_STATE_VALIDATING', pageSize: 10, pageToken: 'c1' },
    ],
    status: 200,
    access: 'aal2',
  },
  {
    method: 'GET',
    path: '/v1/staff/certificate-requests/{requestId}',
    url: '/v1/staff/certificate-requests/crq_1',
    answers: { enrollment: { getIssuanceRequest: one } },
    call: ['enrollment.getIssuanceRequest', { accountId: '', requestId: 'crq_1' }],
    status: 200,
    body: { ...requestJson, accountId: 'acc_1' },
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/certificate-requests/{requestId}/approve',
    url: '/v1/staff/certificate-requests/crq_1/approve',
    answers: { enrollment: { decideIssuanceRequest: one } },
    call: ['enrollment.decideIssuanceRequest', { accountId: '', requestId: 'crq_1', approve: true, reason: '' }],
    status: 200,
    body: requestJson,
    access: 'aal2',
  },
  {
    method: 'POST',
    path: '/v1/staff/certificate-requests/{requestId}/reject',
    url: '/v1/staff/certificate-requests/crq_1/reject',
    answers: { enrollment: { decideIssuanceRequest: one } },
    call: ['enrollment.decideIssuanceRequest', { accountId: '', requestId: 'crq_1', approve: false, reason }],
    status: 200,
    body: requestJson,
    access: 'aal2',
  },
];

export const certificateCases: readonly RouteCase[] = [
  ...requests,
  {
    method: 'GET',
    path: '/v1/certificates',
    url: '/v1/certificates?state=valid&productCode=tls-ov-multi&name=www.example.com&expiresBefore=2027-04-01&limit=10',
    answers: {
      enrollment: { listCertificates: async () => ({ certificates: [aCertificate()], nextPageToken: 'c2' }) },
    },
    call: [
      'enrollment.listCertificates',
      {
        accountId: 'acc_1',
        state: 'valid',
        productCode: 'tls-ov-multi',
        name: 'www.example.com',
        expiresBefore: new Date('2027-04-01T00:00:00.000Z'),
        pageSize: 10,
        pageToken: '',
      },
    ],
    status: 200,
    body: { items: [certificateJson], nextCursor: 'c2' },
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/certificates/{certificateId}',
    url: '/v1/certificates/cer_1',
    answers: { enrollment: { getCertificate: async () => ({ certificate: aCertificate() }) } },
    call: ['enrollment.getCertificate', { accountId: 'acc_1', certificateId: 'cer_1' }],
    status: 200,
    body: certificateJson,
    access: 'full',
  },
  {
    method: 'GET',
    path: '/v1/certificates/{certificateId}/file',
    url: '/v1/certificates/cer_1/file?format=full-chain',
    answers: {
      enrollment: {
        getCertificateFile: async () => ({
          content: Buffer.from('PEM PEM'),
          mediaType: 'application/x-pem-file',
          fileName: 'www.example.com-full-chain.pem',
        }),
      },
    },
    call: ['enrollment.getCertificateFile', { accountId: 'acc_1', certificateId: 'cer_1', format: 'full-chain' }],
    status: 200,
    access: 'full',
  },
  replacing('renewals', { kind: 'renewal' }),
  replacing('reissues', { kind: 'reissue', names: ['www.example.com', 'shop.example.com'] }),
  replacing('duplicates', { kind: 'duplicate' }),
  {
    method: 'POST',
    path: '/v1/certificates/{certificateId}/revocation',
    url: '/v1/certificates/cer_1/revocation',
    answers: { enrollment: { revokeCertificate: async () => ({ certificate: aCertificate({ state: 'revoked' }) }) } },
    call: [
      'enrollment.revokeCertificate',
      { accountId: 'acc_1', certificateId: 'cer_1', reason: 'cessationOfOperation' },
    ],
    status: 200,
    body: { id: 'cer_1', state: 'revoked' },
    access: 'aal2',
  },
];

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { CertificateRequestSchema, requestParams, toCertificateRequestJson } from '../../certificate-requests.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, text } from '../../schemas.ts';

const list = {
  operationId: 'listCertificateRequestsToValidate',
  summary: 'List the certificate requests that wait for validation',
  description: 'E12: of all accounts, oldest first; for registration officers.',
  tags: ['Staff'],
  querystring: closed({ ...pageQuery }),
  response: { 200: page(CertificateRequestSchema, 'One page of certificate requests.') },
};

const get = {
  operationId: 'getCertificateRequestToValidate',
  summary: 'Read a certificate request of any account',
  description: 'E12: its names and organisation, to be validated; for registration officers.',
  tags: ['Staff'],
  params: requestParams,
  response: { 200: CertificateRequestSchema },
};

const approve = {
  operationId: 'validateCertificateRequest',
  summary: 'Confirm names and organisation of a certificate request',
  description: 'E12: the certificate is then issued; for registration officers, never for the own request.',
  tags: ['Staff'],
  params: requestParams,
  response: { 200: CertificateRequestSchema },
};

const reject = {
  operationId: 'refuseCertificateRequest',
  summary: 'Refuse a certificate request',
  description: 'E12: its licence is free again; for registration officers, never for the own request.',
  tags: ['Staff'],
  params: requestParams,
  body: closed(
    {
      reason: text({
        description: 'Reason; its requester is told.',
        maxLength: 500,
        example: 'the organisation is not registered',
      }),
    },
    { examples: [{ reason: 'the organisation is not registered' }] },
  ),
  response: { 200: CertificateRequestSchema },
};

const decided = {
  403: ['ROLE_REQUIRED', 'OWN_REQUEST'],
  404: ['REQUEST_NOT_FOUND'],
  409: ['REQUEST_WRONG_STATE'],
};

/** `/v1/staff/certificate-requests`: a call without an account is that of a registration officer. */
export const staffCertificateRequestRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get(
    '/staff/certificate-requests',
    {
      schema: list,
      config: { acr: twoFactors, problems: { 400: ['PAGE_TOKEN_INVALID'], 403: ['ROLE_REQUIRED'] } },
    },
    async ({ query }) => {
      const { requests, nextPageToken } = await enrollment.listIssuanceRequests({
        accountId: '',
        state: 'ISSUANCE_REQUEST_STATE_VALIDATING',
        ...toPageRequest(query),
      });
      return toPageJson(requests.map(toCertificateRequestJson), nextPageToken);
    },
  );

  app.get(
    '/staff/certificate-requests/:requestId',
    {
      schema: get,
      config: { acr: twoFactors, problems: { 403: ['ROLE_REQUIRED'], 404: ['REQUEST_NOT_FOUND'] } },
    },
    async ({ params: { requestId } }) => {
      const { request } = await enrollment.getIssuanceRequest({ accountId: '', requestId });
      return toCertificateRequestJson(request);
    },
  );

  app.post(
    '/staff/certificate-requests/:requestId/approve',
    { schema: approve, config: { acr: twoFactors, problems: decided } },
    async ({ params: { requestId } }) => {
      const answer = await enrollment.decideIssuanceRequest({ accountId: '', requestId, approve: true, reason: '' });
      return toCertificateRequestJson(answer.request);
    },
  );

  app.post(
    '/staff/certificate-requests/:requestId/reject',
    { schema: reject, config: { acr: twoFactors, problems: { ...decided, 400: ['REASON_REQUIRED'] } } },
    async ({ params: { requestId }, body: { reason } }) => {
      const answer = await enrollment.decideIssuanceRequest({ accountId: '', requestId, approve: false, reason });
      return toCertificateRequestJson(answer.request);
    },
  );
};

import { enumValue } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import {
  CertificateRequestSchema,
  certificateRequestStates,
  NamesInput,
  requestedResponses,
  requestHeaders,
  requestParams,
  toCertificateRequestJson,
  wishExample,
  wishMembers,
  wishProblems,
} from '../../certificate-requests.ts';
import { askForCertificate } from '../../certificate-wishes.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, oneOf, text } from '../../schemas.ts';

const create = {
  operationId: 'createCertificateRequest',
  summary: 'Ask for a certificate under a licence',
  description:
    'E12: by an owner, administrator or requester; `licenceId`, or `productCode` for the licence of it that ends first. Under the private profile it is issued at once, under the public one it waits in `validating`; where the account wants it, in `pending_approval` before. 20 requests per licence in seven days.',
  tags: ['Account'],
  headers: requestHeaders,
  body: closed(
    {
      licenceId: Type.Optional(id('lic', 'the licence')),
      productCode: Type.Optional(
        text({
          description: 'Code of the product.',
          maxLength: 64,
          pattern: '^[a-z0-9-]+$',
          example: 'tls-ov-multi',
        }),
      ),
      names: Type.Optional(NamesInput),
      ...wishMembers,
    },
    { examples: [{ productCode: 'tls-ov-multi', names: ['www.example.com', 'example.com'], ...wishExample }] },
  ),
  response: requestedResponses,
};

const list = {
  operationId: 'listCertificateRequests',
  summary: 'List the certificate requests of the account',
  description: 'E12: newest first.',
  tags: ['Account'],
  querystring: closed({ state: Type.Optional(oneOf(certificateRequestStates, 'Only this state.')), ...pageQuery }),
  response: { 200: page(CertificateRequestSchema, 'One page of certificate requests.') },
};

const get = {
  operationId: 'getCertificateRequest',
  summary: 'Read a certificate request',
  description: 'E12: where it stands, and the certificate that it led to.',
  tags: ['Account'],
  params: requestParams,
  response: { 200: CertificateRequestSchema },
};

const approve = {
  operationId: 'approveCertificateRequest',
  summary: 'Approve a certificate request of the account',
  description: 'E12: by an owner or administrator, in `pending_approval`; never his own.',
  tags: ['Account'],
  params: requestParams,
  response: { 200: CertificateRequestSchema },
};

const reject = {
  operationId: 'rejectCertificateRequest',
  summary: 'Reject a certificate request of the account',
  description: 'E12: by an owner or administrator, in `pending_approval`; never his own. Its licence is free again.',
  tags: ['Account'],
  params: requestParams,
  body: closed(
    {
      reason: text({ description: 'Reason; its requester is told.', maxLength: 500, example: 'use the shop account' }),
    },
    { examples: [{ reason: 'use the shop account' }] },
  ),
  response: { 200: CertificateRequestSchema },
};

const cancel = {
  operationId: 'cancelCertificateRequest',
  summary: 'Give up a certificate request',
  description: 'E12: before it is being issued. Its licence is free again. Repeating changes nothing.',
  tags: ['Account'],
  params: requestParams,
  response: { 200: CertificateRequestSchema },
};

const missing = { 404: ['ACCOUNT_NOT_FOUND', 'REQUEST_NOT_FOUND'] };
const decided = {
  ...missing,
  403: ['ROLE_REQUIRED', 'OWN_REQUEST'],
  409: ['REQUEST_WRONG_STATE'],
};

/** `/v1/certificate-requests`. */
export const certificateRequestRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.post(
    '/certificate-requests',
    {
      schema: create,
      config: {
        acr: twoFactors,
        problems: {
          ...wishProblems,
          400: [...wishProblems[400], 'LICENCE_REQUEST_INVALID'],
          404: ['ACCOUNT_NOT_FOUND', 'LICENCE_NOT_FOUND'],
        },
      },
    },
    async (request, reply) =>
      await askForCertificate(enrollment, reply, {
        ...request.body,
        accountId: getAccountId(request),
        kind: 'new',
        idempotencyKey: request.headers['idempotency-key'],
      }),
  );

  app.get(
    '/certificate-requests',
    { schema: list, config: { problems: { 400: ['PAGE_TOKEN_INVALID'], 404: ['ACCOUNT_NOT_FOUND'] } } },
    async (request) => {
      const { state } = request.query;
      const { requests, nextPageToken } = await enrollment.listIssuanceRequests({
        accountId: getAccountId(request),
        state: enumValue('ISSUANCE_REQUEST_STATE', state ?? 'unspecified'),
        ...toPageRequest(request.query),
      });
      return toPageJson(requests.map(toCertificateRequestJson), nextPageToken);
    },
  );

  app.get('/certificate-requests/:requestId', { schema: get, config: { problems: missing } }, async (request) => {
    const { requestId } = request.params;
    const answer = await enrollment.getIssuanceRequest({ accountId: getAccountId(request), requestId });
    return toCertificateRequestJson(answer.request);
  });

  app.post(
    '/certificate-requests/:requestId/approve',
    { schema: approve, config: { acr: twoFactors, problems: decided } },
    async (request) => {
      const { requestId } = request.params;
      const accountId = getAccountId(request);
      const answer = await enrollment.decideIssuanceRequest({ accountId, requestId, approve: true, reason: '' });
      return toCertificateRequestJson(answer.request);
    },
  );

  app.post(
    '/certificate-requests/:requestId/reject',
    { schema: reject, config: { acr: twoFactors, problems: { ...decided, 400: ['REASON_REQUIRED'] } } },
    async (request) => {
      const { requestId } = request.params;
      const accountId = getAccountId(request);
      const { reason } = request.body;
      const answer = await enrollment.decideIssuanceRequest({ accountId, requestId, approve: false, reason });
      return toCertificateRequestJson(answer.request);
    },
  );

  app.post(
    '/certificate-requests/:requestId/cancel',
    {
      schema: cancel,
      config: { acr: twoFactors, problems: { ...missing, 403: ['ROLE_REQUIRED'], 409: ['REQUEST_WRONG_STATE'] } },
    },
    async (request) => {
      const { requestId } = request.params;
      const answer = await enrollment.cancelIssuanceRequest({ accountId: getAccountId(request), requestId });
      return toCertificateRequestJson(answer.request);
    },
  );
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getAccountId } from '../../account.ts';
import {
  NamesInput,
  requestedResponses,
  requestHeaders,
  wishExample,
  wishMembers,
  wishProblems,
} from '../../certificate-requests.ts';
import { askForCertificate } from '../../certificate-wishes.ts';
import { CertificateSchema, certificateStates, revocationReasons, toCertificateJson } from '../../certificates.ts';
import type { EnrollmentClient } from '../../clients.ts';
import { sendFile } from '../../files.ts';
import { getPart } from '../../json.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, id, oneOf, text } from '../../schemas.ts';

const params = closed({ certificateId: id('cer', 'the certificate') });

const list = {
  operationId: 'listCertificates',
  summary: 'List the certificates of the account',
  description: 'E12: newest first.',
  tags: ['Account'],
  querystring: closed({
    state: Type.Optional(oneOf(certificateStates, 'Only this state.')),
    productCode: Type.Optional(
      text({
        description: 'Only this product.',
        maxLength: 64,
        pattern: '^[a-z0-9-]+$',
        example: 'tls-ov-multi',
      }),
    ),
    name: Type.Optional(
      text({ description: 'Only certificates with this name.', maxLength: 253, example: 'www.example.com' }),
    ),
    expiresBefore: Type.Optional(
      text({
        description: 'Only those that end before this day or moment (RFC 3339).',
        maxLength: 40,
        format: 'iso-day-or-moment',
        example: '2027-04-01',
      }),
    ),
    ...pageQuery,
  }),
  response: { 200: page(CertificateSchema, 'One page of certificates.') },
};

const get = {
  operationId: 'getCertificate',
  summary: 'Read a certificate',
  description: 'E12: its names, validity and state, and from when it is best renewed.',
  tags: ['Account'],
  params,
  response: { 200: CertificateSchema },
};

const formats = ['pem', 'der', 'pkcs7', 'chain', 'full-chain'] as const;
const bytes = { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) };

const getFile = {
  operationId: 'getCertificateFile',
  summary: 'Download a certificate',
  description: 'E12: alone or with the certificates of its authorities.',
  tags: ['Account'],
  params,
  querystring: closed({
    format: Type.Optional(
      oneOf(
        formats,
        'pem: the certificate alone, as without a format; der: the same in DER; pkcs7: with its chain, DER; chain: its authorities, PEM; full-chain: all, PEM.',
      ),
    ),
  }),
  response: {
    200: {
      description: 'The file.',
      content: { 'application/x-pem-file': bytes, 'application/pkix-cert': bytes, 'application/pkcs7-mime': bytes },
    },
  },
};

const renew = {
  operationId: 'renewCertificate',
  summary: 'Renew a certificate',
  description:
    'E12: the same names, for as long as the rule in force and the licence allow; at any time. Without a signing request, for the same key.',
  tags: ['Account'],
  params,
  headers: requestHeaders,
  body: closed(wishMembers, { examples: [wishExample] }),
  response: requestedResponses,
};

const reissue = {
  operationId: 'reissueCertificate',
  summary: 'Reissue a certificate with another key or other names',
  description:
    'E5, E12: the old one is superseded; it is revoked at once when its key is compromised, after 72 hours when names were taken out, and else not.',
  tags: ['Account'],
  params,
  headers: requestHeaders,
  body: closed(
    {
      names: Type.Optional(NamesInput),
      keyCompromised: Type.Optional(
        Type.Boolean({ description: 'Whether the key of the old certificate is compromised.', examples: [false] }),
      ),
      ...wishMembers,
    },
    { examples: [{ names: ['www.example.com', 'shop.example.com'], ...wishExample }] },
  ),
  response: requestedResponses,
};

const duplicate = {
  operationId: 'duplicateCertificate',
  summary: 'Get a further certificate with the same names',
  description: 'E12: for another server with a key of its own; the old one stays.',
  tags: ['Account'],
  params,
  headers: requestHeaders,
  body: closed(wishMembers, { examples: [wishExample] }),
  response: requestedResponses,
};

const revoke = {
  operationId: 'revokeCertificate',
  summary: 'Revoke a certificate',
  description:
    'E12: for good; its authority publishes it within a minute. With the last live certificate of a licence the licence is free again. Repeating changes nothing.',
  tags: ['Account'],
  params,
  body: closed(
    { reason: oneOf(revocationReasons, 'Why (RFC 5280 5.3.1); a compromised key is never certified again.') },
    { examples: [{ reason: 'cessationOfOperation' }] },
  ),
  response: { 200: CertificateSchema },
};

const missing = { 404: ['ACCOUNT_NOT_FOUND', 'CERTIFICATE_NOT_FOUND'] };

/** `/v1/certificates`. */
export const certificateRoutes: FastifyPluginAsyncTypebox<{ enrollment: EnrollmentClient }> = async (
  app,
  { enrollment },
) => {
  app.get(
    '/certificates',
    { schema: list, config: { problems: { 400: ['PAGE_TOKEN_INVALID'], 404: ['ACCOUNT_NOT_FOUND'] } } },
    async (request) => {
      const { state, productCode, name, expiresBefore } = request.query;
      const { certificates, nextPageToken } = await enrollment.listCertificates({
        accountId: getAccountId(request),
        state: state ?? '',
        productCode: productCode ?? '',
        name: name ?? '',
        expiresBefore: expiresBefore === undefined ? undefined : new Date(expiresBefore),
        ...toPageRequest(request.query),
      });
      return toPageJson(certificates.map(toCertificateJson), nextPageToken);
    },
  );

  app.get('/certificates/:certificateId', { schema: get, config: { problems: missing } }, async (request) => {
    const { certificateId } = request.params;
    const { certificate } = await enrollment.getCertificate({ accountId: getAccountId(request), certificateId });
    return toCertificateJson(getPart(certificate, 'certificate'));
  });

  app.get(
    '/certificates/:certificateId/file',
    { schema: getFile, config: { problems: missing } },
    async (request, reply) => {
      const { certificateId } = request.params;
      const format = request.query.format ?? 'pem';
      return sendFile(
        reply,
        await enrollment.getCertificateFile({ accountId: getAccountId(request), certificateId, format }),
      );
    },
  );

  const replacing = {
    acr: twoFactors,
    problems: { ...wishProblems, ...missing, 409: [...wishProblems[409], 'CERTIFICATE_REVOKED'] },
  };
  app.post('/certificates/:certificateId/renewals', { schema: renew, config: replacing }, async (request, reply) =>
    askForCertificate(enrollment, reply, { ...request.body, ...replacedBy(request), kind: 'renewal' }),
  );
  app.post('/certificates/:certificateId/reissues', { schema: reissue, config: replacing }, async (request, reply) =>
    askForCertificate(enrollment, reply, { ...request.body, ...replacedBy(request), kind: 'reissue' }),
  );
  app.post(
    '/certificates/:certificateId/duplicates',
    { schema: duplicate, config: replacing },
    async (request, reply) =>
      askForCertificate(enrollment, reply, { ...request.body, ...replacedBy(request), kind: 'duplicate' }),
  );

  app.post(
    '/certificates/:certificateId/revocation',
    {
      schema: revoke,
      config: {
        acr: twoFactors,
        problems: {
          ...missing,
          400: ['REVOCATION_REASON_INVALID'],
          403: ['ROLE_REQUIRED'],
          409: ['CERTIFICATE_EXPIRED'],
        },
      },
    },
    async (request) => {
      const { certificateId } = request.params;
      const { reason } = request.body;
      const accountId = getAccountId(request);
      const { certificate } = await enrollment.revokeCertificate({ accountId, certificateId, reason });
      return toCertificateJson(getPart(certificate, 'certificate'));
    },
  );
};

/** The certificate in the path, and who asks for another one in its place. */
function replacedBy(
  request: Parameters<typeof getAccountId>[0] & {
    params: { certificateId: string };
    headers: { 'idempotency-key': string };
  },
) {
  return {
    accountId: getAccountId(request),
    certificateId: request.params.certificateId,
    idempotencyKey: request.headers['idempotency-key'],
  };
}

import type { Clock } from '@countersign/runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CertificateAuthorityClient } from '../clients.ts';
import { createStatusCache } from '../pki-cache.ts';
import { closed, text } from '../schemas.ts';
import { authorityName, bytes } from './public-keys.ts';

const bodyLimit = 10 * 1024;
const ocspRequest = 'application/ocsp-request';
const ocspResponse = 'application/ocsp-response';
const timestampQuery = 'application/timestamp-query';
const timestampReply = 'application/timestamp-reply';

const describeOcsp =
  'RFC 6960, RFC 5019: the address that certificates name for OCSP. What is wrong with a request is told in an answer of that protocol. A revocation is seen within a minute, what others keep of an answer included.';

const postOcsp = {
  operationId: 'askCertificateStatus',
  summary: 'Ask for the status of certificates',
  description: `E12, R9: ${describeOcsp}`,
  tags: ['Public keys'],
  consumes: [ocspRequest],
  params: closed({ authority: authorityName }),
  response: bytes('The status: an OCSPResponse, DER.', ocspResponse),
};

const getOcsp = {
  operationId: 'readCertificateStatus',
  summary: 'Ask for the status of certificates, in the path',
  description: `E12, R9: ${describeOcsp} The request stands in the path in base64, percent-encoded or not (RFC 6960 A.1).`,
  tags: ['Public keys'],
  params: closed({
    authority: authorityName,
    '*': text({
      description: 'OCSPRequest, DER, in base64.',
      maxLength: 4096,
      example: 'MEwwSjBIMEYwRDAJBgUrDgMCGgUABBQfkw==',
    }),
  }),
  response: bytes('The status: an OCSPResponse, DER.', ocspResponse),
};

const postTimestamp = {
  operationId: 'createTimestamp',
  summary: 'Have the time of something stamped',
  description:
    'R9: RFC 3161 with the identifier of RFC 5816; imprints by SHA-256, SHA-384 and SHA-512, to a second. A refusal is an answer of that protocol.',
  tags: ['Public keys'],
  consumes: [timestampQuery],
  response: bytes('The time-stamp, or why there is none: a TimeStampResp, DER.', timestampReply),
};

const rawBody = (description: string) => ({ type: 'string', format: 'binary', description });
const isBase64 = (path: string) => /^[A-Za-z0-9+/_-]*={0,2}$/.test(path);

const config = { public: true, counted: 'pki' } as const;
const ocspConfig = { ...config, problems: { 404: ['AUTHORITY_NOT_FOUND'] } } as const;

/** `/pki/ocsp`: a scope of its own, because its bodies are OCSP requests. */
export const ocspRoutes: FastifyPluginAsyncTypebox<{
  certificateAuthority: CertificateAuthorityClient;
  clock: Clock;
}> = async (app, { certificateAuthority, clock }) => {
  takeOnly(app, ocspRequest);
  const findStatus = createStatusCache(certificateAuthority, clock);

  const answer = async (authority: string, request: Buffer, reply: FastifyReply): Promise<Buffer> => {
    const { response, maxAgeSeconds } = await findStatus(authority, request);
    // RFC 5019 6.2: whoever keeps it must not change it, and must ask again afterwards.
    const kept = `public, max-age=${maxAgeSeconds}, no-transform, must-revalidate`;
    reply.type(ocspResponse).header('cache-control', maxAgeSeconds === 0 ? 'no-store' : kept);
    return response;
  };

  app.post(
    '/pki/ocsp/:authority',
    { schema: postOcsp, bodyLimit, config: { ...ocspConfig, rawBody: rawBody('An OCSPRequest, DER.') } },
    async ({ params, body }, reply) => await answer(params.authority, bytesOf(body), reply),
  );

  app.get('/pki/ocsp/:authority/*', { schema: getOcsp, config: ocspConfig }, async ({ params }, reply) => {
    // Some put a slash between the address and the request, though the address ends with one.
    const path = params['*'].replace(/^\/+/, '');
    // What is no base64 is no request: the answer says so in the protocol.
    const request = isBase64(path) ? Buffer.from(path, 'base64') : Buffer.alloc(0);
    return await answer(params.authority, request, reply);
  });
};

/** `/pki/tsa`: a scope of its own, because its bodies are time-stamp requests. */
export const timestampRoutes: FastifyPluginAsyncTypebox<{ certificateAuthority: CertificateAuthorityClient }> = async (
  app,
  { certificateAuthority },
) => {
  takeOnly(app, timestampQuery);
  app.post(
    '/pki/tsa',
    { schema: postTimestamp, bodyLimit, config: { ...config, rawBody: rawBody('A TimeStampReq, DER.') } },
    async ({ body }, reply) => {
      const { response } = await certificateAuthority.createTimestamp({ request: bytesOf(body) });
      reply.type(timestampReply).header('cache-control', 'no-store');
      return response;
    },
  );
};

function takeOnly(app: FastifyInstance, type: string): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
}

/** Nothing, where there is no body. */
function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

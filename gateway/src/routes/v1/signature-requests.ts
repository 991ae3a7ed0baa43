import { invalid, invalidField } from '@countersign/errors';
import type { CreateSignatureRequestRequest, SignatureRequest } from '@countersign/proto/remote-signing';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { FactorCode, FactorPromptSchema, FactorSchema, toFactorJson, toPromptJson } from '../../factors.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, id, moment, oneOf, said, text } from '../../schemas.ts';

const states = ['awaiting_authorisation', 'signing', 'signed', 'expired'] as const;
/** A document of 10 MiB as base64, and what is around it. */
const bodyLimit = 14 * 1024 * 1024;

const SignatureRequestSchema = closed(
  {
    id: said('Id of the request.', 'sig_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    credentialId: said('Credential that signs.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Where it stands.'),
    digests: Type.Array(
      closed(
        {
          digest: said('SHA-256 digest, base64.', 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='),
          label: said('Name for people.', 'contract.pdf'),
        },
        { title: 'LabelledDigest' },
      ),
      { description: 'What is to be signed.' },
    ),
    challenge: closed(
      {
        id: said('Id of the challenge.', 'chl_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
        kind: said('Kind of factor that answers it, the one that was used last.', 'totp'),
      },
      { title: 'SigningChallenge' },
    ),
    factors: Type.Array(FactorSchema, {
      description: 'Factors that may authorise it, the one that was used last first; empty once it is not awaited.',
    }),
    transactionUri: Type.Optional(
      said(
        'For a user with a soft token: its app shows with it what is signed, and makes the code for just that.',
        'softtoken://t?v=1&p=eyJ2IjoxfQ&s=c2lnbmF0dXJl',
      ),
    ),
    transactionQrSvg: Type.Optional(said('The same as a QR code, SVG.', '<svg xmlns="http://www.w3.org/2000/svg"/>')),
    hasDocument: Type.Boolean({ description: 'Whether it is over a document.', examples: [true] }),
    signatures: Type.Array(Type.String(), {
      description: 'Signatures over the digests (ECDSA, DER, base64), in their order; empty for a document.',
      examples: [['MEUCIQ…']],
    }),
    expiresAt: moment('Moment at which it expires unless authorised.'),
    signedAt: Type.Optional(moment('When it was signed.')),
  },
  { title: 'SignatureRequest' },
);

const label = text({ description: 'Name for people.', maxLength: 255, example: 'contract.pdf' });

const create = {
  operationId: 'createSignatureRequest',
  summary: 'Prepare a signature over a document or digests',
  description:
    'R9: exactly one of `document` (PAdES) and `digests`. The answer names the challenge that authorises it and the factors that may answer.',
  tags: ['Signing'],
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    {
      credentialId: id('crd', 'the credential'),
      document: Type.Optional(
        closed(
          {
            content: text({
              description: 'A PDF of up to 10 MiB, base64.',
              maxLength: bodyLimit,
              contentEncoding: 'base64',
              contentMediaType: 'application/pdf',
              example: 'JVBERi0xLjcK',
            }),
            label,
            reason: Type.Optional(
              text({ description: 'Reason written into the signature.', maxLength: 255, example: 'I agree' }),
            ),
          },
          { description: 'A PDF to be signed.', examples: [{ content: 'JVBERi0xLjcK', label: 'contract.pdf' }] },
        ),
      ),
      digests: Type.Optional(
        Type.Array(
          closed({
            digest: text({
              description: 'SHA-256 digest, base64.',
              maxLength: 44,
              pattern: '^[A-Za-z0-9+/]{43}=$',
              example: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
            }),
            label,
          }),
          {
            description: 'Digests to be signed.',
            minItems: 1,
            maxItems: 100,
            examples: [[{ digest: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=', label: 'contract.pdf' }]],
          },
        ),
      ),
    },
    {
      examples: [
        {
          credentialId: 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
          document: { content: 'JVBERi0xLjcK', label: 'contract.pdf', reason: 'I agree' },
        },
      ],
    },
  ),
  response: { 201: SignatureRequestSchema },
};

const params = closed({ signatureRequestId: id('sig', 'the signature request') });

const get = {
  operationId: 'getSignatureRequest',
  summary: 'Read a signature request',
  description: 'R9: with the signatures over digests once it is signed.',
  tags: ['Signing'],
  params,
  response: { 200: SignatureRequestSchema },
};

const askFactor = {
  operationId: 'askSignatureFactor',
  summary: 'Ask a factor for the code of a signature',
  description:
    'R9, E17: for a card the cells to read, the same ones until they are answered; for sms and email a code is sent, another one with `resend`. An app needs no question.',
  tags: ['Signing'],
  params,
  body: closed(
    {
      authenticatorId: id('aut', 'the authenticator, one of `factors`'),
      resend: Type.Optional(
        Type.Boolean({ description: 'Whether another code shall be sent though one is open.', examples: [false] }),
      ),
    },
    { examples: [{ authenticatorId: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
  ),
  response: { 200: FactorPromptSchema },
};

const authorise = {
  operationId: 'authoriseSignatureRequest',
  summary: 'Authorise a signature with a fresh code, and sign',
  description:
    'R9: a code authorises one request, once. Without `authenticatorId` it is the code of any app; the transaction code that an app makes from `transactionUri` (8 digits) is good for this request only.',
  tags: ['Signing'],
  params,
  body: closed(
    {
      code: FactorCode,
      authenticatorId: Type.Optional(id('aut', 'the authenticator whose code it is')),
      challengeId: Type.Optional(id('chl', 'the challenge of the cells, from the question')),
    },
    { examples: [{ code: '123456' }] },
  ),
  response: { 200: SignatureRequestSchema },
};

const missing = { 404: ['SIGNATURE_REQUEST_NOT_FOUND'] };

/** `/v1/signature-requests`. */
export const signatureRequestRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  app.post(
    '/signature-requests',
    {
      schema: create,
      bodyLimit,
      config: {
        acr: twoFactors,
        problems: {
          400: ['DOCUMENT_INVALID', 'DIGEST_INVALID'],
          403: ['FACTOR_REQUIRED'],
          404: ['CREDENTIAL_NOT_FOUND'],
          409: ['CREDENTIAL_NOT_ACTIVE'],
          503: ['DOCUMENTS_BUSY'],
        },
      },
    },
    async ({ body, headers }, reply) => {
      const { signatureRequest } = await remoteSigning.createSignatureRequest({
        credentialId: body.credentialId,
        content: fromContentJson(body),
        idempotencyKey: headers['idempotency-key'],
      });
      const json = toSignatureRequestJson(signatureRequest);
      reply.code(201).header('location', `/v1/signature-requests/${json.id}`);
      return json;
    },
  );

  app.get(
    '/signature-requests/:signatureRequestId',
    { schema: get, config: { acr: twoFactors, problems: missing } },
    async (request) => {
      const { signatureRequest } = await remoteSigning.getSignatureRequest(request.params);
      return toSignatureRequestJson(signatureRequest);
    },
  );

  app.post(
    '/signature-requests/:signatureRequestId/factor',
    {
      schema: askFactor,
      config: {
        acr: twoFactors,
        sensitive: 'codes',
        problems: {
          403: ['FACTOR_NOT_PERMITTED', 'DESTINATION_NOT_SERVED'],
          404: [...missing[404], 'AUTHENTICATOR_NOT_FOUND'],
          409: [
            'SIGNATURE_REQUEST_WRONG_STATE',
            'CHALLENGE_EXPIRED',
            'CHALLENGE_ANSWERED',
            'AUTHENTICATOR_WRONG_STATE',
          ],
          429: ['RESEND_TOO_EARLY', 'PIN_SENDS_EXHAUSTED', 'SMS_CAP_REACHED'],
        },
      },
    },
    async ({ params: { signatureRequestId }, body: { authenticatorId, resend = false } }) => {
      const { prompt } = await remoteSigning.askSignatureFactor({ signatureRequestId, authenticatorId, resend });
      return toPromptJson(getPart(prompt, 'prompt'));
    },
  );

  app.post(
    '/signature-requests/:signatureRequestId/authorisation',
    {
      schema: authorise,
      config: {
        acr: twoFactors,
        sensitive: 'codes',
        problems: {
          400: ['CODE_MALFORMED'],
          401: ['CODE_REFUSED'],
          403: ['FACTOR_NOT_PERMITTED'],
          404: [...missing[404], 'AUTHENTICATOR_NOT_FOUND'],
          409: [
            'SIGNATURE_REQUEST_WRONG_STATE',
            'CHALLENGE_EXPIRED',
            'CHALLENGE_ANSWERED',
            'CHALLENGE_REPLACED',
            'AUTHENTICATOR_WRONG_STATE',
            'AUTHORISATION_USED',
          ],
          429: ['ATTEMPTS_EXHAUSTED'],
        },
      },
    },
    async ({ params: { signatureRequestId }, body: { code, authenticatorId = '', challengeId = '' } }) => {
      const { signatureRequest } = await remoteSigning.authoriseSignatureRequest({
        signatureRequestId,
        code,
        authenticatorId,
        cellsChallengeId: challengeId,
      });
      return toSignatureRequestJson(signatureRequest);
    },
  );
};

function fromContentJson({
  document,
  digests,
}: Static<(typeof create)['body']>): NonNullable<CreateSignatureRequestRequest['content']> {
  if (digests !== undefined && document === undefined) {
    const value = digests.map(({ digest, label: name }, index) => ({
      digest: decode(digest, `/digests/${index}/digest`),
      label: name,
    }));
    return { $case: 'digests', value: { digests: value, hashAlgorithm: 'SHA-256' } };
  }
  const detail = 'send exactly one of document and digests';
  throw invalid('REQUEST_INVALID', detail, {
    fields: [
      { pointer: '/document', detail },
      { pointer: '/digests', detail },
    ],
  });
}

/** Decodes base64 (RFC 4648 4) strictly: Node skips what it does not know, and would sign something else. */
function decode(base64: string, pointer: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64)
    throw invalidField('REQUEST_INVALID', pointer, 'must be base64 with padding');
  return bytes;
}

function toSignatureRequestJson(part: SignatureRequest | undefined): Static<typeof SignatureRequestSchema> {
  const request = getPart(part, 'signature_request');
  return omitUndefined({
    id: request.id,
    credentialId: request.credentialId,
    state: getWord('SIGNATURE_REQUEST_STATE', request.state, states),
    digests: request.digests.map(({ digest, label: name }) => ({ digest: digest.toString('base64'), label: name })),
    challenge: { id: request.challengeId, kind: request.challengeKind },
    factors: request.factors.map(toFactorJson),
    transactionUri: orAbsent(request.transactionUri),
    transactionQrSvg: orAbsent(request.transactionQrSvg),
    hasDocument: request.hasDocument,
    signatures: request.signatures.map((signature) => signature.toString('base64')),
    expiresAt: getTime(request.expiresAt, 'expires_at'),
    signedAt: timeOrAbsent(request.signedAt),
  });
}

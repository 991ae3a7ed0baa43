import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { FactorCode, FactorPromptSchema, toPromptJson } from '../../factors.ts';
import { getPart } from '../../json.ts';
import { inOwnTime } from '../../own-time.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, id } from '../../schemas.ts';
import { fromContentJson, OrderedSignatureSchema } from '../../signature-content.ts';
import { SignatureSchema, toSignatureJson } from '../../signatures.ts';

/** A thousand digests with their names. */
const bodyLimit = 1024 * 1024;
/** 100 MiB of documents are read, and made ready for their signatures. */
const prepareLimitMs = 60_000;
/** A time-stamp is asked for again for a minute. */
const signLimitMs = 100_000;

const create = {
  operationId: 'createSignature',
  summary: 'Prepare signatures over documents or digests',
  description:
    'R9: exactly one of `documents` (up to 50, stored before; 100 MiB together) and `digests`. One code authorises all of them. The answer names the challenge and the factors that may answer it.',
  tags: ['Signing'],
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: OrderedSignatureSchema,
  response: { 201: SignatureSchema },
};

const listAll = {
  operationId: 'listSignatures',
  summary: 'List the own signatures',
  description: 'R9: newest first, also those that were not authorised.',
  tags: ['Signing'],
  querystring: closed(pageQuery),
  response: { 200: page(SignatureSchema, 'One page of signatures.') },
};

const params = closed({ signatureId: id('sig', 'the signature') });

const get = {
  operationId: 'getSignature',
  summary: 'Read a signature',
  description: 'R9: once it is signed with its results, its receipt and the level that was reached.',
  tags: ['Signing'],
  params,
  response: { 200: SignatureSchema },
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
  operationId: 'authoriseSignature',
  summary: 'Authorise a signature with a fresh code, and sign',
  description:
    'R9: a code authorises one signature request, once. Without `authenticatorId` it is the code of any app; the transaction code that an app makes from `transactionUri` (8 digits) is good for this request only. Answers when everything is signed; time-stamps may take a minute.',
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
  response: { 200: SignatureSchema },
};

const cancel = {
  operationId: 'cancelSignature',
  summary: 'Give a prepared signature up',
  description: 'R9: nothing can authorise it any more. Again changes nothing.',
  tags: ['Signing'],
  params,
  response: { 200: SignatureSchema },
};

const missing = { 404: ['SIGNATURE_REQUEST_NOT_FOUND'] };
const inactive = { 403: ['FACTOR_REQUIRED', 'VALIDATION_OUTDATED'], 409: ['CREDENTIAL_NOT_ACTIVE'] };

/** `/v1/signatures`. */
export const signatureRoutes: FastifyPluginAsyncTypebox<{ remoteSigning: RemoteSigningClient }> = async (
  app,
  { remoteSigning },
) => {
  app.post(
    '/signatures',
    {
      schema: create,
      bodyLimit,
      config: {
        acr: twoFactors,
        problems: {
          400: ['CONTENT_REQUIRED', 'DOCUMENT_INVALID', 'DIGEST_INVALID', 'TOO_MANY_DIGESTS'],
          403: inactive[403],
          404: ['CREDENTIAL_NOT_FOUND', 'DOCUMENT_NOT_FOUND'],
          409: [...inactive[409], 'DOCUMENT_WRONG_STATE', 'DOCUMENT_SPACE_EXHAUSTED'],
          413: ['DOCUMENT_TOO_LARGE'],
          503: ['DOCUMENTS_BUSY'],
        },
      },
    },
    async ({ body, headers, call }, reply) => {
      const { signatureRequest } = await inOwnTime(call, prepareLimitMs, () =>
        remoteSigning.createSignatureRequest(
          {
            credentialId: body.credentialId,
            content: fromContentJson(body),
            idempotencyKey: headers['idempotency-key'],
          },
          { timeoutMs: prepareLimitMs },
        ),
      );
      const json = toSignatureJson(signatureRequest);
      reply.code(201).header('location', `/v1/signatures/${json.id}`);
      return json;
    },
  );

  app.get(
    '/signatures',
    { schema: listAll, config: { acr: twoFactors, problems: { 400: ['PAGE_TOKEN_INVALID'] } } },
    async ({ query }) => {
      const { signatureRequests, nextPageToken } = await remoteSigning.listSignatureRequests(toPageRequest(query));
      return toPageJson(signatureRequests.map(toSignatureJson), nextPageToken);
    },
  );

  app.get(
    '/signatures/:signatureId',
    { schema: get, config: { acr: twoFactors, problems: missing } },
    async ({ params: { signatureId: signatureRequestId } }) => {
      const { signatureRequest } = await remoteSigning.getSignatureRequest({ signatureRequestId });
      return toSignatureJson(signatureRequest);
    },
  );

  app.post(
    '/signatures/:signatureId/factor',
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
    async ({ params: { signatureId: signatureRequestId }, body: { authenticatorId, resend = false } }) => {
      const { prompt } = await remoteSigning.askSignatureFactor({ signatureRequestId, authenticatorId, resend });
      return toPromptJson(getPart(prompt, 'prompt'));
    },
  );

  app.post(
    '/signatures/:signatureId/authorisation',
    {
      schema: authorise,
      config: {
        acr: twoFactors,
        sensitive: 'codes',
        problems: {
          400: ['CODE_MALFORMED'],
          401: ['CODE_REFUSED', 'TOKEN_INVALID'],
          403: ['FACTOR_NOT_PERMITTED', 'VALIDATION_OUTDATED'],
          404: [...missing[404], 'AUTHENTICATOR_NOT_FOUND'],
          409: [
            'SIGNATURE_REQUEST_WRONG_STATE',
            'SIGNATURE_INTERRUPTED',
            'CREDENTIAL_NOT_ACTIVE',
            'KEY_NOT_ACTIVE',
            'KEY_RECORD_BROKEN',
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
    async ({ params: { signatureId }, body: { code, authenticatorId = '', challengeId = '' }, call }) => {
      const { signatureRequest } = await inOwnTime(call, signLimitMs, () =>
        remoteSigning.authoriseSignatureRequest(
          { signatureRequestId: signatureId, code, authenticatorId, cellsChallengeId: challengeId },
          { timeoutMs: signLimitMs },
        ),
      );
      return toSignatureJson(signatureRequest);
    },
  );

  app.post(
    '/signatures/:signatureId/cancellation',
    {
      schema: cancel,
      config: {
        acr: twoFactors,
        problems: { ...missing, 409: ['SIGNATURE_REQUEST_WRONG_STATE', 'CHALLENGE_EXPIRED'] },
      },
    },
    async ({ params: { signatureId: signatureRequestId } }) => {
      const { signatureRequest } = await remoteSigning.cancelSignatureRequest({ signatureRequestId });
      return toSignatureJson(signatureRequest);
    },
  );
};

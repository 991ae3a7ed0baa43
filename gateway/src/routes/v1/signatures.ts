import { invalid, invalidField } from '@countersign/errors';
import type {
  CreateSignatureRequestRequest,
  DocumentSignature,
  SignatureRequest,
} from '@countersign/proto/remote-signing';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { RemoteSigningClient } from '../../clients.ts';
import { FactorCode, FactorPromptSchema, FactorSchema, toFactorJson, toPromptJson } from '../../factors.ts';
import { getPart, getTime, getWord, getWordOf, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { inOwnTime } from '../../own-time.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, id, moment, oneOf, said, text } from '../../schemas.ts';

const states = ['awaiting_authorisation', 'signing', 'signed', 'expired', 'cancelled'] as const;
const formats = ['pades', 'cades'] as const;
const levels = ['B-B', 'B-T', 'B-LT'] as const;
const hashAlgorithms = ['SHA-256', 'SHA-384', 'SHA-512'] as const;
/** A thousand digests with their names. */
const bodyLimit = 1024 * 1024;
/** 100 MiB of documents are read, and made ready for their signatures. */
const prepareLimitMs = 60_000;
/** A time-stamp is asked for again for a minute. */
const signLimitMs = 100_000;

const point = (description: string, minimum: number, maximum: number, example: number) =>
  Type.Number({ description, minimum, maximum, examples: [example] });

const AppearanceSchema = closed(
  {
    page: Type.Integer({ description: 'Page, from 1; 0 for the last.', minimum: 0, maximum: 100_000, examples: [1] }),
    x: point('Left edge, in points (1/72 inch) from the left of the page.', 0, 14_400, 72),
    y: point('Lower edge, in points from the bottom of the page.', 0, 14_400, 96),
    width: point('Width in points.', 40, 600, 220),
    height: point('Height in points.', 20, 400, 64),
  },
  { title: 'SignatureAppearance', description: 'A visible mark on a page.' },
);

const DocumentSignatureSchema = closed(
  {
    documentId: said('Document that is signed.', 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    format: oneOf(formats, 'PAdES, inside a PDF, or CAdES, detached.'),
    level: oneOf(levels, 'EN 319 142-1, EN 319 122-1: plain, with a time-stamp, with all that verifying needs.'),
    reason: Type.Optional(said('Reason written into the PDF.', 'I agree')),
    location: Type.Optional(said('Place written into the PDF.', 'Springfield')),
    appearance: Type.Optional(AppearanceSchema),
    signedDocumentId: Type.Optional(
      said('Once signed: the signed PDF, or the detached signature.', 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M6L'),
    ),
  },
  { title: 'DocumentSignature' },
);

const SignatureSchema = closed(
  {
    id: said('Id of the signature.', 'sig_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    credentialId: said('Credential that signs.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Where it stands.'),
    digests: Type.Array(
      closed(
        {
          digest: said(
            'Digest, base64; for a document that of the signed attributes of its signature.',
            'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
          ),
          label: said('Name for people.', 'contract.pdf'),
        },
        { title: 'LabelledDigest' },
      ),
      { description: 'What is to be signed.' },
    ),
    hashAlgorithm: oneOf(hashAlgorithms, 'Hash of the digests.'),
    documents: Type.Array(DocumentSignatureSchema, {
      description: 'What is signed in which format, in the order of the digests; empty for digests.',
    }),
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
    signatures: Type.Array(Type.String(), {
      description:
        'Signatures over the digests (ECDSA in DER, or RSASSA-PKCS1-v1_5; base64), in their order; empty for documents.',
      examples: [['MEUCIQ…']],
    }),
    receipt: Type.Optional(
      said(
        'Once signed: who activated the key for what, how and when, signed (compact JWS); verified offline with `/.well-known/signing-keys.json`.',
        'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
      ),
    ),
    soleControlLevel: Type.Optional(
      Type.Integer({
        description: 'Once signed: 2 when the code was made for just this, otherwise 1 (EN 419 241-1).',
        minimum: 1,
        maximum: 2,
        examples: [2],
      }),
    ),
    createdAt: moment('When it was prepared.'),
    expiresAt: moment('Moment at which it expires unless authorised.'),
    signedAt: Type.Optional(moment('When it was signed.')),
  },
  { title: 'Signature' },
);

const words = (description: string, example: string) => Type.Optional(text({ description, maxLength: 255, example }));

const create = {
  operationId: 'createSignature',
  summary: 'Prepare signatures over documents or digests',
  description:
    'R9: exactly one of `documents` (up to 50, stored before; 100 MiB together) and `digests`. One code authorises all of them. The answer names the challenge and the factors that may answer it.',
  tags: ['Signing'],
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    {
      credentialId: id('crd', 'the credential'),
      documents: Type.Optional(
        Type.Array(
          closed({
            documentId: id('doc', 'the document'),
            format: Type.Optional(oneOf(formats, 'By default PAdES for a PDF, CAdES for everything else.')),
            level: Type.Optional(oneOf(levels, 'B-T by default.')),
            label: words('Name for people; by default that of the document.', 'contract.pdf'),
            reason: words('Reason, written into a PDF.', 'I agree'),
            location: words('Place, written into a PDF.', 'Springfield'),
            appearance: Type.Optional(AppearanceSchema),
          }),
          {
            description: 'Documents to be signed.',
            minItems: 1,
            maxItems: 50,
            examples: [[{ documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K', level: 'B-LT', reason: 'I agree' }]],
          },
        ),
      ),
      digests: Type.Optional(
        Type.Array(
          closed({
            digest: text({
              description: 'Digest, base64.',
              maxLength: 88,
              pattern: '^[A-Za-z0-9+/]{43}=$|^[A-Za-z0-9+/]{64}$|^[A-Za-z0-9+/]{86}==$',
              example: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
            }),
            label: text({ description: 'Name for people.', maxLength: 255, example: 'contract.pdf' }),
          }),
          {
            description: 'Digests to be signed: 100, or as many as the policy of the credential allows.',
            minItems: 1,
            maxItems: 1000,
            examples: [[{ digest: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=', label: 'contract.pdf' }]],
          },
        ),
      ),
      hashAlgorithm: Type.Optional(oneOf(hashAlgorithms, 'Hash of the digests; SHA-256 by default.')),
    },
    {
      examples: [
        {
          credentialId: 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
          documents: [{ documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K', level: 'B-LT', reason: 'I agree' }],
        },
      ],
    },
  ),
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

function fromContentJson({
  documents,
  digests,
  hashAlgorithm,
}: Static<(typeof create)['body']>): NonNullable<CreateSignatureRequestRequest['content']> {
  if (documents !== undefined && digests === undefined && hashAlgorithm === undefined) {
    return { $case: 'documents', value: { documents: documents.map(fromDocumentJson) } };
  }
  if (digests !== undefined && documents === undefined) {
    const value = digests.map(({ digest, label }, index) => ({
      digest: decode(digest, `/digests/${index}/digest`),
      label,
    }));
    return { $case: 'digests', value: { digests: value, hashAlgorithm: hashAlgorithm ?? 'SHA-256' } };
  }
  const detail = 'send exactly one of documents and digests; hashAlgorithm goes with digests only';
  throw invalid('REQUEST_INVALID', detail, {
    fields: [
      { pointer: '/documents', detail },
      { pointer: '/digests', detail },
    ],
  });
}

function fromDocumentJson({
  documentId,
  appearance,
  format,
  level,
  label = '',
  reason = '',
  location = '',
}: NonNullable<Static<(typeof create)['body']>['documents']>[number]): DocumentSignature {
  return {
    documentId,
    format: format ?? '',
    level: level ?? '',
    label,
    reason,
    location,
    appearance,
    signedDocumentId: '',
  };
}

/** Decodes base64 (RFC 4648 4) strictly: Node skips what it does not know, and would sign something else. */
function decode(base64: string, pointer: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64)
    throw invalidField('REQUEST_INVALID', pointer, 'must be base64 with padding');
  return bytes;
}

function toSignatureJson(part: SignatureRequest | undefined): Static<typeof SignatureSchema> {
  const request = getPart(part, 'signature_request');
  return omitUndefined({
    id: request.id,
    credentialId: request.credentialId,
    state: getWord('SIGNATURE_REQUEST_STATE', request.state, states),
    digests: request.digests.map(({ digest, label }) => ({ digest: digest.toString('base64'), label })),
    hashAlgorithm: getWordOf(hashAlgorithms, request.hashAlgorithm, 'hash_algorithm'),
    documents: request.documents.map(toDocumentJson),
    challenge: { id: request.challengeId, kind: request.challengeKind },
    factors: request.factors.map(toFactorJson),
    transactionUri: orAbsent(request.transactionUri),
    transactionQrSvg: orAbsent(request.transactionQrSvg),
    signatures: request.signatures.map((signature) => signature.toString('base64')),
    receipt: orAbsent(request.receipt),
    soleControlLevel: request.soleControlLevel === 0 ? undefined : request.soleControlLevel,
    createdAt: getTime(request.createdAt, 'created_at'),
    expiresAt: getTime(request.expiresAt, 'expires_at'),
    signedAt: timeOrAbsent(request.signedAt),
  });
}

function toDocumentJson(signature: DocumentSignature): Static<typeof DocumentSignatureSchema> {
  return omitUndefined({
    documentId: signature.documentId,
    format: getWordOf(formats, signature.format, 'format'),
    level: getWordOf(levels, signature.level, 'level'),
    reason: orAbsent(signature.reason),
    location: orAbsent(signature.location),
    appearance: signature.appearance,
    signedDocumentId: orAbsent(signature.signedDocumentId),
  });
}

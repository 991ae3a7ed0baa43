import type { DocumentSignature, SignatureRequest } from '@countersign/proto/remote-signing';
import { type Static, Type } from 'typebox';
import { FactorSchema, toFactorJson } from './factors.ts';
import { getPart, getTime, getWord, getWordOf, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, moment, oneOf, said } from './schemas.ts';

const states = ['awaiting_authorisation', 'signing', 'signed', 'expired', 'cancelled'] as const;
/** Signatures inside a PDF, and detached ones. */
export const formats = ['pades', 'cades'] as const;
/** What travels with a signature. */
export const levels = ['B-B', 'B-T', 'B-LT'] as const;
/** Hashes of digests. */
export const hashAlgorithms = ['SHA-256', 'SHA-384', 'SHA-512'] as const;

const point = (description: string, minimum: number, maximum: number, example: number) =>
  Type.Number({ description, minimum, maximum, examples: [example] });

/** A visible mark on a page. */
export const AppearanceSchema = closed(
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

/** A signature request in answers. */
export const SignatureSchema = closed(
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

/** A signature request as JSON. */
export function toSignatureJson(part: SignatureRequest | undefined): Static<typeof SignatureSchema> {
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

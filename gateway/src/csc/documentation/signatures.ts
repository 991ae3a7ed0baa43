import { type TProperties, Type } from 'typebox';
import { closed, said } from '../../schemas.ts';
import {
  activationProblems,
  body,
  credentialId,
  digest,
  digestsExample,
  ecdsa,
  flag,
  type MethodDocuments,
  named,
  objects,
  parts,
  sha256,
  token,
  words,
} from './parts.ts';

const signatures = {
  signatures: Type.Optional(
    words('Signatures, base64, in the order of the digests: ECDSA in DER, or RSASSA-PKCS1-v1_5.', ['MEUCIQ…']),
  ),
  receipt: Type.Optional(
    said('Not of the standard: who activated the key for what (compact JWS).', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'),
  ),
};
const documents = {
  DocumentWithSignature: Type.Optional(words('Documents that hold their signatures, base64.', ['JVBERi0xLjcK…'])),
  SignatureObject: Type.Optional(words('Signatures that stand alone (CMS), base64.', ['MIIG…'])),
  validationInfo: Type.Optional(
    closed(
      {
        ocsp: Type.Optional(words('OCSP responses, DER, base64.', ['MIIG…'])),
        crl: Type.Optional(words('Revocation lists, DER, base64.', ['MIIC…'])),
        certificates: Type.Optional(words('Certificates, DER, base64.', ['MIID…'])),
      },
      { title: 'CscValidationInfo', description: 'What verifying needs when nobody can be asked any more.' },
    ),
  ),
};
const responseID = Type.Optional(said('With mode A: for signPolling.', 'rsp_01JD8Z0V9W6Q4X3T2R1P0N7M5K'));

const document = (given: TProperties) =>
  Type.Object(
    {
      ...given,
      signature_format: said('`P` or `C`.', 'P'),
      conformance_level: Type.Optional(
        said('`Ades-B-B` (also when absent), `Ades-B-T` or `Ades-B-LT`; AdES is understood too.', 'Ades-B-T'),
      ),
      signed_envelope_property: Type.Optional(
        said('`Revision` for P; `Attached` (also when absent, but not for digests) or `Detached` for C.', 'Revision'),
      ),
      signAlgo: parts.signAlgo,
      signAlgoParams: Type.Optional(parts.signAlgoParams),
      hashAlgorithmOID: Type.Optional(parts.hashAlgorithmOID),
      signed_props: Type.Optional(
        objects(
          '`signing-time` (C; a moment in UTC), `Reason` and `Location` (P, whole documents; base64 of UTF-8).',
          closed({
            attribute_name: said('Its name.', 'Reason'),
            attribute_value: Type.Optional(said('Its value.', 'SSBhZ3JlZQ==')),
          }),
        ),
      ),
    },
    { additionalProperties: Type.Unknown() },
  );

const laterProblems = ['RESPONSE_URI_INVALID'];

/** What is said of signatures. */
export const signatureDocuments = {
  'signatures/signHash': (version) => ({
    summary: 'Sign digests',
    description: 'that were authorised, 1000 at most. The same call within a minute gets the same signatures.',
    body: body(
      named(version, {
        credentialID: parts.credentialID,
        SAD: parts.SAD,
        hashes: parts.hashes,
        hashAlgorithmOID: parts.hashAlgorithmOID,
        signAlgo: parts.signAlgo,
        signAlgoParams: parts.signAlgoParams,
        ...(version === 1
          ? {}
          : {
              operationMode: parts.operationMode,
              validity_period: parts.validity_period,
              response_uri: parts.response_uri,
            }),
      }),
      ['credentialID', version === 1 ? 'hash' : 'hashes', 'signAlgo'],
      { credentialID: credentialId, SAD: token, ...digestsExample(version), signAlgo: ecdsa },
    ),
    response: {
      200: closed(version === 1 ? signatures : { ...signatures, responseID }, { title: `CscSignatures${version}` }),
    },
    problems: [
      ...activationProblems,
      'DIGEST_INVALID',
      'TOO_MANY_DIGESTS',
      'DIGESTS_NOT_AUTHORISED',
      'SIGN_ALGORITHM_MISMATCH',
      ...laterProblems,
    ],
  }),
  'signatures/signDoc': () => ({
    summary: 'Sign documents, or digests of documents',
    description:
      'PAdES and CAdES, 50 at most, in a body of 32 MiB at most. Documents are kept only while they are signed.',
    body: body(
      {
        credentialID: parts.credentialID,
        signatureQualifier: said('Instead of credentialID.', 'zz_private_aes'),
        SAD: parts.SAD,
        documents: objects(
          'Documents; or documentDigests.',
          document({ document: said('The document, base64.', 'JVBERi0xLjcK') }),
        ),
        documentDigests: objects('Digests of documents; or documents.', document({ hashes: parts.hashes })),
        returnValidationInfo: flag('Whether validationInfo is wanted.'),
        operationMode: parts.operationMode,
        validity_period: parts.validity_period,
        response_uri: parts.response_uri,
      },
      [],
      {
        credentialID: credentialId,
        SAD: token,
        documents: [
          { document: 'JVBERi0xLjcK', signature_format: 'P', conformance_level: 'Ades-B-T', signAlgo: ecdsa },
        ],
      },
    ),
    response: { 200: closed({ ...documents, responseID }, { title: 'CscSignedDocuments' }) },
    problems: [
      ...activationProblems,
      'DIGEST_INVALID',
      'TOO_MANY_DIGESTS',
      'SIGN_ALGORITHM_MISMATCH',
      'DOCUMENT_INVALID',
      ...laterProblems,
    ],
  }),
  'signatures/signPolling': () => ({
    summary: 'Get a result that was asked for later',
    description: 'until it is there, the answer is 202 with the error accepted_request.',
    body: body(
      { requestID: said('The responseID.', 'rsp_01JD8Z0V9W6Q4X3T2R1P0N7M5K'), userID: parts.userID },
      ['requestID'],
      { requestID: 'rsp_01JD8Z0V9W6Q4X3T2R1P0N7M5K' },
    ),
    response: {
      200: closed({ ...signatures, ...documents }, { title: 'CscLaterResult' }),
      202: closed(
        {
          error: said('Not an error.', 'accepted_request'),
          error_description: said(
            'Sentence of the standard.',
            'The previous async request has been accepted but not yet completed',
          ),
        },
        { title: 'CscStillRunning' },
      ),
    },
    problems: ['USER_NOT_EXPECTED', 'RESPONSE_NOT_FOUND'],
  }),
  'signatures/timestamp': () => ({
    summary: 'Time-stamp a digest',
    description: "RFC 3161, by the installation's own authority.",
    body: body(
      {
        hash: said('Digest, base64.', digest),
        hashAlgo: said('Its hash.', sha256),
        nonce: said('Hexadecimal number, 64 digits at most; the token repeats it.', '1f2e3d4c'),
      },
      ['hash', 'hashAlgo'],
      { hash: digest, hashAlgo: sha256 },
    ),
    response: { 200: closed({ timestamp: said('The token, DER, base64.', 'MIIG…') }, { title: 'CscTimestamp' }) },
    problems: ['DIGEST_INVALID', 'NONCE_INVALID'],
  }),
} satisfies MethodDocuments;

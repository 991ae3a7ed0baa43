import { type TProperties, type TSchema, Type } from 'typebox';
import { closed, count, nothing, said } from '../schemas.ts';
import type { CscMethod, CscVersion } from './call.ts';
import { credentialReference } from './credential-reference.ts';

/** What the OpenAPI document says of a method. */
export interface MethodDocument {
  summary: string;
  description: string;
  body: object;
  response: Record<number, TSchema>;
  /** Reasons of refusals beside those that all have. */
  problems: readonly string[];
}

const credentialId = 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K';
const digest = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';
const sha256 = '2.16.840.1.101.3.4.2.1';
const ecdsa = '1.2.840.10045.4.3.2';
const token = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzY29wZSI6ImNyZWRlbnRpYWwifQ.c2ln';

const flag = (description: string) => Type.Boolean({ description, examples: [true] });
const words = (description: string, examples: readonly string[]) =>
  Type.Array(Type.String(), { description, examples: [[...examples]] });
const objects = (description: string, item: TSchema) => Type.Array(item, { description, examples: [[]] });

/** A body: what is not named in `required` may be left out, and members that nobody here knows are not looked at. */
function body(properties: TProperties, required: readonly string[], example: object): object {
  const all = { ...properties, clientData: said('Anything; not looked at.', 'order 4711') };
  return { ...Type.Object(all), additionalProperties: {}, required: [...required], examples: [example] };
}

const parts = {
  credentialID: said('Id of the credential.', credentialId),
  SAD: said('Signature activation data; left out where the access token is it.', token),
  hashes: words('Digests, base64 (standard alphabet, padded).', [digest]),
  hashAlgorithmOID: said('Hash of the digests, needed wherever nothing else says it.', sha256),
  signAlgo: said('Signature algorithm: one of `key.algo` of the credential.', ecdsa),
  signAlgoParams: said('DER parameters, base64; NULL only.', 'BQA='),
  operationMode: said('`S`, or `A` to get the result from signPolling.', 'S'),
  validity_period: Type.Integer({
    description:
      'With mode A: milliseconds for which the result is kept, 60,000 to 86,400,000 (a day, also when absent).',
    examples: [3_600_000],
  }),
  response_uri: said(
    'With mode A: address of a registered host that is told when the result is there.',
    'https://app.example.com/done',
  ),
  lang: said('Language; an unknown one is not looked at.', 'en'),
  userID: said(
    'Only with a token that has no user: a user who granted the application something.',
    'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
  ),
  certificates: said('`none`, `single` (also when absent) or `chain`.', 'chain'),
  certInfo: flag('Whether names, number and times of the certificate are wanted.'),
  authInfo: flag('Whether it is wanted how signatures are authorised.'),
  credentialInfo: flag('Whether more than ids is wanted.'),
  numSignatures: Type.Integer({ description: 'Signatures in all.', examples: [1] }),
  description: said('What it is for; 500 characters at most.', 'Lease of May'),
  hashType: said(
    'What the digests are of: `dtbsr` (what is signed; also when absent), `sdr` (the content) or `sodr` (the document).',
    'dtbsr',
  ),
};

const asVersion1 = <P extends TProperties>({ hashes, hashAlgorithmOID, ...rest }: P) => ({
  ...rest,
  ...(hashes === undefined ? {} : { hash: hashes }),
  ...(hashAlgorithmOID === undefined ? {} : { hashAlgo: hashAlgorithmOID }),
});
const named = (version: CscVersion, properties: TProperties): TProperties =>
  version === 1 ? asVersion1(properties) : properties;
const digestsExample = (version: CscVersion) =>
  version === 1 ? { hash: [digest], hashAlgo: sha256 } : { hashes: [digest], hashAlgorithmOID: sha256 };

const activation = closed(
  { SAD: said('Signature activation data.', token), expiresIn: count('Seconds until it ends.', 300) },
  { title: 'CscActivation' },
);
const pending = closed({ handle: said('For authorizeCheck.', 'Zm9yIGF1dGhvcml6ZUNoZWNr') }, { title: 'CscPending' });
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

const information = (version: CscVersion) =>
  closed(
    {
      specs: said('Version of the standard.', version === 1 ? '1.0.4.0' : '2.2.0.0'),
      name: said('Name of the service.', 'Countersign'),
      logo: said('Its logo.', 'https://api.example.com/csc/logo.png'),
      region: said('Its country (ISO 3166-1).', 'ZZ'),
      lang: said('Language of the texts.', 'en'),
      description: said('What it does.', 'Signatures with keys that never leave Countersign'),
      authType: words('How its tokens are got.', ['oauth2code', 'oauth2client']),
      oauth2: said('Base of `oauth2/authorize` and the others.', 'https://api.example.com'),
      methods: words('Methods that are offered.', ['credentials/list']),
      ...(version === 1
        ? {}
        : {
            supportsRar: flag('RFC 9396 is understood.'),
            supportedHashTypes: words('What digests may be of.', ['dtbsr']),
            asynchronousOperationMode: flag('Results can be asked for later.'),
            validationInfo: flag('signDoc can give what verifying needs.'),
            signAlgorithms: closed(
              { algos: words('Signature algorithms that some key has.', [ecdsa]) },
              { description: 'Algorithms.' },
            ),
            signature_formats: closed(
              {
                formats: words('`P` (PAdES), `C` (CAdES).', ['P']),
                envelope_properties: Type.Array(Type.Array(Type.String()), {
                  description: 'For each format.',
                  examples: [[['Revision']]],
                }),
              },
              { description: 'Formats.' },
            ),
            conformance_levels: words('Levels.', ['Ades-B-B']),
          }),
    },
    { title: `CscInformation${version}` },
  );

const listAnswer = (version: CscVersion) =>
  closed(
    {
      credentialIDs: words('Ids, oldest first.', [credentialId]),
      ...(version === 1
        ? { nextPageToken: Type.Optional(said('For the next page.', 'b2xkZXN0')) }
        : {
            credentialInfos: Type.Optional(
              objects('With credentialInfo: the credentials.', credentialReference(2, { withId: true })),
            ),
            onlyValid: Type.Optional(flag('That only those that can sign were looked for.')),
          }),
    },
    { title: `CscCredentials${version}` },
  );

const document = (given: TProperties) =>
  Type.Object(
    {
      ...given,
      signature_format: said('`P` or `C`.', 'P'),
      conformance_level: said(
        '`Ades-B-B` (also when absent), `Ades-B-T` or `Ades-B-LT`; AdES is understood too.',
        'Ades-B-T',
      ),
      signed_envelope_property: said(
        '`Revision` for P; `Attached` (also when absent, but not for digests) or `Detached` for C.',
        'Revision',
      ),
      signAlgo: parts.signAlgo,
      signAlgoParams: parts.signAlgoParams,
      hashAlgorithmOID: parts.hashAlgorithmOID,
      signed_props: objects(
        '`signing-time` (C; a moment in UTC), `Reason` and `Location` (P, whole documents; base64 of UTF-8).',
        closed({
          attribute_name: said('Its name.', 'Reason'),
          attribute_value: Type.Optional(said('Its value.', 'SSBhZ3JlZQ==')),
        }),
      ),
    },
    { additionalProperties: Type.Unknown() },
  );

const activationProblems = [
  'ACTIVATION_INVALID',
  'ACTIVATION_EXPIRED',
  'ACTIVATION_USED',
  'CREDENTIAL_NOT_FOUND',
  'CREDENTIAL_NOT_ACTIVE',
];
const laterProblems = ['RESPONSE_URI_INVALID'];

/** What is said of each method of a version. */
export const methodDocuments: Readonly<Record<CscMethod, (version: CscVersion) => MethodDocument>> = {
  info: (version) => ({
    summary: 'Read what the service can do',
    description: 'the only method that needs no token.',
    body: body({ lang: parts.lang }, [], {}),
    response: { 200: information(version) },
    problems: [],
  }),
  'auth/revoke': () => ({
    summary: 'End a token of the application',
    description: 'a refresh token ends with its access tokens, an access token alone; an unknown one changes nothing.',
    body: body(
      { token: said('Refresh token or access token.', token), token_type_hint: said('Not needed.', 'access_token') },
      ['token'],
      { token },
    ),
    response: { 204: nothing('It is of no use any more.') },
    problems: [],
  }),
  'credentials/list': (version) => ({
    summary: 'List the credentials of the user',
    description: 'those that have or had a certificate.',
    body: body(
      version === 1
        ? {
            userID: parts.userID,
            maxResults: Type.Integer({ description: 'Ids at most; 100 at most.', examples: [20] }),
            pageToken: said('Where to go on.', 'b2xkZXN0'),
          }
        : {
            userID: parts.userID,
            credentialInfo: parts.credentialInfo,
            certificates: parts.certificates,
            certInfo: parts.certInfo,
            authInfo: parts.authInfo,
            onlyValid: flag('Whether only those that can sign now are wanted.'),
            lang: parts.lang,
          },
      [],
      version === 1 ? { maxResults: 20 } : { credentialInfo: true, certificates: 'chain', certInfo: true },
    ),
    response: { 200: listAnswer(version) },
    problems: version === 1 ? ['USER_NOT_EXPECTED', 'PAGE_TOKEN_INVALID'] : ['USER_NOT_EXPECTED'],
  }),
  'credentials/info': (version) => ({
    summary: 'Read a credential',
    description: 'what it is and what it takes to sign with it.',
    body: body(
      {
        credentialID: parts.credentialID,
        certificates: parts.certificates,
        certInfo: parts.certInfo,
        authInfo: parts.authInfo,
        lang: parts.lang,
      },
      ['credentialID'],
      { credentialID: credentialId, certificates: 'chain', certInfo: true, authInfo: true },
    ),
    response: { 200: credentialReference(version, { withId: false }) },
    problems: ['CREDENTIAL_NOT_FOUND'],
  }),
  'credentials/create': () => ({
    summary: 'Create the credential that the user agreed to',
    description: 'by a token of scope credential-creation, once; what is made was said in the authorisation.',
    body: body(
      {
        credentialCreationRequest: Type.Object(
          {},
          { description: 'As in the authorisation; not looked at.', additionalProperties: Type.Unknown() },
        ),
        credentialInfo: parts.credentialInfo,
        certificates: parts.certificates,
        certInfo: parts.certInfo,
      },
      [],
      { credentialCreationRequest: { certificatePolicy: 'zz_private_aes' } },
    ),
    response: { 201: credentialReference(2, { withId: true, isCreated: true }) },
    problems: ['NO_LICENCE_AVAILABLE'],
  }),
  'credentials/delete': () => ({
    summary: 'End the credential that the user agreed to end',
    description: 'by a token of scope credential-deletion; its certificate is revoked and its key destroyed.',
    body: body({ credentialID: parts.credentialID }, ['credentialID'], { credentialID: credentialId }),
    response: { 204: nothing('It is revoked.') },
    problems: ['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_WRONG_STATE'],
  }),
  'credentials/authorize': (version) => ({
    summary: 'Authorise signatures with a factor that the application collected',
    description: 'for applications that are registered for it; others use oauth2/authorize.',
    body: body(
      named(version, {
        credentialID: parts.credentialID,
        numSignatures: parts.numSignatures,
        hashes: parts.hashes,
        hashAlgorithmOID: parts.hashAlgorithmOID,
        description: parts.description,
        ...(version === 1
          ? { PIN: said('No credential here has one.', '1234'), OTP: said('The code.', '123456') }
          : {
              hashType: parts.hashType,
              authData: objects(
                'Exactly one of the objects of the credential.',
                closed({
                  id: said('Its id.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
                  value: Type.Optional(said('The code; left out for `page`.', '123456')),
                }),
              ),
            }),
      }),
      ['credentialID', 'numSignatures', version === 1 ? 'OTP' : 'authData'],
      {
        credentialID: credentialId,
        numSignatures: 1,
        ...digestsExample(version),
        ...(version === 1 ? { OTP: '123456' } : { authData: [{ id: 'page' }] }),
      },
    ),
    response: { 200: activation, ...(version === 1 ? {} : { 202: pending }) },
    problems: [
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_NOT_ACTIVE',
      'EXPLICIT_AUTHORISATION_OFF',
      'VALIDATION_OUTDATED',
      'DIGEST_INVALID',
      'SIGNATURES_INVALID',
      'TOO_MANY_DIGESTS',
      'DESCRIPTION_INVALID',
      'FACTORS_INVALID',
      'FACTOR_NOT_PERMITTED',
      'CODE_REFUSED',
      'CHALLENGE_EXPIRED',
      'ATTEMPTS_EXHAUSTED',
    ],
  }),
  'credentials/authorizeCheck': () => ({
    summary: 'Ask what became of an authorisation that waits for the user',
    description: 'every two seconds; more often than once a second is refused.',
    body: body({ handle: said('Of authorize.', 'Zm9yIGF1dGhvcml6ZUNoZWNr') }, ['handle'], {
      handle: 'Zm9yIGF1dGhvcml6ZUNoZWNr',
    }),
    response: { 200: activation, 202: pending },
    problems: ['APPROVAL_NOT_FOUND', 'APPROVAL_EXPIRED', 'APPROVAL_DENIED'],
  }),
  'credentials/getChallenge': () => ({
    summary: 'Ask a factor',
    description: 'the cells to read from a card, or nothing when a code was sent.',
    body: body(
      { credentialID: parts.credentialID, authObjectID: said('Id of the object.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K') },
      ['credentialID', 'authObjectID'],
      { credentialID: credentialId, authObjectID: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' },
    ),
    response: {
      200: closed(
        { challenge: said('Cells, in the order in which they are typed.', 'A2 C4 H1') },
        { title: 'CscChallenge' },
      ),
      204: nothing('A code was sent.'),
    },
    problems: [
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_NOT_ACTIVE',
      'EXPLICIT_AUTHORISATION_OFF',
      'AUTHENTICATOR_NOT_FOUND',
      'FACTOR_HAS_NO_CHALLENGE',
      'FACTOR_NOT_PERMITTED',
    ],
  }),
  'credentials/sendOTP': (version) => ({
    summary: 'Have a code sent to the user',
    description: 'to the authenticator that gets codes by message.',
    body: body(
      {
        credentialID: parts.credentialID,
        ...(version === 1
          ? {}
          : { authObjectID: said('Id of the object; the first one when absent.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K') }),
      },
      ['credentialID'],
      { credentialID: credentialId },
    ),
    response: { 204: nothing('It was sent.') },
    problems: [
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_NOT_ACTIVE',
      'EXPLICIT_AUTHORISATION_OFF',
      'AUTHENTICATOR_NOT_FOUND',
      'FACTOR_NOT_PERMITTED',
    ],
  }),
  'credentials/extendTransaction': (version) => ({
    summary: 'Name digests that could not be known before',
    description: 'where the credential permits it; the old activation data dies.',
    body: body(
      named(version, {
        credentialID: parts.credentialID,
        SAD: parts.SAD,
        hashes: parts.hashes,
        hashAlgorithmOID: parts.hashAlgorithmOID,
      }),
      ['credentialID', version === 1 ? 'hash' : 'hashes'],
      { credentialID: credentialId, SAD: token, ...digestsExample(version) },
    ),
    response: { 200: activation },
    problems: [...activationProblems, 'DIGEST_INVALID', 'TOO_MANY_DIGESTS'],
  }),
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
};

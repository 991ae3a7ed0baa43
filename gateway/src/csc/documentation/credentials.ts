import { Type } from 'typebox';
import { closed, nothing, said } from '../../schemas.ts';
import type { CscVersion } from '../call.ts';
import { credentialReference } from './credential-reference.ts';
import { body, credentialId, ecdsa, flag, type MethodDocuments, objects, parts, token, words } from './parts.ts';

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

/** What is said of the service, of tokens and of credentials. */
export const credentialDocuments = {
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
} satisfies MethodDocuments;

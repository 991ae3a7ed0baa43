import { Type } from 'typebox';
import { closed, count, nothing, said, text } from '../schemas.ts';
import { formType } from './form.ts';

/** The body of an error of these endpoints (RFC 6749 5.2). */
export const OAuthErrorSchema = closed(
  {
    error: said('Code of RFC 6749 5.2, RFC 9396 5 or RFC 9449 5.', 'invalid_grant'),
    error_description: said('What happened, in English, for developers.', 'the code or token is not valid'),
    error_code: said('Stable reason that programs may branch on; see the list of errors.', 'OAUTH_INVALID_GRANT'),
  },
  { title: 'OAuthError', description: 'Why the request failed.' },
);

const clientProof = {
  client_id: text({
    description: 'The application; also beside the Authorization header, where it is the same.',
    maxLength: 64,
    example: 'cli_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
  }),
  client_secret: text({
    description: 'Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1).',
    maxLength: 128,
    example: 'bG9uZyByYW5kb20gc2VjcmV0IG9mIHRoaXMgY2xpZW50',
  }),
  client_assertion: text({
    description: 'A JWT of its key instead of a secret (RFC 7523); its audience is the issuer.',
    maxLength: 8192,
    example: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJjbGlfMSJ9.c2ln',
  }),
  client_assertion_type: text({
    description: '`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion.',
    maxLength: 128,
    example: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  }),
};

const headers = Type.Object({
  DPoP: Type.Optional(
    text({
      description: 'Proof of the key that the tokens shall be bound to (RFC 9449); once per proof.',
      maxLength: 8192,
      example: 'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0.eyJqdGkiOiIxIn0.c2ln',
    }),
  ),
});

const scope = text({
  description: 'What is asked for; `service` when absent.',
  maxLength: 256,
  example: 'service',
});
const redirectUri = text({
  description: 'Where the user comes back to, exactly as registered.',
  maxLength: 2000,
  example: 'https://app.example.com/callback',
});
const authorizationDetails = text({
  description: 'JSON array of one element (RFC 9396), as the CSC API 2.2 has it.',
  maxLength: 250_000,
  example: '[{"type":"https://cloudsignatureconsortium.org/2025/credential-creation"}]',
});
const digests = text({
  description: 'Digests that shall be signed, base64url, joined by commas; `hash` in version 1.',
  maxLength: 250_000,
  example: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
});
const algorithm = text({
  description: 'OID of their algorithm; `hashAlgo` in version 1.',
  maxLength: 64,
  example: '2.16.840.1.101.3.4.2.1',
});

/** Documentation of a form; what is wrong with one is said in the words of RFC 6749. */
const form = (description: string, properties: Parameters<typeof closed>[0], required: string[]) => ({
  ...Type.Partial(closed({ ...clientProof, ...properties })),
  additionalProperties: true,
  description,
  required,
});

export const pushForm = form(
  'What the authorisation endpoint would be asked for.',
  {
    response_type: text({ description: '`code`.', maxLength: 16, example: 'code' }),
    redirect_uri: redirectUri,
    scope,
    state: text({ description: 'Comes back with the code.', maxLength: 2000, example: 'af0ifjsldkj' }),
    code_challenge: text({
      description: 'SHA-256 of the code verifier, base64url (RFC 7636).',
      maxLength: 43,
      example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    }),
    code_challenge_method: text({ description: '`S256`.', maxLength: 16, example: 'S256' }),
    authorization_details: authorizationDetails,
    credentialID: text({
      description: 'Credential that shall sign.',
      maxLength: 64,
      example: 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K',
    }),
    signatureQualifier: text({
      description: 'Kind of signature instead of a credential; the user chooses.',
      maxLength: 64,
      example: 'zz_private_aes',
    }),
    numSignatures: text({ description: 'Signatures in all.', maxLength: 8, example: '1' }),
    hashes: digests,
    hash: digests,
    hashAlgorithmOID: algorithm,
    hashAlgo: algorithm,
    hashType: text({
      description: '`dtbsr`, `sdr` or `sodr`: what the digests are of.',
      maxLength: 8,
      example: 'dtbsr',
    }),
    description: text({ description: 'What it is for; the user reads it.', maxLength: 500, example: 'Lease of May' }),
    lang: text({ description: 'Language of the pages (BCP 47).', maxLength: 35, example: 'de' }),
  },
  ['response_type', 'code_challenge', 'code_challenge_method'],
);

export const tokenForm = form(
  'What the tokens are asked for with.',
  {
    grant_type: text({
      description: '`authorization_code`, `refresh_token` or `client_credentials`.',
      maxLength: 64,
      example: 'authorization_code',
    }),
    code: text({
      description: 'Authorisation code; good for a minute, once.',
      maxLength: 128,
      example: 'SplxlOBeZQQYbYS6WxSbIA',
    }),
    redirect_uri: redirectUri,
    code_verifier: text({
      description: 'What the code challenge was made of.',
      maxLength: 128,
      example: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    }),
    refresh_token: text({
      description: 'Refresh token; good once.',
      maxLength: 128,
      example: 'tGzv3JOkF0XG5Qx2TlKWIA',
    }),
    scope,
    authorization_details: authorizationDetails,
  },
  ['grant_type'],
);

export const revokeForm = form(
  'The token.',
  {
    token: text({ description: 'Refresh token or access token.', maxLength: 8192, example: 'tGzv3JOkF0XG5Qx2TlKWIA' }),
    token_type_hint: text({
      description: 'What it is; not needed, and not read.',
      maxLength: 64,
      example: 'refresh_token',
    }),
  },
  ['token'],
);

const tags = ['OAuth 2.0'];
const security = [{ client: [] }, {}];

export const pushSchema = {
  operationId: 'pushAuthorisationRequest',
  summary: 'Leave a request for the authorisation endpoint',
  description:
    'R10: pushed authorisation requests (RFC 9126), needed for signatures: what is signed never stands in an address. The URI of the answer goes to the authorisation endpoint with the client_id alone, once, within its seconds.',
  tags,
  security,
  consumes: [formType],
  headers,
  response: {
    201: closed(
      {
        request_uri: said(
          'For the authorisation endpoint.',
          'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c',
        ),
        expires_in: count('Seconds for which it is good.', 90),
      },
      { title: 'PushedRequest' },
    ),
  },
};

export const tokenSchema = {
  operationId: 'requestTokens',
  summary: 'Get an access token',
  description:
    'R10: redeems a code, exchanges a refresh token, or serves the application itself (RFC 6749). A code is good once; a second redemption ends what the first one gave, and so does a second use of a refresh token. The access token of scope `credential` is signature activation data.',
  tags,
  security,
  consumes: [formType],
  headers,
  response: {
    200: closed(
      {
        access_token: said(
          'The access token, a JWT (RFC 9068).',
          'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJ4In0.c2ln',
        ),
        token_type: said(
          '`Bearer`; `DPoP` for one that is bound to a key; `SAD` in version 1 for scope `credential`.',
          'Bearer',
        ),
        expires_in: count('Seconds until it ends.', 3600),
        refresh_token: Type.Optional(said('Only for scope `service`.', 'tGzv3JOkF0XG5Qx2TlKWIA')),
        scope: said('What was granted.', 'service'),
        credentialID: Type.Optional(said('Credential that the grant is about.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
        authorization_details: Type.Optional(
          Type.Array(Type.Unsafe<unknown>({ description: 'As RFC 9396 7 has it.' }), {
            description: 'What was granted, where it was asked for so.',
          }),
        ),
      },
      { title: 'ApplicationTokens' },
    ),
  },
};

export const revokeSchema = {
  operationId: 'revokeToken',
  summary: 'End a token',
  description:
    'R10: RFC 7009, with the status of the CSC API. A refresh token ends with all access tokens that came of it, an access token alone. A token that is unknown changes nothing.',
  tags,
  security,
  consumes: [formType],
  response: { 204: nothing('It is of no use any more.') },
};

import { clientScopes } from '@countersign/grpc';
import type { OAuthClient, OwnGrant } from '@countersign/proto/oauth';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWordOf, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, count, id, moment, oneOf, said, text } from './schemas.ts';

const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
/** What a user can grant. */
const grantedScopes = ['service', 'credential', 'credential-creation', 'credential-deletion'] as const;

const keyMember = (description: string, maxLength: number, example: string) =>
  Type.Optional(text({ description, maxLength, example }));

const KeySchema = closed(
  {
    kty: oneOf(['EC', 'RSA'], 'Type of the key (RFC 7517 4.1).'),
    kid: text({ description: 'Its name, another one for each key.', maxLength: 100, example: '2026-11' }),
    use: Type.Optional(oneOf(['sig'], 'What it is for.')),
    alg: Type.Optional(oneOf(['ES256', 'RS256', 'PS256'], 'Algorithm of its signatures.')),
    crv: Type.Optional(oneOf(['P-256'], 'Curve of an EC key.')),
    x: keyMember('Of an EC key, base64url.', 64, 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4'),
    y: keyMember('Of an EC key, base64url.', 64, '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM'),
    n: keyMember('Modulus of an RSA key of 2048 bits or more, base64url.', 1400, '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXE'),
    e: keyMember('Exponent of an RSA key, base64url.', 16, 'AQAB'),
  },
  { description: 'A public key.' },
);

const keyExample = { kty: 'RSA', kid: '2026-11', n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXE', e: 'AQAB' };
const KeySetSchema = closed(
  { keys: Type.Array(KeySchema, { minItems: 1, maxItems: 5, description: 'The keys.', examples: [[keyExample]] }) },
  { description: 'Public keys of an application that proves itself by private_key_jwt (RFC 7523): EC P-256 or RSA.' },
);

const aName = 'Name that users are shown.';
const aPage = 'Page that tells users about it.';
const aMethod =
  'How it proves itself. `none` is for one that can keep no secret: PKCE alone, and nothing without a user.';
const aScope = 'What it may ask for; `application` is what it may do without a user (client credentials).';
const someUris =
  'Where users are sent back to, compared exactly: https, http to localhost, 127.0.0.1 or [::1] with any port (RFC 8252 7.3), or a private scheme with a dot. No fragment, no wildcard.';
const isExplicit =
  'Whether it may collect factors from users itself (credentials/authorize); otherwise only our pages do.';
const isPushed =
  'Whether requests for signatures must be pushed (RFC 9126). Off only for applications of CSC API version 1, which send their parameters in the address.';
const isBound = 'Whether its tokens must be bound to a key of its own (DPoP, RFC 9449).';
const someHosts = 'Hosts, exactly, to which it may have results announced (`response_uri`).';
const aUri = 'https://shop.example.com/signed';
const flag = (description: string, example: boolean) => Type.Boolean({ description, examples: [example] });

/** What is registered of an application, in requests. */
export const applicationFields = {
  name: text({ description: aName, maxLength: 100, example: 'Example Shop' }),
  clientUri: Type.Optional(text({ description: aPage, maxLength: 500, example: 'https://shop.example.com' })),
  tokenEndpointAuthMethod: Type.Optional(oneOf(methods, `${aMethod} client_secret_basic when absent.`)),
  jwks: Type.Optional(KeySetSchema),
  redirectUris: Type.Optional(
    Type.Array(text({ description: 'Redirect URI.', maxLength: 500, example: aUri }), {
      maxItems: 10,
      description: `${someUris} None only for one that acts without users.`,
      examples: [[aUri]],
    }),
  ),
  scopes: Type.Optional(
    Type.Array(oneOf(clientScopes, 'Scope.'), {
      maxItems: 5,
      description: `${aScope} service and credential when absent.`,
      examples: [['service', 'credential']],
    }),
  ),
  explicitAuthorisation: Type.Optional(flag(`${isExplicit} False when absent.`, false)),
  requirePushedAuthorisationRequests: Type.Optional(flag(`${isPushed} True when absent.`, true)),
  requireDpop: Type.Optional(flag(`${isBound} False when absent.`, false)),
  responseHosts: Type.Optional(
    Type.Array(text({ description: 'Host.', maxLength: 253, example: 'hooks.shop.example.com' }), {
      maxItems: 10,
      description: someHosts,
      examples: [['hooks.shop.example.com']],
    }),
  ),
};
export const applicationExample = {
  name: 'Example Shop',
  clientUri: 'https://shop.example.com',
  redirectUris: [aUri],
  scopes: ['service', 'credential'],
  responseHosts: ['hooks.shop.example.com'],
};
const bodySchema = closed(applicationFields);

export const applicationParams = closed({ clientId: id('cli', 'the application') });

/** An application as it is registered. */
export const ApplicationSchema = closed(
  {
    id: said('Its client_id.', 'cli_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    name: said(aName, 'Example Shop'),
    clientUri: Type.Optional(said(aPage, 'https://shop.example.com')),
    tokenEndpointAuthMethod: oneOf(methods, aMethod),
    jwks: Type.Optional(KeySetSchema),
    redirectUris: Type.Array(said('Redirect URI.', aUri), { description: someUris }),
    scopes: Type.Array(oneOf(clientScopes, 'Scope.'), { description: aScope }),
    explicitAuthorisation: flag(isExplicit, false),
    requirePushedAuthorisationRequests: flag(isPushed, true),
    requireDpop: flag(isBound, false),
    responseHosts: Type.Array(said('Host.', 'hooks.shop.example.com'), { description: someHosts }),
    disabled: flag('Whether it was switched off: nothing of it is accepted.', false),
    version: count('Grows with every change.', 1),
    createdAt: moment('When it was registered.'),
  },
  { title: 'Application' },
);

/** What the body of a request says, with what holds where it says nothing. */
export function fromApplicationBody(body: Static<typeof bodySchema>): Omit<OAuthClient, 'id' | 'version' | 'disabled'> {
  return {
    name: body.name,
    clientUri: body.clientUri ?? '',
    tokenEndpointAuthMethod: body.tokenEndpointAuthMethod ?? '',
    jwks: body.jwks === undefined ? '' : JSON.stringify(body.jwks),
    redirectUris: body.redirectUris ?? [],
    scopes: body.scopes ?? [],
    explicitAuthorisation: body.explicitAuthorisation ?? false,
    requirePushedAuthorisationRequests: body.requirePushedAuthorisationRequests ?? true,
    requireDpop: body.requireDpop ?? false,
    responseHosts: body.responseHosts ?? [],
    createdAt: undefined,
  };
}

/** An application as JSON. */
export function toApplicationJson(part: OAuthClient | undefined): Static<typeof ApplicationSchema> {
  const client = getPart(part, 'application');
  return omitUndefined({
    id: client.id,
    name: client.name,
    clientUri: orAbsent(client.clientUri),
    tokenEndpointAuthMethod: getWordOf(methods, client.tokenEndpointAuthMethod, 'method'),
    jwks: client.jwks === '' ? undefined : (JSON.parse(client.jwks) as Static<typeof KeySetSchema>),
    redirectUris: client.redirectUris,
    scopes: client.scopes.map((scope) => getWordOf(clientScopes, scope, 'scope')),
    explicitAuthorisation: client.explicitAuthorisation,
    requirePushedAuthorisationRequests: client.requirePushedAuthorisationRequests,
    requireDpop: client.requireDpop,
    responseHosts: client.responseHosts,
    disabled: client.disabled,
    version: client.version,
    createdAt: getTime(client.createdAt, 'created_at'),
  });
}

/** What a user granted an application. */
export const GrantSchema = closed(
  {
    id: said('Id of what was granted.', 'ogr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    clientId: said('The application.', 'cli_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    clientName: said('Its name.', 'Example Shop'),
    scope: oneOf(
      grantedScopes,
      'What for: to see certificates, to make signatures, to make a certificate, or to end one.',
    ),
    credentialId: Type.Optional(said('Signing certificate, where it is about one.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    signatures: Type.Optional(count('Signatures that were authorised.', 3)),
    grantedAt: moment('When it was granted.'),
    expiresAt: moment('When it ends.'),
    lastUsedAt: Type.Optional(moment('When it was used last, to the minute; absent when never.')),
  },
  { title: 'ApplicationGrant' },
);

/** What a user granted as JSON. */
export function toGrantJson(grant: OwnGrant): Static<typeof GrantSchema> {
  return omitUndefined({
    id: grant.id,
    clientId: grant.clientId,
    clientName: grant.clientName,
    scope: getWordOf(grantedScopes, grant.scope, 'scope'),
    credentialId: orAbsent(grant.credentialId),
    signatures: grant.signatures === 0 ? undefined : grant.signatures,
    grantedAt: getTime(grant.grantedAt, 'granted_at'),
    expiresAt: getTime(grant.expiresAt, 'expires_at'),
    lastUsedAt: timeOrAbsent(grant.lastUsedAt),
  });
}

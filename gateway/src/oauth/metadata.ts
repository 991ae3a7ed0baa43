import { clientScopes } from '@countersign/grpc';
import { locales } from '@countersign/texts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { closed, said } from '../schemas.ts';
import { proofAlgorithms } from './dpop.ts';
import { grantTypes } from './token-request.ts';

/** Types of authorization_details (RFC 9396) that are taken; `credential` is what the older names it. */
const detailTypes = [
  'credential',
  'https://cloudsignatureconsortium.org/2025/credential',
  'https://cloudsignatureconsortium.org/2025/credential-creation',
  'https://cloudsignatureconsortium.org/2025/credential-deletion',
];
const authenticationMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];
const assertionAlgorithms = ['ES256', 'RS256', 'PS256'];

const url = (description: string, path: string) => said(description, `https://api.example.com${path}`);
const words = (description: string, examples: readonly string[]) =>
  Type.Array(Type.String(), { description, examples: [[...examples]] });

const schema = {
  operationId: 'getAuthorisationServerMetadata',
  summary: 'Read what the authorisation server can do',
  description: 'R10: metadata of RFC 8414 for applications that find out for themselves.',
  tags: ['OAuth 2.0'],
  response: {
    200: closed(
      {
        issuer: url('The `iss` of answers (RFC 9207).', ''),
        authorization_endpoint: url('Where users are sent.', '/oauth2/authorize'),
        token_endpoint: url('Where tokens come from.', '/oauth2/token'),
        pushed_authorization_request_endpoint: url('Where requests are left (RFC 9126).', '/oauth2/pushed_authorize'),
        revocation_endpoint: url('Where tokens end (RFC 7009).', '/oauth2/revoke'),
        jwks_uri: url('Keys of the access tokens.', '/.well-known/jwks.json'),
        scopes_supported: words('Scopes; `application` is what an application may do without a user.', clientScopes),
        response_types_supported: words('Codes only.', ['code']),
        response_modes_supported: words('In the query only.', ['query']),
        grant_types_supported: words('Grant types.', grantTypes),
        token_endpoint_auth_methods_supported: words(
          'How applications authenticate; each by the one that it is registered with.',
          authenticationMethods,
        ),
        token_endpoint_auth_signing_alg_values_supported: words('Algorithms of assertions.', assertionAlgorithms),
        revocation_endpoint_auth_methods_supported: words('As at the token endpoint.', authenticationMethods),
        revocation_endpoint_auth_signing_alg_values_supported: words('As at the token endpoint.', assertionAlgorithms),
        code_challenge_methods_supported: words('PKCE (RFC 7636): without it there is no code.', ['S256']),
        require_pushed_authorization_requests: Type.Boolean({
          description:
            'Whether every request must be pushed. False, because those for `service` need not be; for all other scopes it is so, unless an application is registered otherwise.',
          examples: [false],
        }),
        authorization_details_types_supported: words('Types of RFC 9396.', detailTypes),
        authorization_response_iss_parameter_supported: Type.Boolean({
          description: 'Whether answers name their issuer (RFC 9207).',
          examples: [true],
        }),
        dpop_signing_alg_values_supported: words('Algorithms of proofs (RFC 9449).', proofAlgorithms),
        ui_locales_supported: words('Languages of the pages.', locales),
        service_documentation: url('The reference.', '/docs'),
      },
      { title: 'AuthorisationServerMetadata' },
    ),
  },
};

/** `/.well-known/oauth-authorization-server` */
export const oauthMetadataRoutes: FastifyPluginAsyncTypebox<{ publicUrl: string }> = async (app, { publicUrl }) => {
  const metadata = {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth2/authorize`,
    token_endpoint: `${publicUrl}/oauth2/token`,
    pushed_authorization_request_endpoint: `${publicUrl}/oauth2/pushed_authorize`,
    revocation_endpoint: `${publicUrl}/oauth2/revoke`,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    scopes_supported: [...clientScopes],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: [...grantTypes],
    token_endpoint_auth_methods_supported: authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    code_challenge_methods_supported: ['S256'],
    require_pushed_authorization_requests: false,
    authorization_details_types_supported: detailTypes,
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: [...proofAlgorithms],
    ui_locales_supported: [...locales],
    service_documentation: `${publicUrl}/docs`,
  };
  app.get('/.well-known/oauth-authorization-server', { schema, config: { public: true } }, async (_request, reply) => {
    reply.header('cache-control', 'public, max-age=300');
    return metadata;
  });
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { OAuthClient } from '../clients.ts';
import type { ApplicationTokens } from './application-token.ts';
import { authenticationParameters, readAuthentication } from './client-authentication.ts';
import type { ProofVerifier } from './dpop.ts';
import { getParameter, readForm, takeForms } from './form.ts';
import { revoke } from './revocation.ts';
import { pushForm, pushSchema, revokeForm, revokeSchema, tokenForm, tokenSchema } from './schemas.ts';
import { type GrantingClient, requestGrant, toTokenResponse } from './token-request.ts';

const bodyLimit = 64 * 1024;
/** A thousand digests with their labels, percent-encoded. */
const pushLimit = 256 * 1024;

export interface OAuthRoutesOptions {
  oauth: GrantingClient & Pick<OAuthClient, 'pushAuthorisation' | 'revokeToken'>;
  tokens: ApplicationTokens;
  proofs: ProofVerifier;
  /** Version of the CSC API whose names hold under this prefix. */
  cscVersion: 1 | 2;
}

// Secrets here are 256 random bits: guesses are no danger, and all users of an application come from its one address.
const config = { public: true, errors: 'oauth', counted: 'oauth' } as const;
const refusals = ['OAUTH_INVALID_REQUEST', 'OAUTH_INVALID_DPOP'];
const unproved = { 401: ['OAUTH_INVALID_CLIENT'] };

/** The endpoints that applications ask themselves: a scope of its own, because their bodies are forms. */
export const oauthRoutes: FastifyPluginAsyncTypebox<OAuthRoutesOptions> = async (
  app,
  { oauth, tokens, proofs, cscVersion },
) => {
  takeForms(app, bodyLimit);
  const named = <S extends { operationId: string }>(schema: S): S =>
    cscVersion === 2 ? schema : { ...schema, operationId: `${schema.operationId}V1` };

  app.post(
    '/pushed_authorize',
    {
      schema: named(pushSchema),
      bodyLimit: pushLimit,
      config: {
        ...config,
        rawBody: pushForm,
        problems: {
          400: [
            ...refusals,
            'OAUTH_CLIENT_UNKNOWN',
            'OAUTH_INVALID_AUTHORISATION_DETAILS',
            'OAUTH_INVALID_SCOPE',
            'OAUTH_REDIRECT_URI_INVALID',
            'OAUTH_UNAUTHORISED_CLIENT',
            'OAUTH_UNSUPPORTED_RESPONSE_TYPE',
          ],
          ...unproved,
        },
      },
    },
    async (request, reply) => {
      const form = readForm(request.body);
      const { requestUri, expiresIn } = await oauth.pushAuthorisation({
        authentication: readAuthentication(request.headers.authorization, form),
        parameters: [...form]
          .filter(([name]) => !authenticationParameters.includes(name))
          .map(([name, value]) => ({ name, value })),
        cscVersion,
        dpopThumbprint: (await proofs.find(request)) ?? '',
      });
      reply.code(201);
      return { request_uri: requestUri, expires_in: expiresIn };
    },
  );

  app.post(
    '/token',
    {
      schema: named(tokenSchema),
      config: {
        ...config,
        rawBody: tokenForm,
        problems: {
          400: [
            ...refusals,
            'OAUTH_INVALID_AUTHORISATION_DETAILS',
            'OAUTH_INVALID_GRANT',
            'OAUTH_INVALID_SCOPE',
            'OAUTH_UNAUTHORISED_CLIENT',
            'OAUTH_UNSUPPORTED_GRANT_TYPE',
          ],
          ...unproved,
        },
      },
    },
    async (request, reply) => {
      const form = readForm(request.body);
      const authentication = readAuthentication(request.headers.authorization, form);
      const dpopThumbprint = (await proofs.find(request)) ?? '';
      const grant = await requestGrant(oauth, { form, authentication, dpopThumbprint });
      // RFC 6749 5.1
      reply.header('pragma', 'no-cache');
      return await toTokenResponse(tokens, grant, form);
    },
  );

  app.post(
    '/revoke',
    {
      schema: named(revokeSchema),
      config: { ...config, rawBody: revokeForm, problems: { 400: ['OAUTH_INVALID_REQUEST'], ...unproved } },
    },
    async (request, reply) => {
      const form = readForm(request.body);
      const authentication = readAuthentication(request.headers.authorization, form);
      await revoke({ oauth, tokens }, { authentication, byToken: false, token: getParameter(form, 'token') });
      reply.code(204);
      return null;
    },
  );
};

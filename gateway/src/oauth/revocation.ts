import type { ClientAuthentication } from '@countersign/proto/oauth';
import type { OAuthClient } from '../clients.ts';
import type { ApplicationTokens } from './application-token.ts';

/** A token that shall end. */
export interface Revocation {
  /** How the application proved itself. */
  authentication: ClientAuthentication;
  /** Whether it did by an access token of its own that was verified; then only the client_id of `authentication` counts. */
  byToken: boolean;
  /** Refresh token or access token. */
  token: string;
}

/**
 * Ends a token of the application (RFC 7009). One that is unknown, over or another application's changes nothing. Throws
 * OAUTH_INVALID_CLIENT.
 */
export async function revoke(
  { oauth, tokens }: { oauth: Pick<OAuthClient, 'revokeToken'>; tokens: Pick<ApplicationTokens, 'find'> },
  { authentication, byToken, token }: Revocation,
): Promise<void> {
  const claims = (await tokens.find(token))?.claims;
  await oauth.revokeToken({
    authentication,
    byToken,
    // Whatever is no access token that holds is looked for among the refresh tokens, and found or not.
    refreshToken: claims === undefined ? token : '',
    grantId: claims?.grant_id ?? '',
    tokenId: claims?.jti ?? '',
    authorisationId: claims?.authorisation_id ?? '',
  });
}

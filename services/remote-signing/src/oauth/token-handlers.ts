import type { Handlers } from '@countersign/grpc';
import type { OAuthServiceService } from '@countersign/proto/oauth';
import type { OAuthDependencies } from './dependencies.ts';

type Method =
  | 'redeemAuthorisationCode'
  | 'refreshGrant'
  | 'grantToClient'
  | 'revokeToken'
  | 'listGrants'
  | 'revokeGrant';

/** Handlers. */
export function createTokenHandlers(_deps: OAuthDependencies): Pick<Handlers<typeof OAuthServiceService>, Method> {
  const missing = async () => {
    throw new Error('not there yet');
  };
  return {
    redeemAuthorisationCode: missing,
    refreshGrant: missing,
    grantToClient: missing,
    revokeToken: missing,
    listGrants: missing,
    revokeGrant: missing,
  };
}

import type { Handlers } from '@countersign/grpc';
import type { OAuthServiceService } from '@countersign/proto/oauth';
import type { OAuthDependencies } from './dependencies.ts';

type Method =
  | 'pushAuthorisation'
  | 'startAuthorisation'
  | 'openApproval'
  | 'getAuthorisation'
  | 'askAuthorisationFactor'
  | 'approveAuthorisation'
  | 'denyAuthorisation';

/** Handlers. */
export function createRequestHandlers(_deps: OAuthDependencies): Pick<Handlers<typeof OAuthServiceService>, Method> {
  const missing = async () => {
    throw new Error('not there yet');
  };
  return {
    pushAuthorisation: missing,
    startAuthorisation: missing,
    openApproval: missing,
    getAuthorisation: missing,
    askAuthorisationFactor: missing,
    approveAuthorisation: missing,
    denyAuthorisation: missing,
  };
}

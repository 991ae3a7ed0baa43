import type { Handlers } from '@countersign/grpc';
import type { OAuthServiceService } from '@countersign/proto/oauth';
import type { OAuthDependencies } from './dependencies.ts';

type Method = 'registerClient' | 'listClients' | 'getClient' | 'updateClient' | 'rotateClientSecret';

/** Handlers. */
export function createClientHandlers(_deps: OAuthDependencies): Pick<Handlers<typeof OAuthServiceService>, Method> {
  const missing = async () => {
    throw new Error('not there yet');
  };
  return {
    registerClient: missing,
    listClients: missing,
    getClient: missing,
    updateClient: missing,
    rotateClientSecret: missing,
  };
}

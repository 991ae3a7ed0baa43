import type { Handlers } from '@countersign/grpc';
import type { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import type { ApplicationDependencies } from './dependencies.ts';

type Method =
  | 'listApplicationCredentials'
  | 'getApplicationCredential'
  | 'createApplicationCredential'
  | 'deleteApplicationCredential';

/** Handlers. */
export function createApplicationCredentialHandlers(
  _deps: ApplicationDependencies,
): Pick<Handlers<typeof SigningApplicationServiceService>, Method> {
  const missing = async () => {
    throw new Error('not there yet');
  };
  return {
    listApplicationCredentials: missing,
    getApplicationCredential: missing,
    createApplicationCredential: missing,
    deleteApplicationCredential: missing,
  };
}

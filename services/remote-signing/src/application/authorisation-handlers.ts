import type { Handlers } from '@countersign/grpc';
import type { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import type { ApplicationDependencies } from './dependencies.ts';

type Method = 'askApplicationFactor' | 'authoriseDigests' | 'checkAuthorisation' | 'extendAuthorisation';

/** Handlers. */
export function createAuthorisationHandlers(
  _deps: ApplicationDependencies,
): Pick<Handlers<typeof SigningApplicationServiceService>, Method> {
  const missing = async () => {
    throw new Error('not there yet');
  };
  return {
    askApplicationFactor: missing,
    authoriseDigests: missing,
    checkAuthorisation: missing,
    extendAuthorisation: missing,
  };
}

import type { Handlers } from '@countersign/grpc';
import type { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import type { ApplicationDependencies } from './dependencies.ts';

type Method = 'signHashes' | 'signDocuments' | 'pollResponse' | 'createApplicationTimestamp';

/** Handlers. */
export function createSigningHandlers(
  _deps: ApplicationDependencies,
): Pick<Handlers<typeof SigningApplicationServiceService>, Method> {
  const missing = async () => {
    throw new Error('not there yet');
  };
  return {
    signHashes: missing,
    signDocuments: missing,
    pollResponse: missing,
    createApplicationTimestamp: missing,
  };
}

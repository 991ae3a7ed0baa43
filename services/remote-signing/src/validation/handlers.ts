import type { Handlers } from '@countersign/grpc';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { DocumentDependencies } from '../document/upload.ts';
import type { RemoteSigningOutcomes } from '../outcomes.ts';

/** The handler of validation. */
export function createValidationHandlers(
  _deps: DocumentDependencies & { counted: RemoteSigningOutcomes },
): Pick<Handlers<typeof RemoteSigningServiceService>, 'validateDocument'> {
  return { validateDocument: () => Promise.reject(new Error('validateDocument is not there')) };
}

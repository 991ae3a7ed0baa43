import type { Handlers } from '@countersign/grpc';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { Logger } from '@countersign/runtime';
import type { Registry } from 'prom-client';
import { type CredentialDependencies, createCredentialHandlers } from './credential/handlers.ts';
import { createDocumentHandlers } from './document/handlers.ts';
import { createRemoteSigningOutcomes } from './outcomes.ts';
import { createDocumentWork, type SignatureDependencies } from './signature/dependencies.ts';
import { createSignatureHandlers } from './signature/handlers.ts';
import { createValidationHandlers, type ValidationDependencies } from './validation/handlers.ts';

export type RemoteSigningDependencies = Omit<SignatureDependencies, 'documentWork'> &
  CredentialDependencies &
  Omit<ValidationDependencies, 'counted'> & { logger: Logger; metrics: Registry };

/** The handlers of remote signing. Everything is looked up together with its owner, the actor. */
export function createRemoteSigningService({
  metrics,
  ...rest
}: RemoteSigningDependencies): Handlers<typeof RemoteSigningServiceService> {
  const deps = { ...rest, documentWork: createDocumentWork(), counted: createRemoteSigningOutcomes(metrics) };
  return {
    ...createCredentialHandlers(deps),
    ...createDocumentHandlers(deps),
    ...createSignatureHandlers(deps),
    ...createValidationHandlers(deps),
  };
}

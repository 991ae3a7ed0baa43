import type { Handlers } from '@countersign/grpc';
import type { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import { createAuthorisationHandlers } from './authorisation-handlers.ts';
import { createApplicationCredentialHandlers } from './credential-handlers.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import { createSigningHandlers } from './signing-handlers.ts';

/** The handlers of the Cloud Signature Consortium API's core, which knows no version of it. */
export function createApplicationService(
  deps: ApplicationDependencies,
): Handlers<typeof SigningApplicationServiceService> {
  return {
    ...createApplicationCredentialHandlers(deps),
    ...createAuthorisationHandlers(deps),
    ...createSigningHandlers(deps),
  };
}

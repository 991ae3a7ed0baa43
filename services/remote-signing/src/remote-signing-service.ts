import { type Implementation, implement } from '@countersign/grpc';
import { OAuthServiceService } from '@countersign/proto/oauth';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import type { Logger } from '@countersign/runtime';
import type { Registry } from 'prom-client';
import { access, applicationAccess, oauthAccess } from './access.ts';
import { createApplicationService } from './application/application-service.ts';
import { type CredentialDependencies, createCredentialHandlers } from './credential/handlers.ts';
import { createDocumentHandlers } from './document/handlers.ts';
import type { OAuthDependencies } from './oauth/dependencies.ts';
import { createOAuthService } from './oauth/oauth-service.ts';
import { createRemoteSigningOutcomes } from './outcomes.ts';
import { createDocumentWork, type SignatureDependencies } from './signature/dependencies.ts';
import { createSignatureHandlers } from './signature/handlers.ts';
import { createValidationHandlers, type ValidationDependencies } from './validation/handlers.ts';

export type RemoteSigningDependencies = Omit<SignatureDependencies, 'documentWork'> &
  CredentialDependencies &
  Omit<ValidationDependencies, 'counted'> &
  Omit<OAuthDependencies, 'counted'> & { logger: Logger; metrics: Registry };

/** The services of remote signing. Everything is looked up together with its owner, the actor. */
export function createRemoteSigning({ metrics, ...rest }: RemoteSigningDependencies): Implementation[] {
  const deps = { ...rest, documentWork: createDocumentWork(), counted: createRemoteSigningOutcomes(metrics) };
  const handlers = {
    ...createCredentialHandlers(deps),
    ...createDocumentHandlers(deps),
    ...createSignatureHandlers(deps),
    ...createValidationHandlers(deps),
  };
  return [
    implement(RemoteSigningServiceService, handlers, access),
    implement(OAuthServiceService, createOAuthService(deps), oauthAccess),
    implement(SigningApplicationServiceService, createApplicationService(deps), applicationAccess),
  ];
}

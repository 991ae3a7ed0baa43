import type { Handlers } from '@countersign/grpc';
import type { OAuthServiceService } from '@countersign/proto/oauth';
import { createClientHandlers } from './client-handlers.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { createRequestHandlers } from './request-handlers.ts';
import { createTokenHandlers } from './token-handlers.ts';

/** The handlers of the authorisation server's core: applications, what they ask for, what they were granted. */
export function createOAuthService(deps: OAuthDependencies): Handlers<typeof OAuthServiceService> {
  return { ...createClientHandlers(deps), ...createRequestHandlers(deps), ...createTokenHandlers(deps) };
}

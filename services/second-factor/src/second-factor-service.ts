import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { createAccountPolicyHandlers } from './account-policy/account-policy-service.ts';
import { createAdministrationHandlers } from './authenticator/administration-service.ts';
import { createAuthenticatorHandlers } from './authenticator/authenticator-service.ts';
import { createOwnAuthenticatorHandlers } from './authenticator/own-service.ts';
import { createCodeHandlers } from './code/code-service.ts';
import { createReceiptHandlers } from './code/receipts.ts';
import type { SecondFactorDeps } from './dependencies.ts';
import { createEmergencyCodeHandlers } from './emergency-code/emergency-service.ts';
import { createGridCardHandlers } from './grid-card/grid-card-service.ts';
import { createLoginHandlers } from './login/login-service.ts';
import { createConformanceHandlers } from './policy/policy-service.ts';
import { createReleaseHandlers } from './release.ts';
import { createReplacementHandlers } from './replacement/replacement-service.ts';
import { createSigningChallengeHandlers } from './signing-challenge/signing-challenge-service.ts';
import { createSoftTokenHandlers } from './soft-token/soft-token-service.ts';
import { createVerificationHandlers } from './verification/verification-service.ts';

/** The handlers of all RPCs. */
export function createSecondFactorService(deps: SecondFactorDeps): Handlers<typeof SecondFactorServiceService> {
  return {
    ...createAuthenticatorHandlers(deps),
    ...createOwnAuthenticatorHandlers(deps),
    ...createAdministrationHandlers(deps),
    ...createEmergencyCodeHandlers(deps),
    ...createReplacementHandlers(deps),
    ...createAccountPolicyHandlers(deps),
    ...createVerificationHandlers(deps),
    ...createLoginHandlers(deps),
    ...createCodeHandlers(deps),
    ...createReceiptHandlers(deps),
    ...createSigningChallengeHandlers(deps),
    ...createSoftTokenHandlers(deps),
    ...createGridCardHandlers(deps),
    ...createReleaseHandlers(deps),
    ...createConformanceHandlers(deps),
  };
}

import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { createAuthenticatorHandlers } from './authenticator/authenticator-service.ts';
import { createCodeHandlers } from './code/code-service.ts';
import type { SecondFactorDeps } from './dependencies.ts';
import { createLoginHandlers } from './login/login-service.ts';
import { createConformanceHandlers } from './policy/policy-service.ts';
import { createReleaseHandlers } from './release.ts';
import { createSigningChallengeHandlers } from './signing-challenge/signing-challenge-service.ts';

/** The handlers of all RPCs. */
export function createSecondFactorService(deps: SecondFactorDeps): Handlers<typeof SecondFactorServiceService> {
  return {
    ...placeholders,
    ...createAuthenticatorHandlers(deps),
    ...createLoginHandlers(deps),
    ...createCodeHandlers(deps),
    ...createSigningChallengeHandlers(deps),
    ...createReleaseHandlers(deps),
    ...createConformanceHandlers(deps),
  };
}

async function missing(): Promise<never> {
  throw new Error('not written yet');
}

const placeholders = {
  renameAuthenticator: missing,
  removeAuthenticator: missing,
  resynchroniseAuthenticator: missing,
  askAuthenticator: missing,
  switchSoftTokenPlatform: missing,
  describeSoftTokenService: missing,
  startSoftTokenActivation: missing,
  finishSoftTokenActivation: missing,
  checkSoftTokenCode: missing,
  downloadEgrid: missing,
  askLoginFactor: missing,
  askSigningFactor: missing,
  askVerification: missing,
  verify: missing,
  recordDeliveryReceipt: missing,
  issueEmergencyCode: missing,
  grantReplacement: missing,
  listUserAuthenticators: missing,
  changeUserAuthenticator: missing,
  assignGridCard: missing,
  createGridCardBatch: missing,
  listGridCardBatches: missing,
  getGridCardBatch: missing,
  getGridCardPrintFile: missing,
  voidGridCardBatch: missing,
  getAccountFactorPolicy: missing,
  setAccountFactorPolicy: missing,
  checkAccountFactorPolicy: missing,
};

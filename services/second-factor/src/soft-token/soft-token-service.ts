import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireRecent } from '../recent-login.ts';
import { finishActivation, startActivation } from './activation.ts';
import { checkCode } from './code-check.ts';
import { describeService } from './description.ts';
import { switchPlatform } from './platform-switch.ts';

type SoftTokenMethod =
  | 'switchSoftTokenPlatform'
  | 'describeSoftTokenService'
  | 'startSoftTokenActivation'
  | 'finishSoftTokenActivation'
  | 'checkSoftTokenCode';

/** The RPCs by which apps are bound, and their owners choose where they run. Apps have no session: their messages prove them. */
export function createSoftTokenHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, SoftTokenMethod> {
  const { outcomes } = deps;
  return {
    switchSoftTokenPlatform: (request, context) =>
      outcomes('switch_platform', () =>
        switchPlatform(deps, requireRecent(deps, context, { allowSetUp: true }), request),
      ),
    describeSoftTokenService: async () => describeService(deps),
    startSoftTokenActivation: (request) => outcomes('start_activation', () => startActivation(deps, request)),
    finishSoftTokenActivation: (request) => outcomes('finish_activation', () => finishActivation(deps, request)),
    checkSoftTokenCode: (request) =>
      outcomes('check_soft_token', async () => {
        await checkCode(deps, request);
        return {};
      }),
  };
}

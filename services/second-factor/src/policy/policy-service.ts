import type { Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import type { SecondFactorDeps } from '../dependencies.ts';
import { findDeviations } from './conformance.ts';
import { strengthsOf } from './strength.ts';

/** The RPC that tells where the active policy deviates from the standards. */
export function createConformanceHandlers({
  policy,
}: SecondFactorDeps): Pick<Handlers<typeof SecondFactorServiceService>, 'listPolicyDeviations'> {
  return { listPolicyDeviations: async () => ({ deviations: findDeviations(policy), strengths: strengthsOf(policy) }) };
}

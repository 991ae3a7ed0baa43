import type { Handlers } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { findDeviations } from './conformance.ts';
import { compareRequirements } from './conformance-rule.ts';

/** The RPC that tells where the active policy, second-factor's part included, deviates from the standards. */
export function createConformanceHandlers({
  policy,
  secondFactor,
}: IdentityDeps): Pick<Handlers<typeof IdentityServiceService>, 'listPolicyDeviations'> {
  return {
    async listPolicyDeviations() {
      const { deviations: ofFactors, strengths } = await secondFactor.listPolicyDeviations({});
      const deviations = [
        ...findDeviations(policy).map((deviation) => ({ ...deviation, service: 'identity' })),
        ...ofFactors.map((deviation) => ({ ...deviation, service: 'second-factor' })),
      ].toSorted(compareRequirements);
      return { profile: policy.profile, deviations, strengths };
    },
  };
}

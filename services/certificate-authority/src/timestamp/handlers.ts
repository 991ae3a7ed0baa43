import type { Handlers } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { createStamper, type TimestampDeps } from './stamping.ts';

/** The handler that makes time-stamps. */
export function createTimestampHandlers(
  deps: TimestampDeps,
): Pick<Handlers<typeof CertificateAuthorityServiceService>, 'createTimestamp'> {
  const stamp = createStamper(deps);
  return {
    async createTimestamp({ request }) {
      return { response: await stamp(request) };
    },
  };
}

import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import type { CertificateDeps } from './deps.ts';
import { issueCertificate } from './issuance.ts';
import { tellRevocation } from './revocation.ts';
import { followSubscription } from './subscription-job.ts';
import { type RefundClient, withdrawRefunded } from './withdrawal.ts';

const id = Type.String({ minLength: 1, maxLength: 64 });

/** What the inventory does with the jobs of enrollment's queue, by topic. */
export function createCertificateJobs(
  deps: CertificateDeps & { orders: RefundClient },
): Readonly<Record<string, JobHandler>> {
  return {
    'issue-certificate': jobHandler(Type.Object({ requestId: id }), ({ requestId }) =>
      issueCertificate(deps, requestId),
    ),
    'revoke-certificate': jobHandler(Type.Object({ certificateId: id }), ({ certificateId }) =>
      tellRevocation(deps, certificateId),
    ),
    'order-refunded': jobHandler(Type.Object({ refundId: id }), ({ refundId }) => withdrawRefunded(deps, refundId)),
    'subscription-changed': jobHandler(Type.Object({ subscriptionId: id }), ({ subscriptionId }) =>
      followSubscription(deps, subscriptionId),
    ),
  };
}

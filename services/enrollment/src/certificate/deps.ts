import type { Caller } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import type { Clock, Logger } from '@countersign/runtime';
import type { EnrollmentDb } from '../database.ts';
import type { Products } from '../inventory/products.ts';
import type { CertificateMetrics } from './metrics.ts';

/** What the inventory asks certificate-authority. */
export type AuthorityClient = Pick<
  Caller<typeof CertificateAuthorityServiceService>,
  'issueServerCertificate' | 'revokeCertificate'
>;

/** What everything about certificates needs. */
export interface CertificateDeps {
  db: EnrollmentDb;
  clock: Clock;
  products: Products;
  authority: AuthorityClient;
  /** Base of the links in messages, without a slash at its end. */
  frontendUrl: string;
  logger: Logger;
  certificateMetrics: CertificateMetrics;
}

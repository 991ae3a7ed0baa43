import type { RevocationList } from '@countersign/certificates';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Authority } from './authority.ts';
import { createOcspMetrics, type OcspMetrics } from './ocsp/metrics.ts';
import { createTimestampMetrics, type TimestampMetrics } from './timestamp/metrics.ts';

/** What operators see of this service beside its calls. */
export interface CertificateMetrics extends OcspMetrics, TimestampMetrics {
  /** A certificate was issued. */
  issued(profile: string): void;
}

/** What is read at each scrape. */
export interface Expiries {
  authorities: () => Promise<readonly Pick<Authority, 'name' | 'notAfter'>[]>;
  rootList: () => Promise<Pick<RevocationList, 'nextUpdate'> | undefined>;
}

/** Registers the metrics of this service. */
export function createCertificateMetrics(registry: Registry, { authorities, rootList }: Expiries): CertificateMetrics {
  const issued = new Counter({
    name: 'certificates_issued_total',
    help: 'Certificates issued',
    labelNames: ['profile'],
    registers: [registry],
  });
  const expiry = new Gauge({
    name: 'certificate_authority_expiry_timestamp_seconds',
    help: 'Moment at which the certificate of an authority, or the revocation list of the root (`root-list`), ends, in seconds since the epoch',
    labelNames: ['authority'],
    registers: [registry],
    collect: async () => {
      // Without a database the last figures stay: the scrape must not fail for it.
      const ends = await Promise.all([authorities(), rootList()]).catch(() => []);
      const [known = [], list] = ends;
      for (const { name, notAfter } of known) expiry.set({ authority: name }, notAfter.getTime() / 1000);
      if (list !== undefined) expiry.set({ authority: 'root-list' }, list.nextUpdate.getTime() / 1000);
    },
  });
  return {
    issued: (profile) => issued.inc({ profile }),
    ...createOcspMetrics(registry),
    ...createTimestampMetrics(registry),
  };
}

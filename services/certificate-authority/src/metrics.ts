import { Counter, Gauge, type Registry } from 'prom-client';
import type { Authority } from './authority.ts';

/** What operators see of this service beside its calls. */
export interface CertificateMetrics {
  /** A certificate was issued. */
  issued(profile: string): void;
}

/** Registers the metrics of this service; `load` reads the authorities at each scrape. */
export function createCertificateMetrics(
  registry: Registry,
  load: () => Promise<readonly Pick<Authority, 'name' | 'notAfter'>[]>,
): CertificateMetrics {
  const issued = new Counter({
    name: 'certificates_issued_total',
    help: 'Certificates issued',
    labelNames: ['profile'],
    registers: [registry],
  });
  const expiry = new Gauge({
    name: 'certificate_authority_expiry_timestamp_seconds',
    help: 'Moment at which the certificate of an authority ends, in seconds since the epoch',
    labelNames: ['authority'],
    registers: [registry],
    collect: async () => {
      // Without a database the last figures stay: the scrape must not fail for it.
      const authorities = await load().catch(() => []);
      for (const { name, notAfter } of authorities) expiry.set({ authority: name }, notAfter.getTime() / 1000);
    },
  });
  return { issued: (profile) => issued.inc({ profile }) };
}

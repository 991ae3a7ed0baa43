import { Counter, type Registry } from 'prom-client';

/** What an operator counts about certificates. */
export interface CertificateMetrics {
  /** Requests by kind, and by what became of them: a state. */
  request(kind: string, outcome: string): void;
  /** Certificates issued, by profile. */
  issued(profile: string): void;
  /** Certificates revoked, by reason. */
  revoked(reason: string): void;
}

/** Registers the counters of certificates. */
export function createCertificateMetrics(registry: Registry): CertificateMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'certificate_requests_total',
    help: 'Certificate requests by kind and by the state that they came to',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const issued = new Counter({
    name: 'certificates_issued_total',
    help: 'Certificates issued by profile',
    labelNames: ['profile'],
    registers,
  });
  const revoked = new Counter({
    name: 'certificates_revoked_total',
    help: 'Certificates revoked by reason',
    labelNames: ['reason'],
    registers,
  });
  return {
    request: (kind, outcome) => requests.inc({ kind, outcome }),
    issued: (profile) => issued.inc({ profile }),
    revoked: (reason) => revoked.inc({ reason }),
  };
}

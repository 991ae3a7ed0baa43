import { Counter, Gauge, type Registry } from 'prom-client';

/** What an operator counts about certificates. */
export interface CertificateMetrics {
  /** Requests by kind, and by what became of them: a state. */
  request(kind: string, outcome: string): void;
  /** Certificates issued, by profile. */
  issued(profile: string): void;
  /** Certificates revoked, by reason. */
  revoked(reason: string): void;
}

/** Registers what is counted about certificates; `oldestWaiting` (seconds by state) is asked at each scrape. */
export function createCertificateMetrics(
  registry: Registry,
  oldestWaiting: () => Promise<Readonly<Record<string, number>>>,
): CertificateMetrics {
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
  const waiting: Gauge = new Gauge({
    name: 'certificate_request_oldest_seconds',
    help: 'Age of the oldest certificate request that waits in a state',
    labelNames: ['state'],
    registers,
    collect: async (): Promise<void> => {
      for (const [state, seconds] of Object.entries(await oldestWaiting())) waiting.set({ state }, seconds);
    },
  });
  return {
    request: (kind, outcome) => requests.inc({ kind, outcome }),
    issued: (profile) => issued.inc({ profile }),
    revoked: (reason) => revoked.inc({ reason }),
  };
}

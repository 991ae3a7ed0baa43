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

/** What is read from the database at each scrape. */
export interface CertificateFigures {
  /** Age in seconds of the oldest request that waits, by state. */
  oldestWaiting: () => Promise<Readonly<Record<string, number>>>;
  /** Certificates that end within so many days. */
  expiring: () => Promise<readonly { days: number; count: number }[]>;
}

/** Registers what is counted about certificates. */
export function createCertificateMetrics(registry: Registry, figures: CertificateFigures): CertificateMetrics {
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
      for (const [state, seconds] of Object.entries(await figures.oldestWaiting())) waiting.set({ state }, seconds);
    },
  });
  const expiring: Gauge = new Gauge({
    name: 'certificates_expiring',
    help: 'Certificates of buyers that end within so many days and that nothing has replaced',
    labelNames: ['days'],
    registers,
    collect: async (): Promise<void> => {
      for (const { days, count } of await figures.expiring()) expiring.set({ days }, count);
    },
  });
  return {
    request: (kind, outcome) => requests.inc({ kind, outcome }),
    issued: (profile) => issued.inc({ profile }),
    revoked: (reason) => revoked.inc({ reason }),
  };
}

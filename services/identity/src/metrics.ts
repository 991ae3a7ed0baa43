import { Counter, Gauge, type Registry } from 'prom-client';

/** How a step of a login went. */
export type LoginOutcome =
  | 'password_right'
  | 'password_wrong'
  | 'code_refused'
  | 'exhausted'
  | 'dead'
  | 'completed_set_up'
  | 'completed_full';

/** Figures beyond those of the kit. */
export interface IdentityMetrics {
  login(outcome: LoginOutcome): void;
  refreshTokenReused(): void;
}

/** Registers the figures of this service; `hashesWaiting` is read when they are collected. */
export function createIdentityMetrics(registry: Registry, hashesWaiting: () => number): IdentityMetrics {
  const logins = new Counter({
    name: 'identity_logins_total',
    help: 'Steps of logins by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const reuses = new Counter({
    name: 'identity_refresh_token_reuses_total',
    help: 'Refresh tokens that came a second time and ended their session',
    registers: [registry],
  });
  const waiting: Gauge = new Gauge({
    name: 'identity_password_hashes_waiting',
    help: 'Password checks that wait for a free core',
    registers: [registry],
    collect: (): void => waiting.set(hashesWaiting()),
  });
  return { login: (outcome) => logins.inc({ outcome }), refreshTokenReused: () => reuses.inc() };
}

import { Counter, Gauge, type Registry } from 'prom-client';
import { createFailingUsers } from './login/failing-users.ts';

/** How a step of a login went. */
export type LoginOutcome =
  | 'password_right'
  | 'password_wrong'
  | 'code_refused'
  | 'exhausted'
  | 'dead'
  | 'completed_set_up'
  | 'completed_full'
  | 'stepped_up';

/** How a step of a recovery went. */
export type RecoveryOutcome =
  | 'started'
  | 'code_right'
  | 'code_refused'
  | 'answers_right'
  | 'answers_refused'
  | 'factor_right'
  | 'exhausted'
  | 'dead'
  | 'completed';

/** Figures beyond those of the kit. */
export interface IdentityMetrics {
  login(outcome: LoginOutcome): void;
  /** Notes a wrong password and returns the distinct user IDs that failed within the last minute, in this process. */
  failedUser(userIdHash: string): number;
  recovery(outcome: RecoveryOutcome): void;
  refreshTokenReused(): void;
  auditEventForged(): void;
}

/** Registers the figures of this service; `hashesWaiting` is read when they are collected. */
export function createIdentityMetrics(registry: Registry, hashesWaiting: () => number): IdentityMetrics {
  const logins = new Counter({
    name: 'identity_logins_total',
    help: 'Steps of logins by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const recoveries = new Counter({
    name: 'identity_recoveries_total',
    help: 'Steps of recoveries by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const reuses = new Counter({
    name: 'identity_refresh_token_reuses_total',
    help: 'Refresh tokens that came a second time and ended their session',
    registers: [registry],
  });
  const forged = new Counter({
    name: 'identity_audit_events_forged_total',
    help: "Events for an account's audit that no service signed",
    registers: [registry],
  });
  const failing = createFailingUsers(Date.now);
  const failingUsers: Gauge = new Gauge({
    name: 'identity_login_failing_users',
    help: 'Distinct user IDs whose password was wrong within the last minute',
    registers: [registry],
    collect: (): void => failingUsers.set(failing.count()),
  });
  const waiting: Gauge = new Gauge({
    name: 'identity_password_hashes_waiting',
    help: 'Password checks that wait for a free core',
    registers: [registry],
    collect: (): void => waiting.set(hashesWaiting()),
  });
  return {
    login: (outcome) => logins.inc({ outcome }),
    failedUser: (userIdHash) => {
      failing.add(userIdHash);
      return failing.count();
    },
    recovery: (outcome) => recoveries.inc({ outcome }),
    refreshTokenReused: () => reuses.inc(),
    auditEventForged: () => forged.inc(),
  };
}

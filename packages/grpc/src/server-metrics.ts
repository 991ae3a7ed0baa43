import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What operators see of a server. */
export interface ServerMetrics {
  /** Starts the time of a call; what it returns is told the code that the call ended with, and why it was refused. */
  startCall(method: string): (code: string, reason?: string) => void;
  /** Which of the readiness checks failed the last time. */
  checked(names: readonly string[], failed: readonly string[]): void;
}

/** Registers the figures of a server; reasons are those of `DomainError`, a list of some hundred words. */
export function createServerMetrics(registry: Registry): ServerMetrics {
  const registers = [registry];
  const duration = new Histogram({
    name: 'rpc_server_duration_seconds',
    help: 'Duration of the RPCs that this service answered',
    labelNames: ['method', 'code'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const refusals = new Counter({
    name: 'rpc_server_refusals_total',
    help: 'RPCs that were refused, by the reason that the caller was told',
    labelNames: ['method', 'reason'],
    registers,
  });
  const checks = new Gauge({
    name: 'readiness_check_up',
    help: 'Whether what this process needs could be used a moment ago: 1, or 0',
    labelNames: ['check'],
    registers,
  });
  return {
    startCall: (method) => {
      const end = duration.startTimer({ method });
      return (code, reason) => {
        end({ code });
        if (reason !== undefined) refusals.inc({ method, reason });
      };
    },
    checked: (names, failed) => {
      for (const check of names) checks.set({ check }, failed.includes(check) ? 0 : 1);
    },
  };
}

import { sharedMetric } from '@countersign/runtime';
import { Histogram, type Registry } from 'prom-client';

/** Starts the time of a call; what it returns is told the code that the call ended with. */
export type CallTimer = () => (code: string) => void;

const name = 'rpc_client_duration_seconds';

/** Makes the timer of calls to a service; all callers of a process share one figure. Does nothing without a registry. */
export function timeCalls(callee: string, registry: Registry | undefined): CallTimer {
  if (registry === undefined) return () => () => undefined;
  const make = () =>
    new Histogram({
      name,
      help: 'Duration of the RPCs that this process called, by the service that it called',
      labelNames: ['callee', 'code'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
  const duration = sharedMetric(registry, name, make);
  return () => {
    const end = duration.startTimer({ callee });
    return (code) => void end({ code });
  };
}

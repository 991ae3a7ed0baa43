import type { Redis } from 'ioredis';
import { Gauge, type Registry } from 'prom-client';

/** Registers whether Redis can be asked, under the name that services use for what they need. */
export function observeRedis(redis: Pick<Redis, 'status'>, registry: Registry): void {
  const up: Gauge = new Gauge({
    name: 'readiness_check_up',
    help: 'Whether what this process needs could be used a moment ago: 1, or 0',
    labelNames: ['check'],
    registers: [registry],
    collect: (): void => up.set({ check: 'redis' }, redis.status === 'ready' ? 1 : 0),
  });
}

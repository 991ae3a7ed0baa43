import type { Redis } from 'ioredis';
import { Gauge, type Registry } from 'prom-client';

/**
 * Registers whether Redis answers, under the name that services use for what they need. It is asked at each scrape: a
 * connection that is open says nothing of a Redis that hangs.
 */
export function observeRedis(redis: Pick<Redis, 'ping'>, registry: Registry): void {
  const up: Gauge = new Gauge({
    name: 'readiness_check_up',
    help: 'Whether what this process needs could be used a moment ago: 1, or 0',
    labelNames: ['check'],
    registers: [registry],
    collect: async (): Promise<void> => {
      const isUp = await redis.ping().then(
        () => true,
        () => false,
      );
      up.set({ check: 'redis' }, isUp ? 1 : 0);
    },
  });
}

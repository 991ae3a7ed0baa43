import { traced } from '@countersign/runtime';
import type { Redis } from 'ioredis';
import type { RateLimitStore } from './plugins/rate-limit.ts';

// One step, so that a counter cannot be left behind without an end.
const script = `
local current = redis.call('INCR', KEYS[1])
if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { current, redis.call('PTTL', KEYS[1]) }`;

/** A connection that sends the script once, and then its digest, until Redis has forgotten it. */
interface CountingRedis extends Redis {
  countRequest(key: string, lastsMs: number): Promise<[current: number, ttl: number]>;
}

/** Counts requests in Redis under keys that begin with `prefix`. */
export function createRateLimitStore(redis: Redis, prefix = 'gateway:rate:'): RateLimitStore {
  redis.defineCommand('countRequest', { numberOfKeys: 1, lua: script });
  return {
    count: async (key, lastsMs) => {
      // Without the key, in which the client's address stands.
      const [current, ttl] = await traced(
        'EVALSHA',
        { 'db.system.name': 'redis', 'db.operation.name': 'EVALSHA' },
        async () => await (redis as CountingRedis).countRequest(`${prefix}${key}`, lastsMs),
      );
      return { current, ttl };
    },
  };
}

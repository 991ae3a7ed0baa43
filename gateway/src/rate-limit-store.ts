import type { Redis } from 'ioredis';
import type { RateLimitStore } from './plugins/rate-limit.ts';

// One step, so that a counter cannot be left behind without an end.
const script = `
local current = redis.call('INCR', KEYS[1])
if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { current, redis.call('PTTL', KEYS[1]) }`;

/** Counts requests in Redis under keys that begin with `prefix`. */
export function createRateLimitStore(redis: Redis, prefix = 'gateway:rate:'): RateLimitStore {
  return {
    count: async (key, lastsMs) => {
      const [current, ttl] = (await redis.eval(script, 1, `${prefix}${key}`, lastsMs)) as [number, number];
      return { current, ttl };
    },
  };
}

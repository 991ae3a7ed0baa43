import { unavailable } from '@countersign/errors';
import { traced } from '@countersign/runtime';
import type { Redis } from 'ioredis';

/** Where proofs that were used are remembered. */
export interface ProofStore {
  /**
   * Whether the proof is new: true once for each key within `lastsMs`, over all gateways. Fails with SERVICE_UNAVAILABLE while
   * nobody can tell.
   */
  takeOnce(key: string, lastsMs: number): Promise<boolean>;
}

/** Remembers proofs in Redis under keys that begin with `prefix`. */
export function createProofStore(redis: Redis, prefix = 'gateway:proof:'): ProofStore {
  return {
    takeOnce: async (key, lastsMs) => {
      try {
        const attributes = { 'db.system.name': 'redis', 'db.operation.name': 'SET' };
        const take = async () => await redis.set(`${prefix}${key}`, '1', 'PX', lastsMs, 'NX');
        return (await traced('SET', attributes, take)) === 'OK';
      } catch (error) {
        // Unlike a request that cannot be counted, a proof that may have been used before does not pass.
        throw unavailable('SERVICE_UNAVAILABLE', 'a part of the service is not available; try again', {
          cause: error,
          retryAfterSeconds: 2,
        });
      }
    },
  };
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@countersign/platform';
import { Redis } from 'ioredis';
import type { PlatformDatabases } from '../../test/src/platform-databases.ts';
import type { Weather } from './plan.ts';

/** What was done to the platform. */
export interface Wreckage {
  /** Kills, as `process at point`. */
  kills: string[];
  redisEmptied: number;
}

interface Place {
  platform: Platform;
  databases: PlatformDatabases;
  /** Orders of the wave; it grows while buyers shop. */
  orders: ReadonlySet<string>;
  signal: AbortSignal;
}

const lookEveryMs = 25;

/** Does to the platform what the weather says, while buyers shop, until told to end. */
export async function wreck(weather: Weather, place: Place): Promise<Wreckage> {
  const wreckage: Wreckage = { kills: [], redisEmptied: 0 };
  const kills = weather.kills.map(async ({ point, victim }) => {
    if (!(await reached(point, place))) return;
    await place.platform.kill(victim);
    wreckage.kills.push(`${victim} at ${point}`);
  });
  const flood = async () => {
    if (!weather.emptyRedis || !(await reached('order_paid', place))) return;
    await emptyRedis(place.platform);
    wreckage.redisEmptied += 1;
  };
  // A process that is being started again cannot be killed: that is no fault of the product.
  await Promise.allSettled([...kills, flood()]);
  return wreckage;
}

/** Waits until an order of the wave has reached a point; false when the wave ended first. */
async function reached(point: string, { databases, orders, signal }: Place): Promise<boolean> {
  while (!signal.aborted) {
    if (orders.size > 0) {
      // oxlint-disable-next-line no-await-in-loop
      const rows = await databases.query(
        'order',
        'select 1 from order_timeline where code = $1 and order_id = any($2) limit 1',
        [point, [...orders]],
      );
      if (rows.length > 0) return true;
    }
    // oxlint-disable-next-line no-await-in-loop
    await delay(lookEveryMs);
  }
  return false;
}

/** Deletes everything in Redis, as a restart without its data would. */
export async function emptyRedis({ home, ports }: Platform): Promise<void> {
  const external = process.env['REDIS_URL'];
  const password = external ? '' : (await readFile(path.join(home, 'secrets', 'redis-password'), 'utf8')).trim();
  const redis = new Redis(external ?? `redis://:${password}@127.0.0.1:${ports['redis']}`);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

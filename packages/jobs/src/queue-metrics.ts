import { Queue } from 'bullmq';
import { Gauge, type Registry } from 'prom-client';
import { connectionOptions, keyPrefix, type RedisPlace, within } from './connection.ts';

/** Shorter than a figure may take at a scrape, so that a lost Redis is told as such. */
const askLimitMs = 1_500;
const closeLimitMs = 1_000;

/**
 * `waiting` for a consumer, `active` with one, `delayed` until its next try after a fault, `failed` for good within the
 * last 30 days.
 */
const states = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Figures of a queue, read from Redis at each scrape. */
export interface QueueMetrics {
  close(): Promise<void>;
}

/**
 * Registers depth and age of a queue. Every instance of its consumer tells the same figures: they are of the queue, not of
 * the instance. Connects at the first scrape; while Redis is away, the figures are missing.
 */
export function observeQueue(name: string, place: RedisPlace, registry: Registry): QueueMetrics {
  let opened: Queue | undefined;
  let isClosed = false;
  const queue = (): Queue => {
    if (isClosed) throw new Error('the queue is closed');
    opened ??= openReader(name, place);
    return opened;
  };

  const depth: Gauge<'queue' | 'state'> = new Gauge({
    name: 'job_queue_jobs',
    help: 'Jobs of a queue by state: waiting, active, delayed until the next try, failed for good',
    labelNames: ['queue', 'state'],
    registers: [registry],
    collect: async (): Promise<void> => {
      const counts = await within(askLimitMs, queue().getJobCounts(...states));
      for (const state of states) depth.set({ queue: name, state }, counts[state] ?? 0);
    },
  });
  const oldest: Gauge<'queue'> = new Gauge({
    name: 'job_queue_oldest_seconds',
    help: 'Time since the announcement of the oldest job that waits or runs; without those that wait for their next try',
    labelNames: ['queue'],
    registers: [registry],
    collect: async (): Promise<void> => {
      const jobs = await within(askLimitMs, queue().getJobs(['waiting', 'active'], 0, 0, true));
      const ages = jobs.map(({ timestamp }) => (Date.now() - timestamp) / 1_000);
      oldest.set({ queue: name }, Math.max(0, ...ages));
    },
  });
  return {
    close: async () => {
      isClosed = true;
      if (opened === undefined) return;
      await within(closeLimitMs, opened.close()).catch(() => opened?.disconnect());
    },
  };
}

function openReader(name: string, place: RedisPlace): Queue {
  const queue = new Queue(name, {
    connection: { ...connectionOptions(place), maxRetriesPerRequest: 1, enableOfflineQueue: false },
    prefix: keyPrefix(place),
  });
  // Without a listener a lost connection would end the process; BullMQ reconnects by itself.
  queue.on('error', () => undefined);
  return queue;
}

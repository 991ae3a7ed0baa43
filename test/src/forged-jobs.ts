import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import { Queue, QueueEvents } from 'bullmq';

/** A job as somebody writes it who can reach Redis and nothing else. */
export interface ForgedJob {
  queue: string;
  topic: string;
  payload: unknown;
}

/** Writes jobs into the Redis of a platform and waits until each has ended, however it did. */
export async function runForgedJobs({ home, ports }: Platform, jobs: readonly ForgedJob[]): Promise<void> {
  const external = process.env['REDIS_URL'];
  const password = external ? '' : (await readFile(path.join(home, 'secrets', 'redis-password'), 'utf8')).trim();
  const url = new URL(external || `redis://:${password}@127.0.0.1:${ports['redis']}`);
  const connection = {
    host: url.hostname,
    port: Number(url.port),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
  const options = { connection, prefix: 'countersign' };
  await Promise.all(
    [...new Set(jobs.map(({ queue }) => queue))].map(async (name) => {
      const queue = new Queue(name, options);
      const events = new QueueEvents(name, options);
      await events.waitUntilReady();
      const own = jobs.filter((job) => job.queue === name);
      const added = await Promise.all(own.map(({ topic, payload }) => queue.add(topic, payload)));
      await Promise.all(added.map((job) => job.waitUntilFinished(events, 15_000).catch(untilFailed)));
      await Promise.all([queue.close(), events.close()]);
    }),
  );
}

/** A job that failed has ended; one that did not end in time is an error of the test. */
function untilFailed(error: Error): void {
  if (/timed out before finishing/.test(error.message)) throw error;
}

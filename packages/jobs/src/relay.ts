import { outboxLagSeconds, relayOutbox } from '@countersign/db';
import type { Logger } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { Gauge, type Registry } from 'prom-client';
import type { RedisPlace } from './connection.ts';
import { createQueue, type JobQueue } from './queue.ts';

export interface OutboxRelay {
  close(): Promise<void>;
}

export interface RelayOptions<Schema> {
  db: Kysely<Schema>;
  place: RedisPlace;
  logger: Logger;
  metrics: Registry;
  /** Pause between looks at an empty outbox, 100 ms by default. */
  pauseMs?: number;
}

/** Carries announcements from the outbox to the queues until closed. A failure is logged and tried again. */
export function startRelay<Schema>({ db, place, logger, metrics, pauseMs = 100 }: RelayOptions<Schema>): OutboxRelay {
  const queues = new Map<string, JobQueue>();
  const queueOf = (name: string) => {
    const known = queues.get(name) ?? createQueue(name, place);
    queues.set(name, known);
    return known;
  };
  const lag: Gauge = new Gauge({
    name: 'outbox_lag_seconds',
    help: 'Age of the oldest announcement that was not carried to its queue',
    registers: [metrics],
    collect: async (): Promise<void> => lag.set(await outboxLagSeconds(db)),
  });
  const stop = new AbortController();

  const run = async () => {
    while (!stop.signal.aborted) {
      let sent = 0;
      try {
        // One batch after the other: order of announcements is kept, and a failing broker is not hammered.
        // oxlint-disable-next-line no-await-in-loop
        sent = await relayOutbox(db, async (rows) => {
          await Promise.all(rows.map(({ id, queue, topic, payload }) => queueOf(queue).add({ id, topic, payload })));
        });
      } catch (error) {
        if (!stop.signal.aborted) logger.warn({ err: error }, 'announcements could not be carried; trying again');
      }
      // oxlint-disable-next-line no-await-in-loop
      if (sent === 0) await pause(pauseMs, stop.signal);
    }
  };
  const running = run();
  return {
    close: async () => {
      stop.abort();
      await running;
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

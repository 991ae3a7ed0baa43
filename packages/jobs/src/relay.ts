import {
  listCarriedQueues,
  type OutboxRow,
  onAnnounced,
  relayOutbox,
  reopenOutbox,
  sweepOutbox,
} from '@countersign/db';
import type { Logger } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import type { Registry } from 'prom-client';
import type { RedisPlace } from './connection.ts';
import { observeOutbox } from './outbox-metrics.ts';
import { createQueue, type JobQueue } from './queue.ts';

export interface OutboxRelay {
  close(): Promise<void>;
}

export interface RelayOptions<Schema> {
  db: Kysely<Schema>;
  place: RedisPlace;
  logger: Logger;
  metrics: Registry;
  /** Pause between looks at an empty outbox while this process announces something, 100 ms by default. */
  pauseMs?: number;
  /** The same while it announces nothing: what others left behind is found then. 1 s by default. */
  restMs?: number;
  /** How long it looks often after an announcement, whose transaction may take a while. 3 s by default. */
  awakeMs?: number;
  /**
   * What becomes of the payload of a topic when it is carried, for example signed: so keys are kept out of transactions,
   * and what is carried again after a loss is signed with the key of that day.
   */
  finish?: Readonly<Record<string, (payload: OutboxRow['payload']) => OutboxRow['payload']>>;
}

/** How often the outbox is cleared of what was carried long ago, and how many rows at a time. */
const sweepEveryMs = 3_600_000;
const sweepBatch = 1_000;
/** How often Redis is asked whether it still knows what it was given. */
const lookEveryMs = 2_000;
/** Longest pause after failures. */
const longestPauseMs = 5_000;

/**
 * Carries announcements from the outbox to the queues until closed; it looks often only while there are some. A failure is
 * logged and tried again. With each batch Redis is told how far it got; when it knows less than that, after a restart or
 * because it was emptied, it lost jobs, and they are carried again.
 */
export function startRelay<Schema>(options: RelayOptions<Schema>): OutboxRelay {
  const { db, place, logger, metrics, pauseMs = 100, restMs = 1_000, awakeMs = 3_000, finish = {} } = options;
  const queues = new Map<string, JobQueue>();
  /** Queues whose Redis may have lost something since they were looked at. */
  const unchecked = new Set<string>();
  /** Queues of which Redis knew how far they got when we last heard of it. */
  const noted = new Set<string>();
  /** Queues of which Redis knows that no more, though it was there all the time: it was emptied. */
  const emptied = new Set<string>();
  const queueOf = (name: string) => {
    const known = queues.get(name) ?? createQueue(name, place, () => unchecked.add(name));
    queues.set(name, known);
    return known;
  };
  observeOutbox(db, metrics);
  const stop = new AbortController();

  let source: string | undefined;
  const recover = async (): Promise<string> => {
    if (source === undefined) {
      const carried = await listCarriedQueues(db);
      for (const name of carried.queues) unchecked.add(name);
      ({ source } = carried);
    }
    for (const queue of unchecked) {
      // oxlint-disable-next-line no-await-in-loop
      const afterMicros = await queueOf(queue).findCarried(source);
      // oxlint-disable-next-line no-await-in-loop
      await reopen(queue, afterMicros);
      if (afterMicros !== undefined) noted.add(queue);
      unchecked.delete(queue);
    }
    for (const queue of emptied) {
      // oxlint-disable-next-line no-await-in-loop
      await reopen(queue, undefined);
      emptied.delete(queue);
    }
    return source;
  };
  const reopen = async (queue: string, afterMicros: bigint | undefined): Promise<void> => {
    const count = await reopenOutbox(db, { queue, afterMicros });
    if (count > 0) logger.warn({ queue, count }, 'Redis lost announcements or is new; they are carried again');
    // The next note is the first one then, and no sign of a loss.
    if (afterMicros === undefined) noted.delete(queue);
  };

  let lookAtMs = performance.now() + lookEveryMs;
  /** Redis may be emptied without a connection that breaks, and nothing else to carry that would tell. */
  const look = async (from: string): Promise<void> => {
    if (performance.now() < lookAtMs) return;
    lookAtMs = performance.now() + lookEveryMs;
    for (const queue of noted) {
      // oxlint-disable-next-line no-await-in-loop
      if ((await queueOf(queue).findCarried(from)) === undefined) emptied.add(queue);
    }
  };

  const carry = async (): Promise<number> => {
    const from = await recover();
    await look(from);
    return await relayOutbox(db, async (rows, sentAtMicros) => {
      await Promise.all(
        rows.map(({ id, queue, topic, payload, traceparent }) =>
          queueOf(queue).add({ id, topic, payload: finish[topic]?.(payload) ?? payload, traceparent }),
        ),
      );
      // After the jobs: what Redis keeps of a log that lost its end, it keeps in this order.
      const names = [...new Set(rows.map(({ queue }) => queue))];
      await Promise.all(
        names.map(async (name) => {
          const wasNoted = await queueOf(name).noteCarried(from, sentAtMicros);
          if (!wasNoted && noted.has(name)) emptied.add(name);
          noted.add(name);
        }),
      );
    });
  };

  let sweepAtMs = performance.now();
  const sweep = async (): Promise<void> => {
    if (performance.now() < sweepAtMs) return;
    // A full batch is followed by the next one soon.
    if ((await sweepOutbox(db, sweepBatch)) < sweepBatch) sweepAtMs = performance.now() + sweepEveryMs;
  };

  let awakeUntilMs = performance.now() + awakeMs;
  let wake = () => {};
  const forget = onAnnounced(() => {
    awakeUntilMs = performance.now() + awakeMs;
    wake();
  });
  const pause = async (failures: number): Promise<void> => {
    if (failures > 0) return await wait(Math.min(pauseMs * 2 ** failures, longestPauseMs), stop.signal);
    if (performance.now() < awakeUntilMs) return await wait(pauseMs, stop.signal);
    const awake = new AbortController();
    wake = () => awake.abort();
    await wait(restMs, AbortSignal.any([stop.signal, awake.signal]));
  };

  const run = async () => {
    let failures = 0;
    while (!stop.signal.aborted) {
      let sent = 0;
      try {
        // oxlint-disable-next-line no-await-in-loop
        await sweep();
        // One batch after the other: order of announcements is kept, and a failing broker is not hammered.
        // oxlint-disable-next-line no-await-in-loop
        sent = await carry();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!stop.signal.aborted) logger.warn({ err: error }, 'announcements could not be carried; trying again');
      }
      // oxlint-disable-next-line no-await-in-loop
      if (sent === 0) await pause(failures);
    }
  };
  const running = run();
  return {
    close: async () => {
      forget();
      stop.abort();
      await running;
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      // The signal lives as long as the relay: it must not gather a listener at each wait.
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

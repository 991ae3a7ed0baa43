import { DomainError } from '@countersign/errors';
import { newContext, runInContext } from '@countersign/grpc';
import { isTraceparent, type Logger, startEntrySpan, traceIdOf } from '@countersign/runtime';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { Counter, type Registry } from 'prom-client';
import type { Static, TObject } from 'typebox';
import { Value } from 'typebox/value';
import { connectionOptions, keyPrefix, type RedisPlace, within } from './connection.ts';
import { observeQueue } from './queue-metrics.ts';
import { jobAttributes } from './spans.ts';

/** What a consumer does with one topic. */
export interface JobHandler<T extends TObject = TObject> {
  /** Shape of the payload; anything else is refused for good. */
  payload: T;
  /**
   * Runs at least once per job; must be idempotent. The job is only a hint: ask the owner whether it is true.
   * `id` is the announcement's and stays the same over retries.
   */
  handle: (payload: Static<T>, id: string) => Promise<void>;
}

/** Binds a payload's shape to its handler. */
export function jobHandler<T extends TObject>(
  payload: T,
  handle: (payload: Static<T>, id: string) => Promise<void>,
): JobHandler {
  return { payload, handle: handle as JobHandler['handle'] };
}

export interface WorkerOptions {
  queue: string;
  place: RedisPlace;
  handlers: Readonly<Record<string, JobHandler>>;
  logger: Logger;
  metrics: Registry;
  /** Jobs at a time, 4 by default. */
  concurrency?: number;
}

export interface JobWorker {
  /** Stops taking jobs and waits for those under way, `limitMs` at most; those that are not done are given back at once. */
  close(limitMs?: number): Promise<void>;
}

/** Time that Redis has to take back the jobs of a worker that ends. */
const giveBackMs = 1_000;
/** How long the same complaint is not repeated. */
const repeatMs = 60_000;
const retriedMs = 10_000;

/** Runs the jobs of a queue. A caller's mistake is not retried; a fault is, with growing delays. */
export function startWorker({ queue, place, handlers, logger, metrics, concurrency = 4 }: WorkerOptions): JobWorker {
  const outcomes = new Counter({
    name: 'jobs_total',
    help: 'Jobs by topic and outcome',
    labelNames: ['topic', 'outcome'],
    registers: [metrics],
  });
  const figures = observeQueue(queue, place, metrics);
  const underWay = new Map<Job, string | undefined>();
  const worker = new Worker(
    queue,
    async (job, token) => {
      const handler = handlers[job.name];
      if (handler === undefined) throw new UnrecoverableError('unknown topic');
      if (!Value.Check(handler.payload, job.data)) throw new UnrecoverableError('malformed payload');
      const id = job.id ?? '';
      const requestId = `job-${id}`;
      // A child and not a link: a job has one cause, and so its trace is one tree from the request on.
      const span = startEntrySpan(`process ${queue}`, 'consumer', { parent: traceparentOf(job) });
      span?.set({
        ...jobAttributes({ queue, id, topic: job.name }),
        'messaging.operation.type': 'process',
        'countersign.attempt': job.attemptsMade + 1,
        'countersign.request_id': requestId,
      });
      const traceparent = span?.traceparent ?? traceparentOf(job);
      const context = newContext({ requestId, ...(traceparent === undefined ? {} : { traceparent }) });
      underWay.set(job, token);
      try {
        await runInContext(context, () => handler.handle(job.data, id));
        outcomes.inc({ topic: job.name, outcome: 'done' });
      } catch (error) {
        span?.failWith(error);
        // A caller's mistake does not heal with time; a fault may.
        if (error instanceof DomainError && !error.transient) throw new UnrecoverableError(error.reason);
        throw error;
      } finally {
        underWay.delete(job);
        span?.end();
      }
    },
    { connection: connectionOptions(place), prefix: keyPrefix(place), concurrency },
  );
  /** By topic: when it was last said that a job will be retried, and how many more were since. */
  const retried = new Map<string, { atMs: number; since: number }>();
  const countRetried = (topic: string): number | undefined => {
    const last = retried.get(topic);
    if (last !== undefined && performance.now() - last.atMs < retriedMs) {
      last.since += 1;
      return undefined;
    }
    retried.set(topic, { atMs: performance.now(), since: 0 });
    return last?.since ?? 0;
  };
  worker.on('failed', (job, error) => {
    const final = error instanceof UnrecoverableError || (job?.attemptsMade ?? 0) >= (job?.opts.attempts ?? 1);
    outcomes.inc({
      topic: job !== undefined && job.name in handlers ? job.name : 'unknown',
      outcome: final ? 'failed' : 'retried',
    });
    const told = { err: error, topic: job?.name, jobId: job?.id, ...(job === undefined ? {} : idsOf(job)) };
    if (final) {
      logger.error(told, 'job failed');
      return;
    }
    // Where a mail server is away every job fails, again and again.
    const alsoRetried = countRetried(job?.name ?? '');
    if (alsoRetried !== undefined) logger.warn({ ...told, alsoRetried }, 'job will be retried');
  });
  // Both of its connections fail each second as long as Redis is away; once a minute is enough to know.
  let saidAt = -Infinity;
  worker.on('error', (error) => {
    if (performance.now() - saidAt < repeatMs) return;
    saidAt = performance.now();
    logger.warn({ err: error }, 'the job queue is not reachable');
  });
  return {
    close: async (limitMs = 5_000) => {
      await within(limitMs, worker.close()).catch(async () => {
        // Another worker has them at once, and not when their locks have expired.
        const given = [...underWay].map(([job, token]) => job.moveToWait(token));
        await within(giveBackMs, Promise.allSettled(given)).catch(() => undefined);
        await worker.disconnect();
      });
      await figures.close();
    },
  };
}

/** The span that handed the job over. What stands in Redis is believed no further than for traces. */
function traceparentOf({ opts }: Job): string | undefined {
  const given = opts.telemetry?.metadata;
  return isTraceparent(given) ? given : undefined;
}

function idsOf(job: Job): { requestId: string; traceId?: string } {
  const traceparent = traceparentOf(job);
  return {
    requestId: `job-${job.id ?? ''}`,
    ...(traceparent === undefined ? {} : { traceId: traceIdOf(traceparent) }),
  };
}

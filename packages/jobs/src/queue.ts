import { isTraceparent, startSpan } from '@countersign/runtime';
import { Queue } from 'bullmq';
import { connectionOptions, keyPrefix, type RedisPlace, within } from './connection.ts';
import { jobAttributes } from './spans.ts';

/** A job as it is handed over. */
export interface JobToAdd {
  /** The announcement's, the same each time. */
  id: string;
  topic: string;
  payload: Readonly<Record<string, string>>;
  /** The work that announced it, as W3C traceparent; goes along beside the payload. */
  traceparent?: string | null;
}

/** A queue that takes jobs of any topic; what a payload must look like is the consumer's business. */
export interface JobQueue {
  /** Safe to call again: the id makes a second call a no-op for a day; the consumer's inbox is the real guard. */
  add(job: JobToAdd): Promise<void>;
  /** Jobs that wait, run or are delayed. */
  depth(): Promise<number>;
  /** The moment noted last by `noteCarried` for a source; undefined when Redis knows of none, because it is new or lost it. */
  findCarried(source: string): Promise<bigint | undefined>;
  /**
   * Notes up to which moment (microseconds since the epoch) the jobs of a source have been added; false when nothing was
   * noted before, because Redis is new or lost it.
   */
  noteCarried(source: string, micros: bigint): Promise<boolean>;
  close(): Promise<void>;
}

const daySeconds = 86_400;
const addLimitMs = 3_000;
const closeLimitMs = 1_000;

/** Opens the queue of a consumer; `onLost` is told when the connection breaks: Redis may come back without its data. */
export function createQueue(name: string, place: RedisPlace, onLost: () => void = () => undefined): JobQueue {
  const queue = new Queue(name, {
    // A producer fails at once without Redis: the outbox keeps the announcement, and its relay tries again.
    connection: { ...connectionOptions(place), maxRetriesPerRequest: 1, enableOfflineQueue: false },
    prefix: keyPrefix(place),
    defaultJobOptions: {
      // With doubling delays from half a second: a part that is down for a day still gets its jobs.
      attempts: 19,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: { age: daySeconds },
      removeOnFail: { age: 30 * daySeconds },
    },
  });
  // Without a listener a lost connection would end the process; BullMQ reconnects by itself.
  queue.on('error', () => undefined);
  queue.on('ioredis:close', onLost);
  const carriedKey = (source: string) => `${keyPrefix(place)}:${name}:carried:${source}`;
  return {
    add: async ({ id, topic, payload, traceparent }) => {
      const attributes = { ...jobAttributes({ queue: name, id, topic }), 'messaging.operation.type': 'send' };
      const span = startSpan(`send ${name}`, 'producer', { attributes, parent: traceparent ?? undefined });
      const parent = span?.traceparent ?? traceparent;
      const options = { jobId: id, ...(isTraceparent(parent) ? { telemetry: { metadata: parent } } : {}) };
      try {
        await within(addLimitMs, queue.add(topic, payload, options));
      } catch (error) {
        span?.failWith(error);
        throw error;
      } finally {
        span?.end();
      }
    },
    depth: async () => await queue.getJobCountByTypes('waiting', 'active', 'delayed'),
    findCarried: async (source) => {
      const client = await within(addLimitMs, queue.getBackend().client);
      const micros = await within(addLimitMs, client.get(carriedKey(source)));
      return micros === null ? undefined : BigInt(micros);
    },
    noteCarried: async (source, micros) => {
      // Its type leaves out that SET can tell what was there before.
      const client = (await within(addLimitMs, queue.getBackend().client)) as unknown as {
        set: (key: string, value: string, option: 'GET') => Promise<string | null>;
      };
      return (await within(addLimitMs, client.set(carriedKey(source), micros.toString(), 'GET'))) !== null;
    },
    close: async () => {
      await within(closeLimitMs, queue.close()).catch(() => queue.disconnect());
    },
  };
}

import { addOutboxTraceparent, announce, createOutboxTable } from '@countersign/db';
import { findContext } from '@countersign/grpc';
import { createLogger, createMetrics, runWithIds, traceIdOf } from '@countersign/runtime';
import { recordSpans, type TestDatabase, testDatabase, testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Type } from 'typebox';
import { connectionOptions } from '../src/connection.ts';
import { type JobHandler, jobHandler, startRelay, startWorker } from '../src/index.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const request = 'b7ad6b7169203331';
const ids = { requestId: 'request-1', traceparent: `00-${traceId}-${request}-01` };
const payload = Type.Object({ orderId: Type.String() });
const announcement = { queue: 'order', topic: 'paid', payload: { orderId: 'ord_1' } };

let database: TestDatabase<unknown>;

beforeAll(async () => {
  database = await testDatabase<unknown>({
    migrate: async (db) => {
      await createOutboxTable(db);
      await addOutboxTraceparent(db);
    },
  });
});
afterAll(() => database.destroy());

/** Carries and does jobs while `work` runs; returns what was logged. */
async function carrying(paid: JobHandler, work: (place: ReturnType<typeof testRedis>) => Promise<void>) {
  const place = testRedis();
  const lines: string[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } });
  const relay = startRelay({ db: database.db, place, logger, metrics: createMetrics('a'), pauseMs: 10 });
  const worker = startWorker({ queue: 'order', place, logger, metrics: createMetrics('b'), handlers: { paid } });
  try {
    await work(place);
  } finally {
    await relay.close();
    await worker.close();
  }
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the trace of a job', () => {
  it('is that of the request that announced it, through the queue and each try', async () => {
    const recorded = await recordSpans();
    const done = Promise.withResolvers<string | undefined>();
    let tries = 0;
    const paid = jobHandler(payload, async () => {
      tries += 1;
      if (tries === 1) throw new Error('robin@example.com is away');
      done.resolve(findContext()?.traceparent);
    });
    const lines = await carrying(paid, async () => {
      await runWithIds(ids, () => announce(database.db, announcement));
      await done.promise;
    });
    await recorded.stop();
    const [send] = recorded.spans.filter(({ kind }) => kind === 'producer');
    const [first, second] = recorded.spans.filter(({ kind }) => kind === 'consumer');
    expect(send).toMatchObject({ traceId, parentSpanId: request, name: 'send order' });
    expect(first).toMatchObject({ traceId, parentSpanId: send?.spanId, name: 'process order', isError: true });
    expect(second).toMatchObject({ traceId, parentSpanId: send?.spanId, isError: false });
    expect(second?.attributes).toMatchObject({
      'messaging.system': 'bullmq',
      'messaging.destination.name': 'order',
      'messaging.operation.type': 'process',
      'countersign.topic': 'paid',
      'countersign.attempt': 2,
    });
    expect(await done.promise).toBe(`00-${traceId}-${second?.spanId}-01`);
    expect(JSON.stringify(recorded.spans)).not.toContain('robin');
    const jobId = String(second?.attributes['messaging.message.id']);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'job will be retried', requestId: `job-${jobId}`, traceId }),
    );
  });

  it('is known to the log without any spans, and stands beside the payload in Redis', async () => {
    const done = Promise.withResolvers<string>();
    const paid = jobHandler(payload, async () => done.resolve(traceIdOf(findContext()?.traceparent ?? '')));
    await carrying(paid, async (place) => {
      await runWithIds(ids, () => announce(database.db, announcement));
      expect(await done.promise).toBe(traceId);
      const queue = new Queue('order', { connection: connectionOptions(place), prefix: place.prefix });
      const [job] = await queue.getJobs();
      expect([job?.data, job?.opts.telemetry?.metadata]).toEqual([announcement.payload, ids.traceparent]);
      await queue.close();
    });
  });

  it('begins anew where what stands in Redis is none', async () => {
    const done = Promise.withResolvers<string>();
    const paid = jobHandler(payload, async () => done.resolve(findContext()?.traceparent ?? ''));
    await carrying(paid, async (place) => {
      const queue = new Queue('order', { connection: connectionOptions(place), prefix: place.prefix });
      await queue.add('paid', { orderId: 'ord_1' }, { telemetry: { metadata: 'robin@example.com' } });
      expect(await done.promise).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      await queue.close();
    });
  });
});

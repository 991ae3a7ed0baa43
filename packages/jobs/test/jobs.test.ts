import { acceptOnce, announce, createInboxTable, createOutboxTable } from '@countersign/db';
import { conflict, unavailable } from '@countersign/errors';
import { createLogger, createMetrics } from '@countersign/runtime';
import { type TestDatabase, testDatabase, testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { createQueue, jobHandler, startRelay, startWorker } from '../src/index.ts';

let database: TestDatabase<unknown>;
const logger = createLogger({ service: 'test', level: 'silent' });

beforeAll(async () => {
  database = await testDatabase<unknown>({
    migrate: async (db) => {
      await createOutboxTable(db);
      await createInboxTable(db);
    },
  });
});
afterAll(() => database.destroy());

const payload = Type.Object({ orderId: Type.String() });

describe('a job', () => {
  it('goes from the outbox to its handler after the commit', async () => {
    const place = testRedis();
    const done = Promise.withResolvers<string>();
    const relay = startRelay({ db: database.db, place, logger, metrics: createMetrics('a'), pauseMs: 10 });
    const worker = startWorker({
      queue: 'order',
      place,
      logger,
      metrics: createMetrics('b'),
      handlers: { paid: jobHandler(payload, async ({ orderId }) => done.resolve(orderId)) },
    });
    await announce(database.db, { queue: 'order', topic: 'paid', payload: { orderId: 'ord_1' } });
    expect(await done.promise).toBe('ord_1');
    await relay.close();
    await worker.close();
  });

  it('takes effect once however often it is delivered', async () => {
    const place = testRedis();
    const queue = createQueue('order', place);
    let effects = 0;
    let deliveries = 0;
    const all = Promise.withResolvers<void>();
    const worker = startWorker({
      queue: 'order',
      place,
      logger,
      metrics: createMetrics('a'),
      handlers: {
        paid: jobHandler(payload, async ({ orderId }) => {
          const first = await database.db
            .transaction()
            .execute((trx) => acceptOnce(trx, { handler: 'x', eventId: orderId }));
          effects += first ? 1 : 0;
          deliveries += 1;
          if (deliveries === 20) all.resolve();
        }),
      },
    });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        queue.add({ id: `j${index}`, topic: 'paid', payload: { orderId: 'ord_2' } }),
      ),
    );
    await all.promise;
    expect(effects).toBe(1);
    await worker.close();
    await queue.close();
  });

  it('is refused for good when malformed, unknown or a caller’s mistake, and tried again after a fault', async () => {
    const place = testRedis();
    const queue = createQueue('order', place);
    const metrics = createMetrics('a');
    const tries: string[] = [];
    const healed = Promise.withResolvers<void>();
    const worker = startWorker({
      queue: 'order',
      place,
      logger,
      metrics,
      concurrency: 1,
      handlers: {
        mistake: jobHandler(payload, () => {
          tries.push('mistake');
          return Promise.reject(conflict('ORDER_WRONG_STATUS', 'no'));
        }),
        fault: jobHandler(payload, async () => {
          tries.push('fault');
          if (tries.filter((name) => name === 'fault').length === 1) throw unavailable('SERVICE_UNAVAILABLE', 'later');
          healed.resolve();
        }),
      },
    });
    await queue.add({ id: 'm1', topic: 'mistake', payload: { orderId: 'x' } });
    await queue.add({ id: 'm2', topic: 'mistake', payload: {} });
    await queue.add({ id: 'm3', topic: 'nobody', payload: { orderId: 'x' } });
    await queue.add({ id: 'm4', topic: 'fault', payload: { orderId: 'x' } });
    await healed.promise;
    expect(tries).toEqual(['mistake', 'fault', 'fault']);
    await worker.close();
    await queue.close();
    const text = await metrics.metrics();
    expect(text).toMatch(/jobs_total\{topic="mistake",outcome="failed",service="a"\} 2/);
    expect(text).toMatch(/jobs_total\{topic="unknown",outcome="failed",service="a"\} 1/);
  });
});

describe('the relay', () => {
  it('keeps announcements while Redis is away and closes all the same', async () => {
    await announce(database.db, { queue: 'order', topic: 'kept', payload: { orderId: 'ord_3' } });
    const away = { url: 'redis://127.0.0.1:1', prefix: 'x' };
    const relay = startRelay({ db: database.db, place: away, logger, metrics: createMetrics('a'), pauseMs: 10 });
    await new Promise((resolve) => setImmediate(resolve));
    await relay.close();
    const place = testRedis();
    const arrived = Promise.withResolvers<string>();
    const worker = startWorker({
      queue: 'order',
      place,
      logger,
      metrics: createMetrics('b'),
      handlers: { kept: jobHandler(payload, async ({ orderId }) => arrived.resolve(orderId)) },
    });
    const back = startRelay({ db: database.db, place, logger, metrics: createMetrics('c'), pauseMs: 10 });
    expect(await arrived.promise).toBe('ord_3');
    await back.close();
    await worker.close();
  });
});

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { acceptOnce, addOutboxTraceparent, announce, createInboxTable, createOutboxTable } from '@countersign/db';
import { conflict, unavailable } from '@countersign/errors';
import { createLogger, createMetrics, writeMetrics } from '@countersign/runtime';
import { type TestDatabase, testDatabase, testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { connectionOptions } from '../src/connection.ts';
import { createQueue, jobHandler, startRelay, startWorker } from '../src/index.ts';
import { observeQueue } from '../src/queue-metrics.ts';

let database: TestDatabase<unknown>;
const logger = createLogger({ service: 'test', level: 'silent' });

beforeAll(async () => {
  database = await testDatabase<unknown>({
    migrate: async (db) => {
      await createOutboxTable(db);
      await addOutboxTraceparent(db);
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

  it('leaves nothing behind in the outbox for longer than a week', async () => {
    const place = testRedis();
    const done = Promise.withResolvers<void>();
    const handlers = { paid: jobHandler(payload, async () => done.resolve()) };
    await sql`insert into outbox (id, queue, topic, payload, sent_at)
      values ('out_0', 'swept', 'paid', '{}', now() - '8 days'::interval)`.execute(database.db);
    const relay = startRelay({ db: database.db, place, logger, metrics: createMetrics('a'), pauseMs: 10 });
    const worker = startWorker({ queue: 'swept', place, logger, metrics: createMetrics('b'), handlers });
    await announce(database.db, { queue: 'swept', topic: 'paid', payload: { orderId: 'ord_1' } });
    await done.promise;
    const { rows } = await sql`select id from outbox where id = 'out_0'`.execute(database.db);
    expect(rows).toEqual([]);
    await relay.close();
    await worker.close();
  });

  it('is fetched at once by a relay that rests, also when its transaction takes a while', async () => {
    const place = testRedis();
    const arrived = new Map<string, () => void>();
    // A rest is longer than any test may take; it is awake for longer than a commit takes on a machine that is busy.
    const awakeMs = 1_000;
    const options = { db: database.db, place, logger, pauseMs: 10, restMs: 60_000, awakeMs };
    const relay = startRelay({ ...options, metrics: createMetrics('a') });
    const paid = jobHandler(payload, async ({ orderId }) => arrived.get(orderId)?.());
    const worker = startWorker({ queue: 'rested', place, logger, metrics: createMetrics('b'), handlers: { paid } });
    for (const number of [0, 1]) {
      // oxlint-disable-next-line no-await-in-loop -- nothing but time tells that it rests
      await delay(awakeMs + 300);
      const orderId = `ord_${number}`;
      const done = new Promise<void>((resolve) => arrived.set(orderId, resolve));
      // oxlint-disable-next-line no-await-in-loop
      await database.db.transaction().execute(async (trx) => {
        await announce(trx, { queue: 'rested', topic: 'paid', payload: { orderId } });
        if (number % 2 === 0) await sql`select pg_sleep(0.05)`.execute(trx);
      });
      // oxlint-disable-next-line no-await-in-loop
      await done;
    }
    await relay.close();
    await worker.close();
  });

  it('is given back by a worker that ends before it is done, and another one has it at once', async () => {
    const place = testRedis();
    const begun = Promise.withResolvers<void>();
    const done = Promise.withResolvers<string>();
    const stuck = Promise.withResolvers<void>();
    const common = { queue: 'returned', place, logger };
    const slow = startWorker({
      ...common,
      metrics: createMetrics('a'),
      handlers: {
        paid: jobHandler(payload, async () => {
          begun.resolve();
          await stuck.promise;
        }),
      },
    });
    const queue = createQueue('returned', place);
    await queue.add({ id: 'job-1', topic: 'paid', payload: { orderId: 'ord_1' } });
    await begun.promise;
    await slow.close(100);
    const next = startWorker({
      ...common,
      metrics: createMetrics('b'),
      handlers: { paid: jobHandler(payload, async (_payload, id) => done.resolve(id)) },
    });
    // Its lock would have lasted half a minute, as long as this test may.
    expect(await done.promise).toBe('job-1');
    stuck.resolve();
    await next.close();
    await queue.close();
  }, 25_000);

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
    const text = await writeMetrics(metrics);
    await worker.close();
    await queue.close();
    expect(text).toMatch(/job_queue_oldest_seconds\{queue="order",service="a"\} \d/);
    expect(text).toMatch(/job_queue_jobs\{queue="order",state="failed",service="a"\} 3/);
    expect(text).toMatch(/jobs_total\{topic="mistake",outcome="failed",service="a"\} 2/);
    expect(text).toMatch(/jobs_total\{topic="unknown",outcome="failed",service="a"\} 1/);
  });
});

describe('figures of a queue', () => {
  it('tell the age of the oldest job, and are missing while Redis is away', async () => {
    const place = testRedis();
    const queue = createQueue('aged', place);
    await queue.add({ id: 'j1', topic: 'paid', payload: { orderId: 'ord_1' } });
    const metrics = createMetrics('a');
    const figures = observeQueue('aged', place, metrics);
    const lines = async () => (await writeMetrics(metrics)).split('\n').filter((line) => line.includes('"aged"'));
    expect(await lines()).toEqual([
      'job_queue_jobs{queue="aged",state="waiting",service="a"} 1',
      'job_queue_jobs{queue="aged",state="active",service="a"} 0',
      'job_queue_jobs{queue="aged",state="delayed",service="a"} 0',
      'job_queue_jobs{queue="aged",state="failed",service="a"} 0',
      expect.stringMatching(/^job_queue_oldest_seconds\{queue="aged",service="a"\} 0\.\d+$/),
    ]);
    await figures.close();
    await queue.close();

    const elsewhere = createMetrics('b');
    const away = observeQueue('aged', { url: 'redis://127.0.0.1:1', prefix: 'x' }, elsewhere);
    const text = await writeMetrics(elsewhere);
    expect(text).not.toContain('"aged"');
    expect(text).toContain('metrics_collection_failures_total{metric="job_queue_jobs",service="b"} 1');
    await away.close();
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

  it.each(['starts', 'runs', 'is emptied', 'is emptied and goes on'])(
    'carries jobs again that Redis lost, when it %s',
    async (when) => {
      const place = testRedis();
      const proxy = await startProxy(new URL(place.url));
      const through = { ...place, url: proxy.url };
      const options = { db: database.db, place: through, logger, pauseMs: 10 };
      let relay = startRelay({ ...options, metrics: createMetrics('a') });
      const orderId = `ord_lost_${when}`;
      await announce(database.db, { queue: 'order', topic: 'lost', payload: { orderId } });
      const queue = new Queue('order', { connection: connectionOptions(place), prefix: place.prefix });
      // Its type leaves out what a queue itself does not need.
      const client = (await queue.getBackend().client) as unknown as {
        keys: (pattern: string) => Promise<string[]>;
        del: (keys: string[]) => Promise<number>;
      };
      const carried = async () =>
        (
          await sql`select 1 from outbox where payload->>'orderId' = ${orderId} and sent_at is not null`.execute(
            database.db,
          )
        ).rows.length === 1;
      while (!(await carried())) await new Promise((resolve) => setImmediate(resolve));
      if (when === 'starts') await relay.close();
      await client.del(await client.keys(`${place.prefix}:*`));

      if (when === 'starts') relay = startRelay({ ...options, metrics: createMetrics('b') });
      if (when === 'runs') proxy.drop();
      if (when === 'is emptied and goes on') {
        // The next announcement is noted before anybody looks.
        await announce(database.db, { queue: 'order', topic: 'lost', payload: { orderId: 'ord_next' } });
      }
      const arrived = Promise.withResolvers<string>();
      const lost = jobHandler(payload, async (job) => {
        if (job.orderId === orderId) arrived.resolve(orderId);
      });
      const handlers = { lost, paid: lost, kept: lost };
      const worker = startWorker({ queue: 'order', place, logger, metrics: createMetrics('c'), handlers });
      expect(await arrived.promise).toBe(orderId);
      await relay.close();
      await worker.close();
      await queue.close();
      proxy.close();
    },
  );
});

/** A way to Redis whose connections can be dropped. */
async function startProxy(target: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => (sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { url: url.href, drop, close: () => (drop(), server.close()) };
}

import { runWithIds } from '@countersign/runtime';
import { recordSpans, type TestDatabase, testDatabase } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { addOutboxTraceparent, announce, createOutboxTable, relayOutbox } from '../src/index.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const ids = { requestId: 'request-1', traceparent: `00-${traceId}-${parent}-01` };

let test: TestDatabase<{ people: { id: number; email: string } }>;
let recorded: Awaited<ReturnType<typeof recordSpans>>;

beforeAll(async () => {
  test = await testDatabase({
    migrate: async (db) => {
      await sql`create table people (id int primary key, email text not null)`.execute(db);
      await createOutboxTable(db);
      await addOutboxTraceparent(db);
    },
  });
});
afterAll(() => test.destroy());
beforeEach(async () => {
  recorded = await recordSpans();
});
afterEach(() => recorded.stop());

describe('the span of a statement', () => {
  it('tells the statement with its placeholders, and no value or literal', async () => {
    const { db } = test;
    await runWithIds(ids, async () => {
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('people').values({ id: 1, email: 'robin@example.com' }).execute();
      });
      await sql`select id from people where email = 'kim@example.com' and id > ${0}`.execute(db);
    });
    expect(recorded.spans.map(({ name }) => name)).toEqual(['BEGIN', 'INSERT people', 'COMMIT', 'SELECT people']);
    const [, insert, , select] = recorded.spans;
    expect(insert).toMatchObject({ traceId, parentSpanId: parent, kind: 'client', isError: false });
    expect(insert?.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.namespace': new URL(test.url).pathname.slice(1),
      'db.operation.name': 'INSERT',
      'db.query.summary': 'INSERT people',
      'db.query.text': 'insert into "people" ("id", "email") values ($1, $2)',
    });
    expect(select?.attributes['db.query.text']).toBe('select id from people where email = ? and id > $1');
    expect(JSON.stringify(recorded.spans)).not.toContain('example.com');
  });

  it('tells the code of a failure, and not the server’s words, which repeat values', async () => {
    const twice = { id: 7, email: 'robin@example.com' };
    const insert = () => test.db.insertInto('people').values(twice).execute();
    await insert();
    await expect(runWithIds(ids, insert)).rejects.toThrow('duplicate key');
    expect(recorded.spans).toMatchObject([
      { isError: true, attributes: { 'db.response.status_code': '23505', 'error.type': '23505' } },
    ]);
    expect(JSON.stringify(recorded.spans)).not.toMatch(/example.com|duplicate/);
  });

  it('is not made outside of traced work', async () => {
    await sql`select 1`.execute(test.db);
    await runWithIds({ ...ids, traceparent: ids.traceparent.replace(/01$/, '00') }, () =>
      sql`select 2`.execute(test.db),
    );
    expect(recorded.spans).toEqual([]);
  });
});

describe('an announcement', () => {
  it('keeps the work that made it, or that there was none', async () => {
    const announcement = { queue: 'q', topic: 't', payload: {} };
    await runWithIds(ids, () => announce(test.db, announcement));
    await announce(test.db, announcement);
    const kept: (string | null)[] = [];
    await relayOutbox(test.db, async (rows) => void kept.push(...rows.map(({ traceparent }) => traceparent)));
    expect(kept).toEqual([ids.traceparent, null]);
  });
});

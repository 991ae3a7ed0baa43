import { countAttempt, countThrottled } from '@countersign/attempts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { addDevice } from '../src/device/device-store.ts';
import { sweep } from '../src/sweep.ts';
import { type IdentityUnderTest, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const dayMs = 86_400_000;

async function rowsLeft() {
  const { rows } = await sql<Record<string, bigint>>`select
    (select count(*) from login_flows) as flows, (select count(*) from sessions) as sessions,
    (select count(*) from refresh_tokens) as tokens, (select count(*) from attempts) as attempts`.execute(identity.db);
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Number(count)]));
}

describe('the sweep', () => {
  it('deletes flows, tokens and budgets a week after they were over, and sessions once no grant can rest on them', async () => {
    const { db, clock } = identity;
    const { email, userId } = await identity.register();
    identity.secondFactor.withFactor.add(userId);
    const { session } = await identity.logIn(email);
    await countAttempt(db, { bucket: 'b', limit: 5, windowMs: 60_000, at: clock.now() });
    const all = { flows: 1, sessions: 1, tokens: 1, attempts: 1 };
    clock.advance(7 * dayMs);
    await sweep(db, clock.now());
    expect(await rowsLeft()).toEqual(all);
    clock.advance(dayMs);
    await sweep(db, clock.now());
    expect(await rowsLeft()).toEqual({ flows: 0, sessions: 1, tokens: 0, attempts: 0 });
    const traces = await db.selectFrom('sessions').select(['device', 'address']).executeTakeFirst();
    expect(traces).toEqual({ device: '', address: '' });
    // An application may have been let sign for 95 days in it: a password that is lost ends that, too.
    clock.advance(87 * dayMs);
    await sweep(db, clock.now());
    await identity.ops.revokeSessions({ sessionId: '', userId, reason: 'password_lost' });
    const sessionId = session?.id ?? '';
    const ended = await identity.remoteSigning.introspectSession({ sessionId });
    expect(ended).toMatchObject({ endedReason: 'internal:password_lost' });
    clock.advance(9 * dayMs);
    await sweep(db, clock.now());
    expect(await rowsLeft()).toMatchObject({ sessions: 0 });
    expect(await identity.remoteSigning.introspectSession({ sessionId })).toMatchObject({ endedReason: 'unknown' });
  });

  it('deletes misses after a quiet year, but what is stopped stays stopped; and devices a week after their year', async () => {
    const { db, clock } = identity;
    const rule = { free: 3, firstMs: 1_000, capMs: 1_000, stopAfter: 2 };
    const { userId } = await identity.register();
    for (const bucket of ['open', 'stopped', 'stopped']) await countThrottled(db, { bucket, rule, at: clock.now() });
    await db.transaction().execute((trx) => addDevice(trx, { userId, label: '', address: '', at: clock.now() }));
    const left = async () => {
      const { rows } = await sql<{ bucket: string }>`select bucket from throttles order by bucket`.execute(db);
      const devices = await db.selectFrom('devices').select('id').execute();
      return [...rows.map(({ bucket }) => bucket), `${devices.length} devices`];
    };
    clock.advance(365 * dayMs);
    await sweep(db, clock.now());
    expect(await left()).toEqual(['open', 'stopped', '1 devices']);
    clock.advance(8 * dayMs);
    await sweep(db, clock.now());
    expect(await left()).toEqual(['stopped', '0 devices']);
  });
});

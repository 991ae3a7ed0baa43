import { newContext } from '@countersign/grpc';
import type { LoginFlowKey } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { revokeDevicesOf } from '../src/device/device-store.ts';
import { passwordBucket, userIdHashOf } from '../src/login/password-budget.ts';
import {
  anyClient,
  goodPassword,
  type IdentityUnderTest,
  inParallel,
  rightCode,
  startIdentity,
  tally,
} from './under-test.ts';

let identity: IdentityUnderTest;
const noon = new Date('2026-11-21T12:00:00Z');
beforeAll(async () => {
  identity = await startIdentity({ LOGIN_MISSES_PER_ADDRESS: 10 });
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.set(noon));

const wrong = (reason: string, kind: string) => expect.objectContaining({ reason, kind });
const from = (clientAddress: string) => ({ context: newContext({ clientAddress }) });
const tryWrong = (key: LoginFlowKey) => identity.gateway.submitPassword({ key, password: 'wrong password' });

/** A user with a factor, and a device on which he logged in. */
async function aKnownDevice() {
  const { email, userId } = await identity.register();
  identity.secondFactor.withFactor.add(userId);
  const key = await identity.begin(email);
  await identity.gateway.submitPassword({ key, password: goodPassword });
  const { deviceToken } = await identity.gateway.submitCode({ key, code: rightCode });
  return { email, userId, deviceToken };
}

async function beginOn(userId: string, deviceToken: string): Promise<LoginFlowKey> {
  const { flow, secret } = await identity.gateway.startLoginFlow({ ...anyClient, userId, deviceToken });
  return { flowId: flow?.id ?? '', secret };
}

/** Sets the misses of a bucket, so that not every guess of a thousand has to be hashed. */
async function setMisses(bucket: string, total: number): Promise<void> {
  await sql`
    insert into throttles (bucket, misses, total, next_at, stopped, last_at)
    values (${bucket}, ${total}, ${total}, null, ${total >= 100}, ${noon})
    on conflict (bucket) do update set misses = ${total}, total = ${total}, next_at = null, stopped = ${total >= 100}`.execute(
    identity.db,
  );
}

const bucketOf = (email: string) => passwordBucket({ userIdHash: userIdHashOf(identity.deps.pepper, email) });
const announced = async (topic: string) => {
  const { rows } = await sql<{ payload: Record<string, string> }>`
    select payload from outbox where topic = ${topic}`.execute(identity.db);
  return rows.map(({ payload }) => payload);
};

describe('the budget of a password', () => {
  it('lets no more of 50 parallel wrong passwords of a flow be looked at than may come at once', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    const before = identity.checks.count;
    const outcomes = await tally(
      inParallel(50, (n) => identity.gateway.submitPassword({ key, password: `wrong password ${n}` })),
    );
    expect(outcomes).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 46 });
    expect(identity.checks.count - before).toBe(4);
    expect((await identity.gateway.getLoginFlow({ key })).flow).toMatchObject({
      state: 'LOGIN_FLOW_STATE_PASSWORD_REQUIRED',
      attemptsLeft: 1,
    });
  });

  it('lets no more of 50 flows of one user ID be looked at, known or not, and then makes each wait longer', async () => {
    const { email } = await identity.register();
    for (const userId of [email, 'someone-unknown@example.com']) {
      identity.clock.set(noon);
      const keys = await Promise.all(inParallel(50, () => identity.begin(userId)));
      const before = identity.checks.count;
      expect(await tally(keys.map(tryWrong))).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 46 });
      for (const waitSeconds of [1, 2, 4]) {
        const key = await identity.begin(userId.toUpperCase());
        await expect(tryWrong(key)).rejects.toMatchObject({
          reason: 'ATTEMPTS_EXHAUSTED',
          retryAfterSeconds: waitSeconds,
        });
        identity.clock.advance(waitSeconds * 1_000);
        await expect(tryWrong(key)).rejects.toEqual(wrong('LOGIN_FAILED', 'unauthenticated'));
      }
      expect(identity.checks.count - before).toBe(7);
    }
  });

  it('begins anew after the right password', async () => {
    const { email } = await identity.register();
    for (let round = 0; round < 2; round += 1) {
      const key = await identity.begin(email);
      for (let n = 0; n < 3; n += 1) {
        await expect(tryWrong(key)).rejects.toEqual(wrong('LOGIN_FAILED', 'unauthenticated'));
      }
      const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
      expect(flow?.state).toBe('LOGIN_FLOW_STATE_PIN_REQUIRED');
    }
    const key = await identity.begin(email);
    expect(await tally(inParallel(10, () => tryWrong(key)))).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 6 });
  });

  it('begins with the user: what strangers guessed at his user ID before it was his closes no door of his', async () => {
    const email = 'not.a.user.yet@example.com';
    await setMisses(bucketOf(email), 100);
    const stopped = wrong('ATTEMPTS_EXHAUSTED', 'exhausted');
    await expect(tryWrong(await identity.begin(email))).rejects.toEqual(stopped);
    await identity.register({ email });
    expect((await identity.logIn(email)).session?.email).toBe(email);
  });

  it('dies with its flow after 5 wrong passwords, and the right one comes too late', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    for (let n = 0; n < 5; n += 1) {
      await expect(tryWrong(key)).rejects.toEqual(wrong('LOGIN_FAILED', 'unauthenticated'));
      identity.clock.advance(1_000);
    }
    await expect(identity.gateway.submitPassword({ key, password: goodPassword })).rejects.toEqual(
      wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'),
    );
  });

  it('gives nothing away when the clock is set back', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    await tally(inParallel(4, () => tryWrong(key)));
    identity.clock.advance(-3_600_000);
    const before = identity.checks.count;
    await expect(tryWrong(await identity.begin(email))).rejects.toEqual(wrong('ATTEMPTS_EXHAUSTED', 'exhausted'));
    expect(identity.checks.count).toBe(before);
  });

  it('is not used up where second-factor cannot be asked, nor by a password that nobody looked at', async () => {
    const { email } = await identity.register();
    const { hasher } = identity.deps;
    const verify = hasher.verify.bind(hasher);
    const { held } = identity.secondFactor;
    const fail = () => Promise.reject(new Error('not now'));
    try {
      for (let n = 0; n < 6; n += 1) {
        hasher.verify = n % 2 === 0 ? fail : verify;
        held.beforeFactors = fail;
        const key = await identity.begin(email);
        await expect(
          identity.gateway.submitPassword({ key, password: goodPassword }, from('198.51.100.9')),
        ).rejects.toThrow('INTERNAL');
      }
    } finally {
      hasher.verify = verify;
      held.beforeFactors = async () => undefined;
    }
    const key = await identity.begin(email);
    expect(await tally(inParallel(10, () => tryWrong(key)))).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 6 });
    const { rows } = await sql<{ left: bigint }>`
      select count(*) as left from attempts
      where bucket = 'login-address:198.51.100.9' and window_started_at > ${new Date(noon.getTime() - 3_600_000)}`.execute(
      identity.db,
    );
    expect(rows[0]?.left).toBe(0n);
  });
});

describe('a known device', () => {
  it('comes from a login with a second factor, and from no other', async () => {
    const { email, deviceToken } = await aKnownDevice();
    expect(deviceToken).toMatch(/^[\w-]{43}$/);
    const key = await beginOn(email, deviceToken);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    expect((await identity.gateway.submitCode({ key, code: rightCode })).deviceToken).toBe('');
    const newcomer = await identity.register();
    const first = await identity.begin(newcomer.email);
    await identity.gateway.submitPassword({ key: first, password: goodPassword });
    expect((await identity.gateway.submitCode({ key: first, code: rightCode })).deviceToken).toBe('');
    expect(JSON.stringify(await identity.db.selectFrom('devices').selectAll().execute())).not.toContain(deviceToken);
  });

  it('logs its user in while unknown devices are stopped, whose owner is told once', async () => {
    const { email, userId, deviceToken } = await aKnownDevice();
    await setMisses(bucketOf(email), 99);
    await expect(
      identity.gateway.submitPassword({ key: await identity.begin(email), password: 'wrong' }, from('192.0.2.50')),
    ).rejects.toEqual(wrong('LOGIN_FAILED', 'unauthenticated'));
    const refused = await identity.gateway
      .submitPassword({ key: await identity.begin(email), password: goodPassword })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      reason: 'ATTEMPTS_EXHAUSTED',
      message: 'too many attempts; recover your password',
    });
    expect((refused as { retryAfterSeconds?: number }).retryAfterSeconds).toBeUndefined();
    expect((await announced('login-notice-mail')).filter((job) => job['userId'] === userId)).toEqual([
      { userId, kind: 'login-stopped' },
    ]);
    const notices = await identity.db.selectFrom('loginNotices').selectAll().where('userId', '=', userId).execute();
    expect(notices).toEqual([{ userId, kind: 'login-stopped', address: '192.0.2.50', at: noon }]);

    const key = await beginOn(email, deviceToken);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const { grant } = await identity.gateway.submitCode({ key, code: rightCode });
    expect(grant?.session).toMatchObject({ userId, scope: 'full' });
    // His success opens his own door only.
    await expect(
      identity.gateway.submitPassword({ key: await identity.begin(email), password: goodPassword }),
    ).rejects.toEqual(wrong('ATTEMPTS_EXHAUSTED', 'exhausted'));
  });

  it('is closed by its own misses only: a thousand tries of strangers touch it as little as its tries touch them', async () => {
    const { email, deviceToken } = await aKnownDevice();
    const before = identity.checks.count;
    for (let round = 0; round < 20; round += 1) {
      const key = await identity.begin(email);
      await tally(inParallel(50, () => tryWrong(key)));
    }
    expect(identity.checks.count - before).toBe(4);
    const key = await beginOn(email, deviceToken);
    expect(await tally(inParallel(10, () => tryWrong(key)))).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 6 });
    identity.clock.advance(1_000);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(flow?.state).toBe('LOGIN_FLOW_STATE_FACTOR_REQUIRED');
  });

  it('is known for its own user only, for a year, and until it is revoked', async () => {
    const mine = await aKnownDevice();
    const other = await aKnownDevice();
    const deviceOf = async (key: LoginFlowKey) => {
      const flow = await identity.db
        .selectFrom('loginFlows')
        .select('deviceId')
        .where('id', '=', key.flowId)
        .executeTakeFirstOrThrow();
      return flow.deviceId;
    };
    expect(await deviceOf(await beginOn(mine.email, mine.deviceToken))).toMatch(/^dev_/);
    expect(await deviceOf(await beginOn(mine.email, other.deviceToken))).toBeNull();
    expect(await deviceOf(await beginOn('nobody@example.com', mine.deviceToken))).toBeNull();
    identity.clock.advance(365 * 86_400_000);
    expect(await deviceOf(await beginOn(mine.email, mine.deviceToken))).toBeNull();
    identity.clock.set(noon);
    const open = await beginOn(mine.email, mine.deviceToken);
    await identity.db.transaction().execute((trx) => revokeDevicesOf(trx, mine.userId, noon));
    expect(await deviceOf(open)).toBeNull();
    expect(await deviceOf(await beginOn(mine.email, mine.deviceToken))).toBeNull();
  });

  it('is one of 20 at most: the one used longest ago is forgotten; each but the first is told of', async () => {
    const { userId, email, deviceToken } = await aKnownDevice();
    const devices = () =>
      identity.db.selectFrom('devices').select(['id', 'label', 'address', 'revokedAt']).where('userId', '=', userId);
    const [first] = await devices().execute();
    const before = (await announced('new-device-mail')).length;
    await sql`
      insert into devices (id, user_id, token_hash, label, address, created_at, last_used_at)
      select 'dev_' || ${userId} || n, ${userId}, sha256((${userId} || n)::bytea), '', '', ${noon},
        ${noon}::timestamptz + n * interval '1 second'
      from generate_series(1, 19) as n`.execute(identity.db);
    const { flow, secret } = await identity.gateway.startLoginFlow({
      ...anyClient,
      userId: email,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    const key = { flowId: flow?.id ?? '', secret };
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const completed = await identity.gateway.submitCode({ key, code: rightCode }, from('192.0.2.80'));
    expect(completed.deviceToken).not.toBe('');
    expect((await devices().where('revokedAt', 'is', null).execute()).length).toBe(20);
    expect(await devices().where('revokedAt', 'is not', null).execute()).toMatchObject([{ id: first?.id }]);
    const told = await announced('new-device-mail');
    expect(told.length).toBe(before + 1);
    const newest = await devices()
      .where('id', '=', told.at(-1)?.['deviceId'] ?? '')
      .executeTakeFirst();
    expect(newest).toMatchObject({ label: 'Firefox on Linux', address: '192.0.2.80' });
    expect(completed.grant?.session?.id).toBeDefined();
    expect(deviceToken).not.toBe(completed.deviceToken);
  });
});

describe('the budget of a network', () => {
  it('is spent by wrong passwords of any user ID, and right ones cost nothing', async () => {
    const { email } = await identity.register();
    const address = from('2001:db8:0:7::1');
    for (let n = 0; n < 3; n += 1) {
      const key = await identity.begin(email);
      await identity.gateway.submitPassword({ key, password: goodPassword }, address);
    }
    const keys = await Promise.all(inParallel(30, (n) => identity.begin(`stuffed-${n}@example.com`)));
    const before = identity.checks.count;
    const outcomes = await tally(
      keys.map((key, n) =>
        identity.gateway.submitPassword({ key, password: 'wrong password' }, from(`2001:db8:0:7::${n + 1}`)),
      ),
    );
    expect(outcomes).toEqual({ LOGIN_FAILED: 10, ATTEMPTS_EXHAUSTED: 20 });
    expect(identity.checks.count - before).toBe(10);
    const key = await identity.begin(email);
    await expect(identity.gateway.submitPassword({ key, password: goodPassword }, address)).rejects.toMatchObject({
      reason: 'ATTEMPTS_EXHAUSTED',
      retryAfterSeconds: 3_600,
    });
    const elsewhere = await identity.gateway.submitPassword({ key, password: goodPassword }, from('2001:db8:0:8::1'));
    expect(elsewhere.flow?.state).toBe('LOGIN_FLOW_STATE_PIN_REQUIRED');
  });

  it('is not asked of a known device, and is not spent where a bucket refuses', async () => {
    const { email, deviceToken } = await aKnownDevice();
    const address = from('203.0.113.5');
    const key = await identity.begin(email);
    const all = await tally(
      inParallel(40, () => identity.gateway.submitPassword({ key, password: 'wrong password' }, address)),
    );
    expect(all).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 36 });
    const others = await Promise.all(inParallel(10, (n) => identity.begin(`spent-${n}@example.com`)));
    const outcomes = await tally(
      others.map((other) => identity.gateway.submitPassword({ key: other, password: 'wrong password' }, address)),
    );
    expect(outcomes).toEqual({ LOGIN_FAILED: 6, ATTEMPTS_EXHAUSTED: 4 });
    const known = await beginOn(email, deviceToken);
    const { flow } = await identity.gateway.submitPassword({ key: known, password: goodPassword }, address);
    expect(flow?.state).toBe('LOGIN_FLOW_STATE_FACTOR_REQUIRED');
  });
});

describe('many user IDs failing at once', () => {
  it('are warned of once, without naming them', async () => {
    const keys = await Promise.all(inParallel(60, (n) => identity.begin(`list-${n}@example.com`)));
    const { hasher } = identity.deps;
    const verify = hasher.verify.bind(hasher);
    hasher.verify = async () => false;
    try {
      await tally(keys.map(tryWrong));
    } finally {
      hasher.verify = verify;
    }
    const warned = identity.lines.filter((line) => line.includes('many user IDs fail'));
    expect(warned).toHaveLength(1);
    expect(identity.lines.join('')).not.toContain('list-1@');
  });
});

describe('the budget of codes', () => {
  it('ends a flow after 5 wrong codes; the right one comes too late, and the owner is told once a day', async () => {
    const { email, userId } = await identity.register();
    for (let round = 0; round < 2; round += 1) {
      const key = await identity.begin(email);
      await identity.gateway.submitPassword({ key, password: goodPassword });
      for (let n = 0; n < 5; n += 1) {
        await expect(identity.gateway.submitCode({ key, code: '000000' }, from('192.0.2.66'))).rejects.toEqual(
          wrong('CODE_REFUSED', 'unauthenticated'),
        );
      }
      await expect(identity.gateway.submitCode({ key, code: rightCode })).rejects.toEqual(
        wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'),
      );
      expect((await identity.gateway.getLoginFlow({ key })).flow).toMatchObject({
        state: 'LOGIN_FLOW_STATE_DEAD',
        messageId: 'login.dead',
        attemptsLeft: 0,
      });
    }
    const told = (await announced('login-notice-mail')).filter((job) => job['userId'] === userId);
    expect(told).toEqual([{ userId, kind: 'password-known' }]);
    const notices = await identity.db.selectFrom('loginNotices').selectAll().where('userId', '=', userId).execute();
    expect(notices).toMatchObject([{ address: '192.0.2.66', at: noon }]);
  });

  it('lets 5 of 50 parallel wrong codes through to second-factor', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const before = identity.secondFactor.verified.length;
    const { CODE_REFUSED: refused } = await tally(
      inParallel(50, () => identity.gateway.submitCode({ key, code: '000000' })),
    );
    expect(refused).toBe(5);
    expect(identity.secondFactor.verified.length - before).toBe(5);
  });

  it('tells the owner when second-factor refuses to look at codes any more', async () => {
    const { email, userId } = await identity.register();
    identity.secondFactor.withFactor.add(userId);
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    identity.secondFactor.locks.set(userId, { stopped: true });
    await expect(identity.gateway.submitCode({ key, code: rightCode })).rejects.toEqual(
      wrong('ATTEMPTS_EXHAUSTED', 'exhausted'),
    );
    const told = (await announced('login-notice-mail')).filter((job) => job['userId'] === userId);
    expect(told).toEqual([{ userId, kind: 'password-known' }]);
  });

  it('is not touched by what cannot be a code', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    for (const code of ['', 'abcdef', '12', '١٢٣٤٥٦', '12345678901']) {
      await expect(identity.gateway.submitCode({ key, code })).rejects.toEqual(wrong('CODE_MALFORMED', 'invalid'));
    }
    await expect(identity.gateway.submitCode({ key, code: rightCode })).resolves.toBeDefined();
  });
});

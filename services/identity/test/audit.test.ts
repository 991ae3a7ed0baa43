import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AccountEvent,
  accountAnnouncement,
  appendAccountAudit,
  listAudit,
  signAccountEvent,
  verifyAudit,
} from '@countersign/audit';
import { announcing } from '@countersign/db';
import { startRelay, startWorker } from '@countersign/jobs';
import { createLogger, createMetrics, newId } from '@countersign/runtime';
import { type Keyring, readKeyring } from '@countersign/sealing';
import { type TestActor, testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createAuditJobs } from '../src/audit/account-audit.ts';
import { type IdentityUnderTest, inParallel, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
let take: (payload: Readonly<Record<string, string>>) => Promise<void>;

beforeAll(async () => {
  identity = await startIdentity();
  const job = createAuditJobs(identity.deps)['audit-event'];
  if (job === undefined) throw new Error('there is no such job');
  take = (payload) => job.handle(payload, 'out_1');
});
afterAll(() => identity.close());

const anAccount = () => newId('acc');
const anEvent = (over: Partial<AccountEvent> = {}): AccountEvent => ({
  service: 'enrollment',
  source: `x/${randomUUID()}`,
  account: 'acc_1',
  actor: 'usr_1',
  action: 'member.removed',
  subject: 'usr_2',
  detail: { roles: ['auditor'] },
  at: new Date('2026-11-21T11:59:00.123Z'),
  ...over,
});
const signed = (event: AccountEvent, key: Keyring = identity.deps.auditKey) =>
  signAccountEvent(key, accountAnnouncement(event).payload);
const recordsOf = (account: string) => listAudit(identity.db, account, { after: 0, limit: 500 });
const nameIn = (detail: AccountEvent['detail'], member: string) => detail[member] as string;
const as = (account: string, roles: string[], over: Partial<TestActor> = {}) =>
  identity.token({ userId: 'usr_1', accountId: account, roles, ...over });

describe('an event for the audit of an account', () => {
  it('becomes a record in the chain of the account, with service and source under its hash', async () => {
    const account = anAccount();
    await take(signed(anEvent({ account, source: `${account}/1` })));
    await take(signed(anEvent({ account, service: 'order', source: 'aev_1', action: 'order.paid', detail: {} })));
    expect(await recordsOf(account)).toMatchObject([
      {
        stream: account,
        seq: 1,
        actor: 'usr_1',
        action: 'member.removed',
        subject: 'usr_2',
        detail: { roles: ['auditor'], service: 'enrollment', source: `${account}/1` },
        at: new Date('2026-11-21T11:59:00.123Z'),
      },
      { seq: 2, action: 'order.paid', detail: { service: 'order', source: 'aev_1' } },
    ]);
    expect(await verifyAudit(identity.db, account)).toEqual({ ok: true });
  });

  it('is taken once, however often it comes, together or later and under another key', async () => {
    const account = anAccount();
    const event = anEvent({ account });
    await Promise.all(inParallel(10, () => take(signed(event))));
    await take(signed(event));
    expect(await recordsOf(account)).toHaveLength(1);
    // Another service may count alike.
    await take(signed({ ...event, service: 'order' }));
    expect(await recordsOf(account)).toHaveLength(2);
  });

  it('of several services at the same time makes one whole chain, with each of them once', async () => {
    const account = anAccount();
    const events = ['enrollment', 'order', 'remote-signing'].flatMap((service) =>
      Array.from({ length: 10 }, (_, n) => anEvent({ account, service, source: `s/${n + 1}` })),
    );
    await Promise.all(events.map((event) => take(signed(event))));
    const records = await recordsOf(account);
    expect(records.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    const sources = records.map(({ detail }) => `${nameIn(detail, 'service')}:${nameIn(detail, 'source')}`);
    expect(sources.toSorted()).toEqual(events.map(({ service, source }) => `${service}:${source}`).toSorted());
    expect(await verifyAudit(identity.db, account)).toEqual({ ok: true });
  });

  it('that no service signed is refused for good, counted, logged without what it says, and changes nothing', async () => {
    const account = anAccount();
    const stranger = readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
    const good = signed(anEvent({ account }));
    const forged = [
      signed(anEvent({ account }), stranger),
      { ...good, mac: '' },
      { ...good, event: String(good['event']).replace('usr_2', 'usr_3') },
      { ...good, event: '{}' },
      // Signed by a service, for chains in which identity alone tells what was done.
      ...['usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K', 'approvals'].map((chain) => signed(anEvent({ account: chain }))),
    ];
    const refusal = { reason: 'AUDIT_EVENT_FORGED', kind: 'forbidden', transient: false };
    for (const payload of forged) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(take(payload)).rejects.toMatchObject(refusal);
    }
    expect(await recordsOf(account)).toEqual([]);
    expect(await identity.registry.metrics()).toMatch(/identity_audit_events_forged_total(\{.*\})? 6/);
    const lines = identity.lines.filter((line) => line.includes('not signed by any service'));
    expect(lines).toHaveLength(6);
    expect(lines.join('')).not.toContain(account);
    await take(good);
    expect(await recordsOf(account)).toHaveLength(1);
  });

  it('travels from the transaction through outbox, Redis and worker; signed on the way, and once though Redis is emptied', async () => {
    const account = anAccount();
    const place = testRedis();
    const logger = createLogger({ service: 'identity', destination: { write: () => undefined } });
    const entry = { stream: account, actor: 'usr_1', action: 'account.changed', subject: account, detail: {} };
    const append = () =>
      identity.db
        .transaction()
        .execute((trx) =>
          appendAccountAudit(
            trx,
            { ...entry, stream: `own-${account}`, account, at: new Date() },
            { service: 'enrollment', announcing },
          ),
        );
    const failed = identity.db.transaction().execute(async (trx) => {
      const relay = { service: 'enrollment', announcing };
      await appendAccountAudit(trx, { ...entry, stream: `own-${account}`, account, at: new Date() }, relay);
      throw new Error('the work failed');
    });
    await expect(failed).rejects.toThrow('the work failed');
    await append();
    await append();
    const outbox = await sql<{ payload: object }>`select payload from outbox where topic = 'audit-event'`.execute(
      identity.db,
    );
    expect(outbox.rows.map(({ payload }) => Object.keys(payload))).toEqual([['event'], ['event']]);

    const arrived: (() => void)[] = [];
    const job = createAuditJobs(identity.deps)['audit-event'];
    const carry = async () => {
      const came = new Promise<void>((resolve) => {
        let left = 2;
        arrived.push(() => {
          left -= 1;
          if (left === 0) resolve();
        });
      });
      const handlers = {
        'audit-event': {
          payload: job?.payload,
          handle: async (payload: { event: string; mac: string }, id: string) => {
            await job?.handle(payload, id);
            arrived.at(-1)?.();
          },
        },
      } as unknown as Parameters<typeof startWorker>[0]['handlers'];
      const finish = {
        'audit-event': (payload: Readonly<Record<string, string>>) => signAccountEvent(identity.deps.auditKey, payload),
      };
      // Each time Redis is another one, which knows of nothing.
      const redis = { ...place, prefix: `${place.prefix ?? ''}${randomUUID()}` };
      const worker = startWorker({ queue: 'identity', place: redis, handlers, logger, metrics: createMetrics('a') });
      const relay = startRelay({
        db: identity.db,
        place: redis,
        logger,
        metrics: createMetrics('b'),
        finish,
        pauseMs: 20,
      });
      await came;
      await relay.close();
      await worker.close();
    };
    await carry();
    await carry();
    const sources = (await recordsOf(account)).map(({ detail }) => nameIn(detail, 'source'));
    expect(sources.toSorted()).toEqual([`own-${account}/1`, `own-${account}/2`]);
  }, 60_000);
});

describe('the audit of an account', () => {
  it('is read page by page by owners and auditors, and by nobody else', async () => {
    const account = anAccount();
    for (let n = 1; n <= 3; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await take(signed(anEvent({ account, subject: `usr_${n}` })));
    }
    for (const role of ['owner', 'auditor']) {
      // oxlint-disable-next-line no-await-in-loop
      const options = await as(account, [role]);
      // oxlint-disable-next-line no-await-in-loop
      const first = await identity.gateway.listAccountAudit(
        { accountId: account, pageSize: 2, pageToken: '' },
        options,
      );
      expect(first.records.map(({ seq, subject }) => [seq, subject])).toEqual([
        [1n, 'usr_1'],
        [2n, 'usr_2'],
      ]);
      // oxlint-disable-next-line no-await-in-loop
      const rest = await identity.gateway.listAccountAudit(
        { accountId: account, pageSize: 2, pageToken: first.nextPageToken },
        options,
      );
      expect(rest).toMatchObject({ records: [{ seq: 3n, service: 'enrollment' }], nextPageToken: '' });
      expect(JSON.parse(rest.records[0]?.detail ?? '')).toMatchObject({ roles: ['auditor'], service: 'enrollment' });
    }
    for (const roles of [['administrator'], ['requester', 'signer'], []]) {
      // oxlint-disable-next-line no-await-in-loop
      const options = await as(account, roles);
      const calls = [
        () => identity.gateway.listAccountAudit({ accountId: account, pageSize: 0, pageToken: '' }, options),
        () => identity.gateway.proveAccountAudit({ accountId: account }, options),
      ];
      for (const call of calls) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(call()).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
      }
    }
  });

  it("of another account answers like one that does not exist, also to staff and to another account's owner", async () => {
    const account = anAccount();
    await take(signed(anEvent({ account })));
    const others = await Promise.all([
      as(anAccount(), ['owner']),
      identity.token({ userId: 'usr_9', staffRoles: ['operator', 'registration_officer'] }),
    ]);
    for (const options of others) {
      for (const accountId of [account, 'acc_unknown', '']) {
        const calls = [
          () => identity.gateway.listAccountAudit({ accountId, pageSize: 0, pageToken: '' }, options),
          () => identity.gateway.proveAccountAudit({ accountId }, options),
        ];
        for (const call of calls) {
          // oxlint-disable-next-line no-await-in-loop
          await expect(call()).rejects.toMatchObject({ kind: 'not_found', reason: 'ACCOUNT_NOT_FOUND' });
        }
      }
    }
  });

  it('is proved with its head, and shows where it was tampered with', async () => {
    const account = anAccount();
    const options = await as(account, ['auditor']);
    const prove = () => identity.gateway.proveAccountAudit({ accountId: account }, options);
    expect(await prove()).toEqual({ whole: true, records: 0n, head: Buffer.alloc(32), brokenAt: 0n });
    for (let n = 1; n <= 3; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await take(signed(anEvent({ account })));
    }
    const last = (await recordsOf(account)).at(-1);
    expect(await prove()).toEqual({ whole: true, records: 3n, head: last?.hash, brokenAt: 0n });
    await sql`update audit_records set actor = 'usr_8' where stream = ${account} and seq = 2`.execute(identity.db);
    expect(await prove()).toMatchObject({ whole: false, records: 3n, brokenAt: 2n });
  });

  it('refuses a page that is too large and a forged cursor', async () => {
    const account = anAccount();
    const options = await as(account, ['owner']);
    const ask = (over: object) =>
      identity.gateway.listAccountAudit({ accountId: account, pageSize: 0, pageToken: '', ...over }, options);
    await expect(ask({ pageSize: 501 })).rejects.toMatchObject({ reason: 'PAGE_SIZE_INVALID' });
    await expect(ask({ pageToken: 'x' })).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
    expect(await ask({ pageSize: 500 })).toEqual({ records: [], nextPageToken: '' });
  });
});

it("a user's own audit holds what concerns him, and nobody else's", async () => {
  const { userId } = await identity.register();
  const other = await identity.register();
  const ask = async (id: string) =>
    (await identity.gateway.listMyAudit({ pageSize: 0, pageToken: '' }, await identity.token({ userId: id }))).records;
  const records = await ask(userId);
  expect(records).toMatchObject([{ seq: 1n, subject: userId, service: 'identity' }]);
  expect((await ask(other.userId)).map(({ subject }) => subject)).toEqual([other.userId]);
  await expect(identity.gateway.listMyAudit({ pageSize: 0, pageToken: '' })).rejects.toMatchObject({
    reason: 'AUTHENTICATION_REQUIRED',
  });
});

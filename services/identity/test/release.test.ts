import { countThrottled } from '@countersign/attempts';
import { listAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import { unavailable } from '@countersign/errors';
import { createMailer } from '@countersign/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDevice } from '../src/device/device-store.ts';
import { passwordBucket, passwordRule, userIdHashOf } from '../src/login/password-budget.ts';
import { answersBucket, answersRule } from '../src/question/question-budget.ts';
import { createReleaseJobs } from '../src/release/release-jobs.ts';
import { recoveriesOf } from './recovery-under-test.ts';
import { aMember, type Member } from './staff-under-test.ts';
import { type IdentityUnderTest, inParallel, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
let officer: Member;
beforeAll(async () => {
  identity = await startIdentity();
  officer = await aMember(identity, ['registration_officer']);
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
const reason = 'showed his passport at our desk';
beforeEach(() => identity.clock.set(noon));

const statusOf = (wanted: { userId?: string; email?: string }, by = officer) =>
  identity.gateway.getUserStatus({ userId: '', email: '', ...wanted }, by.actor);
const release = (userId: string, by = officer, why = reason) =>
  identity.gateway.releaseUser({ userId, reason: why }, by.actor);

/** Misses a user's password from an unknown device, as often as it takes. */
async function miss(email: string, times: number, { free = 50, deviceId }: { free?: number; deviceId?: string } = {}) {
  const userIdHash = userIdHashOf(identity.deps.pepper, email);
  const bucket = passwordBucket({ userIdHash, ...(deviceId !== undefined && { deviceId }) });
  for (let n = 0; n < times; n += 1) {
    await countThrottled(identity.db, { bucket, at: noon, rule: { ...passwordRule(identity.deps.policy), free } });
  }
}

it('a release lets its user recover whatever strangers began in his name', async () => {
  const { userId, email } = await identity.register();
  const recoveries = recoveriesOf(identity);
  for (let n = 0; n < 5; n += 1) await recoveries.begin(email);
  await expect(recoveries.begin(email)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
  await release(userId);
  const { key } = await recoveries.begin(email);
  await recoveries.mailCode(key.flowId);
  expect(identity.secondFactor.sentCodes.at(-1)).toMatchObject({ subjectId: key.flowId, knownDevice: true });
});

describe('the status of a user', () => {
  it('tells locks, factors and sessions, by id and by user ID', async () => {
    const { userId, email } = await identity.register();
    expect(await statusOf({ userId })).toEqual({
      userId,
      email,
      givenName: 'Ada',
      surname: 'Sample',
      lastLoginAt: undefined,
      passwordMisses: 0,
      passwordLockedUntil: undefined,
      passwordStopped: false,
      activeFactors: [],
      factorLockedUntil: undefined,
      factorStopped: false,
      emailHeldUntil: undefined,
      releasedUntil: undefined,
      sessions: 0,
    });
    identity.secondFactor.withFactor.add(userId);
    await identity.logIn(email);
    await identity.logIn(email);
    await miss(email, 51);
    const until = new Date('2026-11-21T13:00:00Z');
    identity.secondFactor.locks.set(userId, { until, stopped: true });
    expect(await statusOf({ email: ` ${email.toUpperCase()}` })).toMatchObject({
      userId,
      lastLoginAt: noon,
      passwordMisses: 51,
      passwordLockedUntil: new Date('2026-11-21T12:00:01Z'),
      passwordStopped: false,
      activeFactors: ['totp'],
      factorLockedUntil: until,
      factorStopped: true,
      sessions: 2,
    });
    identity.clock.set(until);
    expect(await statusOf({ userId })).toMatchObject({ passwordLockedUntil: undefined, factorLockedUntil: undefined });
  });

  it('is for registration officers, about users that there are, and each look is recorded', async () => {
    const { userId, email } = await identity.register();
    const operator = await aMember(identity, ['operator']);
    await expect(statusOf({ userId }, operator)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    const records = async () => await listAudit(identity.db, officer.userId, { after: 0, limit: 500 });
    const { length } = await records();
    await statusOf({ userId });
    await statusOf({ email });
    for (const unknown of [{ userId: 'usr_unknown' }, { email: 'nobody@example.com' }]) {
      await expect(statusOf(unknown)).rejects.toMatchObject({ reason: 'USER_NOT_FOUND', kind: 'not_found' });
    }
    for (const wrong of [{}, { userId, email }]) {
      await expect(statusOf(wrong)).rejects.toMatchObject({ reason: 'USER_QUERY_INVALID', kind: 'invalid' });
    }
    const looks = (await records()).slice(length);
    expect(looks.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ['user.looked_up', userId, { by: 'id' }],
      ['user.looked_up', userId, { by: 'email' }],
      ['user.looked_up', 'nobody', { by: 'id' }],
      ['user.looked_up', 'nobody', { by: 'email' }],
    ]);
    expect(JSON.stringify(looks)).not.toContain('@example.com');
  });
});

describe('a release', () => {
  it('gives all attempts back, forgets devices and questions, and ends no session', async () => {
    const { userId, email } = await identity.register();
    identity.secondFactor.withFactor.add(userId);
    await identity.logIn(email);
    await miss(email, 100, { free: 100 });
    await miss(email, 51, { deviceId: 'dev_1' });
    expect(await statusOf({ userId })).toMatchObject({ passwordStopped: true, sessions: 1 });
    await identity.db
      .transaction()
      .execute((trx) => addDevice(trx, { userId, label: 'Firefox on Linux', address: '', at: noon }));
    const answers = { bucket: answersBucket(userId), at: noon, rule: answersRule };
    await countThrottled(identity.db, answers);
    await identity.db
      .insertInto('questionChallenges')
      .values({ userId, keys: ['first_job_town'], createdAt: noon })
      .execute();
    const neighbour = await identity.register();
    await miss(neighbour.email, 51);

    const until = new Date('2026-11-22T12:00:00Z');
    expect(await release(userId)).toEqual({ releasedUntil: until, approval: undefined });
    expect(await statusOf({ userId })).toMatchObject({
      passwordMisses: 0,
      passwordStopped: false,
      releasedUntil: until,
      sessions: 1,
    });
    expect((await statusOf({ userId: neighbour.userId })).passwordMisses).toBe(51);
    const left = await identity.db
      .selectFrom('devices')
      .select('id')
      .where('userId', '=', userId)
      .where('revokedAt', 'is', null)
      .execute();
    const asked = await identity.db.selectFrom('questionChallenges').selectAll().where('userId', '=', userId).execute();
    expect([left, asked]).toEqual([[], []]);
    expect((await countThrottled(identity.db, answers)).misses).toBe(1);
    await miss(email, 1, { deviceId: 'dev_1' });
    const device = passwordBucket({ userIdHash: userIdHashOf(identity.deps.pepper, email), deviceId: 'dev_1' });
    const { misses } = await countThrottled(identity.db, {
      bucket: device,
      at: noon,
      rule: passwordRule(identity.deps.policy),
    });
    expect(misses).toBe(2);
    identity.clock.set(until);
    expect((await statusOf({ userId })).releasedUntil).toBeUndefined();
  });

  it('keeps its reason beside the audit, which holds ids alone', async () => {
    const { userId } = await identity.register();
    await release(userId, officer, `  ${reason}  `);
    const row = await identity.db
      .selectFrom('releases')
      .selectAll()
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ requestedBy: officer.userId, approvedBy: null, reason });
    const records = await listAudit(identity.db, userId, { after: 0, limit: 100 });
    expect(records.at(-1)).toMatchObject({
      actor: officer.userId,
      action: 'user.released',
      subject: userId,
      detail: { releaseId: row.id },
    });
    expect(JSON.stringify(records)).not.toContain(reason);
  });

  it('is refused without a reason, for nobody, for oneself, and by others than officers who proved it of late', async () => {
    const { userId } = await identity.register();
    for (const why of ['', 'too short', 'x'.repeat(501)]) {
      await expect(release(userId, officer, why)).rejects.toMatchObject({
        reason: 'REASON_REQUIRED',
        fields: [{ pointer: '/reason' }],
      });
    }
    await expect(release('usr_unknown')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND', kind: 'not_found' });
    await expect(release(officer.userId)).rejects.toMatchObject({ reason: 'OWN_DECISION_FORBIDDEN' });
    await expect(release(userId, await aMember(identity, ['operator']))).rejects.toMatchObject({
      reason: 'ROLE_REQUIRED',
    });
    const staleToken = await identity.token({
      userId: officer.userId,
      staffRoles: ['registration_officer'],
      authenticatedAt: new Date(noon.getTime() - 901_000),
    });
    await expect(release(userId, { ...officer, actor: staleToken })).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
      maxAgeSeconds: 900,
    });
    expect((await statusOf({ userId })).releasedUntil).toBeUndefined();
  });

  it('reaches second-factor once by a job that is tried until it answers, and that nobody can forge', async () => {
    // No mail is sent here.
    const mailer = createMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'no-reply@example.com' });
    const job = createReleaseJobs({ ...identity.deps, mailer })['release-factors'];
    const run = async (releaseId: string) => await job?.handle({ releaseId }, 'out_1');
    const { released, held } = identity.secondFactor;
    const { userId } = await identity.register();
    await relayOutbox(identity.db, async () => undefined);
    await release(userId);
    const announced: { topic: string; payload: Readonly<Record<string, string>> }[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    expect(announced.map(({ topic }) => topic)).toEqual(['release-factors', 'user-released-mail']);
    const id = announced[0]?.payload['releaseId'] ?? '';
    expect(Object.keys(announced[0]?.payload ?? {})).toEqual(['releaseId']);

    held.beforeRelease = () => Promise.reject(unavailable('HASHING_BUSY', 'not now'));
    await expect(run(id)).rejects.toMatchObject({ reason: 'HASHING_BUSY' });
    expect(released).not.toContain(userId);
    held.beforeRelease = async () => undefined;
    await Promise.all(inParallel(5, () => run(id)));
    await run(id);
    await run('rel_unknown');
    expect(released.filter((each) => each === userId)).toHaveLength(1);

    await release(userId);
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    const late = announced.findLast(({ topic }) => topic === 'release-factors')?.payload['releaseId'] ?? '';
    identity.clock.advance(24 * 3_600_000);
    await run(late);
    expect(released.filter((each) => each === userId)).toHaveLength(1);
    mailer.close();
  });
});

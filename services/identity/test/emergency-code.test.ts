import { listAudit } from '@countersign/audit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jobsOf } from './jobs-under-test.ts';
import { emergencyCode } from './second-factor-facts.ts';
import { aMember, type Member } from './staff-under-test.ts';
import { type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

const noon = new Date('2026-11-21T12:00:00Z');
const reason = 'called back on the number of his contract';
const wrong = (code: string) => expect.objectContaining({ reason: code });

let identity: IdentityUnderTest;
let alone: IdentityUnderTest;
let jobs: Awaited<ReturnType<typeof jobsOf>>;
let first: Member;
let second: Member;
beforeAll(async () => {
  [identity, alone] = await Promise.all([startIdentity(), startIdentity({ FOUR_EYES: 'none' })]);
  jobs = await jobsOf(identity);
  first = await aMember(identity, ['registration_officer']);
  second = await aMember(identity, ['registration_officer']);
});
afterAll(async () => {
  await jobs.close();
  await Promise.all([identity.close(), alone.close()]);
});
beforeEach(() => identity.clock.set(noon));

const ask = async (userId: string, by = first, why = reason) =>
  (await identity.gateway.requestEmergencyCode({ userId, reason: why }, by.actor)).approval;
const decide = (approvalId = '', by = second, approved = true) =>
  identity.gateway.decideApproval({ approvalId, approved, reason: approved ? '' : 'nobody called' }, by.actor);
const collect = (approvalId = '', by = first) => identity.gateway.collectEmergencyCode({ approvalId }, by.actor);

describe('an emergency code', () => {
  it('is asked for by one officer, approved by another, and collected once by the one who asked', async () => {
    const { userId, email } = await identity.register();
    const asked = await ask(userId);
    expect(asked).toMatchObject({ action: 'emergency_code', subjectId: userId, state: 'pending', reason });
    expect(await jobs.runAnnounced()).toEqual(expect.arrayContaining(['approval-waiting', 'emergency-code-mail']));
    expect(jobs.mailsTo(email).map(({ subject }) => subject)).toEqual(['An emergency code was asked for']);
    expect(jobs.mailsTo(second.email).at(-1)?.text).toContain('emergency code for a login');

    await expect(collect(asked?.id)).rejects.toEqual(wrong('APPROVAL_WRONG_STATE'));
    await expect(decide(asked?.id, first)).rejects.toEqual(wrong('OWN_DECISION_FORBIDDEN'));
    await decide(asked?.id);
    await expect(collect(asked?.id, second)).rejects.toEqual(wrong('EMERGENCY_CODE_FORBIDDEN'));
    expect(identity.secondFactor.emergencyCodes.has(asked?.id ?? '')).toBe(false);
    const outcomes = await tally(inParallel(4, () => collect(asked?.id)));
    expect(outcomes).toEqual({ ok: 1, EMERGENCY_CODE_ISSUED: 3 });
    await expect(collect(asked?.id)).rejects.toEqual(wrong('EMERGENCY_CODE_ISSUED'));

    await jobs.runAnnounced();
    expect(jobs.mailsTo(email).map(({ subject }) => subject)).toEqual([
      'An emergency code was asked for',
      'An emergency code was issued',
    ]);
    expect(jobs.mailsTo(email).some(({ text }) => text?.includes(emergencyCode))).toBe(false);
    const record = (await listAudit(identity.db, userId, { after: 0, limit: 50 })).at(-1);
    expect(record).toMatchObject({
      actor: first.userId,
      action: 'emergency_code.issued',
      detail: { approvalId: asked?.id, approvedBy: second.userId },
    });
    expect(identity.lines.join('')).not.toContain(emergencyCode);
  });

  it('is told with its end', async () => {
    const { userId } = await identity.register();
    const asked = await ask(userId);
    await decide(asked?.id);
    expect(await collect(asked?.id)).toEqual({ code: emergencyCode, expiresAt: new Date(noon.getTime() + 86_400_000) });
  });

  it('is not handed out after a rejection, nor a day after the approval', async () => {
    const { userId } = await identity.register();
    const rejected = await ask(userId);
    await decide(rejected?.id, second, false);
    await expect(collect(rejected?.id)).rejects.toEqual(wrong('APPROVAL_WRONG_STATE'));
    const late = await ask(userId);
    expect(late?.id).not.toBe(rejected?.id);
    await decide(late?.id);
    identity.clock.advance(24 * 3_600_000);
    const later = {
      ...first,
      actor: await identity.token({
        userId: first.userId,
        staffRoles: ['registration_officer'],
        authenticatedAt: identity.clock.now(),
      }),
    };
    await expect(collect(late?.id, later)).rejects.toEqual(wrong('APPROVAL_WRONG_STATE'));
  });

  it('is asked for once at a time, and mailed once', async () => {
    const { userId, email } = await identity.register();
    const [one, other] = [await ask(userId), await ask(userId, second)];
    expect(other?.id).toBe(one?.id);
    await jobs.runAnnounced();
    expect(jobs.mailsTo(email)).toHaveLength(1);
    await jobs.run('emergency-code-mail', { approvalId: one?.id ?? '', step: 'issued' });
    await jobs.run('emergency-code-mail', { approvalId: 'apr_unknown', step: 'issued' });
    expect(jobs.mailsTo(email)).toHaveLength(1);
  });

  it('needs the role, a reason, a recent login and somebody else', async () => {
    const { userId } = await identity.register();
    const operator = await aMember(identity, ['operator']);
    await expect(ask(userId, operator)).rejects.toEqual(wrong('ROLE_REQUIRED'));
    await expect(ask(userId, first, 'he asked')).rejects.toEqual(wrong('REASON_REQUIRED'));
    await expect(ask(first.userId)).rejects.toEqual(wrong('OWN_DECISION_FORBIDDEN'));
    await expect(ask('usr_unknown')).rejects.toEqual(wrong('USER_NOT_FOUND'));
    await expect(collect('apr_unknown')).rejects.toEqual(wrong('APPROVAL_NOT_FOUND'));
    const asked = await ask(userId);
    await decide(asked?.id);
    await expect(collect(asked?.id, operator)).rejects.toEqual(wrong('ROLE_REQUIRED'));
    const staleToken = await identity.token({
      userId: first.userId,
      staffRoles: ['registration_officer'],
      authenticatedAt: new Date(noon.getTime() - 901_000),
    });
    const stale = { ...first, actor: staleToken };
    await expect(ask(userId, stale)).rejects.toEqual(wrong('INSUFFICIENT_USER_AUTHENTICATION'));
    await expect(collect(asked?.id, stale)).rejects.toEqual(wrong('INSUFFICIENT_USER_AUTHENTICATION'));
  });

  it('does not come of another approval of the same officer', async () => {
    const { userId: other } = await identity.register();
    await identity.db
      .insertInto('approvals')
      .values({
        id: 'apr_of_a_release',
        action: 'user_release',
        subjectId: other,
        aboutUserId: other,
        parameters: '{}',
        reason,
        state: 'approved',
        requestedBy: first.userId,
        requestedAt: noon,
        expiresAt: noon,
        decidedBy: second.userId,
        decidedAt: noon,
      })
      .execute();
    await expect(collect('apr_of_a_release')).rejects.toEqual(wrong('APPROVAL_NOT_FOUND'));
  });
});

describe('where policy wants no second officer', () => {
  it('a request is approved at once, and its code collected the same way', async () => {
    const { userId } = await alone.register();
    const officer = await aMember(alone, ['registration_officer']);
    const { approval } = await alone.gateway.requestEmergencyCode({ userId, reason }, officer.actor);
    expect(approval).toMatchObject({ state: 'approved', decidedBy: '', requestedBy: officer.userId });
    const { approvals } = await alone.gateway.listApprovals(
      { state: 'approved', pageSize: 10, pageToken: '' },
      officer.actor,
    );
    expect(approvals.map(({ id }) => id)).toEqual([approval?.id]);
    const { code } = await alone.gateway.collectEmergencyCode({ approvalId: approval?.id ?? '' }, officer.actor);
    expect(code).toBe(emergencyCode);
    const again = alone.gateway.collectEmergencyCode({ approvalId: approval?.id ?? '' }, officer.actor);
    await expect(again).rejects.toEqual(wrong('EMERGENCY_CODE_ISSUED'));
  });
});

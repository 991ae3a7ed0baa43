import { listAudit } from '@countersign/audit';
import type { LoginFlowKey, SessionGrant } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { holdEmail } from '../src/recovery/hold.ts';
import { jobsOf } from './jobs-under-test.ts';
import { cheapHashes, rightAnswers } from './recovery-under-test.ts';
import { aMember, type Member } from './staff-under-test.ts';
import { goodPassword, type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
let jobs: Awaited<ReturnType<typeof jobsOf>>;
let officer: Member;
const noon = new Date('2026-11-21T12:00:00Z');
beforeAll(async () => {
  identity = await startIdentity(cheapHashes);
  jobs = await jobsOf(identity);
  officer = await aMember(identity, ['registration_officer']);
});
afterAll(async () => {
  await jobs.close();
  await identity.close();
});
beforeEach(() => identity.clock.set(noon));

const wrong = (reason: string) => expect.objectContaining({ reason });
const particulars = {
  givenName: 'Ada',
  surname: 'Sample',
  mobile: '',
  country: 'FR',
  evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [] }],
};

/** Somebody who has an app, or had one. */
async function someone({ proved = true, lost = true } = {}) {
  const user = await identity.register({ mobile: '+15550100123' });
  if (proved) {
    await identity.db.updateTable('users').set({ mobileProvedAt: noon }).where('id', '=', user.userId).execute();
  }
  if (lost) identity.secondFactor.lose(user.userId);
  else identity.secondFactor.withFactor.add(user.userId);
  return user;
}

async function passed(email: string) {
  const key = await identity.begin(email);
  const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
  return { key, flow };
}

const report = async (key: LoginFlowKey) => (await identity.gateway.reportFactorLoss({ key })).flow;
const submitCode = (key: LoginFlowKey, code = rightCode) => identity.gateway.submitCode({ key, code });

async function tokenOf(grant: SessionGrant | undefined) {
  const { userId = '', id: sessionId = '', amr = [] } = grant?.session ?? {};
  return await identity.token({ userId, sessionId, scope: 'set-up', amr });
}

/** The session of somebody who reported his loss. */
async function reported(over: Parameters<typeof someone>[0] = {}) {
  const user = await someone(over);
  const { key } = await passed(user.email);
  await report(key);
  const { grant } = await submitCode(key);
  return { ...user, grant, token: await tokenOf(grant) };
}

type Options = Awaited<ReturnType<IdentityUnderTest['token']>>;

async function submit(token: Options) {
  const { personalValidation } = await identity.gateway.submitPersonalValidation(particulars, token);
  if (personalValidation === undefined) throw new Error('a submission without an answer');
  return personalValidation;
}

const decide = (id: string, { version = 1, approved = true } = {}) =>
  identity.gateway.decidePersonalValidation(
    { personalValidationId: id, version, approved, reason: approved ? '' : 'not legible' },
    officer.actor,
  );
const isGranted = (userId: string) => [...identity.secondFactor.grants.values()].includes(userId);
const subjectsOf = (email: string) => jobs.mailsTo(email).map(({ subject }) => subject);

describe('somebody without a usable factor', () => {
  it('is told so, and may report it; no code and no PIN opens anything', async () => {
    const { email } = await someone();
    const { key, flow } = await passed(email);
    expect(flow).toMatchObject({
      state: 'LOGIN_FLOW_STATE_FACTOR_REQUIRED',
      messageId: 'login.factor_lost',
      nextActions: ['report_loss', 'set_language', 'cancel'],
      factors: [],
      factor: undefined,
    });
    await expect(submitCode(key)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
  });
});

describe('a report of loss', () => {
  it('is proved by a code to the proved mobile number, and opens a session for set-up', async () => {
    const { userId, email } = await someone();
    const { key } = await passed(email);
    expect(await report(key)).toMatchObject({
      state: 'LOGIN_FLOW_STATE_LOSS_CODE_REQUIRED',
      messageId: 'login.loss_code_required',
      messageParameters: { destination: '+1••••••23' },
      channel: 'sms',
      nextActions: ['submit_code', 'resend', 'set_language', 'cancel'],
    });
    const sent = { purpose: 'CODE_PURPOSE_FACTOR_LOSS', subjectId: key.flowId, destination: '+15550100123' };
    expect(identity.secondFactor.sentCodes.at(-1)).toMatchObject(sent);
    await expect(submitCode(key, '111111')).rejects.toEqual(wrong('CODE_REFUSED'));
    const { grant, deviceToken } = await submitCode(key);
    expect(grant).toMatchObject({
      refreshToken: '',
      session: { userId, scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] },
    });
    expect(deviceToken).toBe('');
    expect(await jobs.runAnnounced()).toContain('factor-loss-mail');
    expect(subjectsOf(email)).toEqual(['Someone reported the loss of your second factor']);
    const actions = (await listAudit(identity.db, userId, { after: 0, limit: 50 })).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['factor_loss.reported', 'login.completed']));
  });

  it('is open to somebody who still has a factor, which goes on working', async () => {
    const { email } = await reported({ lost: false });
    expect((await identity.logIn(email)).session?.scope).toBe('full');
  });

  it('goes to the mailbox where no number is proved, unless it recovered the password lately', async () => {
    const { userId, email } = await someone({ proved: false });
    const { key } = await passed(email);
    expect(await report(key)).toMatchObject({ channel: 'email' });
    const again = await identity.gateway.resendPin({ key });
    expect(again.flow?.state).toBe('LOGIN_FLOW_STATE_LOSS_CODE_REQUIRED');
    expect(identity.secondFactor.sentCodes.at(-1)).toMatchObject({ destination: email });
    const until = new Date(noon.getTime() + 3_600_000);
    await identity.db.transaction().execute((trx) => holdEmail(trx, userId, until));
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(wrong('OFFICER_RELEASE_REQUIRED'));
    const { key: next } = await passed(email);
    await expect(report(next)).rejects.toEqual(wrong('OFFICER_RELEASE_REQUIRED'));
  });

  it('needs the password, and dies with the fifth wrong code, of which the owner is told', async () => {
    const { email } = await someone();
    const early = await identity.begin(email);
    await expect(report(early)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
    const { key } = await passed(email);
    await report(key);
    await jobs.runAnnounced();
    for (let n = 0; n < 5; n += 1) await expect(submitCode(key, '111111')).rejects.toEqual(wrong('CODE_REFUSED'));
    await expect(submitCode(key)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
    expect(await jobs.runAnnounced()).toContain('login-notice-mail');
  });

  it('has ten guesses a day, however many logins they are spread over', async () => {
    const { email } = await someone();
    const inNewLogin = async () => {
      const { key } = await passed(email);
      await report(key);
      return key;
    };
    for (let guess = 0; guess < 10; guess += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, each in a login of its own
      await expect(submitCode(await inNewLogin(), '111111')).rejects.toEqual(wrong('CODE_REFUSED'));
    }
    await expect(submitCode(await inNewLogin())).rejects.toEqual(wrong('ATTEMPTS_EXHAUSTED'));
    identity.clock.set(new Date(noon.getTime() + 25 * 3_600_000));
    expect((await submitCode(await inNewLogin())).grant).toBeDefined();
  });

  it('shows nobody the number to which the owner’s codes go', async () => {
    const owner = await someone({ lost: false });
    const token = await identity.token({ userId: owner.userId, sessionId: 'ses_own' });
    const { personalValidation } = await identity.gateway.submitPersonalValidation(
      { ...particulars, mobile: '+15550100123' },
      token,
    );
    expect(personalValidation?.mobile).toBe('+15550100123');
    const { key } = await passed(owner.email);
    await report(key);
    const { grant } = await submitCode(key);
    const seen = await identity.gateway.getPersonalValidation({}, await tokenOf(grant));
    expect(seen.personalValidation).toMatchObject({ givenName: 'Ada', mobile: '' });
    expect((await identity.gateway.getPersonalValidation({}, token)).personalValidation?.mobile).toBe('+15550100123');
  });

  it('opens one session for several parallel codes', async () => {
    const { userId, email } = await someone();
    const { key } = await passed(email);
    await report(key);
    const outcomes = await tally(inParallel(4, () => submitCode(key)));
    expect(outcomes).toEqual({ ok: 1, LOGIN_FLOW_WRONG_STATE: 3 });
    const rows = await identity.db.selectFrom('factorLosses').select('id').where('userId', '=', userId).execute();
    expect(rows).toHaveLength(1);
  });
});

describe('the session of a report', () => {
  it('may submit a personal validation with evidence, and see it', async () => {
    const { token } = await reported();
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
    const { fileId } = await identity.gateway.addEvidenceFile(
      { mediaType: 'image/png', content: png, invitationToken: '' },
      token,
    );
    const evidence = [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [fileId] }];
    const request = { ...particulars, evidence };
    const { personalValidation } = await identity.gateway.submitPersonalValidation(request, token);
    expect(personalValidation?.factorLossReportedAt).toEqual(noon);
    const seen = await identity.gateway.getPersonalValidation({}, token);
    expect(seen.personalValidation).toMatchObject({ version: 1, factorLossReportedAt: noon });
  });

  it('may do nothing that a full session may', async () => {
    const { token } = await reported();
    const { gateway } = identity;
    const answers = Object.entries(rightAnswers).map(([key, answer]) => ({ key, answer }));
    await expect(gateway.setRecoveryAnswers({ answers }, token)).rejects.toEqual(wrong('SET_UP_OVER'));
    const mail = { email: 'new@example.com', mobile: '' };
    for (const call of [
      () => gateway.startStepUpFlow({ language: '', userAgent: '', deviceToken: '' }, token),
      () => gateway.changePassword({ currentPassword: goodPassword, newPassword: 'a', endOtherSessions: false }, token),
      () => gateway.startContactChange(mail, token),
      () => gateway.listSessions({}, token),
      () => gateway.setSessionAccount({ accountId: 'acc_1' }, token),
      () => gateway.listMyAudit({ pageSize: 0, pageToken: '' }, token),
    ]) {
      await expect(call()).rejects.toEqual(wrong('SET_UP_REQUIRED'));
    }
  });

  it('is the only one of set-up that may: not that of a first login, nor one that only says so', async () => {
    const { userId, email } = await identity.register();
    const { key } = await passed(email);
    const { grant } = await submitCode(key);
    const first = await tokenOf(grant);
    await expect(submit(first)).rejects.toEqual(wrong('SET_UP_REQUIRED'));
    const other = await reported();
    const borrowed = await identity.token({ userId, sessionId: other.grant?.session?.id ?? '', scope: 'set-up' });
    await expect(submit(borrowed)).rejects.toEqual(wrong('SET_UP_REQUIRED'));
  });
});

describe('an approval of what was submitted in that session', () => {
  it('lets its user replace his factors, and tells him', async () => {
    const { userId, email, token } = await reported();
    const { id } = await submit(token);
    const { personalValidations } = await identity.gateway.listPersonalValidations(
      { state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', pageSize: 100, pageToken: '' },
      officer.actor,
    );
    expect(personalValidations.find((each) => each.id === id)?.factorLossReportedAt).toEqual(noon);
    await jobs.runAnnounced();
    expect(isGranted(userId)).toBe(false);
    await decide(id);
    expect(await jobs.runAnnounced()).toContain('grant-replacement');
    expect(isGranted(userId)).toBe(true);
    expect(subjectsOf(email)).toContain('You may replace your second factor');
    // The same way leads to the session that replaces them.
    const { key } = await passed(email);
    await report(key);
    expect((await submitCode(key)).grant?.session?.scope).toBe('set-up');
  });

  it('is granted once, whatever is announced', async () => {
    const { userId, email, token } = await reported();
    const { id } = await submit(token);
    const { id: lossId } = await identity.db
      .selectFrom('factorLosses')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    await jobs.run('grant-replacement', { lossId });
    expect(isGranted(userId)).toBe(false);
    await decide(id);
    await Promise.all(inParallel(3, (n) => jobs.run('grant-replacement', { lossId }, `out_${n}`)));
    await jobs.run('grant-replacement', { lossId: 'fls_unknown' });
    expect(subjectsOf(email).filter((subject) => subject === 'You may replace your second factor')).toHaveLength(1);
  });

  it('grants nothing to a user who logged in with a factor since', async () => {
    const { userId, email, token } = await reported({ lost: false });
    const { id } = await submit(token);
    identity.clock.advance(60_000);
    await identity.logIn(email);
    await decide(id);
    await jobs.runAnnounced();
    expect(isGranted(userId)).toBe(false);
  });

  it('grants nothing where it was submitted before, in a full session, or was rejected', async () => {
    const { userId } = await someone({ lost: false });
    const { id } = await submit(await identity.token({ userId }));
    const { email } = await identity.db
      .selectFrom('users')
      .select('email')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    const { key } = await passed(email);
    await report(key);
    const { grant } = await submitCode(key);
    const token = await tokenOf(grant);
    await expect(submit(token)).rejects.toEqual(wrong('PERSONAL_VALIDATION_WRONG_STATE'));
    await decide(id);
    expect(await jobs.runAnnounced()).not.toContain('grant-replacement');
    const { version } = await submit(token);
    await decide(id, { version, approved: false });
    expect(await jobs.runAnnounced()).not.toContain('grant-replacement');
    expect(isGranted(userId)).toBe(false);
  });
});

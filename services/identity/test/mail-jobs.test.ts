import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { countThrottled } from '@countersign/attempts';
import { startRelay, startWorker } from '@countersign/jobs';
import { createMailer } from '@countersign/messaging';
import type { Authenticator } from '@countersign/proto/second-factor';
import { createLogger, createMetrics } from '@countersign/runtime';
import { testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { requestApproval } from '../src/approval/approval-request.ts';
import { addDevice, revokeDevicesOf } from '../src/device/device-store.ts';
import { tellOwner } from '../src/login/login-notice.ts';
import { createMailJobs } from '../src/mail-jobs.ts';
import { recordPasswordChange } from '../src/password/password-store.ts';
import { answersBucket, answersRule } from '../src/question/question-budget.ts';
import { rightAnswers } from './recovery-under-test.ts';
import { aMember } from './staff-under-test.ts';
import { anApplicant, type IdentityUnderTest, rightCode, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
let jobs: ReturnType<typeof createMailJobs>;
const mails: Email[] = [];
/** Emits the address of each mail that arrived. */
const arrivals = new EventEmitter();
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  identity = await startIdentity();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, _session, done) =>
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail);
          done();
          arrivals.emit(mail.to?.[0]?.address ?? '');
        }, done),
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Countersign <no-reply@example.com>' });
  jobs = createMailJobs({ ...identity.deps, mailer });
  closers.push(
    () => mailer.close(),
    () => new Promise<void>((resolve) => server.close(resolve)),
    () => identity.close(),
  );
});
afterAll(async () => {
  for (const close of closers) await close();
});

const mailsTo = (email: string) => mails.filter(({ to }) => to?.some(({ address }) => address === email));
const run = async (topic: string, payload: Record<string, string>, id = 'out_1') => {
  const job = jobs[topic];
  if (job === undefined) throw new Error(`no job ${topic}`);
  await job.handle(payload, id);
};

describe('the mail about a decision', () => {
  it('goes to the user once, in his language, with the reason', async () => {
    const { userId, email } = await identity.register({ language: 'fr' });
    const { personalValidation } = await identity.gateway.submitPersonalValidation(
      {
        givenName: 'Ada',
        surname: 'Sample',
        mobile: '',
        country: 'FR',
        evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [] }],
      },
      await identity.token({ userId }),
    );
    const id = personalValidation?.id ?? '';
    const payload = { personalValidationId: id, version: '1' };
    await run('personal-validation-mail', payload);
    expect(mailsTo(email)).toEqual([]);

    const officer = await identity.register();
    await identity.gateway.decidePersonalValidation(
      { personalValidationId: id, version: 1, approved: false, reason: 'page illisible' },
      await identity.token({ userId: officer.userId, staffRoles: ['registration_officer'] }),
    );
    await Promise.all([1, 2, 3].map((n) => run('personal-validation-mail', payload, `out_${n}`)));
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain('page illisible');
    expect(mailsTo(email)[0]?.text).not.toContain('X1234567');
  });

  it('is not sent for what a forged job names', async () => {
    const before = mails.length;
    await run('personal-validation-mail', { personalValidationId: 'pvl_unknown', version: '1' });
    await run('operator-invitation-mail', { invitationId: 'inv_unknown' });
    await run('factor-changed', { userId: 'usr_unknown', authenticatorId: 'aut_1' });
    await run('signer-invitation-mail', { signerInvitationId: 'inv_unknown' });
    await run('session-reused-mail', { sessionId: 'ses_unknown' });
    await run('contact-changed-mail', { contactChangeId: 'cch_unknown' });
    await run('login-notice-mail', { userId: 'usr_unknown', kind: 'password-known' });
    await run('new-device-mail', { deviceId: 'dev_unknown' });
    expect(mails).toHaveLength(before);
  });
});

describe('the mail about a refresh token that came twice', () => {
  it('goes to the user once, and only when that ended his session', async () => {
    const { userId, email } = await identity.register({ language: 'de' });
    identity.secondFactor.withFactor.add(userId);
    const { session, refreshToken } = await identity.logIn(email);
    const payload = { sessionId: session?.id ?? '' };
    await run('session-reused-mail', payload);
    const refresh = () => identity.gateway.refreshSession({ refreshToken });
    await refresh();
    await expect(refresh()).rejects.toMatchObject({ reason: 'REFRESH_TOKEN_INVALID' });
    await Promise.all([1, 2].map((n) => run('session-reused-mail', payload, `out_${n}`)));
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain('Sitzung');
  });
});

describe('the mail of an invitation', () => {
  it('is carried by outbox, queue and worker, and holds the link that opens the invitation', async () => {
    const { db } = identity;
    const email = 'olga@example.com';
    const place = testRedis();
    const logger = createLogger({ service: 'identity', level: 'silent' });
    const metrics = createMetrics('identity');
    const relay = startRelay({ db, place, logger, metrics, pauseMs: 5 });
    const worker = startWorker({ queue: 'identity', place, handlers: jobs, logger, metrics });
    const arrived = once(arrivals, email);
    const { token, link } = await identity.ops.createOperatorInvitation({ email });
    await arrived;
    await worker.close();
    await relay.close();

    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain(link);
    const { activationId: _, ...applicant } = anApplicant({ email });
    await expect(identity.gateway.acceptOperatorInvitation({ token, ...applicant })).resolves.toBeDefined();
  });

  it('is not sent once the invitation is used or over', async () => {
    const email = 'late@example.com';
    const { token } = await identity.ops.createOperatorInvitation({ email });
    const { id } = await identity.db
      .selectFrom('operatorInvitations')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const { activationId: _, ...applicant } = anApplicant({ email });
    await identity.gateway.acceptOperatorInvitation({ token, ...applicant });
    await run('operator-invitation-mail', { invitationId: id });
    expect(mailsTo(email)).toEqual([]);
  });
});

describe('mails to staff', () => {
  it('invite in the language that was asked for, name the roles, and hold a link that works', async () => {
    const operator = await aMember(identity, ['operator']);
    const email = 'sam.officer@example.com';
    const wish = { email, roles: ['registration_officer'], language: 'de' };
    const { invitation } = await identity.gateway.inviteStaff(wish, operator.actor);
    const payload = { invitationId: invitation?.id ?? '' };
    await Promise.all([1, 2, 3].map((n) => run('operator-invitation-mail', payload, `out_${n}`)));
    expect(mailsTo(email)).toHaveLength(1);
    const text = mailsTo(email)[0]?.text ?? '';
    expect(text).toContain('Registrierung');
    const [, token = ''] = /https:\/\/shop\.example\.com\/staff-invitation#token=([\w-]{43})/.exec(text) ?? [];
    const { activationId: _, ...applicant } = anApplicant({ email });
    await expect(identity.gateway.acceptOperatorInvitation({ token, ...applicant })).resolves.toBeDefined();
  });

  it('are not sent for an invitation that was withdrawn', async () => {
    const operator = await aMember(identity, ['operator']);
    const email = 'not.wanted@example.com';
    const as = operator.actor;
    const { invitation } = await identity.gateway.inviteStaff({ email, roles: ['operator'], language: '' }, as);
    const invitationId = invitation?.id ?? '';
    await identity.gateway.withdrawStaffInvitation({ invitationId }, as);
    await run('operator-invitation-mail', { invitationId });
    expect(mailsTo(email)).toEqual([]);
  });

  it('tell the new roles once, and that none is left', async () => {
    const operator = await aMember(identity, ['operator']);
    const { userId, email } = await aMember(identity, ['registration_officer']);
    const as = operator.actor;
    await identity.gateway.setStaffRoles({ userId, roles: ['operator'] }, as);
    await identity.gateway.setStaffRoles({ userId, roles: [] }, as);
    const changes = await identity.db
      .selectFrom('staffRoleChanges')
      .select('id')
      .where('userId', '=', userId)
      .orderBy('id')
      .execute();
    for (const { id: changeId } of [...changes, ...changes, { id: 'src_unknown' }]) {
      await run('staff-roles-mail', { changeId });
    }
    const texts = mailsTo(email).map(({ text }) => text);
    expect(texts).toEqual([expect.stringContaining('operator'), expect.stringContaining('You have none now')]);
  });

  it('ask the other officers of the right role to decide, each once, and nobody once it is decided', async () => {
    const officers = await Promise.all([1, 2, 3].map(() => aMember(identity, ['registration_officer'])));
    const operator = await aMember(identity, ['operator']);
    const [asker, subject, decider] = officers;
    const request = {
      action: 'user_release',
      subjectId: subject?.userId ?? '',
      aboutUserId: subject?.userId ?? '',
      parameters: {},
      reason: 'showed his passport at our desk',
      requestedBy: asker?.userId ?? '',
      at: identity.clock.now(),
    } as const;
    const ask = async () =>
      await identity.db
        .transaction()
        .execute(async (trx) => ({ approvalId: (await requestApproval(trx, request)).id }));
    const payload = await ask();
    await run('approval-waiting', payload);
    await run('approval-waiting', payload, 'out_2');
    const mailed = [...officers, operator].map(({ email }) => mailsTo(email).length);
    expect(mailed).toEqual([0, 0, 1, 0]);
    expect(mailsTo(decider?.email ?? '')[0]?.text).not.toContain('passport');

    const late = await aMember(identity, ['registration_officer']);
    identity.clock.advance(72 * 3_600_000);
    await run('approval-waiting', payload);
    await run('approval-waiting', { approvalId: 'apr_unknown' });
    expect(mailsTo(late.email)).toEqual([]);
    identity.clock.set(request.at);
  });
});

describe('the mail about a release', () => {
  it('goes to the user once, while the release holds', async () => {
    const { userId, email } = await identity.register({ language: 'es' });
    const officer = await aMember(identity, ['registration_officer']);
    await identity.gateway.releaseUser({ userId, reason: 'showed his passport at our desk' }, officer.actor);
    const { id: releaseId } = await identity.db
      .selectFrom('releases')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    await run('user-released-mail', { releaseId: 'rel_unknown' });
    await run('user-released-mail', { releaseId });
    await run('user-released-mail', { releaseId }, 'out_2');
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).not.toContain('passport');
  });
});

describe('the mail about a new factor', () => {
  it('goes out once, if second-factor confirms that this one is active', async () => {
    const { userId, email } = await identity.register();
    const payload = { userId, authenticatorId: 'aut_1' };
    await run('factor-changed', payload);
    expect(mailsTo(email)).toEqual([]);
    identity.secondFactor.withFactor.add(userId);
    await run('factor-changed', { userId, authenticatorId: 'aut_made_up' });
    expect(mailsTo(email)).toEqual([]);
    await run('factor-changed', payload);
    await run('factor-changed', payload, 'out_2');
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain('authenticator app');
    const [card = ''] = identity.secondFactor.give(userId, 'grid_card');
    await run('factor-changed', { userId, authenticatorId: card });
    expect(mailsTo(email)[1]?.text).toContain('grid card');
  });
});

describe('the mail about an authenticator that changed', () => {
  // Each announcement has a moment of its own.
  let moments = 0;
  const nextMoment = () => new Date(Date.UTC(2026, 10, 22, 10, 0, (moments += 1)));
  const anAuthenticator = (over: Partial<Authenticator> = {}): Authenticator => ({
    id: 'aut_7',
    kind: 'grid_card',
    label: 'Card in my desk',
    state: 'AUTHENTICATOR_STATE_SUSPENDED',
    createdAt: undefined,
    lastUsedAt: undefined,
    serial: '6935019387',
    platform: '',
    maskedDestination: '',
    replacesId: '',
    expiresAt: undefined,
    stateReason: 'it was stolen',
    profile: 'guide',
    device: '',
    toldChange: 'suspended',
    toldAt: nextMoment(),
    ...over,
  });
  const someoneWith = async (over: Partial<Authenticator> = {}) => {
    const user = await identity.register({ language: 'de' });
    identity.secondFactor.authenticators.set(user.userId, [anAuthenticator(over)]);
    return user;
  };

  it('tells what is true, once for each announcement, and nothing else', async () => {
    const { userId, email } = await someoneWith();
    const tell = (change: string, jobId: string, authenticatorId = 'aut_7') =>
      run('authenticator-changed', { userId, authenticatorId, change }, jobId);
    for (const change of ['resumed', 'unlocked', 'revoked', 'locked', 'running_out', 'exploded', 'toString']) {
      await tell(change, 'out_1');
    }
    await tell('suspended', 'out_1', 'aut_of_another');
    expect(mailsTo(email)).toEqual([]);
    await Promise.all([1, 2].map(() => tell('suspended', 'out_2')));
    // The same once more, or somebody who writes jobs himself.
    await tell('suspended', 'out_3');
    expect(mailsTo(email)).toHaveLength(1);
    identity.secondFactor.authenticators.set(userId, [anAuthenticator()]);
    await tell('suspended', 'out_4');
    expect(mailsTo(email)).toHaveLength(2);
    expect(mailsTo(email)[0]?.text).toContain('„Card in my desk“ (Gitterkarte) wurde vorübergehend stillgelegt');
    expect(mailsTo(email)[0]?.text).toContain('it was stolen');
  });

  it.each([
    ['assigned', 'AUTHENTICATOR_STATE_ISSUED', '', 'wurde Ihnen zugeteilt'],
    ['revoked', 'AUTHENTICATOR_STATE_REVOKED', 'removed', 'wurde entfernt.'],
    ['suspended', 'AUTHENTICATOR_STATE_SUSPENDED', 'lost', 'weil mit einem Notfallcode angemeldet wurde.'],
    ['removed', 'AUTHENTICATOR_STATE_VOID', 'lost', 'wurde vor der Aktivierung entfernt.'],
    ['locked', 'AUTHENTICATOR_STATE_LOCKED', 'too many wrong answers', 'nach zu vielen falschen Antworten gesperrt.'],
  ] as const)(
    'says in his language what nobody wrote a reason for: %s, %s, %s',
    async (change, state, stateReason, said) => {
      const { userId, email } = await someoneWith({ state, stateReason, toldChange: change });
      await run('authenticator-changed', { userId, authenticatorId: 'aut_7', change }, `out_${change}_itself`);
      expect(mailsTo(email)[0]?.text).toContain(said);
      expect(mailsTo(email)[0]?.text).not.toContain('Grund:');
    },
  );

  it('tells that a card runs out, while few of its cells are left', async () => {
    const { userId, email } = await someoneWith({ state: 'AUTHENTICATOR_STATE_ACTIVE', stateReason: '' });
    const payload = { userId, authenticatorId: 'aut_7', change: 'running_out' };
    const left = (challengesLeft: number) =>
      identity.secondFactor.authenticators.set(userId, [
        anAuthenticator({ challengesLeft, toldChange: 'running_out' }),
      ]);
    left(4);
    await run('authenticator-changed', payload);
    expect(mailsTo(email)).toEqual([]);
    left(3);
    await run('authenticator-changed', payload);
    expect(mailsTo(email)[0]?.text).toContain('noch für 3 Anmeldungen');
  });

  it('says nothing of an emergency code, which has a mail of its own', async () => {
    const { userId, email } = await someoneWith({
      kind: 'emergency_code',
      state: 'AUTHENTICATOR_STATE_REVOKED',
      toldChange: 'revoked',
    });
    await run('authenticator-changed', { userId, authenticatorId: 'aut_7', change: 'revoked' });
    expect(mailsTo(email)).toEqual([]);
  });

  it('tells once that the codes of a soft token came again, and only of a soft token', async () => {
    const token = { kind: 'soft_token', serial: '1853011441' };
    const { userId, email } = await someoneWith(token);
    const payload = { userId, authenticatorId: 'aut_7' };
    await run('soft-token-reused', payload);
    expect(mailsTo(email)).toEqual([]);
    identity.secondFactor.authenticators.set(userId, [anAuthenticator({ ...token, codesReused: true })]);
    await run('soft-token-reused', { ...payload, authenticatorId: 'aut_of_another' });
    await Promise.all([1, 2].map((n) => run('soft-token-reused', payload, `out_${n}`)));
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain('1853011441');
    const card = await someoneWith({ codesReused: true });
    await run('soft-token-reused', { ...payload, userId: card.userId });
    expect(mailsTo(card.email)).toEqual([]);
  });
});

describe('the mail of a signer’s invitation', () => {
  it('goes to the invited address once, in the language of the invitation, while it is open', async () => {
    const { userId } = await identity.register();
    const officer = await identity.token({ userId, staffRoles: ['registration_officer'] });
    const invite = async (email: string) =>
      (await identity.gateway.inviteSigner({ email, language: 'de' }, officer)).invitation?.id ?? '';
    const id = await invite('signer@example.com');
    await Promise.all([1, 2].map((n) => run('signer-invitation-mail', { signerInvitationId: id }, `out_${n}`)));
    const [mail, ...more] = mailsTo('signer@example.com');
    expect(more).toEqual([]);
    const [, token = ''] = /signer-invitation#token=([\w-]{43})/.exec(mail?.text ?? '') ?? [];
    const { email } = await identity.gateway.describeSignerInvitation({ token });
    expect(email).toBe('signer@example.com');

    const withdrawn = await invite('withdrawn@example.com');
    await identity.gateway.withdrawSignerInvitation({ invitationId: withdrawn }, officer);
    await run('signer-invitation-mail', { signerInvitationId: withdrawn });
    expect(mailsTo('withdrawn@example.com')).toEqual([]);
  });
});

describe('the mail about a changed contact', () => {
  it('goes to both mailboxes about an address, to the one about a number, and only when the change was made', async () => {
    const { userId, email } = await identity.register();
    const actor = await identity.token({ userId });
    const change = async (wanted: { email: string; mobile: string }) => {
      const { contactChangeId } = await identity.gateway.startContactChange(wanted, actor);
      const confirmation = { contactChangeId, code: rightCode, currentCode: rightCode };
      await run('contact-changed-mail', { contactChangeId });
      expect(mailsTo('moved@example.com')).toEqual([]);
      await identity.gateway.confirmContactChange(confirmation, actor);
      await run('contact-changed-mail', { contactChangeId });
      await run('contact-changed-mail', { contactChangeId }, 'out_2');
    };
    await change({ email: '', mobile: '+15550100123' });
    expect(mailsTo(email).map(({ text }) => text?.includes('+1••••••23'))).toEqual([true]);
    await change({ email: 'moved@example.com', mobile: '' });
    expect(mailsTo(email)).toHaveLength(2);
    expect(mailsTo('moved@example.com').map(({ text }) => text?.includes('m•••@example.com'))).toEqual([true]);
  });
});

describe('the mail about a password', () => {
  it('tells once that it was changed, from where, or that it was recovered', async () => {
    const { userId, email } = await identity.register({ language: 'de' });
    const at = identity.clock.now();
    const change = { userId, address: '192.0.2.7', at };
    await identity.db.transaction().execute(async (trx) => {
      await recordPasswordChange(trx, { ...change, kind: 'changed' });
      await recordPasswordChange(trx, { ...change, kind: 'recovered' });
    });
    const rows = await identity.db.selectFrom('passwordChanges').select('id').where('userId', '=', userId).execute();
    for (const { id } of [...rows, ...rows, { id: 'pch_unknown' }])
      await run('password-mail', { passwordChangeId: id });
    expect(mailsTo(email)).toHaveLength(2);
    expect(mailsTo(email).filter(({ text }) => text?.includes('192.0.2.7'))).toHaveLength(1);
  });
});

describe('the mails about questions', () => {
  it('tell once that they were answered, and that wrong answers locked them, while they do', async () => {
    const { userId, email } = await identity.register();
    const payload = { userId };
    await run('recovery-questions-changed-mail', payload);
    await run('recovery-answers-locked-mail', payload);
    expect(mailsTo(email)).toEqual([]);
    const answers = Object.entries(rightAnswers).map(([key, answer]) => ({ key, answer }));
    await identity.gateway.setRecoveryAnswers({ answers }, await identity.token({ userId }));
    await run('recovery-questions-changed-mail', payload);
    await run('recovery-questions-changed-mail', payload, 'out_2');
    expect(mailsTo(email)).toHaveLength(1);
    const miss = { bucket: answersBucket(userId), at: identity.clock.now(), rule: answersRule };
    for (let n = 0; n < 5; n += 1) await countThrottled(identity.db, miss);
    await run('recovery-answers-locked-mail', payload);
    await run('recovery-answers-locked-mail', payload, 'out_2');
    expect(mailsTo(email)).toHaveLength(2);
    identity.clock.advance(86_400_000);
    await run('recovery-answers-locked-mail', payload, 'out_3');
    expect(mailsTo(email)).toHaveLength(2);
  });
});

describe('the mails about logins', () => {
  it('tell once a day that the password seems known, and that strangers were stopped; never what is not true', async () => {
    const { userId, email } = await identity.register({ language: 'de' });
    const { db } = identity;
    const at = new Date('2026-11-20T08:00:00Z');
    for (const kind of ['password-known', 'login-stopped'] as const) {
      const payload = { userId, kind };
      const before = mailsTo(email).length;
      await run('login-notice-mail', payload);
      expect(mailsTo(email)).toHaveLength(before);
      await tellOwner(db, { userId, kind, at });
      await tellOwner(db, { userId, kind, at: new Date(at.getTime() + 86_399_999) });
      await run('login-notice-mail', payload);
      await run('login-notice-mail', payload, 'out_2');
      expect(mailsTo(email)).toHaveLength(before + 1);
      await tellOwner(db, { userId, kind, at: new Date(at.getTime() + 86_400_000) });
      await run('login-notice-mail', payload, 'out_3');
      expect(mailsTo(email)).toHaveLength(before + 2);
    }
  });

  it('tell once of a new device, unless it is forgotten already', async () => {
    const { userId, email } = await identity.register();
    const at = identity.clock.now();
    const device = { userId, label: 'Firefox on Linux', address: '192.0.2.7', at };
    await identity.db.transaction().execute((trx) => addDevice(trx, device));
    const [deviceId = ''] = await deviceIds(userId);
    await run('new-device-mail', { deviceId });
    await run('new-device-mail', { deviceId }, 'out_2');
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain('Firefox on Linux');
    expect(mailsTo(email)[0]?.text).toContain('192.0.2.7');
    await identity.db.transaction().execute((trx) => addDevice(trx, device));
    const later = (await deviceIds(userId)).find((id) => id !== deviceId) ?? '';
    await identity.db.transaction().execute((trx) => revokeDevicesOf(trx, userId, at));
    await run('new-device-mail', { deviceId: later });
    expect(mailsTo(email)).toHaveLength(1);
  });
});

async function deviceIds(userId: string): Promise<string[]> {
  const rows = await identity.db.selectFrom('devices').select('id').where('userId', '=', userId).execute();
  return rows.map(({ id }) => id);
}

import { verifyAudit } from '@countersign/audit';
import { newContext } from '@countersign/grpc';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type KyselyPlugin, sql } from 'kysely';
import { addDevice } from '../src/device/device-store.ts';
import { isEmailHeld } from '../src/recovery/hold.ts';
import { createRecoveryHandlers } from '../src/recovery/recovery-service.ts';
import { getUser } from '../src/user/user-store.ts';
import {
  afterCancelling,
  answersTo,
  cheapHashes,
  flowOf,
  newPassword,
  recoveriesOf,
  wrongAnswersTo,
} from './recovery-under-test.ts';
import { goodPassword, type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

const hourMs = 3_600_000;

let identity: IdentityUnderTest;
let recoveries: ReturnType<typeof recoveriesOf>;
beforeAll(async () => {
  identity = await startIdentity(cheapHashes);
  recoveries = recoveriesOf(identity);
});
afterAll(() => identity.close());
// A test begins with the budgets of the one before it.
beforeEach(() => identity.clock.advance(hourMs));

/** Whether a login gets past its password. */
const passwordWorks = async (email: string, password: string) => {
  const key = await identity.begin(email);
  const [outcome = ''] = Object.keys(await tally([identity.gateway.submitPassword({ key, password })]));
  // Right, but the PIN of a first login must not go to the mailbox that recovered the password.
  return outcome === 'ok' || outcome === 'OFFICER_RELEASE_REQUIRED';
};
const wrongState = { reason: 'RECOVERY_FLOW_WRONG_STATE', kind: 'conflict' };

describe('a recovery by questions', () => {
  it('leads from the mailed code over three of five questions to a new password, and to no session', async () => {
    const { gateway } = identity;
    const { email } = await recoveries.someoneWithAnswers();
    const { key, flow } = await recoveries.begin(email);
    expect(flow).toMatchObject({
      state: 'RECOVERY_FLOW_STATE_CODE_REQUIRED',
      nextActions: ['submit_code', 'resend', 'set_language', 'cancel'],
      messageId: 'recovery.code_required',
      questions: [],
      attemptsLeft: 5,
    });
    await recoveries.mailCode(key.flowId);
    const asked = flowOf(await gateway.submitRecoveryCode({ key, code: '42 42 42' }));
    expect(asked).toMatchObject({
      state: 'RECOVERY_FLOW_STATE_QUESTIONS_REQUIRED',
      nextActions: ['submit_answers', 'set_language', 'cancel'],
      attemptsLeft: 5,
      resendAt: undefined,
    });
    expect(new Set(asked.questions.map((question) => question.key)).size).toBe(3);
    const answered = flowOf(await gateway.submitRecoveryAnswers({ key, answers: answersTo(asked) }));
    expect(answered).toMatchObject({ state: 'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED', questions: [], attemptsLeft: 0 });
    const answer = await gateway.submitNewPassword({ key, password: newPassword });
    expect(Object.keys(answer)).toEqual(['flow']);
    expect(answer.flow).toMatchObject({ state: 'RECOVERY_FLOW_STATE_COMPLETED', nextActions: [] });
    expect(await passwordWorks(email, goodPassword)).toBe(false);
    expect(await passwordWorks(email, newPassword)).toBe(true);
  });

  it('takes answers however they are typed', async () => {
    const { email } = await recoveries.someoneWithAnswers();
    const { key, flow } = await recoveries.proveMailbox(email);
    const answers = answersTo(flow).map(({ answer, ...rest }) => ({ ...rest, answer: ` ${answer.toUpperCase()}! ` }));
    expect(flowOf(await identity.gateway.submitRecoveryAnswers({ key, answers })).state).toBe(
      'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED',
    );
  });

  it('closes all that the old password opened, and leaves the factors alone', async () => {
    const { gateway, db, clock, secondFactor } = identity;
    const { email, userId } = await recoveries.someoneWithAnswers();
    secondFactor.withFactor.add(userId);
    const { session } = await identity.logIn(email);
    const loginUnderWay = await identity.begin(email);
    const stranger = await identity.begin(email);
    await tally(inParallel(4, () => gateway.submitPassword({ key: stranger, password: 'wrong guess of mine' })));
    const otherRecovery = await recoveries.begin(email);
    const { key, flow } = await recoveries.proveMailbox(email);
    await gateway.submitRecoveryAnswers({ key, answers: answersTo(flow) });
    await gateway.submitNewPassword({ key, password: newPassword });

    const ended = await db
      .selectFrom('sessions')
      .select('endedReason')
      .where('id', '=', session?.id ?? '')
      .execute();
    expect(ended).toEqual([{ endedReason: 'password_recovered' }]);
    const { flow: cancelled } = await gateway.getLoginFlow({ key: loginUnderWay });
    expect(cancelled?.state).toBe('LOGIN_FLOW_STATE_CANCELLED');
    expect(flowOf(await gateway.getRecoveryFlow({ key: otherRecovery.key })).state).toBe(
      'RECOVERY_FLOW_STATE_CANCELLED',
    );
    // The wait for strangers is gone, too.
    expect(await passwordWorks(email, newPassword)).toBe(true);
    const known = await db.selectFrom('devices').select('revokedAt').where('userId', '=', userId).execute();
    expect(known.every(({ revokedAt }) => revokedAt !== null)).toBe(true);
    const user = await getUser(db, userId);
    expect(isEmailHeld(user, clock.now())).toBe(true);
    expect(isEmailHeld(user, new Date(clock.now().getTime() + 24 * hourMs))).toBe(false);
    expect(secondFactor.released).not.toContain(userId);
    expect(await verifyAudit(db, userId)).toEqual({ ok: true });
  });

  it('counts a wrong set once, without a hint which answer it was', async () => {
    const { email } = await recoveries.someoneWithAnswers();
    const { key, flow } = await recoveries.proveMailbox(email);
    for (const index of [0, 1, 2]) {
      const answers = answersTo(flow).map((each, n) => (n === index ? { ...each, answer: 'Somebody Else' } : each));
      const before = identity.checks.count;
      await expect(identity.gateway.submitRecoveryAnswers({ key, answers })).rejects.toMatchObject({
        reason: 'ANSWERS_REFUSED',
        kind: 'unauthenticated',
        message: 'the answers are not all right',
      });
      expect(identity.checks.count - before).toBe(3);
    }
    expect(flowOf(await identity.gateway.getRecoveryFlow({ key })).attemptsLeft).toBe(2);
  });

  it('asks for exactly the answers to its questions, without counting what is incomplete', async () => {
    const { email } = await recoveries.someoneWithAnswers();
    const { key, flow } = await recoveries.proveMailbox(email);
    const [first, second, third] = answersTo(flow);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three are asked');
    const wrong = [
      [],
      [first, second],
      [first, second, second],
      [first, second, third, third],
      [first, second, { ...third, key: 'first_film' }],
    ];
    for (const answers of wrong) {
      await expect(identity.gateway.submitRecoveryAnswers({ key, answers })).rejects.toMatchObject({
        reason: 'ANSWERS_INCOMPLETE',
      });
    }
    expect(flowOf(await identity.gateway.getRecoveryFlow({ key })).attemptsLeft).toBe(5);
  });

  it('lets five wrong sets through, over all recoveries and however many come at once, then locks for a day', async () => {
    const { gateway, db, clock } = identity;
    const { email, userId } = await recoveries.someoneWithAnswers();
    const one = await recoveries.proveMailbox(email);
    const other = await recoveries.proveMailbox(email);
    const before = identity.checks.count;
    const outcomes = await tally(
      inParallel(20, (n) => {
        const { key, flow } = n % 2 === 0 ? one : other;
        return gateway.submitRecoveryAnswers({ key, answers: wrongAnswersTo(flow) });
      }),
    );
    expect(outcomes['ANSWERS_REFUSED']).toBe(5);
    expect(identity.checks.count - before).toBe(15);
    // The set that locked them ended its flow; even right answers are not looked at now.
    const [alive] = (
      await Promise.all(
        [one, other].map(async ({ key }) => ({ key, flow: flowOf(await gateway.getRecoveryFlow({ key })) })),
      )
    ).filter(({ flow }) => flow.state !== 'RECOVERY_FLOW_STATE_DEAD');
    if (alive === undefined) throw new Error('one flow is still alive');
    expect(alive.flow.attemptsLeft).toBe(0);
    await expect(
      gateway.submitRecoveryAnswers({ key: alive.key, answers: answersTo(alive.flow) }),
    ).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED', retryAfterSeconds: 86_400 });
    const { rows } = await sql`
      select payload from outbox where topic = 'recovery-answers-locked-mail'`.execute(db);
    expect(rows).toContainEqual({ payload: { userId } });
    // Locked questions are passed over: without a factor only an officer helps.
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_OFFICER_REQUIRED');
    clock.advance(24 * hourMs);
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_QUESTIONS_REQUIRED');
  });
});

describe('a recovery by other proofs', () => {
  it('takes the existing factor of a user without answers, five codes per flow', async () => {
    const { gateway, secondFactor } = identity;
    const { email, userId } = await recoveries.someone();
    secondFactor.withFactor.add(userId);
    const { key, flow } = await recoveries.proveMailbox(email);
    expect(flow).toMatchObject({
      state: 'RECOVERY_FLOW_STATE_FACTOR_REQUIRED',
      nextActions: ['submit_factor_code', 'set_language', 'cancel'],
      attemptsLeft: 5,
    });
    await expect(gateway.submitRecoveryFactorCode({ key, code: '000000' })).rejects.toMatchObject({
      reason: 'CODE_REFUSED',
    });
    expect(flowOf(await gateway.submitRecoveryFactorCode({ key, code: rightCode })).state).toBe(
      'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED',
    );
    expect(secondFactor.verified.at(-1)).toMatchObject({ userId, firstLogin: false, recovery: true });

    const again = await recoveries.proveMailbox(email);
    const outcomes = await tally(
      inParallel(12, () => gateway.submitRecoveryFactorCode({ key: again.key, code: '000000' })),
    );
    expect(outcomes['CODE_REFUSED']).toBe(5);
    expect(flowOf(await gateway.getRecoveryFlow({ key: again.key })).state).toBe('RECOVERY_FLOW_STATE_DEAD');
  });

  it('needs an officer for a user who has neither, or whose factor is stopped, until he is released', async () => {
    const { db, clock, secondFactor } = identity;
    const { email, userId } = await recoveries.someone();
    const { flow, key } = await recoveries.proveMailbox(email);
    expect(flow).toMatchObject({
      state: 'RECOVERY_FLOW_STATE_OFFICER_REQUIRED',
      nextActions: ['set_language', 'cancel'],
    });
    await expect(identity.gateway.submitNewPassword({ key, password: newPassword })).rejects.toMatchObject(wrongState);
    secondFactor.withFactor.add(userId);
    secondFactor.locks.set(userId, { stopped: true });
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_OFFICER_REQUIRED');
    const releasedUntil = new Date(clock.now().getTime() + 24 * hourMs);
    await db.updateTable('users').set({ releasedUntil }).where('id', '=', userId).execute();
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
  });

  it('is opened by an officer once, and the login after it too', async () => {
    const { db, clock, gateway } = identity;
    const { email, userId } = await recoveries.someone();
    const until = new Date(clock.now().getTime() + 24 * hourMs);
    await db
      .updateTable('users')
      .set({ releasedUntil: until, emailHeldUntil: until })
      .where('id', '=', userId)
      .execute();
    const parallel = await recoveries.proveMailbox(email);
    const { key, flow } = await recoveries.proveMailbox(email);
    expect(flow.state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
    await gateway.submitNewPassword({ key, password: newPassword });
    await expect(gateway.submitNewPassword({ key: parallel.key, password: newPassword })).rejects.toMatchObject(
      wrongState,
    );
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_OFFICER_REQUIRED');
    // The PIN goes to his mailbox: an officer saw him.
    const { flow: login } = await gateway.submitPassword({ key: await identity.begin(email), password: newPassword });
    expect(login).toMatchObject({ state: 'LOGIN_FLOW_STATE_PIN_REQUIRED', channel: 'email' });
  });

  it('leaves nothing open that began, with the old password or the release, while it completed', async () => {
    const { db, deps, clock, gateway } = identity;
    const { email, userId } = await recoveries.someone();
    identity.secondFactor.withFactor.add(userId);
    const releasedUntil = new Date(clock.now().getTime() + 24 * hourMs);
    await db.updateTable('users').set({ releasedUntil }).where('id', '=', userId).execute();
    const begun: (() => Promise<unknown>)[] = [];
    const slow = afterCancelling(db, async () => {
      const login = await identity.begin(email);
      const { flow } = await gateway.submitPassword({ key: login, password: goodPassword });
      const other = await recoveries.proveMailbox(email);
      expect([flow?.state, other.flow.state]).toEqual([
        'LOGIN_FLOW_STATE_FACTOR_REQUIRED',
        'RECOVERY_FLOW_STATE_PASSWORD_REQUIRED',
      ]);
      begun.push(
        () => gateway.submitCode({ key: login, code: rightCode }),
        () => gateway.submitNewPassword({ key: other.key, password: goodPassword }),
      );
    });
    const { key } = await recoveries.proveMailbox(email);
    const { submitNewPassword } = createRecoveryHandlers({ ...deps, db: slow });
    await submitNewPassword({ key, password: newPassword }, newContext({}));
    expect(await tally(begun.map((end) => end()))).toEqual({
      LOGIN_FLOW_WRONG_STATE: 1,
      RECOVERY_FLOW_WRONG_STATE: 1,
    });
    expect(await db.selectFrom('sessions').select('id').where('userId', '=', userId).execute()).toEqual([]);
    expect(await passwordWorks(email, newPassword)).toBe(true);
  });

  it('is open by the mailbox alone to somebody who never logged in', async () => {
    const { email, userId } = await identity.register();
    const { key, flow } = await recoveries.proveMailbox(email);
    expect(flow.state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
    await identity.gateway.submitNewPassword({ key, password: newPassword });
    // The PIN of his first login must not go to the same mailbox.
    expect(isEmailHeld(await getUser(identity.db, userId), identity.clock.now())).toBe(true);
  });
});

describe('the mailed code', () => {
  it('goes to the user once per order, in the language he chose or has', async () => {
    const { secondFactor } = identity;
    const { email } = await recoveries.someone({ language: 'de' });
    const { key, flow } = await recoveries.begin(email);
    // What `Accept-Language` said; the user is not proved yet.
    expect(flow.language).toBe('fr');
    await recoveries.mailCode(key.flowId);
    await recoveries.mailCode(key.flowId);
    const sent = secondFactor.sentCodes.filter(({ subjectId }) => subjectId === key.flowId);
    expect(sent).toEqual([
      expect.objectContaining({
        purpose: 'CODE_PURPOSE_RECOVERY',
        channel: 'PIN_CHANNEL_EMAIL',
        destination: email,
        language: 'de',
      }),
    ]);
    expect(flowOf(await identity.gateway.submitRecoveryCode({ key, code: rightCode })).language).toBe('de');
    const chosen = await recoveries.begin(email, { language: 'es' });
    await recoveries.mailCode(chosen.key.flowId);
    expect(secondFactor.sentCodes.at(-1)).toMatchObject({ language: 'es' });
    // A forged or late job sends nothing.
    await recoveries.mailCode(chosen.key.flowId, 2);
    await identity.gateway.cancelRecoveryFlow({ key: chosen.key });
    await recoveries.mailCode(chosen.key.flowId, 1);
    expect(secondFactor.sentCodes.filter(({ subjectId }) => subjectId === chosen.key.flowId)).toHaveLength(1);
  });

  it('is sent again after growing pauses, three times in all, for nobody alike', async () => {
    const { gateway, clock } = identity;
    const { email } = await recoveries.someone();
    const flows = [await recoveries.begin(email), await recoveries.begin('nobody.there@example.com')];
    for (const { key, flow } of flows) {
      await expect(gateway.resendRecoveryCode({ key })).rejects.toMatchObject({
        reason: 'RESEND_TOO_EARLY',
        retryAfterSeconds: 30,
      });
      expect(flow.resendAt).toEqual(new Date(clock.now().getTime() + 30_000));
    }
    clock.advance(30_000);
    for (const { key } of flows) {
      const { resendAt } = flowOf(await gateway.resendRecoveryCode({ key }));
      expect(resendAt).toEqual(new Date(clock.now().getTime() + 60_000));
      await recoveries.mailCode(key.flowId, 2);
    }
    clock.advance(60_000);
    for (const { key } of flows) {
      expect((await tally(inParallel(5, () => gateway.resendRecoveryCode({ key }))))['ok']).toBe(1);
      expect(flowOf(await gateway.getRecoveryFlow({ key }))).toMatchObject({
        nextActions: ['submit_code', 'set_language', 'cancel'],
        resendAt: undefined,
      });
      clock.advance(hourMs / 10);
      await expect(gateway.resendRecoveryCode({ key })).rejects.toMatchObject({ reason: 'PIN_SENDS_EXHAUSTED' });
    }
    expect(identity.secondFactor.sentCodes.filter(({ subjectId }) => subjectId === flows[1]?.key.flowId)).toEqual([]);
  });

  it('passes the gate five times, however many come at once, and then the flow is dead', async () => {
    const { gateway, secondFactor, db } = identity;
    const { email, userId } = await recoveries.someone();
    const { key } = await recoveries.begin(email);
    await recoveries.mailCode(key.flowId);
    const before = secondFactor.verifiedCodes.length;
    const outcomes = await tally(inParallel(30, () => gateway.submitRecoveryCode({ key, code: '000000' })));
    expect(outcomes['CODE_REFUSED']).toBe(5);
    expect(secondFactor.verifiedCodes.length - before).toBe(5);
    await expect(gateway.submitRecoveryCode({ key, code: rightCode })).rejects.toMatchObject(wrongState);
    expect(flowOf(await gateway.getRecoveryFlow({ key }))).toMatchObject({
      state: 'RECOVERY_FLOW_STATE_DEAD',
      nextActions: [],
    });
    expect(await verifyAudit(db, userId)).toEqual({ ok: true });
  });

  it('moves the flow once, even where it is right twice', async () => {
    const { email } = await recoveries.someone();
    const { key } = await recoveries.begin(email);
    await recoveries.mailCode(key.flowId);
    const outcomes = await tally(inParallel(5, () => identity.gateway.submitRecoveryCode({ key, code: rightCode })));
    expect(outcomes).toEqual({ ok: 1, RECOVERY_FLOW_WRONG_STATE: 4 });
  });

  it('is refused without being counted when it is no code', async () => {
    const { key } = await recoveries.begin((await recoveries.someone()).email);
    await expect(identity.gateway.submitRecoveryCode({ key, code: 'letters' })).rejects.toMatchObject({
      reason: 'CODE_MALFORMED',
    });
    expect(flowOf(await identity.gateway.getRecoveryFlow({ key })).attemptsLeft).toBe(5);
  });
});

describe('the new password', () => {
  it('is set by exactly one of those who submit it at once', async () => {
    const { gateway } = identity;
    const { email } = await identity.register();
    const { key } = await recoveries.proveMailbox(email);
    const passwords = ['seven patient green lamps', 'eight patient green lamps', 'nine patient green lamps'];
    const results = await Promise.allSettled(passwords.map((password) => gateway.submitNewPassword({ key, password })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const [index, { status }] of results.entries()) {
      expect(await passwordWorks(email, passwords[index] ?? '')).toBe(status === 'fulfilled');
    }
    await expect(gateway.submitNewPassword({ key, password: newPassword })).rejects.toMatchObject(wrongState);
  });

  it('follows the rules for passwords, and a refused one costs nothing', async () => {
    const { gateway } = identity;
    const { email } = await identity.register();
    const { key } = await recoveries.proveMailbox(email);
    for (const [password, reason] of [
      ['short', 'PASSWORD_TOO_SHORT'],
      ['x'.repeat(257), 'PASSWORD_TOO_LONG'],
      ['my Sample password', 'PASSWORD_TOO_COMMON'],
      ['Password123', 'PASSWORD_BREACHED'],
    ] as const) {
      await expect(gateway.submitNewPassword({ key, password })).rejects.toMatchObject({ reason });
    }
    expect(flowOf(await gateway.submitNewPassword({ key, password: newPassword })).state).toBe(
      'RECOVERY_FLOW_STATE_COMPLETED',
    );
  });
});

describe('a recovery of a user ID that nobody has', () => {
  it('gives the same answers for the same statements, calls and hashes', async () => {
    const { deps, db, secondFactor, checks } = identity;
    const { email } = await recoveries.someoneWithAnswers();
    const observe = async (userId: string) => {
      const statements: string[] = [];
      const counting: KyselyPlugin = {
        transformQuery: ({ node }) => {
          statements.push(node.kind);
          return node;
        },
        transformResult: async ({ result }) => result,
      };
      const handlers = createRecoveryHandlers({ ...deps, db: db.withPlugin(counting) });
      const before = { rpcs: secondFactor.verifiedCodes.length, hashes: checks.count };
      const answers: unknown[] = [];
      const note = async (call: Promise<unknown>) =>
        answers.push(await call.catch(({ reason, kind, message }) => ({ reason, kind, message })));
      const context = newContext({ clientAddress: `192.0.2.${userId.length}` });
      const { flow, secret } = await handlers.startRecoveryFlow(
        { userId, language: '', acceptedLanguage: 'de', deviceToken: '' },
        context,
      );
      const key = { flowId: flow?.id ?? '', secret };
      await recoveries.mailCode(key.flowId);
      answers.push({ ...flow, id: '' });
      await note(handlers.resendRecoveryCode({ key }, context));
      for (let n = 0; n < 6; n += 1) await note(handlers.submitRecoveryCode({ key, code: '000000' }, context));
      await note(handlers.submitRecoveryAnswers({ key, answers: [] }, context));
      const last = await handlers.getRecoveryFlow({ key }, context);
      answers.push({ ...last.flow, id: '' });
      return {
        answers,
        statements,
        rpcs: secondFactor.verifiedCodes.length - before.rpcs,
        hashes: checks.count - before.hashes,
      };
    };
    const known = await observe(email);
    const unknown = await observe('nobody.at.all@example.com');
    expect(unknown).toEqual(known);
    expect(known.rpcs).toBe(5);
    expect(known.statements.length).toBeGreaterThan(20);
  });

  it('of a user on his known device is possible whatever strangers begin, and counts by itself', async () => {
    const { db, clock, secondFactor } = identity;
    const { email, userId } = await recoveries.someone();
    const at = clock.now();
    const device = { userId, label: '', address: '', at };
    const deviceToken = await db.transaction().execute((trx) => addDevice(trx, device));
    for (let n = 0; n < 5; n += 1) await recoveries.begin(email);
    const clientAddress = '198.51.100.77';
    for (let n = 0; n < 20; n += 1) await recoveries.begin(`nobody.${n}@example.com`, { clientAddress });
    await expect(recoveries.begin(email)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    const { key } = await recoveries.begin(email, { deviceToken, clientAddress });
    await recoveries.mailCode(key.flowId);
    expect(secondFactor.sentCodes.at(-1)).toMatchObject({ subjectId: key.flowId, knownDevice: true });
    for (let n = 0; n < 4; n += 1) await recoveries.begin(email, { deviceToken });
    await expect(recoveries.begin(email, { deviceToken })).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    // A token opens the budgets of its own user only.
    const other = await recoveries.someone();
    const { key: foreign } = await recoveries.begin(other.email, { deviceToken });
    await recoveries.mailCode(foreign.flowId);
    expect(secondFactor.sentCodes.at(-1)).toMatchObject({ subjectId: foreign.flowId, knownDevice: false });
  });

  it('uses up the same budget: five recoveries an hour, and twenty from one address', async () => {
    const { email } = await recoveries.someone();
    for (const userId of [email, `nobody-${email}`]) {
      expect(await tally(inParallel(8, () => recoveries.begin(userId)))).toEqual({ ok: 5, ATTEMPTS_EXHAUSTED: 3 });
    }
    const from = (n: number, clientAddress: string) => recoveries.begin(`somebody-${n}-${email}`, { clientAddress });
    // Addresses of one IPv6 customer are one.
    const outcomes = await tally(inParallel(25, (n) => from(n, `2001:db8:1:2::${n}`)));
    expect(outcomes).toEqual({ ok: 20, ATTEMPTS_EXHAUSTED: 5 });
    expect(await tally([from(1, '2001:db8:1:3::1')])).toEqual({ ok: 1 });
  });
});

describe('a recovery', () => {
  it('belongs to the client that began it, for thirty minutes', async () => {
    const { gateway, clock } = identity;
    const { key } = await recoveries.begin((await recoveries.someone()).email);
    const notFound = { reason: 'RECOVERY_FLOW_NOT_FOUND', kind: 'not_found' };
    const foreign = { ...key, secret: 'another' };
    await expect(gateway.getRecoveryFlow({ key: foreign })).rejects.toMatchObject(notFound);
    await expect(gateway.submitRecoveryCode({ key: foreign, code: rightCode })).rejects.toMatchObject(notFound);
    clock.advance(30 * 60_000);
    await expect(gateway.getRecoveryFlow({ key })).rejects.toMatchObject(notFound);
  });

  it('can be cancelled, and told a language, on every step', async () => {
    const { gateway, db } = identity;
    const { email, userId } = await recoveries.someoneWithAnswers();
    const { key } = await recoveries.begin(email);
    await gateway.setRecoveryFlowLanguage({ key, language: 'es' });
    expect((await getUser(db, userId)).language).toBe('en');
    await recoveries.mailCode(key.flowId);
    await gateway.submitRecoveryCode({ key, code: rightCode });
    expect((await getUser(db, userId)).language).toBe('es');
    await expect(gateway.setRecoveryFlowLanguage({ key, language: 'xx' })).rejects.toMatchObject({
      reason: 'LANGUAGE_UNSUPPORTED',
    });
    expect(flowOf(await gateway.setRecoveryFlowLanguage({ key, language: 'de' })).language).toBe('de');
    expect((await getUser(db, userId)).language).toBe('de');
    expect(flowOf(await gateway.cancelRecoveryFlow({ key })).state).toBe('RECOVERY_FLOW_STATE_CANCELLED');
    await expect(gateway.submitRecoveryAnswers({ key, answers: [] })).rejects.toMatchObject(wrongState);
  });

  it('leaves no secret in the logs', () => {
    const secrets = [rightCode, newPassword, 'Bertha', 'Ferrybank', '@example.com'];
    expect(identity.lines.length).toBeGreaterThan(0);
    expect(identity.lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});

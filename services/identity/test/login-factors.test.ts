import type { LoginFlow, LoginFlowKey } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { holdEmail } from '../src/recovery/hold.ts';
import { cheapHashes, recoveriesOf, flowOf as recoveryFlowOf, rightAnswers } from './recovery-under-test.ts';
import { emergencyCode, nextCode, rightCells } from './second-factor-facts.ts';
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
  identity = await startIdentity(cheapHashes);
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.set(noon));

type Kind = Parameters<IdentityUnderTest['secondFactor']['give']>[1];
const wrong = (reason: string) => expect.objectContaining({ reason });
const refused = wrong('CODE_REFUSED');
const required = 'LOGIN_FLOW_STATE_FACTOR_REQUIRED';

function flowOf({ flow }: { flow?: LoginFlow | undefined }): LoginFlow {
  if (flow === undefined) throw new Error('an answer without a flow');
  return flow;
}

async function someone(...kinds: readonly Kind[]) {
  const user = await identity.register();
  return { ...user, ids: identity.secondFactor.give(user.userId, ...kinds) };
}

/** A login past its password. */
async function passed(email: string): Promise<{ key: LoginFlowKey; flow: LoginFlow }> {
  const key = await identity.begin(email);
  return { key, flow: flowOf(await identity.gateway.submitPassword({ key, password: goodPassword })) };
}

const submit = (key: LoginFlowKey, code: string, next?: string) =>
  identity.gateway.submitCode({ key, code, ...(next !== undefined && { nextCode: next }) });
const read = async (key: LoginFlowKey) => flowOf(await identity.gateway.getLoginFlow({ key }));
const choose = async (key: LoginFlowKey, authenticatorId: string) =>
  flowOf(await identity.gateway.chooseFactor({ key, authenticatorId }));

describe('a login by', () => {
  const aal2 = 'urn:countersign:aal2';
  it.each<[Kind, string, string[], string]>([
    ['totp', rightCode, ['otp'], aal2],
    ['soft_token', rightCode, ['otp', 'pin'], aal2],
    ['grid_card', rightCells, ['grid'], `${aal2}-restricted`],
    ['egrid', rightCells, ['grid'], `${aal2}-restricted`],
    ['sms', rightCode, ['sms'], `${aal2}-restricted`],
    ['email', rightCode, ['email'], 'urn:countersign:aal1'],
  ])('%s opens a session that says so', async (kind, code, methods, acr) => {
    const { email, userId, ids } = await someone(kind);
    const { key, flow } = await passed(email);
    const [authenticatorId] = ids;
    expect(flow).toMatchObject({
      state: required,
      messageId: `login.factor_required.${kind}`,
      factor: { authenticatorId, kind },
      factors: [{ authenticatorId, kind, label: `My ${kind}` }],
    });
    const { grant, deviceToken } = await submit(key, code);
    expect(grant?.session).toMatchObject({ userId, scope: 'full', acr, amr: ['pwd', ...methods, 'mfa'] });
    expect(grant?.refreshToken).not.toBe('');
    expect(deviceToken).not.toBe('');
  });

  it('an app asks second-factor twice and no more', async () => {
    const { secondFactor } = identity;
    const { email } = await someone('totp');
    let told = 0;
    secondFactor.held.beforeFactors = async () => void (told += 1);
    const before = { asked: secondFactor.asked.length, verified: secondFactor.verified.length };
    await identity.logIn(email);
    secondFactor.held.beforeFactors = async () => undefined;
    expect(told).toBe(1);
    expect(secondFactor.asked).toHaveLength(before.asked);
    expect(secondFactor.verified).toHaveLength(before.verified + 1);
    expect(secondFactor.verified.at(-1)).toMatchObject({ authenticatorId: '', challengeId: '', nextCode: '' });
  });

  it('a card shows its cells and its serial number', async () => {
    const { email } = await someone('grid_card');
    const { flow } = await passed(email);
    expect(flow).toMatchObject({
      cells: ['A1', 'C1', 'J1'],
      cardSerial: '6935019387',
      channel: '',
      resendAt: undefined,
    });
    expect(flow.messageParameters).toEqual({ cells: 'A1, C1, J1', serial: '69350-19387' });
    expect(flow.nextActions).toEqual(['submit_code', 'report_loss', 'set_language', 'cancel']);
  });

  it('a text message shows where it went, in the language of the flow', async () => {
    const { email } = await someone('sms');
    const key = await identity.begin(email, 'fr');
    const flow = flowOf(await identity.gateway.submitPassword({ key, password: goodPassword }));
    expect(flow).toMatchObject({ channel: 'sms', maskedDestination: '+1••••••45', cells: [] });
    expect(flow.messageParameters).toEqual({ destination: '+1••••••45' });
    expect(flow.resendAt).toEqual(new Date(noon.getTime() + 30_000));
    expect(identity.secondFactor.asked.at(-1)).toMatchObject({ language: 'fr', resend: false, recovery: false });
  });
});

describe('with several factors', () => {
  it('the one that was used last is asked first, and any other can be chosen', async () => {
    const { email, ids } = await someone('totp', 'sms', 'grid_card');
    const [app = '', sms = '', card = ''] = ids;
    const { key, flow } = await passed(email);
    expect(flow.factor?.authenticatorId).toBe(app);
    expect(flow.nextActions).toEqual([
      'submit_code',
      'resynchronise',
      'choose_factor',
      'report_loss',
      'set_language',
      'cancel',
    ]);
    expect(await choose(key, sms)).toMatchObject({ channel: 'sms', messageId: 'login.factor_required.sms' });
    expect(await choose(key, card)).toMatchObject({ cells: ['A1', 'C1', 'J1'], channel: '', maskedDestination: '' });
    // The message that went already is not sent again.
    const { resendAt } = await choose(key, sms);
    identity.clock.advance(10_000);
    expect((await choose(key, sms)).resendAt).toEqual(resendAt);
    expect((await submit(key, rightCode)).grant?.session?.amr).toEqual(['pwd', 'sms', 'mfa']);
  });

  it('nobody chooses what the flow does not name', async () => {
    const { email } = await someone('totp', 'grid_card');
    const [other = ''] = (await someone('sms')).ids;
    const { key } = await passed(email);
    await expect(choose(key, other)).rejects.toEqual(wrong('AUTHENTICATOR_NOT_FOUND'));
    expect((await read(key)).factor?.kind).toBe('totp');
    const single = await passed((await someone('totp')).email);
    await expect(choose(single.key, other)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
  });

  it('another one is asked where the messages of the first are used up', async () => {
    const { email, ids } = await someone('sms', 'grid_card');
    identity.secondFactor.silent.add(ids[0] ?? '');
    const { key, flow } = await passed(email);
    expect(flow.factor?.kind).toBe('grid_card');
    await expect(choose(key, ids[0] ?? '')).rejects.toEqual(wrong('PIN_SENDS_EXHAUSTED'));
    expect((await submit(key, rightCells)).grant?.session?.scope).toBe('full');
  });

  it('where none can be asked the password is not held against its user', async () => {
    const { email, ids } = await someone('sms');
    identity.secondFactor.silent.add(ids[0] ?? '');
    for (let n = 0; n < 6; n += 1) await expect(passed(email)).rejects.toEqual(wrong('PIN_SENDS_EXHAUSTED'));
    identity.secondFactor.silent.clear();
    expect((await passed(email)).flow.channel).toBe('sms');
  });
});

describe('sending a code of a factor again', () => {
  it('waits for its time, and is nothing for a card', async () => {
    const { email, ids } = await someone('sms', 'grid_card');
    const { key } = await passed(email);
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(wrong('RESEND_TOO_EARLY'));
    identity.clock.advance(30_000);
    const { resendAt } = flowOf(await identity.gateway.resendPin({ key }));
    expect(resendAt).toEqual(new Date(noon.getTime() + 60_000));
    await choose(key, ids[1] ?? '');
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
    await expect(identity.gateway.useAlternativeChannel({ key })).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
  });
});

describe('the cells of a card', () => {
  it('stay the same after a wrong answer, which costs an attempt', async () => {
    const { email } = await someone('grid_card');
    const { key, flow } = await passed(email);
    await expect(submit(key, 'ZZZ')).rejects.toEqual(refused);
    expect(await read(key)).toMatchObject({ cells: flow.cells, attemptsLeft: 4 });
    expect((await submit(key, ' a7-k '.toUpperCase())).grant).toBeDefined();
  });

  it('are the same in parallel logins, and others once one of them was answered', async () => {
    const { email } = await someone('grid_card');
    const [one, other] = [await passed(email), await passed(email)];
    expect(other.flow.cells).toEqual(one.flow.cells);
    await submit(one.key, rightCells);
    await expect(submit(other.key, rightCells)).rejects.toEqual(refused);
    const now = await read(other.key);
    expect(now).toMatchObject({ cells: ['A2', 'C2', 'J2'], attemptsLeft: 4 });
    expect(now.messageParameters['cells']).toBe('A2, C2, J2');
    expect((await submit(other.key, rightCells)).grant).toBeDefined();
  });

  it('complete one of several parallel answers', async () => {
    const { email, userId } = await someone('grid_card');
    const { key } = await passed(email);
    const outcomes = await tally(inParallel(4, () => submit(key, rightCells)));
    expect(outcomes['ok']).toBe(1);
    const sessions = await identity.db.selectFrom('sessions').select('id').where('userId', '=', userId).execute();
    expect(sessions).toHaveLength(1);
  });

  it('end the login with the fifth wrong answer', async () => {
    const { email } = await someone('grid_card');
    const { key } = await passed(email);
    for (let n = 0; n < 5; n += 1) await expect(submit(key, 'ZZZ')).rejects.toEqual(refused);
    expect((await read(key)).state).toBe('LOGIN_FLOW_STATE_DEAD');
    await expect(submit(key, rightCells)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
  });
});

describe('a code', () => {
  it('and the one after it set the clock of the very app right', async () => {
    const { email, ids } = await someone('soft_token', 'totp');
    const { key } = await passed(email);
    await expect(submit(key, rightCode, '000000')).rejects.toEqual(refused);
    expect((await submit(key, rightCode, ` ${nextCode}`)).grant).toBeDefined();
    const request = { authenticatorId: ids[0], code: rightCode, nextCode };
    expect(identity.secondFactor.verified.at(-1)).toMatchObject(request);
  });

  it('has no other after it where a card is asked, and costs nothing then', async () => {
    const { email } = await someone('grid_card');
    const { key } = await passed(email);
    await expect(submit(key, rightCells, rightCells)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
    expect((await read(key)).attemptsLeft).toBe(5);
  });

  it.each<[Kind, string]>([
    ['totp', 'A7K'],
    ['sms', '42424x'],
    ['grid_card', 'A7'],
    ['grid_card', 'A7K!'],
    ['grid_card', 'A'.repeat(17)],
  ])('of the wrong form costs no attempt: %s %s', async (kind, code) => {
    const { email } = await someone(kind);
    const { key } = await passed(email);
    await expect(submit(key, code)).rejects.toEqual(wrong('CODE_MALFORMED'));
    expect((await read(key)).attemptsLeft).toBe(5);
  });
});

describe('codes by e-mail', () => {
  const hold = (userId: string) =>
    identity.db.transaction().execute((trx) => holdEmail(trx, userId, new Date(noon.getTime() + 3_600_000)));

  it('are no factor while the mailbox is held, because it recovered the password', async () => {
    const { email, userId } = await someone('email', 'totp');
    await hold(userId);
    const { flow } = await passed(email);
    expect(flow.factors.map(({ kind }) => kind)).toEqual(['totp']);
    const alone = await someone('email');
    await hold(alone.userId);
    await expect(passed(alone.email)).rejects.toEqual(wrong('OFFICER_RELEASE_REQUIRED'));
    identity.clock.advance(3_600_000);
    expect((await passed(alone.email)).flow.channel).toBe('email');
  });
});

describe('a first login', () => {
  it('goes on with the card that became active meanwhile', async () => {
    const { email, userId } = await identity.register({ mobile: '+15550100123' });
    const { key, flow } = await passed(email);
    expect(flow.state).toBe('LOGIN_FLOW_STATE_PIN_REQUIRED');
    identity.secondFactor.give(userId, 'grid_card');
    await expect(submit(key, rightCode)).rejects.toEqual(wrong('FIRST_LOGIN_OVER'));
    expect(await read(key)).toMatchObject({ state: required, cells: ['A1', 'C1', 'J1'], channel: '' });
    expect((await submit(key, rightCells)).grant?.session?.scope).toBe('full');
  });

  it('names the mailbox to which the PIN goes where its text message fails, unless that is held', async () => {
    const { email, userId } = await identity.register({ mobile: '+15550100123' });
    await passed(email);
    expect(identity.secondFactor.pins.at(-1)).toMatchObject({ channel: 'PIN_CHANNEL_SMS', fallbackEmail: email });
    await identity.db.transaction().execute((trx) => holdEmail(trx, userId, new Date(noon.getTime() + 1_000)));
    await passed(email);
    expect(identity.secondFactor.pins.at(-1)).toMatchObject({ channel: 'PIN_CHANNEL_SMS', fallbackEmail: '' });
  });
});

describe('an emergency code', () => {
  it('opens a session for set-up and nothing else, and no device is known by it', async () => {
    const { email, userId } = await someone('totp', 'emergency_code');
    const { key, flow } = await passed(email);
    const last = flow.factors.at(-1);
    expect(last?.kind).toBe('emergency_code');
    expect((await choose(key, last?.authenticatorId ?? '')).messageId).toBe('login.factor_required.emergency_code');
    await expect(submit(key, 'ABCDE-99999')).rejects.toEqual(refused);
    const { grant, deviceToken } = await submit(key, `${emergencyCode.slice(0, 5)}-${emergencyCode.slice(5)}`);
    expect(grant).toMatchObject({
      refreshToken: '',
      session: { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'emergency'] },
    });
    expect(deviceToken).toBe('');
    const { id: sessionId = '', amr = [] } = grant?.session ?? {};
    const token = await identity.token({ userId, sessionId, scope: 'set-up', amr });
    const answers = Object.entries(rightAnswers).map(([question, answer]) => ({ key: question, answer }));
    await expect(identity.gateway.setRecoveryAnswers({ answers }, token)).rejects.toEqual(wrong('SET_UP_OVER'));
    const { acceptedLanguage: _, ...client } = anyClient;
    await expect(identity.gateway.startStepUpFlow(client, token)).rejects.toEqual(wrong('SET_UP_REQUIRED'));
    await expect(
      identity.gateway.addEvidenceFile(
        { mediaType: 'image/png', content: Buffer.alloc(9), invitationToken: '' },
        token,
      ),
    ).rejects.toEqual(wrong('SET_UP_REQUIRED'));
  });

  it('ends the sessions that were open: whoever has what was lost may sit in one', async () => {
    const { email, ids } = await someone('totp', 'emergency_code');
    const lost = await identity.logIn(email);
    const { key } = await passed(email);
    await choose(key, ids[1] ?? '');
    await submit(key, emergencyCode);
    await expect(identity.gateway.refreshSession({ refreshToken: lost.refreshToken })).rejects.toEqual(
      wrong('REFRESH_TOKEN_INVALID'),
    );
    const { sessionIds } = await identity.gateway.listEndedSessions({ since: new Date(noon.getTime() - 1_000) });
    expect(sessionIds).toContain(lost.session?.id);
  });

  it('is asked for first where nothing else is left, and never in a step-up or a recovery', async () => {
    const { userId, email } = await identity.register();
    identity.secondFactor.lose(userId);
    identity.secondFactor.give(userId, 'emergency_code');
    expect((await passed(email)).flow).toMatchObject({
      factor: { kind: 'emergency_code' },
      messageId: 'login.factor_required.emergency_code',
    });
    const { acceptedLanguage: _, ...client } = anyClient;
    const session = await identity.token({ userId, sessionId: 'ses_own' });
    const { flow: begun, secret } = await identity.gateway.startStepUpFlow(client, session);
    const key = { flowId: begun?.id ?? '', secret };
    expect(flowOf(await identity.gateway.submitPassword({ key, password: goodPassword }, session)).state).toBe(
      'LOGIN_FLOW_STATE_DEAD',
    );
  });
});

describe('a step-up', () => {
  it('goes by any factor, and its session says by which', async () => {
    const { email, userId } = await someone('sms', 'grid_card');
    const { key: login } = await passed(email);
    const { grant } = await submit(login, rightCode);
    const options = await identity.token({ userId, sessionId: grant?.session?.id ?? '' });
    const { acceptedLanguage: _, ...client } = anyClient;
    const { flow: begun, secret } = await identity.gateway.startStepUpFlow(client, options);
    const key = { flowId: begun?.id ?? '', secret };
    const flow = flowOf(await identity.gateway.submitPassword({ key, password: goodPassword }, options));
    expect(flow).toMatchObject({ messageId: 'step_up.factor_required.sms', channel: 'sms' });
    expect(flow.nextActions).toEqual(['submit_code', 'choose_factor', 'resend', 'set_language', 'cancel']);
    await expect(identity.gateway.reportFactorLoss({ key }, options)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE'));
    const card = flow.factors.at(-1)?.authenticatorId ?? '';
    await identity.gateway.chooseFactor({ key, authenticatorId: card }, options);
    const answer = await identity.gateway.submitCode({ key, code: rightCells }, options);
    expect(answer.grant?.session).toMatchObject({
      id: grant?.session?.id,
      acr: 'urn:countersign:aal2-restricted',
      amr: ['pwd', 'grid', 'mfa'],
    });
  });

  it('is killed by another session that wants to choose', async () => {
    const { email, userId } = await someone('sms', 'grid_card');
    const { key: login } = await passed(email);
    const { grant } = await submit(login, rightCode);
    const options = await identity.token({ userId, sessionId: grant?.session?.id ?? '' });
    const { acceptedLanguage: _, ...client } = anyClient;
    const { flow: begun, secret } = await identity.gateway.startStepUpFlow(client, options);
    const key = { flowId: begun?.id ?? '', secret };
    const flow = flowOf(await identity.gateway.submitPassword({ key, password: goodPassword }, options));
    const authenticatorId = flow.factors.at(-1)?.authenticatorId ?? '';
    const other = await identity.token({ userId, sessionId: 'ses_other' });
    await expect(identity.gateway.chooseFactor({ key, authenticatorId }, other)).rejects.toEqual(
      wrong('LOGIN_FLOW_WRONG_STATE'),
    );
    expect((await read(key)).state).toBe('LOGIN_FLOW_STATE_DEAD');
  });
});

describe('a recovery', () => {
  /** A recovery past its mailed code, of somebody who logged in before. */
  async function proved(...kinds: readonly Kind[]) {
    const recoveries = recoveriesOf(identity);
    const user = await recoveries.someone();
    const ids = identity.secondFactor.give(user.userId, ...kinds);
    const { key, flow } = await recoveries.proveMailbox(user.email);
    return { key, flow, ids };
  }
  const answer = async (key: LoginFlowKey, code: string) =>
    recoveryFlowOf(await identity.gateway.submitRecoveryFactorCode({ key, code }));

  it('is proved by the cells of a card, which stay until they are answered', async () => {
    const { key, flow } = await proved('grid_card');
    expect(flow).toMatchObject({
      state: 'RECOVERY_FLOW_STATE_FACTOR_REQUIRED',
      messageId: 'recovery.factor_required.grid_card',
      cells: ['A1', 'C1', 'J1'],
      cardSerial: '6935019387',
      nextActions: ['submit_factor_code', 'set_language', 'cancel'],
    });
    await expect(answer(key, 'ZZZ')).rejects.toEqual(refused);
    const again = recoveryFlowOf(await identity.gateway.getRecoveryFlow({ key }));
    expect(again).toMatchObject({ cells: flow.cells, attemptsLeft: 4 });
    expect((await answer(key, rightCells)).state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
  });

  it('shows the cells that are asked for now when those that it showed were answered elsewhere', async () => {
    const recoveries = recoveriesOf(identity);
    const user = await recoveries.someone();
    identity.secondFactor.give(user.userId, 'grid_card');
    const { key: login } = await passed(user.email);
    const { key } = await recoveries.proveMailbox(user.email);
    await submit(login, rightCells);
    await expect(answer(key, rightCells)).rejects.toEqual(refused);
    expect(recoveryFlowOf(await identity.gateway.getRecoveryFlow({ key })).cells).toEqual(['A2', 'C2', 'J2']);
    expect((await answer(key, rightCells)).state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
  });

  it('lets its user choose, and sends a code again in its time', async () => {
    const { key, ids } = await proved('grid_card', 'sms');
    const authenticatorId = ids[1] ?? '';
    const chosen = recoveryFlowOf(await identity.gateway.chooseRecoveryFactor({ key, authenticatorId }));
    expect(chosen).toMatchObject({ channel: 'sms', maskedDestination: '+1••••••45', cells: [], cardSerial: '' });
    expect(identity.secondFactor.asked.at(-1)).toMatchObject({ authenticatorId, recovery: true });
    await expect(identity.gateway.resendRecoveryCode({ key })).rejects.toEqual(wrong('RESEND_TOO_EARLY'));
    identity.clock.advance(30_000);
    await identity.gateway.resendRecoveryCode({ key });
    expect((await answer(key, rightCode)).state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
  });

  it('goes on, and waits, where its only factor cannot be asked now', async () => {
    const recoveries = recoveriesOf(identity);
    const user = await recoveries.someone();
    const [authenticatorId = ''] = identity.secondFactor.give(user.userId, 'sms');
    identity.secondFactor.silent.add(authenticatorId);
    const { key, flow } = await recoveries.proveMailbox(user.email);
    expect(flow).toMatchObject({ factor: undefined, nextActions: ['choose_factor', 'set_language', 'cancel'] });
    identity.secondFactor.silent.clear();
    await identity.gateway.chooseRecoveryFactor({ key, authenticatorId });
    expect((await answer(key, rightCode)).state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
  });

  it('is not proved by a second mailbox or an emergency code: only an officer helps then', async () => {
    expect((await proved('email', 'emergency_code')).flow.state).toBe('RECOVERY_FLOW_STATE_OFFICER_REQUIRED');
  });
});

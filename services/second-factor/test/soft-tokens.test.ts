import { listAudit } from '@countersign/audit';
import { isSignedBy, newSerial, ProtocolError, readServerDocument } from '@countersign/soft-token/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import {
  aLoginCode,
  anEnrolment,
  minuteMs,
  otherThan,
  outcomesOf,
  startSecondFactor,
  stepMs,
  type TestSecondFactor,
} from './second-factor.ts';
import { bindApp, codeCheck, codeOfApp, codesOf, issueToken, startApp } from './soft-token-app.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const refused = { kind: 'forbidden', reason: 'ACTIVATION_REFUSED' };

const issue = (userId: string, platform?: 'mobile' | 'desktop') => issueToken(secondFactor, userId, platform);

async function activate(userId: string, authenticatorId: string, code: string, sessionId?: string) {
  const { gateway, as } = secondFactor;
  const actor = await as(userId, sessionId === undefined ? {} : { sessionId });
  return await gateway.activateAuthenticator({ authenticatorId, code }, actor);
}

async function stateOf(userId: string, id: string) {
  const { gateway, as } = secondFactor;
  const { authenticators } = await gateway.listAuthenticators({}, await as(userId));
  return authenticators.find((one) => one.id === id)?.state;
}

async function actionsOf(userId: string) {
  return (await listAudit(secondFactor.db, userId, { after: 0, limit: 50 })).map(({ action }) => action);
}

describe('what a soft token is issued with', () => {
  it('is a picture without a secret and a password for mobile, address and codes for desktop', async () => {
    const mobile = await issue('usr_shown');
    expect(mobile.shown).toMatchObject({ platform: 'mobile', activationCode: '' });
    expect(mobile.shown.serial).toMatch(/^\d{5}-\d{5}$/);
    expect(mobile.shown.activationPassword).toMatch(/^\d{8}$/);
    expect(mobile.shown.activationUri).not.toContain(mobile.shown.activationPassword);
    expect(mobile.shown.activationLink).toBe(
      mobile.shown.activationUri.replace('softtoken://a?', 'http://localhost:8080/a#'),
    );
    expect(mobile.expiresAt).toEqual(new Date(secondFactor.clock.now().getTime() + 10 * minuteMs));
    expect(mobile).toMatchObject({ otpauthUri: '', authenticator: { kind: 'soft_token', platform: 'mobile' } });
    const desktop = await issue('usr_shown', 'desktop');
    expect(desktop.shown).toMatchObject({
      platform: 'desktop',
      address: 'http://localhost:8080',
      activationPassword: '',
      activationUri: '',
      activationLink: '',
      qrSvg: '',
    });
    expect(desktop.shown.activationCode).toMatch(/^\d{4}-\d{4}-\d{4}-\d{4}$/);
    expect(await stateOf('usr_shown', mobile.id)).toBe('AUTHENTICATOR_STATE_VOID');
  });

  it('can be had five times in an hour', async () => {
    const { clock } = secondFactor;
    for (let n = 0; n < 5; n += 1) await issue('usr_issues');
    await expect(issue('usr_issues')).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    clock.advance(60 * minuteMs);
    await expect(issue('usr_issues')).resolves.toBeDefined();
  });

  it('is refused for another platform', async () => {
    const { gateway, as } = secondFactor;
    const enrolment = anEnrolment({ kind: 'soft_token', platform: 'watch' });
    await expect(gateway.enrolAuthenticator(enrolment, await as('usr_watch'))).rejects.toMatchObject({
      reason: 'PLATFORM_INVALID',
      fields: [{ pointer: '/platform' }],
    });
  });
});

describe('the description of the service', () => {
  it('is signed by the key that it names', async () => {
    const { document, signature } = await secondFactor.gateway.describeSoftTokenService({});
    const answer = { document, signature: signature.toString('base64url') };
    const described = readServerDocument(answer, 'http://localhost:8080');
    expect(described.document).toMatchObject({
      name: 'Countersign',
      api: 'http://localhost:8080/v1',
      profile: 'totp-sha256-6-30',
      pinLength: 6,
    });
    expect(described.identityKey).toEqual(secondFactor.deps.identityKey.publicKey);
    expect(isSignedBy(described.identityKey, `${document} `, signature)).toBe(false);
  });
});

describe('the activation of a mobile app', () => {
  it('binds the app, and its first code in the browser activates it', async () => {
    const { db, identity, clock } = secondFactor;
    const userId = 'usr_mobile';
    const { id, codes } = await issue(userId);
    const app = await bindApp(secondFactor, codes);
    expect(app.token).toEqual({
      authenticatorId: id,
      issuer: 'Countersign',
      label: 'Soft token',
      algorithm: 'sha256',
      digits: 6,
      period: 30,
      pinLength: 6,
      transactionSuite: 'OCRA-1:HOTP-SHA256-8:QH64-T1M',
    });
    expect(await stateOf(userId, id)).toBe('AUTHENTICATOR_STATE_BOUND');
    const code = codeOfApp(secondFactor, app);
    const login = (given: string) =>
      identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: 'lgf_mobile', code: given }));
    await expect(login(code)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });

    const { authenticator } = await activate(userId, id, code);
    expect(authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE', device: 'My phone, Model 1' });
    // The code is used up by the activation.
    await expect(login(code)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    clock.advance(stepMs);
    await expect(login(codeOfApp(secondFactor, app))).resolves.toMatchObject({ methods: ['otp', 'pin'] });
    expect(await actionsOf(userId)).toEqual(['authenticator.issued', 'authenticator.bound', 'authenticator.activated']);
    const { rows } = await sql`select secrets, finished_at from soft_token_runs where authenticator_id = ${id}`.execute(
      db,
    );
    expect(rows).toEqual([{ secrets: null, finishedAt: expect.any(Date) }]);
  });

  it('is refused for another session of the same user, at no cost', async () => {
    const userId = 'usr_sessions';
    const { id, codes } = await issue(userId);
    const app = await bindApp(secondFactor, codes);
    const code = codeOfApp(secondFactor, app);
    for (let n = 0; n < 6; n += 1) {
      await expect(activate(userId, id, code, 'ses_other')).rejects.toMatchObject({
        kind: 'forbidden',
        reason: 'OTHER_SESSION',
      });
    }
    await expect(activate(userId, id, code)).resolves.toBeDefined();
  });

  it('waits for the app: no code activates a token that no app is bound to', async () => {
    const { id } = await issue('usr_no_app');
    for (let n = 0; n < 6; n += 1) {
      await expect(activate('usr_no_app', id, '123456')).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
    }
  });

  it('ends after five wrong first codes', async () => {
    const { id, codes } = await issue('usr_first_codes');
    const code = codeOfApp(secondFactor, await bindApp(secondFactor, codes));
    for (let n = 0; n < 5; n += 1) {
      await expect(activate('usr_first_codes', id, otherThan(code))).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    }
    await expect(activate('usr_first_codes', id, code)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
  });

  it('fails where the password is wrong, which the app learns and which costs a try', async () => {
    const { shown, codes } = await issue('usr_wrong_password');
    const wrong = codesOf(shown, { password: shown.activationPassword === '00000000' ? '00000001' : '00000000' });
    for (let n = 0; n < 4; n += 1) {
      await expect(startApp(secondFactor, wrong)).rejects.toThrow(ProtocolError);
    }
    await expect(bindApp(secondFactor, codes)).resolves.toBeDefined();
  });

  it('is over after five starts, whatever the fifth was', async () => {
    const { codes } = await issue('usr_five');
    for (let n = 0; n < 5; n += 1) await startApp(secondFactor, codes);
    await expect(startApp(secondFactor, codes)).rejects.toMatchObject(refused);
  });

  it('needs what the QR code says; without it a serial number is of no use, and costs nothing', async () => {
    const { codes } = await issue('usr_token');
    const others = [Buffer.alloc(16), Buffer.alloc(0), undefined];
    for (const activationToken of [...others, ...others]) {
      await expect(startApp(secondFactor, { ...codes, activationToken })).rejects.toMatchObject(refused);
    }
    await expect(bindApp(secondFactor, codes)).resolves.toBeDefined();
  });

  it('answers alike for a serial number that nobody has, and tells a mistyped one apart at no cost', async () => {
    const { codes } = await issue('usr_serials');
    const mistyped = codes.serial.slice(0, -1) + ((Number(codes.serial.at(-1)) + 1) % 10);
    await expect(startApp(secondFactor, { ...codes, serial: newSerial() })).rejects.toMatchObject(refused);
    for (let n = 0; n < 6; n += 1) {
      await expect(startApp(secondFactor, { ...codes, serial: mistyped })).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'SERIAL_INVALID',
        fields: [{ pointer: '/serial' }],
      });
    }
    await expect(startApp(secondFactor, codes)).resolves.toBeDefined();
  });

  it('is over after ten minutes, before the first message and between both', async () => {
    const { clock } = secondFactor;
    const { id, codes } = await issue('usr_slow');
    const started = await startApp(secondFactor, codes);
    clock.advance(10 * minuteMs);
    await expect(started.finish()).rejects.toMatchObject(refused);
    await expect(startApp(secondFactor, codes)).rejects.toMatchObject(refused);
    expect(await stateOf('usr_slow', id)).toBe('AUTHENTICATOR_STATE_EXPIRED');
  });

  it('refuses shares that are no points, another version and boxes that do not open', async () => {
    const { gateway } = secondFactor;
    const { codes } = await issue('usr_forged');
    const message = {
      serial: codes.serial,
      version: 1,
      activationToken: Buffer.from(codes.activationToken ?? []),
      shareP: Buffer.alloc(65, 4),
    };
    await expect(gateway.startSoftTokenActivation(message)).rejects.toMatchObject(refused);
    await expect(gateway.startSoftTokenActivation({ ...message, version: 2 })).rejects.toMatchObject({
      reason: 'VERSION_UNSUPPORTED',
    });
    const { second } = await startApp(secondFactor, codes);
    const box = Buffer.from(second.box);
    box.writeUInt8(box.readUInt8(20) ^ 1, 20);
    await expect(gateway.finishSoftTokenActivation({ ...second, box })).rejects.toMatchObject(refused);
    // Its run is used up, even by what was refused.
    await expect(gateway.finishSoftTokenActivation(second)).rejects.toMatchObject(refused);
  });

  it('takes a wrong key confirmation once, and then not the right one either', async () => {
    const { gateway } = secondFactor;
    const { codes } = await issue('usr_confirm');
    const { second } = await startApp(secondFactor, codes);
    await expect(gateway.finishSoftTokenActivation({ ...second, confirmP: Buffer.alloc(32) })).rejects.toMatchObject(
      refused,
    );
    await expect(gateway.finishSoftTokenActivation(second)).rejects.toMatchObject(refused);
    await expect(bindApp(secondFactor, codes)).resolves.toBeDefined();
  });

  it('is won by one of several apps at the same time, and by one of several equal messages', async () => {
    const { gateway } = secondFactor;
    const { id, codes } = await issue('usr_races');
    const begun = await outcomesOf(Array.from({ length: 8 }, () => startApp(secondFactor, codes)));
    expect(begun).toEqual({ won: 5, reasons: Array.from({ length: 3 }, () => 'ACTIVATION_REFUSED') });
    const next = await issue('usr_races_too');
    const apps = await Promise.all([startApp(secondFactor, next.codes), startApp(secondFactor, next.codes)]);
    const messages = apps.flatMap(({ second }) => Array.from({ length: 4 }, () => second));
    const finished = await outcomesOf(messages.map((message) => gateway.finishSoftTokenActivation(message)));
    expect(finished).toEqual({ won: 1, reasons: Array.from({ length: 7 }, () => 'ACTIVATION_REFUSED') });
    expect(await stateOf('usr_races', id)).toBe('AUTHENTICATOR_STATE_ISSUED');
    expect(await stateOf('usr_races_too', next.id)).toBe('AUTHENTICATOR_STATE_BOUND');
  });
});

describe('the activation of a desktop app', () => {
  it('binds the app, and its registration code in the browser activates it', async () => {
    const { identity } = secondFactor;
    const userId = 'usr_desktop';
    const { id, codes } = await issue(userId, 'desktop');
    const app = await bindApp(secondFactor, codes);
    // A security code is not what is asked for; ten digits are, and a slip costs nothing.
    for (const wrong of [codeOfApp(secondFactor, app), `${app.registrationCode.slice(0, 9)}x`]) {
      await expect(activate(userId, id, wrong)).rejects.toMatchObject({ reason: 'CODE_MALFORMED' });
    }
    const shown = `${app.registrationCode.slice(0, 5)}-${app.registrationCode.slice(5)}`;
    await expect(activate(userId, id, shown)).resolves.toMatchObject({
      authenticator: { state: 'AUTHENTICATOR_STATE_ACTIVE', platform: 'desktop' },
    });
    const code = codeOfApp(secondFactor, app);
    await expect(
      identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: 'lgf_desktop', code })),
    ).resolves.toMatchObject({ authenticatorId: id, kind: 'soft_token' });
  });

  it('takes three registration codes, and none after them; mistyped ones are none', async () => {
    const userId = 'usr_registration';
    const { id, codes } = await issue(userId, 'desktop');
    const { registrationCode } = await bindApp(secondFactor, codes);
    const mistyped = registrationCode.slice(0, -1) + ((Number(registrationCode.at(-1)) + 1) % 10);
    for (let n = 0; n < 6; n += 1) {
      await expect(activate(userId, id, mistyped)).rejects.toMatchObject({ reason: 'CODE_MALFORMED' });
    }
    // A serial number has the same form.
    for (let n = 0; n < 3; n += 1) {
      await expect(activate(userId, id, newSerial())).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    }
    await expect(activate(userId, id, registrationCode)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
    expect(await stateOf(userId, id)).toBe('AUTHENTICATOR_STATE_VOID');
  });

  it('is won by one of several equal registration codes', async () => {
    const userId = 'usr_registration_race';
    const { id, codes } = await issue(userId, 'desktop');
    const { registrationCode } = await bindApp(secondFactor, codes);
    const { won } = await outcomesOf(Array.from({ length: 5 }, () => activate(userId, id, registrationCode)));
    expect(won).toBe(1);
  });
});

describe('whoever uses stolen codes first', () => {
  it('stays bound, visible and unusable, and the owner hears of it when he comes second', async () => {
    const { db, identity, clock, gateway, as } = secondFactor;
    const userId = 'usr_robbed';
    const { id, codes } = await issue(userId);
    const thief = await bindApp(secondFactor, codes);
    const told = async () => (await identity.listUserAuthenticators({ userId })).authenticators[0]?.codesReused;
    expect(await told()).toBe(false);
    for (let n = 0; n < 2; n += 1) await expect(startApp(secondFactor, codes)).rejects.toMatchObject(refused);
    // What identity asks before it tells the owner.
    expect(await told()).toBe(true);

    const { authenticators } = await gateway.listAuthenticators({}, await as(userId));
    expect(authenticators).toMatchObject([{ id, state: 'AUTHENTICATOR_STATE_BOUND', device: 'My phone, Model 1' }]);
    expect(await actionsOf(userId)).toEqual(['authenticator.issued', 'authenticator.bound', 'soft_token.reused']);
    const { rows } = await sql`select queue, topic, payload from outbox
      where topic = 'soft-token-reused' and payload ->> 'userId' = ${userId}`.execute(db);
    expect(rows).toEqual([{ queue: 'identity', topic: 'soft-token-reused', payload: { userId, authenticatorId: id } }]);

    clock.advance(stepMs);
    const code = codeOfApp(secondFactor, thief);
    await expect(
      identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: 'lgf_robbed', code })),
    ).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(gateway.checkSoftTokenCode(codeCheck(secondFactor, thief, code))).rejects.toMatchObject(refused);
  });
});

describe('a switch of platform', () => {
  it('makes the codes of before void, and those of the other platform good', async () => {
    const { gateway, as } = secondFactor;
    const userId = 'usr_switches';
    const { id, codes } = await issue(userId);
    const started = await startApp(secondFactor, codes);
    const switched = await gateway.switchSoftTokenPlatform(
      { authenticatorId: id, platform: 'desktop' },
      await as(userId),
    );
    expect(switched).toMatchObject({ authenticator: { id, platform: 'desktop' }, softToken: { platform: 'desktop' } });
    await expect(started.finish()).rejects.toMatchObject(refused);
    await expect(startApp(secondFactor, codes)).rejects.toMatchObject(refused);
    if (switched.softToken === undefined) throw new Error('no codes');
    const app = await bindApp(secondFactor, codesOf(switched.softToken));

    // From an app that is bound, too: its codes are worth nothing then.
    const back = await gateway.switchSoftTokenPlatform({ authenticatorId: id, platform: 'mobile' }, await as(userId));
    expect(back.authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_ISSUED', device: '' });
    await expect(activate(userId, id, app.registrationCode)).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
    if (back.softToken === undefined) throw new Error('no codes');
    const again = await bindApp(secondFactor, codesOf(back.softToken));
    await activate(userId, id, codeOfApp(secondFactor, again));
    await expect(
      gateway.switchSoftTokenPlatform({ authenticatorId: id, platform: 'desktop' }, await as(userId)),
    ).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
  });

  it('is for the session that was shown the codes, and for soft tokens', async () => {
    const { gateway, as } = secondFactor;
    const { id } = await issue('usr_switch_session');
    await expect(
      gateway.switchSoftTokenPlatform(
        { authenticatorId: id, platform: 'desktop' },
        await as('usr_switch_session', { sessionId: 'ses_other' }),
      ),
    ).rejects.toMatchObject({ reason: 'OTHER_SESSION' });
    await expect(
      gateway.switchSoftTokenPlatform({ authenticatorId: id, platform: 'desktop' }, await as('usr_stranger')),
    ).rejects.toMatchObject({ reason: 'AUTHENTICATOR_NOT_FOUND' });
    const { authenticator } = await gateway.enrolAuthenticator(anEnrolment(), await as('usr_switch_totp'));
    await expect(
      gateway.switchSoftTokenPlatform(
        { authenticatorId: authenticator?.id ?? '', platform: 'desktop' },
        await as('usr_switch_totp'),
      ),
    ).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
  });
});

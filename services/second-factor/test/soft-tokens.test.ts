import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { listAudit } from '@countersign/audit';
import {
  isSignedBy,
  newSerial,
  ProtocolError,
  readServerDocument,
  readTransactionUri,
  transactionCodeOf,
} from '@countersign/soft-token/protocol';
import { findLeaks, itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { sql } from 'kysely';
import { sweep } from '../src/sweep.ts';
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
import { type BoundApp, bindApp, codeCheck, codeOfApp, codesOf, recordCalls, startApp } from './soft-token-app.ts';

const run = promisify(execFile);

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const refused = { kind: 'forbidden', reason: 'ACTIVATION_REFUSED' };

/** Issues a soft token, and what its owner is shown. */
async function issue(userId: string, platform: 'mobile' | 'desktop' = 'mobile') {
  const { gateway, as } = secondFactor;
  const answer = await gateway.enrolAuthenticator(anEnrolment({ kind: 'soft_token', platform }), await as(userId));
  const { authenticator, softToken } = answer;
  if (authenticator === undefined || softToken === undefined) throw new Error('no soft token was issued');
  return { ...answer, id: authenticator.id, shown: softToken, codes: codesOf(softToken) };
}

async function activate(userId: string, authenticatorId: string, code: string, sessionId?: string) {
  const { gateway, as } = secondFactor;
  const actor = await as(userId, sessionId === undefined ? {} : { sessionId });
  return await gateway.activateAuthenticator({ authenticatorId, code }, actor);
}

/** A mobile app that is in use. */
async function anActiveToken(userId: string): Promise<BoundApp & { id: string }> {
  const { id, codes } = await issue(userId);
  const app = await bindApp(secondFactor, codes);
  await activate(userId, id, codeOfApp(secondFactor, app));
  secondFactor.clock.advance(stepMs);
  return { ...app, id };
}

async function stateOf(userId: string, id: string) {
  const { gateway, as } = secondFactor;
  const { authenticators } = await gateway.listAuthenticators({}, await as(userId));
  return authenticators.find((one) => one.id === id)?.state;
}

/** What zbarimg reads in a QR code that is given as SVG. */
async function readQr(svg: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-qr-'));
  try {
    await writeFile(path.join(folder, 'qr.svg'), svg);
    await run('rsvg-convert', ['-w', '900', '-b', 'white', '-o', 'qr.png', 'qr.svg'], { cwd: folder });
    return (await run('zbarimg', ['--quiet', '--raw', 'qr.png'], { cwd: folder })).stdout.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
    for (let n = 0; n < 2; n += 1) await expect(startApp(secondFactor, codes)).rejects.toMatchObject(refused);

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

describe('a code check of the app', () => {
  it('uses a right code up, and counts a wrong one', async () => {
    const { gateway, identity } = secondFactor;
    const userId = 'usr_checks';
    const app = await anActiveToken(userId);
    const code = codeOfApp(secondFactor, app);
    await expect(gateway.checkSoftTokenCode(codeCheck(secondFactor, app, otherThan(code)))).rejects.toMatchObject({
      reason: 'CODE_REFUSED',
    });
    await gateway.checkSoftTokenCode(codeCheck(secondFactor, app, code));
    await expect(
      identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: 'lgf_checks', code })),
    ).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    for (let n = 0; n < 5; n += 1) {
      await expect(gateway.checkSoftTokenCode(codeCheck(secondFactor, app, otherThan(code)))).rejects.toMatchObject({
        reason: 'CODE_REFUSED',
      });
    }
    await expect(gateway.checkSoftTokenCode(codeCheck(secondFactor, app, code))).rejects.toMatchObject({
      reason: 'ATTEMPTS_EXHAUSTED',
    });
  });

  it('counts nothing that its device did not sign a moment ago', async () => {
    const { gateway, clock } = secondFactor;
    const app = await anActiveToken('usr_unsigned');
    const other = await anActiveToken('usr_unsigned_too');
    const code = codeOfApp(secondFactor, app);
    const request = codeCheck(secondFactor, app, code);
    const forged = [
      { ...request, code: otherThan(code) },
      { ...request, issuedAt: request.issuedAt + 1n },
      { ...request, signature: Buffer.alloc(64) },
      { ...request, serial: newSerial() },
      codeCheck(secondFactor, { ...app, deviceKey: other.deviceKey }, code),
      { ...codeCheck(secondFactor, other, code), serial: app.serial },
    ];
    for (const one of forged) await expect(gateway.checkSoftTokenCode(one)).rejects.toMatchObject(refused);
    clock.advance(121_000);
    await expect(gateway.checkSoftTokenCode(request)).rejects.toMatchObject(refused);
    const { rows } = await sql`select bucket from attempts where bucket = ${`soft-token-check:${app.id}`}`.execute(
      secondFactor.db,
    );
    expect(rows).toEqual([]);
    await gateway.checkSoftTokenCode(codeCheck(secondFactor, app, codeOfApp(secondFactor, app)));
  });
});

describe('the database', () => {
  it('holds neither password nor keys in the clear, and nothing that ended', async () => {
    const { db, clock } = secondFactor;
    const userId = 'usr_sealed';
    const { id, codes } = await issue(userId);
    const dump = async () => {
      const { rows } = await sql<{ row: string }>`
        select to_jsonb(t)::text || to_jsonb(a)::text || coalesce((select jsonb_agg(r)::text from soft_token_runs r
          where r.authenticator_id = a.id), '') as row
        from authenticators a join soft_tokens t on t.authenticator_id = a.id where a.id = ${id}`.execute(db);
      return rows[0]?.row ?? '';
    };
    const started = await startApp(secondFactor, codes);
    const issued = await dump();
    const app = await started.finish();
    const bound = await dump();
    const secrets = {
      password: codes.password,
      seed: app.keys.seed,
      transactionKey: app.keys.transaction,
      registrationCode: app.registrationCode,
    };
    expect(issued).toContain('"verifier": "\\\\x01');
    expect(bound).toContain('"verifier": null');
    expect(bound).toContain('"transaction_key": "\\\\x01');
    expect(findLeaks([issued, bound], secrets)).toEqual([]);
    expect(findLeaks([bound.replace('null', app.keys.seed.toString('hex'))], secrets)).not.toEqual([]);

    clock.advance(10 * minuteMs + 1);
    await sweep(db, clock.now());
    const swept = await dump();
    expect(swept).toContain('"transaction_key": null');
    expect(swept).not.toContain('secrets');
  });
});

describe('a transaction code', () => {
  const digests = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const labels = ['Agreement.pdf', 'Annex'];
  let count = 0;

  async function challenge(userId: string, over: { digests?: Buffer[]; labels?: string[] } = {}) {
    const { remoteSigning, as } = secondFactor;
    count += 1;
    const request = { operationId: `sgr_${count}`, credentialId: 'crd_1', digests, labels, ...over };
    return await remoteSigning.createSigningChallenge(request, await as(userId));
  }

  async function answer(userId: string, challengeId: string, code: string) {
    const { remoteSigning, as } = secondFactor;
    const request = { challengeId, code, authenticatorId: '', cellsChallengeId: '' };
    return decodeJwt((await remoteSigning.answerSigningChallenge(request, await as(userId))).assertion);
  }

  /** What the app makes of the URI of a challenge. */
  const codeFor = (app: BoundApp, uri: string, offMs = 0) =>
    transactionCodeOf(app.keys.transaction, readTransactionUri(uri).payloadText, at() + offMs);
  const at = () => secondFactor.clock.now().getTime();

  it('is made for what the app shows, and its answer says so', async () => {
    const userId = 'usr_transaction';
    const app = await anActiveToken(userId);
    const { challengeId, transactionUri, transactionQrSvg, expiresAt, kind } = await challenge(userId);
    const { payload, isFrom } = readTransactionUri(transactionUri);
    expect(isFrom(secondFactor.deps.identityKey.publicKey)).toBe(true);
    expect(payload).toEqual({
      v: 1,
      origin: 'http://localhost:8080',
      challenge: challengeId,
      credential: 'crd_1',
      documents: digests.map((digest, index) => ({ label: labels[index], digest: digest.toString('base64url') })),
      count: 2,
      all: createHash('sha256').update(Buffer.concat(digests)).digest('base64url'),
      exp: Math.floor((expiresAt?.getTime() ?? 0) / 1000),
    });
    expect(kind).toBe('soft_token');
    expect(transactionQrSvg).toMatch(/^<svg/);
    expect(await answer(userId, challengeId, codeFor(app, transactionUri))).toMatchObject({
      sub: userId,
      jti: challengeId,
      amr: ['otp', 'pin'],
      factor: { id: app.id, kind: 'soft_token' },
      bound: true,
    });
    await expect(answer(userId, challengeId, codeFor(app, transactionUri))).rejects.toMatchObject({
      reason: 'CHALLENGE_ANSWERED',
    });
  });

  it('is refused for other digests, for another app and two minutes later', async () => {
    const userId = 'usr_transaction_other';
    const app = await anActiveToken(userId);
    const other = await anActiveToken('usr_transaction_stranger');
    const one = await challenge(userId);
    const two = await challenge(userId, { digests: [Buffer.alloc(32, 3)], labels: ['Other'] });
    const wrong = [codeFor(app, one.transactionUri), codeFor(other, two.transactionUri)];
    wrong.push(codeFor(app, two.transactionUri, -2 * minuteMs), codeFor(app, two.transactionUri, 2 * minuteMs));
    for (const code of wrong) {
      await expect(answer(userId, two.challengeId, code)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    }
    expect(await answer(userId, two.challengeId, codeFor(app, two.transactionUri, -minuteMs))).toMatchObject({
      bound: true,
    });
  });

  it('is taken once of several at the same moment', async () => {
    const userId = 'usr_transaction_race';
    const app = await anActiveToken(userId);
    const { challengeId, transactionUri } = await challenge(userId);
    const code = codeFor(app, transactionUri);
    const { won } = await outcomesOf(Array.from({ length: 5 }, () => answer(userId, challengeId, code)));
    expect(won).toBe(1);
  });

  it('is not what a security code is: that one says nothing of the digests', async () => {
    const userId = 'usr_transaction_code';
    const app = await anActiveToken(userId);
    const { challengeId } = await challenge(userId);
    expect(await answer(userId, challengeId, codeOfApp(secondFactor, app))).toMatchObject({ bound: false });
  });

  it('is offered for a hundred documents with long names in any script', async () => {
    const userId = 'usr_transaction_long';
    await anActiveToken(userId);
    const long = Array.from({ length: 100 }, (_, index) => ({
      digest: Buffer.alloc(32, index),
      label: '契'.repeat(200),
    }));
    const { transactionUri, transactionQrSvg } = await challenge(userId, {
      digests: long.map(({ digest }) => digest),
      labels: long.map(({ label }) => label),
    });
    expect(readTransactionUri(transactionUri).payload).toMatchObject({ count: 100, documents: { length: 5 } });
    expect(transactionQrSvg).toMatch(/^<svg/);
  });
});

describe('witnesses', () => {
  itWitnessedBy('zbarimg', 'rsvg-convert')('zbarimg reads our QR codes as the URIs beside them', async () => {
    const userId = 'usr_qr';
    const { shown } = await issue(userId);
    expect(await readQr(shown.qrSvg)).toBe(shown.activationUri);
    await anActiveToken(userId);
    const { transactionUri, transactionQrSvg } = await secondFactor.remoteSigning.createSigningChallenge(
      { operationId: 'sgr_qr', credentialId: 'crd_1', digests: [Buffer.alloc(32)], labels: ['Agreement.pdf'] },
      await secondFactor.as(userId),
    );
    expect(await readQr(transactionQrSvg)).toBe(transactionUri);
  });

  itWitnessedBy('oathtool')('oathtool makes the codes that we accept of the seed that both derived', async () => {
    const { clock, identity } = secondFactor;
    const app = await anActiveToken('usr_oathtool');
    const now = clock.now().toISOString().slice(0, 19).replace('T', ' ');
    const { stdout } = await run('oathtool', ['--totp=sha256', `--now=${now} UTC`, app.keys.seed.toString('hex')]);
    await expect(
      identity.verifyLoginCode(
        aLoginCode({ userId: 'usr_oathtool', loginFlowId: 'lgf_oathtool', code: stdout.trim() }),
      ),
    ).resolves.toMatchObject({ authenticatorId: app.id });
  });
});

describe('the transcript of an activation', () => {
  it.each(['mobile', 'desktop'] as const)('of a %s app holds no secret of it in any form', async (platform) => {
    const userId = `usr_transcript_${platform}`;
    const { id, shown, codes } = await issue(userId, platform);
    const transcript: Uint8Array[] = [];
    const recording = recordCalls(secondFactor, transcript);
    const app = await bindApp(recording, codes);
    const code = platform === 'mobile' ? codeOfApp(secondFactor, app) : app.registrationCode;
    const actor = await secondFactor.as(userId);
    await recording.gateway.activateAuthenticator({ authenticatorId: id, code }, actor);
    // Both directions of three calls.
    expect(transcript).toHaveLength(6);
    const secrets = {
      seed: app.keys.seed,
      transactionKey: app.keys.transaction,
      registrationKey: app.keys.registration,
      password: codes.password,
      shown: platform === 'mobile' ? shown.activationPassword : shown.activationCode,
    };
    expect(findLeaks(transcript, secrets)).toEqual([]);
    // The search itself works on such a transcript.
    const planted = Buffer.concat([transcript[2] ?? Buffer.alloc(0), app.keys.seed]);
    expect(findLeaks([planted], secrets)).toEqual([{ secret: 'seed', form: 'raw', piece: 0 }]);
  });
});

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CreateSigningChallengeRequest } from '@countersign/proto/second-factor';
import { newSerial, readTransactionUri, transactionCodeOf } from '@countersign/soft-token/protocol';
import { findLeaks, itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { sql } from 'kysely';
import { transactionOf } from '../src/soft-token/transaction.ts';
import { sweep } from '../src/sweep.ts';
import {
  aLoginCode,
  minuteMs,
  otherThan,
  outcomesOf,
  startSecondFactor,
  type TestSecondFactor,
} from './second-factor.ts';
import {
  anActiveToken,
  type BoundApp,
  bindApp,
  codeCheck,
  codeOfApp,
  issueToken,
  recordCalls,
  startApp,
} from './soft-token-app.ts';

const run = promisify(execFile);

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const refused = { kind: 'forbidden', reason: 'ACTIVATION_REFUSED' };

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

describe('a code check of the app', () => {
  it('uses a right code up, and counts a wrong one', async () => {
    const { gateway, identity } = secondFactor;
    const userId = 'usr_checks';
    const app = await anActiveToken(secondFactor, userId);
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
    const app = await anActiveToken(secondFactor, 'usr_unsigned');
    const other = await anActiveToken(secondFactor, 'usr_unsigned_too');
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
    const { id, codes } = await issueToken(secondFactor, userId);
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
    expect(swept).toContain('"seed": null');
    expect(swept).toContain('"state": "expired"');
    expect(swept).not.toContain('secrets');
  });
});

describe('a transaction code', () => {
  const digests = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const labels = ['Agreement.pdf', 'Annex'];
  let count = 0;

  async function challenge(userId: string, over: Partial<CreateSigningChallengeRequest> = {}) {
    const { remoteSigning, as } = secondFactor;
    count += 1;
    const request = {
      operationId: `sgr_${count}`,
      credentialId: 'crd_1',
      digests,
      labels,
      accountId: '',
      signatures: 0,
      ...over,
    };
    return await remoteSigning.createSigningChallenge(request, await as(userId));
  }

  async function answer(userId: string, challengeId: string, code: string, { contentBound = false } = {}) {
    const { remoteSigning, as } = secondFactor;
    const request = {
      challengeId,
      code,
      authenticatorId: '',
      cellsChallengeId: '',
      permittedKinds: [],
      contentBound,
      shown: false,
      digests: [],
      signatures: 0,
    };
    return decodeJwt((await remoteSigning.answerSigningChallenge(request, await as(userId))).assertion);
  }

  /** What the app makes of the URI of a challenge. */
  const codeFor = (app: BoundApp, uri: string, offMs = 0) =>
    transactionCodeOf(app.keys.transaction, readTransactionUri(uri).payloadText, at() + offMs);
  const at = () => secondFactor.clock.now().getTime();

  it('is made for what the app shows, and its answer says so', async () => {
    const userId = 'usr_transaction';
    const app = await anActiveToken(secondFactor, userId);
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
    const code = codeFor(app, transactionUri);
    expect(await answer(userId, challengeId, code, { contentBound: true })).toMatchObject({
      sub: userId,
      jti: challengeId,
      amr: ['otp', 'pin'],
      factor: { id: app.id, kind: 'soft_token' },
      bound: true,
    });
    await expect(answer(userId, challengeId, code)).rejects.toMatchObject({
      reason: 'CHALLENGE_ANSWERED',
    });
  });

  it('is refused for other digests, for another app and two minutes later', async () => {
    const userId = 'usr_transaction_other';
    const app = await anActiveToken(secondFactor, userId);
    const other = await anActiveToken(secondFactor, 'usr_transaction_stranger');
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
    const app = await anActiveToken(secondFactor, userId);
    const { challengeId, transactionUri } = await challenge(userId);
    const code = codeFor(app, transactionUri);
    const { won } = await outcomesOf(Array.from({ length: 5 }, () => answer(userId, challengeId, code)));
    expect(won).toBe(1);
  });

  it('is not what a security code is: that one says nothing of the digests', async () => {
    const userId = 'usr_transaction_code';
    const app = await anActiveToken(secondFactor, userId);
    const { challengeId } = await challenge(userId);
    const code = codeOfApp(secondFactor, app);
    await expect(answer(userId, challengeId, code, { contentBound: true })).rejects.toMatchObject({
      reason: 'FACTOR_NOT_PERMITTED',
    });
    expect(await answer(userId, challengeId, code)).toMatchObject({ bound: false });
  });

  it('is neither offered nor taken where signatures are authorised whose digests are named later', async () => {
    const userId = 'usr_transaction_open';
    const app = await anActiveToken(secondFactor, userId);
    const asked = { digests, labels, signatures: 3 };
    const { challengeId, expiresAt, transactionUri, transactionQrSvg } = await challenge(userId, asked);
    expect([transactionUri, transactionQrSvg]).toEqual(['', '']);
    const row = { id: challengeId, credentialId: 'crd_1', digests: Buffer.concat(digests), digestBytes: 32, labels };
    const rest = { userId, operationId: '', accountId: null, signatures: 3, clientId: null, answeredAt: null };
    const payload = transactionOf(secondFactor.deps, { ...row, ...rest, expiresAt: expiresAt ?? new Date(0) });
    const forged = transactionCodeOf(app.keys.transaction, payload, at());
    await expect(answer(userId, challengeId, forged)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    expect(await answer(userId, challengeId, codeOfApp(secondFactor, app))).toMatchObject({
      bound: false,
      signatures: 3,
    });
  });

  it('is offered for a hundred documents with long names in any script', async () => {
    const userId = 'usr_transaction_long';
    await anActiveToken(secondFactor, userId);
    const long = Array.from({ length: 100 }, (_, index) => ({
      digest: Buffer.alloc(64, index),
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
    const { shown } = await issueToken(secondFactor, userId);
    expect(await readQr(shown.qrSvg)).toBe(shown.activationUri);
    await anActiveToken(secondFactor, userId);
    const { transactionUri, transactionQrSvg } = await secondFactor.remoteSigning.createSigningChallenge(
      {
        operationId: 'sgr_qr',
        credentialId: 'crd_1',
        digests: [Buffer.alloc(32)],
        labels: ['Agreement.pdf'],
        accountId: '',
        signatures: 0,
      },
      await secondFactor.as(userId),
    );
    expect(await readQr(transactionQrSvg)).toBe(transactionUri);
  });

  itWitnessedBy('oathtool')('oathtool makes the codes that we accept of the seed that both derived', async () => {
    const { clock, identity } = secondFactor;
    const app = await anActiveToken(secondFactor, 'usr_oathtool');
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
    const { id, shown, codes } = await issueToken(secondFactor, userId, platform);
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

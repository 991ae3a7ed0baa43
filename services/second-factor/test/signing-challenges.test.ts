import { createHash } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { clientScopes } from '@countersign/grpc';
import type { AnswerSigningChallengeRequest, CreateSigningChallengeRequest } from '@countersign/proto/second-factor';
import type { TestActor } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { createAssertionSigner } from '../src/signing-challenge/assertion.ts';
import {
  aLoginCode,
  minuteMs,
  otherThan,
  outcomesOf,
  startSecondFactor,
  stepMs,
  type TestSecondFactor,
} from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const digestOf = (text: string) => createHash('sha256').update(text).digest();

let count = 0;
async function aSigner() {
  count += 1;
  const userId = `usr_signer_${count}`;
  return { userId, authenticator: await secondFactor.anActiveAuthenticator(userId) };
}

async function create(
  userId: string,
  over: Partial<CreateSigningChallengeRequest> = {},
  actor: Partial<TestActor> = {},
) {
  return await secondFactor.remoteSigning.createSigningChallenge(
    {
      operationId: 'sgr_1',
      credentialId: 'crd_1',
      digests: [digestOf('one'), digestOf('two')],
      labels: [],
      accountId: '',
      signatures: 0,
      ...over,
    },
    await secondFactor.as(userId, actor),
  );
}

async function answer(
  userId: string,
  challengeId: string,
  code: string,
  actor: Partial<TestActor> = {},
  over: Partial<AnswerSigningChallengeRequest> = {},
) {
  const any = {
    authenticatorId: '',
    cellsChallengeId: '',
    permittedKinds: [],
    contentBound: false,
    shown: false,
    digests: [],
    signatures: 0,
  };
  return await secondFactor.remoteSigning.answerSigningChallenge(
    { ...any, challengeId, code, ...over },
    await secondFactor.as(userId, actor),
  );
}

describe('a signing challenge', () => {
  it('lives five minutes and is the same for the same request', async () => {
    const { userId, authenticator } = await aSigner();
    const { clock } = secondFactor;
    const first = await create(userId);
    expect(first).toEqual({
      challengeId: expect.stringMatching(/^chl_/),
      kind: 'totp',
      expiresAt: new Date(clock.now().getTime() + 5 * minuteMs),
      factors: [
        {
          authenticatorId: authenticator.id,
          kind: 'totp',
          label: 'Authenticator app',
          maskedDestination: '',
          serial: '',
        },
      ],
      transactionUri: '',
      transactionQrSvg: '',
    });
    clock.advance(minuteMs);
    const again = await Promise.all(Array.from({ length: 10 }, () => create(userId)));
    expect(again).toEqual(again.map(() => first));
    clock.advance(4 * minuteMs);
    expect((await create(userId)).challengeId).not.toBe(first.challengeId);
  });

  it('is one when ten requests begin at the same time', async () => {
    const { userId } = await aSigner();
    const challenges = await Promise.all(Array.from({ length: 10 }, () => create(userId)));
    expect(new Set(challenges.map(({ challengeId }) => challengeId)).size).toBe(1);
  });

  it.each([
    ['digests', { digests: [digestOf('two'), digestOf('one')] }],
    ['credential', { credentialId: 'crd_2' }],
    ['number', { signatures: 3 }],
    ['number of signatures that are named later', { digests: [], signatures: 2 }],
  ])('does not change its %s', async (_what, over) => {
    const { userId } = await aSigner();
    await create(userId);
    await expect(create(userId, over)).rejects.toMatchObject({ kind: 'conflict', reason: 'OPERATION_REUSED' });
  });

  it('of two users is never the same, whatever they call their operation', async () => {
    const [one, other] = [await aSigner(), await aSigner()];
    expect((await create(one.userId)).challengeId).not.toBe((await create(other.userId)).challengeId);
  });

  it('needs a full session with a second factor, and an active factor', async () => {
    const { userId } = await aSigner();
    await expect(create(userId, {}, { scope: 'set-up' })).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    const low = { acr: 'urn:countersign:aal1' };
    const tooLow = { kind: 'unauthenticated', reason: 'INSUFFICIENT_USER_AUTHENTICATION' };
    await expect(create(userId, {}, low)).rejects.toMatchObject(tooLow);
    await expect(answer(userId, 'chl_any', '123456', low)).rejects.toMatchObject(tooLow);
    await expect(create('usr_without_factor')).rejects.toMatchObject({ kind: 'forbidden', reason: 'FACTOR_REQUIRED' });
  });

  it.each([
    [{ digests: [] }, 'DIGEST_INVALID', '/digests'],
    [{ digests: [Buffer.alloc(31)] }, 'DIGEST_INVALID', '/digests'],
    [{ digests: [Buffer.alloc(20)] }, 'DIGEST_INVALID', '/digests'],
    [{ digests: [Buffer.alloc(32), Buffer.alloc(48)] }, 'DIGEST_INVALID', '/digests'],
    [{ digests: Array.from({ length: 1001 }, () => Buffer.alloc(32)) }, 'DIGEST_INVALID', '/digests'],
    [{ signatures: 1 }, 'SIGNATURES_INVALID', '/signatures'],
    [{ signatures: 1_000_001 }, 'SIGNATURES_INVALID', '/signatures'],
    [{ digests: [], signatures: 1, labels: ['one'] }, 'LABELS_INVALID', '/labels'],
    [{ operationId: '' }, 'ID_MALFORMED', '/operationId'],
    [{ credentialId: 'two words' }, 'ID_MALFORMED', '/credentialId'],
  ])('is not opened for a malformed request', async (over, reason, pointer) => {
    const { userId } = await aSigner();
    await expect(create(userId, over)).rejects.toMatchObject({ kind: 'invalid', reason, fields: [{ pointer }] });
  });
});

describe('the answer to a signing challenge', () => {
  it.each(['sha384', 'sha512'])('authorises digests of %s, and they are not those of another length', async (hash) => {
    const { userId, authenticator } = await aSigner();
    const [one, two] = ['one', 'two'].map((text) => createHash(hash).update(text).digest()) as [Buffer, Buffer];
    const { challengeId } = await create(userId, { digests: [one, two] });
    const joined = Buffer.concat([one, two]);
    const others = Array.from({ length: joined.length / 32 }, (_, at) => joined.subarray(at * 32, at * 32 + 32));
    await expect(create(userId, { digests: others })).rejects.toMatchObject({ reason: 'OPERATION_REUSED' });
    const { assertion } = await answer(userId, challengeId, secondFactor.codeOf(authenticator));
    const { digests } = decodeJwt(assertion);
    expect(digests).toEqual([one.toString('base64url'), two.toString('base64url')]);
  });

  it('is an assertion over user, challenge, credential, digests, method, session and time', async () => {
    const { userId, authenticator } = await aSigner();
    const { clock, db, assertionJwks } = secondFactor;
    const digests = Array.from({ length: 1000 }, (_, index) => digestOf(`document ${index}`));
    const { challengeId } = await create(userId, { digests });
    const code = secondFactor.codeOf(authenticator);
    const { assertion } = await answer(userId, challengeId, code, {
      sessionId: 'ses_signing',
      authenticatedAt: clock.now(),
    });

    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'ES256', kid: 'assertion-1' });
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(assertionJwks), { currentDate: clock.now() });
    const issuedAt = Math.floor(clock.now().getTime() / 1000);
    expect(payload).toEqual({
      iss: 'second-factor',
      aud: 'signer',
      sub: userId,
      jti: challengeId,
      credential_id: 'crd_1',
      digests: digests.map((digest) => digest.toString('base64url')),
      amr: ['otp'],
      factor: { id: authenticator.id, kind: 'totp' },
      bound: false,
      shown: false,
      signatures: 1000,
      auth_time: issuedAt,
      sid: 'ses_signing',
      iat: issuedAt,
      exp: issuedAt + 120,
    });
    expect(await listAudit(db, userId, { after: 2, limit: 5 })).toMatchObject([
      {
        action: 'signing_challenge.answered',
        subject: challengeId,
        detail: { credentialId: 'crd_1', authenticatorId: authenticator.id, signatures: 1000 },
      },
    ]);
  });

  it('is taken once', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId);
    await answer(userId, challengeId, secondFactor.codeOf(authenticator));
    secondFactor.clock.advance(stepMs);
    const answered = { kind: 'conflict', reason: 'CHALLENGE_ANSWERED' };
    await expect(answer(userId, challengeId, secondFactor.codeOf(authenticator))).rejects.toMatchObject(answered);
    await expect(create(userId)).rejects.toMatchObject(answered);
  });

  it('is one assertion for twenty parallel right codes', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId);
    const code = secondFactor.codeOf(authenticator);
    const { won, reasons } = await outcomesOf(Array.from({ length: 20 }, () => answer(userId, challengeId, code)));
    expect(won).toBe(1);
    expect(reasons.filter((reason) => !['CHALLENGE_ANSWERED', 'ATTEMPTS_EXHAUSTED'].includes(reason))).toEqual([]);
  });

  it('is one assertion when two authenticators answer at the same time', async () => {
    const { userId, authenticator } = await aSigner();
    const other = await secondFactor.anActiveAuthenticator(userId);
    for (let n = 0; n < 5; n += 1) {
      const { challengeId } = await create(userId, { operationId: `sgr_two_${n}` });
      const codes = [authenticator, other].map((from) => secondFactor.codeOf(from));
      const { won, reasons } = await outcomesOf(codes.map((code) => answer(userId, challengeId, code)));
      expect([won, reasons]).toEqual([1, ['CHALLENGE_ANSWERED']]);
      secondFactor.clock.advance(stepMs);
    }
  });

  it('authorises one of twenty operations when all are answered by the same code at the same time', async () => {
    const { userId, authenticator } = await aSigner();
    const challenges = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create(userId, { operationId: `sgr_${index}` })),
    );
    const code = secondFactor.codeOf(authenticator);
    const { won } = await outcomesOf(challenges.map(({ challengeId }) => answer(userId, challengeId, code)));
    expect(won).toBe(1);
  });

  it('takes no code that opened a login, and opens no login by its own', async () => {
    const { userId, authenticator } = await aSigner();
    const login = (code: string) =>
      secondFactor.identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: `lgf_${userId}`, code }));
    const { challengeId } = await create(userId);
    const first = secondFactor.codeOf(authenticator);
    await login(first);
    await expect(answer(userId, challengeId, first)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    secondFactor.clock.advance(stepMs);
    const second = secondFactor.codeOf(authenticator);
    await answer(userId, challengeId, second);
    await expect(login(second)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
  });

  it('is refused after five minutes', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId);
    secondFactor.clock.advance(5 * minuteMs);
    await expect(answer(userId, challengeId, secondFactor.codeOf(authenticator))).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CHALLENGE_EXPIRED',
    });
  });

  it('is refused after five wrong codes, and other operations give the user five more and no others', async () => {
    const { userId, authenticator } = await aSigner();
    const guess = async (challengeId: string) =>
      await answer(userId, challengeId, otherThan(secondFactor.codeOf(authenticator)));
    const first = await create(userId);
    const second = await create(userId, { operationId: 'sgr_2' });
    for (const { challengeId } of [first, second]) {
      for (let n = 0; n < 5; n += 1) {
        await expect(guess(challengeId)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'CODE_REFUSED' });
      }
      await expect(answer(userId, challengeId, secondFactor.codeOf(authenticator))).rejects.toMatchObject({
        kind: 'exhausted',
        reason: 'ATTEMPTS_EXHAUSTED',
      });
    }
    const third = await create(userId, { operationId: 'sgr_3' });
    await expect(answer(userId, third.challengeId, secondFactor.codeOf(authenticator))).rejects.toMatchObject({
      reason: 'ATTEMPTS_EXHAUSTED',
    });
  });

  it('is not used up where the key takes another kind of factor, named or not', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId);
    const code = secondFactor.codeOf(authenticator);
    const permittedKinds = ['grid_card', 'soft_token'];
    for (const authenticatorId of ['', authenticator.id]) {
      await expect(answer(userId, challengeId, code, {}, { permittedKinds, authenticatorId })).rejects.toMatchObject({
        kind: 'forbidden',
        reason: 'FACTOR_NOT_PERMITTED',
      });
    }
    const { assertion } = await answer(userId, challengeId, code, {}, { permittedKinds: ['totp'] });
    expect(decodeJwt(assertion)['factor']).toEqual({ id: authenticator.id, kind: 'totp' });
  });

  it('may be right after it was wrong', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId);
    const code = secondFactor.codeOf(authenticator);
    await expect(answer(userId, challengeId, otherThan(code))).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(answer(userId, challengeId, code)).resolves.toBeDefined();
  });

  it('to a foreign challenge is answered like one to an unknown challenge', async () => {
    const [owner, stranger] = [await aSigner(), await aSigner()];
    const { challengeId } = await create(owner.userId);
    const code = secondFactor.codeOf(stranger.authenticator);
    const refusals = await Promise.all(
      [challengeId, 'chl_unknown'].map((id) => answer(stranger.userId, id, code).catch((error: unknown) => error)),
    );
    expect(refusals[0]).toMatchObject({ kind: 'not_found', reason: 'CHALLENGE_NOT_FOUND' });
    expect((refusals[1] as Error).message).toBe((refusals[0] as Error).message);
  });
});

describe('a challenge of our own page', () => {
  const claimsOf = async (answering: Promise<{ assertion: string }>) => decodeJwt((await answering).assertion);

  it('says that its digests were shown only where the page said so, and that more signatures come than it named', async () => {
    const { userId, authenticator } = await aSigner();
    const signed = async (operationId: string, asked: Partial<CreateSigningChallengeRequest>, shown: boolean) => {
      secondFactor.clock.advance(stepMs);
      const { challengeId } = await create(userId, { operationId, ...asked });
      return await claimsOf(answer(userId, challengeId, secondFactor.codeOf(authenticator), {}, { shown }));
    };
    const one = digestOf('one');
    expect(await signed('oar_1', { digests: [one] }, false)).toMatchObject({ shown: false, signatures: 1 });
    const shown = await signed('oar_2', { digests: [one], signatures: 1 }, true);
    expect(shown).toMatchObject({ shown: true, signatures: 1, digests: [one.toString('base64url')] });
    expect(Object.keys(shown)).not.toContain('client_id');
    const more = await signed('oar_3', { digests: [one], signatures: 1_000_000 }, true);
    expect(more).toMatchObject({ shown: true, signatures: 1_000_000, digests: [one.toString('base64url')] });
    expect(await signed('oar_4', { digests: [], signatures: 500 }, true)).toMatchObject({
      shown: true,
      signatures: 500,
      digests: [],
      bound: false,
    });
  });

  it('takes no digests and no number but its own, and no wrong one costs an attempt', async () => {
    const { userId, authenticator } = await aSigner();
    const code = secondFactor.codeOf(authenticator);
    const digests = [digestOf('one'), digestOf('two')];
    const named = await create(userId, { digests, signatures: 3 });
    const counted = await create(userId, { operationId: 'sgr_2', digests: [], signatures: 3 });
    const refused: [string, Partial<AnswerSigningChallengeRequest>, string][] = [
      [named.challengeId, { digests: digests.toReversed() }, 'DIGEST_INVALID'],
      [named.challengeId, { digests: [digestOf('three')] }, 'DIGEST_INVALID'],
      [named.challengeId, { signatures: 2 }, 'SIGNATURES_INVALID'],
      [named.challengeId, { signatures: 4 }, 'SIGNATURES_INVALID'],
      [named.challengeId, { digests, signatures: 4 }, 'SIGNATURES_INVALID'],
      [counted.challengeId, { digests }, 'DIGEST_INVALID'],
      [counted.challengeId, { signatures: 1_000_001 }, 'SIGNATURES_INVALID'],
    ];
    for (const [challengeId, over, reason] of refused) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(answer(userId, challengeId, code, {}, over)).rejects.toMatchObject({ kind: 'invalid', reason });
    }
    const repeated = { digests, signatures: 3 };
    expect(await claimsOf(answer(userId, named.challengeId, code, {}, repeated))).toMatchObject({ signatures: 3 });
  });
});

describe('an application that collects factors', () => {
  const client = { id: 'cli_shop', scope: 'service' } as const;
  const operationId = 'gnt_1/crd_1';
  const blank = { operationId, digests: [], labels: [] };
  const acting = { client };

  it('names the digests, or their number, with the code; each answer needs another challenge', async () => {
    const { userId, authenticator } = await aSigner();
    const { clock, codeOf, db } = secondFactor;
    const digests = [digestOf('one'), digestOf('two')];
    const given: [Partial<AnswerSigningChallengeRequest>, object][] = [
      [{ digests }, { digests: digests.map((one) => one.toString('base64url')), signatures: 2 }],
      [{ digests, signatures: 5 }, { signatures: 5 }],
      [{ signatures: 40 }, { digests: [], signatures: 40 }],
    ];
    for (const [over, claims] of given) {
      // oxlint-disable-next-line no-await-in-loop
      const { challengeId } = await create(userId, blank, acting);
      // oxlint-disable-next-line no-await-in-loop
      expect((await create(userId, blank, acting)).challengeId).toBe(challengeId);
      clock.advance(stepMs);
      const give = (wish: Partial<AnswerSigningChallengeRequest>) =>
        answer(userId, challengeId, codeOf(authenticator), acting, { shown: true, ...wish });
      for (const [nothing, reason] of [
        [{}, 'DIGEST_INVALID'],
        [{ digests: [Buffer.alloc(20)] }, 'DIGEST_INVALID'],
        [{ digests, signatures: 1 }, 'SIGNATURES_INVALID'],
      ] as const) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(give(nothing as Partial<AnswerSigningChallengeRequest>)).rejects.toMatchObject({ reason });
      }
      // oxlint-disable-next-line no-await-in-loop
      const { assertion } = await give(over);
      // Never shown: we know nothing of the pages of others.
      const always = { sub: userId, jti: challengeId, client_id: client.id, shown: false, bound: false };
      expect(decodeJwt(assertion)).toMatchObject({ ...always, ...claims });
      // oxlint-disable-next-line no-await-in-loop
      await expect(give(over)).rejects.toMatchObject({ reason: 'CHALLENGE_ANSWERED' });
    }
    const records = await listAudit(db, userId, { after: 0, limit: 20 });
    expect(records.at(-1)).toMatchObject({ detail: { clientId: client.id, signatures: 40 } });
  });

  it('has challenges of its own: neither the user nor another application asks or answers by them', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId, blank, acting);
    const own = await create(userId, { operationId });
    expect(own.challengeId).not.toBe(challengeId);
    const code = secondFactor.codeOf(authenticator);
    const digests = [digestOf('one'), digestOf('two')];
    const unknown = { kind: 'not_found', reason: 'CHALLENGE_NOT_FOUND' };
    const other = { client: { ...client, id: 'cli_other' } };
    for (const [id, by] of [
      [challengeId, {}],
      [challengeId, other],
      [own.challengeId, acting],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(answer(userId, id, code, by, { digests })).rejects.toMatchObject(unknown);
      const question = { challengeId: id, authenticatorId: authenticator.id, language: 'en', resend: false };
      // oxlint-disable-next-line no-await-in-loop
      const asking = secondFactor.remoteSigning.askSigningFactor(question, await secondFactor.as(userId, by));
      // oxlint-disable-next-line no-await-in-loop
      await expect(asking).rejects.toMatchObject(unknown);
    }
    await expect(answer(userId, challengeId, code, acting, { digests })).resolves.toBeDefined();
  });

  it('needs leave to collect them, and a login with a second factor behind it', async () => {
    const { userId, authenticator } = await aSigner();
    const { challengeId } = await create(userId, blank, acting);
    const refused = { kind: 'forbidden', reason: 'CLIENT_NOT_PERMITTED' };
    for (const scope of clientScopes.filter((each) => each !== 'service')) {
      const by = { client: { ...client, scope } };
      // oxlint-disable-next-line no-await-in-loop
      await expect(create(userId, blank, by)).rejects.toMatchObject(refused);
      const code = secondFactor.codeOf(authenticator);
      // oxlint-disable-next-line no-await-in-loop
      await expect(answer(userId, challengeId, code, by)).rejects.toMatchObject(refused);
    }
    await expect(create(userId, blank, { ...acting, acr: 'urn:countersign:aal1' })).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
    });
    // It opens nothing else of a user's factors.
    await expect(
      secondFactor.gateway.listAuthenticators({}, await secondFactor.as(userId, acting)),
    ).rejects.toMatchObject(refused);
  });
});

describe('the key that signs assertions', () => {
  it.each(['', '{}', '{"keys":[]}', '{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"SECRET","y":"SECRET"}]}'])(
    'is refused, and not repeated, when it is %j',
    async (jwks) => {
      await expect(createAssertionSigner(jwks)).rejects.toThrow(/^ASSERTION_KEY must be/);
      await expect(createAssertionSigner(jwks)).rejects.not.toThrow(/SECRET/);
    },
  );
});

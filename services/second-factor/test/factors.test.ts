import { listAudit } from '@countersign/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { moveAuthenticator } from '../src/authenticator/authenticator-store.ts';
import {
  aLoginCode,
  anEnrolment,
  minuteMs,
  otherThan,
  outcomesOf,
  secretOf,
  startSecondFactor,
  stepMs,
  type TestSecondFactor,
} from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

const hourMs = 60 * minuteMs;
let count = 0;
const aUser = () => `usr_${(count += 1)}`;
const aFlow = () => `lgf_${(count += 1)}`;

async function owner(userId = aUser()) {
  const authenticator = await secondFactor.anActiveAuthenticator(userId);
  return { userId, authenticator, actor: await secondFactor.as(userId, { authenticatedAt: secondFactor.clock.now() }) };
}

const logIn = (userId: string, code: string, over: Parameters<typeof aLoginCode>[0] = {}) =>
  secondFactor.identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: aFlow(), code, ...over }));

async function officer(over: object = {}) {
  return await secondFactor.as('usr_officer', {
    staffRoles: ['registration_officer'],
    authenticatedAt: secondFactor.clock.now(),
    ...over,
  });
}

type ChangeWord = 'SUSPEND' | 'RESUME' | 'UNLOCK' | 'REVOKE';
async function change(userId: string, authenticatorId: string, word: ChangeWord, reason = 'the phone was lost') {
  const { authenticator } = await secondFactor.gateway.changeUserAuthenticator(
    { userId, authenticatorId, change: `AUTHENTICATOR_CHANGE_${word}`, reason },
    await officer(),
  );
  return authenticator;
}

const announced = async (userId: string) => {
  const { rows } = await sql<{ change: string }>`select payload ->> 'change' as change from outbox
    where topic = 'authenticator-changed' and payload ->> 'userId' = ${userId} order by id`.execute(secondFactor.db);
  return rows.map((row) => row.change);
};

describe('any sequence of codes', () => {
  it('is accepted in rising steps only, each once, whatever the order, the drift and the waits', async () => {
    const { clock } = secondFactor;
    const attempt = fc.record({ steps: fc.integer({ min: -3, max: 3 }), waitMs: fc.integer({ min: 0, max: 40_000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 4, maxLength: 9 }), async (attempts) => {
        const { userId, authenticator } = await owner();
        const taken: number[] = [];
        for (const { steps, waitMs } of attempts) {
          clock.advance(waitMs);
          const step = Math.floor(clock.now().getTime() / stepMs) + steps;
          // oxlint-disable-next-line no-await-in-loop -- each after the one before
          const { won } = await outcomesOf([logIn(userId, secondFactor.codeOf(authenticator, steps))]);
          if (won === 1) taken.push(step);
          // oxlint-disable-next-line no-await-in-loop
          await secondFactor.identity.releaseUser({ userId });
        }
        expect(taken).toEqual([...new Set(taken)].toSorted((one, other) => one - other));
      }),
      { numRuns: 12 },
    );
  });

  it('yields one success for each code, however logins, signatures and verifications are interleaved', async () => {
    const { remoteSigning, codeOf, as } = secondFactor;
    const { userId, authenticator } = await owner();
    const actor = await as(userId);
    const challenge = async (n: number) =>
      (
        await remoteSigning.createSigningChallenge(
          {
            operationId: `opr_${n}`,
            credentialId: 'crd_1',
            digests: [Buffer.alloc(32, n)],
            labels: [],
            accountId: '',
            signatures: 0,
          },
          actor,
        )
      ).challengeId;
    const challenges = await Promise.all([1, 2, 3].map(challenge));
    const code = codeOf(authenticator);
    const byId = { authenticatorId: authenticator.id };
    const { won } = await outcomesOf([
      ...challenges.map((challengeId) =>
        remoteSigning.answerSigningChallenge(
          {
            challengeId,
            code,
            authenticatorId: '',
            cellsChallengeId: '',
            permittedKinds: [],
            contentBound: false,
            shown: false,
            digests: [],
            signatures: 0,
          },
          actor,
        ),
      ),
      ...[1, 2, 3].map((n) =>
        remoteSigning.verify(
          { purpose: 'credential_creation', subjectId: `crd_${n}`, code, authenticatorId: '', challengeId: '' },
          actor,
        ),
      ),
      logIn(userId, code),
      logIn(userId, code, byId),
      logIn(userId, code, { ...byId, recovery: true }),
    ]);
    expect(won).toBe(1);
  });
});

describe('an authenticator that is not in use', () => {
  const refusals = async (userId: string, id: string, code: string) => {
    const { remoteSigning, as } = secondFactor;
    const verified = { purpose: 'credential_creation', subjectId: 'crd_1', code, authenticatorId: id, challengeId: '' };
    const { won, reasons } = await outcomesOf([
      logIn(userId, code),
      logIn(userId, code, { authenticatorId: id }),
      logIn(userId, code, { authenticatorId: id, recovery: true }),
      remoteSigning.verify(verified, await as(userId)),
    ]);
    return { won, reasons: reasons.toSorted() };
  };
  const none = {
    won: 0,
    reasons: ['AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_WRONG_STATE', 'AUTHENTICATOR_WRONG_STATE', 'CODE_REFUSED'],
  };

  it.each(['suspended', 'locked', 'revoked', 'expired'] as const)('proves nothing while it is %s', async (state) => {
    const { userId, authenticator } = await owner();
    await moveAuthenticator(secondFactor.db, { id: authenticator.id, to: state });
    expect(await refusals(userId, authenticator.id, secondFactor.codeOf(authenticator))).toEqual(none);
  });

  it('proves nothing once its life is over', async () => {
    const { db, clock } = secondFactor;
    const { userId, authenticator } = await owner();
    await db.updateTable('authenticators').set({ validUntil: clock.now() }).where('userId', '=', userId).execute();
    expect(await refusals(userId, authenticator.id, secondFactor.codeOf(authenticator))).toEqual(none);
    expect(await secondFactor.identity.getLoginFactors({ userId })).toMatchObject({
      factors: [],
      standing: 'FACTOR_STANDING_LOST',
    });
  });

  it('of somebody else is one that there is not', async () => {
    const [mine, theirs] = [await owner(), await owner()];
    const { won, reasons } = await refusals(
      mine.userId,
      theirs.authenticator.id,
      secondFactor.codeOf(theirs.authenticator),
    );
    expect(won).toBe(0);
    expect(reasons.filter((reason) => reason === 'AUTHENTICATOR_NOT_FOUND')).toHaveLength(3);
  });

  it('keeps the way of a first login closed: what is lost is replaced, not forgotten', async () => {
    const { userId, authenticator } = await owner();
    await change(userId, authenticator.id, 'REVOKE');
    await expect(
      secondFactor.identity.sendLoginPin({
        userId,
        loginFlowId: aFlow(),
        channel: 'PIN_CHANNEL_SMS',
        destination: '+12025550189',
        language: 'en',
        fallbackEmail: '',
      }),
    ).rejects.toMatchObject({ reason: 'FIRST_LOGIN_OVER' });
  });
});

describe('a user', () => {
  it('renames his authenticator, and no other', async () => {
    const { gateway } = secondFactor;
    const { authenticator, actor } = await owner();
    const rename = (authenticatorId: string, label: string) =>
      gateway.renameAuthenticator({ authenticatorId, label }, actor);
    expect((await rename(authenticator.id, ' New phone ')).authenticator).toMatchObject({ label: 'New phone' });
    await expect(rename(authenticator.id, ' ')).rejects.toMatchObject({ reason: 'LABEL_INVALID' });
    const other = await owner();
    await expect(rename(other.authenticator.id, 'Mine')).rejects.toMatchObject({ reason: 'AUTHENTICATOR_NOT_FOUND' });
  });

  it('removes one of two, and replaces the last', async () => {
    const { gateway, db } = secondFactor;
    const { userId, authenticator, actor } = await owner();
    const second = await secondFactor.anActiveAuthenticator(userId);
    const removed = await gateway.removeAuthenticator({ authenticatorId: authenticator.id }, actor);
    expect(removed.authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_REVOKED', stateReason: 'removed' });
    await expect(gateway.removeAuthenticator({ authenticatorId: second.id }, actor)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'LAST_AUTHENTICATOR',
    });
    expect(await announced(userId)).toEqual(['revoked']);
    const rows = await db.selectFrom('authenticators').select('seed').where('id', '=', authenticator.id).execute();
    expect(rows).toEqual([{ seed: null }]);
  });

  it('keeps the last when two are removed at the same time', async () => {
    const { gateway } = secondFactor;
    const { userId, authenticator, actor } = await owner();
    const second = await secondFactor.anActiveAuthenticator(userId);
    const { won, reasons } = await outcomesOf(
      [authenticator.id, second.id].map((authenticatorId) => gateway.removeAuthenticator({ authenticatorId }, actor)),
    );
    expect([won, reasons]).toEqual([1, ['LAST_AUTHENTICATOR']]);
  });

  it('replaces an authenticator, which stays in use until the new one is', async () => {
    const { gateway, codeOf } = secondFactor;
    const { userId, authenticator, actor } = await owner();
    const enrolled = await gateway.enrolAuthenticator(anEnrolment({ replacesId: authenticator.id }), actor);
    const next = { id: enrolled.authenticator?.id ?? '', secret: secretOf(enrolled.otpauthUri) };
    expect(enrolled.authenticator).toMatchObject({ replacesId: authenticator.id });
    await expect(logIn(userId, codeOf(authenticator))).resolves.toBeDefined();
    await gateway.activateAuthenticator({ authenticatorId: next.id, code: codeOf(next) }, actor);
    const { authenticators } = await gateway.listAuthenticators({}, actor);
    expect(authenticators).toMatchObject([
      { id: authenticator.id, state: 'AUTHENTICATOR_STATE_REVOKED', stateReason: 'replaced' },
      { id: next.id, state: 'AUTHENTICATOR_STATE_ACTIVE' },
    ]);
    const foreign = (await owner()).authenticator.id;
    await expect(gateway.enrolAuthenticator(anEnrolment({ replacesId: foreign }), actor)).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_NOT_FOUND',
    });
  });

  it('sets the clock of his app right by two codes, at the login and beside it, and both are used up', async () => {
    const { gateway, codeOf, clock, db } = secondFactor;
    const { userId, authenticator, actor } = await owner();
    const [code, nextCode] = [codeOf(authenticator, 11), codeOf(authenticator, 12)];
    await expect(logIn(userId, nextCode)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    const resync = { authenticatorId: authenticator.id, code, nextCode };
    await expect(gateway.resynchroniseAuthenticator({ ...resync, nextCode: code }, actor)).rejects.toMatchObject({
      reason: 'CODE_REFUSED',
    });
    await gateway.resynchroniseAuthenticator(resync, actor);
    await expect(gateway.resynchroniseAuthenticator(resync, actor)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(logIn(userId, nextCode)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    clock.advance(stepMs);
    await expect(logIn(userId, codeOf(authenticator, 12))).resolves.toBeDefined();
    // The owner sets the clock right: a login by two codes finds it.
    clock.advance(30 * stepMs);
    const both = { code: codeOf(authenticator, 0), nextCode: codeOf(authenticator, 1) };
    await expect(logIn(userId, both.code)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(logIn(userId, both.code, both)).resolves.toMatchObject({ authenticatorId: authenticator.id });
    const actions = (await listAudit(db, userId, { after: 0, limit: 10 })).map(({ action }) => action);
    expect(actions.filter((action) => action === 'authenticator.resynchronised')).toHaveLength(1);
  });
});

describe('an officer', () => {
  it('suspends, resumes and revokes, each once; the owner is told and the chain knows who and why', async () => {
    const { userId, authenticator } = await owner();
    expect(await change(userId, authenticator.id, 'SUSPEND')).toMatchObject({
      state: 'AUTHENTICATOR_STATE_SUSPENDED',
      stateReason: 'the phone was lost',
    });
    await change(userId, authenticator.id, 'SUSPEND');
    expect(await change(userId, authenticator.id, 'RESUME')).toMatchObject({
      state: 'AUTHENTICATOR_STATE_ACTIVE',
      stateReason: '',
    });
    await expect(change(userId, authenticator.id, 'UNLOCK')).resolves.toMatchObject({ stateReason: '' });
    await change(userId, authenticator.id, 'REVOKE');
    await expect(change(userId, authenticator.id, 'RESUME')).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
    expect(await announced(userId)).toEqual(['suspended', 'resumed', 'revoked']);
    expect(
      (await listAudit(secondFactor.db, userId, { after: 2, limit: 5 })).map((one) => [one.action, one.actor]),
    ).toEqual([
      ['authenticator.suspended', 'usr_officer'],
      ['authenticator.resumed', 'usr_officer'],
      ['authenticator.revoked', 'usr_officer'],
    ]);
  });

  it('unlocks what too many wrong answers locked, and a resumption does not', async () => {
    const { userId, authenticator } = await owner();
    await moveAuthenticator(secondFactor.db, { id: authenticator.id, to: 'locked', reason: 'too many wrong answers' });
    await expect(change(userId, authenticator.id, 'RESUME')).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
    expect(await change(userId, authenticator.id, 'UNLOCK')).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE' });
  });

  it('is refused without the role, a fresh login, a reason, for himself, and for what is not the user’s', async () => {
    const { gateway, as, clock } = secondFactor;
    const { userId, authenticator } = await owner();
    const request = {
      userId,
      authenticatorId: authenticator.id,
      change: 'AUTHENTICATOR_CHANGE_SUSPEND',
      reason: 'because',
    } as const;
    await expect(gateway.changeUserAuthenticator(request, await as('usr_9'))).rejects.toMatchObject({
      reason: 'ROLE_REQUIRED',
    });
    const old = await officer({ authenticatedAt: new Date(clock.now().getTime() - hourMs) });
    await expect(gateway.changeUserAuthenticator(request, old)).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
    });
    const tried = (over: object) => async () =>
      gateway.changeUserAuthenticator({ ...request, ...over }, await officer());
    await expect(tried({ reason: ' x ' })()).rejects.toMatchObject({ reason: 'REASON_INVALID' });
    await expect(tried({ change: 'AUTHENTICATOR_CHANGE_UNSPECIFIED' })()).rejects.toMatchObject({
      reason: 'CHANGE_INVALID',
    });
    await expect(tried({ userId: 'usr_officer' })()).rejects.toMatchObject({ reason: 'OWN_DECISION_FORBIDDEN' });
    await expect(tried({ userId: (await owner()).userId })()).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_NOT_FOUND',
    });
    await expect(gateway.listUserAuthenticators({ userId }, await as('usr_9'))).rejects.toMatchObject({
      reason: 'ROLE_REQUIRED',
    });
    expect(await gateway.listUserAuthenticators({ userId }, await officer())).toMatchObject({
      authenticators: [{ id: authenticator.id, state: 'AUTHENTICATOR_STATE_ACTIVE' }],
      standing: 'FACTOR_STANDING_ACTIVE',
    });
  });
});

/** Topics of which remote-signing is told about a user. */
async function tellsRemoteSigning(userId: string): Promise<string[]> {
  const { rows } = await sql<{ topic: string }>`
    select topic from outbox where queue = 'remote-signing' and payload ->> 'userId' = ${userId}`.execute(
    secondFactor.db,
  );
  return rows.map(({ topic }) => topic);
}

describe('an emergency code', () => {
  const issue = async (userId: string, causeId = `apr_${(count += 1)}`) =>
    await secondFactor.identity.issueEmergencyCode({ userId, causeId });
  const idOf = async (userId: string) => {
    const { factors } = await secondFactor.identity.getLoginFactors({ userId });
    return factors.at(-1)?.authenticatorId ?? '';
  };

  it('opens one login within a day, which suspends the lost ones and lets them be replaced', async () => {
    const { gateway, identity, as, codeOf } = secondFactor;
    const { userId, authenticator } = await owner();
    const { code, expiresAt } = await issue(userId);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(expiresAt).toEqual(new Date(secondFactor.clock.now().getTime() + 24 * hourMs));
    expect(await identity.getLoginFactors({ userId })).toMatchObject({ activeKinds: ['totp'], emergencyCode: true });

    const byIt = { authenticatorId: await idOf(userId) };
    // As it is heard on the telephone: in small letters, and with O for zero.
    const heard = code.toLowerCase().replaceAll('0', 'o');
    expect(await logIn(userId, heard, byIt)).toEqual({
      amr: 'emergency',
      methods: ['emergency'],
      acr: 'urn:countersign:aal1',
      authenticatorId: byIt.authenticatorId,
      kind: 'emergency_code',
      setUpOnly: true,
    });
    await expect(logIn(userId, code, byIt)).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
    expect(await identity.getLoginFactors({ userId })).toMatchObject({
      activeKinds: [],
      standing: 'FACTOR_STANDING_LOST',
      emergencyCode: false,
      replacementGranted: true,
    });

    const session = await as(userId, { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'emergency'] });
    const enrolled = await gateway.enrolAuthenticator(anEnrolment(), session);
    const next = { id: enrolled.authenticator?.id ?? '', secret: secretOf(enrolled.otpauthUri) };
    await gateway.activateAuthenticator({ authenticatorId: next.id, code: codeOf(next) }, session);
    const { authenticators } = await gateway.listAuthenticators({}, session);
    expect(authenticators.map(({ kind, state }) => [kind, state])).toEqual([
      ['totp', 'AUTHENTICATOR_STATE_REVOKED'],
      ['emergency_code', 'AUTHENTICATOR_STATE_REVOKED'],
      ['totp', 'AUTHENTICATOR_STATE_ACTIVE'],
    ]);
    // Nobody was validated for it: remote-signing is told and, as it asks, told the truth.
    const replacedAt = secondFactor.clock.now();
    expect(await secondFactor.remoteSigning.getFactorReplacement({ userId })).toEqual({ replacedAt });
    expect(await tellsRemoteSigning(userId)).toEqual(['factors-replaced']);
    // The leave was for one replacement.
    await expect(gateway.enrolAuthenticator(anEnrolment(), session)).rejects.toMatchObject({ reason: 'SET_UP_OVER' });
    await expect(logIn(userId, codeOf(authenticator))).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
  });

  it('is won by one of ten parallel logins', async () => {
    const { userId } = await owner();
    const { code } = await issue(userId);
    const byIt = { authenticatorId: await idOf(userId) };
    const { won } = await outcomesOf(Array.from({ length: 10 }, () => logIn(userId, code, byIt)));
    expect(won).toBe(1);
  });

  it('is issued once for each approval, and makes the one before void', async () => {
    const { userId } = await owner();
    const first = await issue(userId, 'apr_once');
    const firstId = await idOf(userId);
    await expect(issue(userId, 'apr_once')).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'EMERGENCY_CODE_ISSUED',
    });
    await issue(userId);
    await expect(logIn(userId, first.code, { authenticatorId: firstId })).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
  });

  it('is refused after a day, for another user, for a recovery, a verification and a signature, and when it is wrong', async () => {
    const { remoteSigning, as, clock } = secondFactor;
    const { userId } = await owner();
    const other = await owner();
    const { code } = await issue(userId);
    const id = await idOf(userId);
    const wrong = `${code.startsWith('2') ? '3' : '2'}${code.slice(1)}`;
    await expect(logIn(userId, wrong, { authenticatorId: id })).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(logIn(userId, '123456', { authenticatorId: id })).rejects.toMatchObject({ reason: 'CODE_MALFORMED' });
    await expect(logIn(other.userId, code, { authenticatorId: id })).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_NOT_FOUND',
    });
    await expect(logIn(userId, code, { authenticatorId: id, recovery: true })).rejects.toMatchObject({
      reason: 'FACTOR_NOT_PERMITTED',
    });
    await expect(
      remoteSigning.verify(
        { purpose: 'credential_creation', subjectId: 'crd_1', code, authenticatorId: id, challengeId: '' },
        await as(userId),
      ),
    ).rejects.toMatchObject({ reason: 'FACTOR_NOT_PERMITTED' });
    clock.advance(24 * hourMs);
    await expect(logIn(userId, code, { authenticatorId: id })).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
  });

  it('is stored as a slow hash only', async () => {
    const { userId } = await owner();
    const { code } = await issue(userId);
    const { rows } = await sql<{ all: string }>`select string_agg(e::text, ' ') as all from emergency_codes e`.execute(
      secondFactor.db,
    );
    expect(rows[0]?.all).toContain('$argon2id$');
    expect(rows[0]?.all).not.toContain(code.replace('-', ''));
  });
});

describe('a replacement that was granted', () => {
  it('is one for each cause, lasts three days, and revokes what was there when the new one is active', async () => {
    const { identity, gateway, as, clock, codeOf } = secondFactor;
    const { userId, authenticator } = await owner();
    const session = await as(userId, { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] });
    await expect(gateway.enrolAuthenticator(anEnrolment(), session)).rejects.toMatchObject({ reason: 'SET_UP_OVER' });
    const { expiresAt } = await identity.grantReplacement({ userId, causeId: 'pvl_1' });
    expect(expiresAt).toEqual(new Date(clock.now().getTime() + 72 * hourMs));
    clock.advance(hourMs);
    expect(await identity.grantReplacement({ userId, causeId: 'pvl_1' })).toEqual({ expiresAt });
    const enrolled = await gateway.enrolAuthenticator(anEnrolment(), session);
    const next = { id: enrolled.authenticator?.id ?? '', secret: secretOf(enrolled.otpauthUri) };
    // Until then, whoever finds his telephone again goes on with it.
    await expect(logIn(userId, codeOf(authenticator))).resolves.toBeDefined();
    await gateway.activateAuthenticator({ authenticatorId: next.id, code: codeOf(next) }, session);
    await identity.grantReplacement({ userId, causeId: 'pvl_1' });
    expect(await identity.getLoginFactors({ userId })).toMatchObject({
      activeAuthenticatorIds: [next.id],
      replacementGranted: false,
    });
    // His identity was validated for it: what signs in his name goes on.
    expect(await secondFactor.remoteSigning.getFactorReplacement({ userId })).toEqual({ replacedAt: undefined });
    expect(await tellsRemoteSigning(userId)).toEqual([]);
  });

  it('is over after three days', async () => {
    const { identity, gateway, as, clock } = secondFactor;
    const { userId } = await owner();
    await identity.grantReplacement({ userId, causeId: 'pvl_2' });
    clock.advance(72 * hourMs);
    const session = await as(userId, { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] });
    await expect(gateway.enrolAuthenticator(anEnrolment(), session)).rejects.toMatchObject({ reason: 'SET_UP_OVER' });
  });
});

describe('a verification', () => {
  it('is for the purposes of its caller, tells what it is worth, and counts its guesses', async () => {
    const { remoteSigning, enrollment, codeOf, db } = secondFactor;
    const { userId, authenticator, actor } = await owner();
    const request = {
      purpose: 'credential_creation',
      subjectId: 'crd_1',
      code: codeOf(authenticator),
      authenticatorId: '',
      challengeId: '',
    };
    const refused = { kind: 'forbidden', reason: 'PURPOSE_NOT_PERMITTED' };
    await expect(enrollment.verify(request, actor)).rejects.toMatchObject(refused);
    await expect(remoteSigning.verify({ ...request, purpose: 'ownership_transfer' }, actor)).rejects.toMatchObject(
      refused,
    );
    await expect(remoteSigning.verify(request)).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    expect(await remoteSigning.verify(request, actor)).toMatchObject({
      methods: ['otp'],
      acr: 'urn:countersign:aal2',
      authenticatorId: authenticator.id,
      kind: 'totp',
    });
    expect((await listAudit(db, userId, { after: 2, limit: 1 }))[0]).toMatchObject({
      action: 'code.verified',
      subject: 'crd_1',
      detail: { purpose: 'credential_creation', authenticatorId: authenticator.id },
    });
    const wrong = otherThan(request.code);
    for (let n = 0; n < 5; n += 1) {
      await outcomesOf([remoteSigning.verify({ ...request, subjectId: 'crd_2', code: wrong }, actor)]);
    }
    await expect(remoteSigning.verify({ ...request, subjectId: 'crd_2', code: wrong }, actor)).rejects.toMatchObject({
      reason: 'ATTEMPTS_EXHAUSTED',
    });
  });
});

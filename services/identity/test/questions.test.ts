import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { questionKeys } from '../src/question/question.ts';
import { answersTo, cheapHashes, flowOf, recoveriesOf, rightAnswers, wrongAnswersTo } from './recovery-under-test.ts';
import { type IdentityUnderTest, inParallel, rightCode, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
let recoveries: ReturnType<typeof recoveriesOf>;
beforeAll(async () => {
  identity = await startIdentity(cheapHashes);
  recoveries = recoveriesOf(identity);
});
afterAll(() => identity.close());

const five = Object.entries(rightAnswers).map(([key, answer]) => ({ key, answer }));

describe('the questions of a user', () => {
  it('come from the bank, and tell which are answered, but no answer', async () => {
    const { gateway, db } = identity;
    const { userId } = await identity.register();
    const options = await identity.token({ userId, scope: 'set-up' });
    expect(await gateway.listRecoveryQuestions({}, options)).toEqual({
      questions: questionKeys.map((key) => ({ key, answered: false })),
      toAnswer: 5,
      policy: 'optional',
    });
    expect(await gateway.setRecoveryAnswers({ answers: five }, options)).toEqual({ answered: 5 });
    const { questions } = await gateway.listRecoveryQuestions({}, options);
    expect(
      questions
        .filter(({ answered }) => answered)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(Object.keys(rightAnswers).toSorted());
    const rows = await db.selectFrom('recoveryAnswers').selectAll().where('userId', '=', userId).execute();
    expect(rows.every(({ answerHash }) => answerHash.startsWith('$argon2id$v=19$m=7168,t=1,p=1$'))).toBe(true);
    const { rows: told } =
      await sql`select payload from outbox where topic = 'recovery-questions-changed-mail'`.execute(db);
    expect(told).toContainEqual({ payload: { userId } });
  });

  it('are replaced as a whole, which opens them where they were locked', async () => {
    const { gateway, db, clock } = identity;
    const { email, userId } = await recoveries.someoneWithAnswers();
    const { key, flow } = await recoveries.proveMailbox(email);
    for (let n = 0; n < 5; n += 1) {
      await gateway.submitRecoveryAnswers({ key, answers: wrongAnswersTo(flow) }).catch(() => undefined);
    }
    clock.advance(1_000);
    const others = [
      'childhood_hero',
      'failed_exam',
      'childhood_toy',
      'first_film',
      'childhood_book',
      'memorable_journey',
    ];
    const answers = others.map((question, n) => ({ key: question, answer: `Another Thing ${n}` }));
    expect(await gateway.setRecoveryAnswers({ answers }, await identity.token({ userId }))).toEqual({ answered: 6 });
    const stored = await db.selectFrom('recoveryAnswers').select('questionKey').where('userId', '=', userId).execute();
    expect(stored.map(({ questionKey }) => questionKey).toSorted()).toEqual(others.toSorted());
    const again = await recoveries.proveMailbox(email);
    expect(again.flow.questions).toHaveLength(3);
    expect(again.flow.questions.every((question) => others.includes(question.key))).toBe(true);
  });

  it('are set only soon after the user proved his factors', async () => {
    const { gateway, clock } = identity;
    const { userId } = await identity.register();
    const authenticatedAt = new Date(clock.now().getTime() - 16 * 60_000);
    const old = await identity.token({ userId, authenticatedAt });
    await expect(gateway.setRecoveryAnswers({ answers: five }, old)).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
      maxAgeSeconds: 900,
    });
    await expect(
      gateway.setRecoveryAnswers({ answers: five.slice(1) }, await identity.token({ userId })),
    ).rejects.toMatchObject({
      reason: 'ANSWERS_TOO_FEW',
    });
    await expect(gateway.setRecoveryAnswers({ answers: five })).rejects.toMatchObject({
      reason: 'AUTHENTICATION_REQUIRED',
    });
  });

  it('are not set by the session of a one-time PIN beside an active factor, only by one that showed it', async () => {
    const { gateway, secondFactor } = identity;
    const { userId } = await identity.register();
    const acr = 'urn:countersign:aal1';
    const pin = await identity.token({ userId, scope: 'set-up', acr, amr: ['pwd', 'email'] });
    expect(await gateway.setRecoveryAnswers({ answers: five }, pin)).toEqual({ answered: 5 });
    secondFactor.withFactor.add(userId);
    await expect(gateway.setRecoveryAnswers({ answers: five }, pin)).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'SET_UP_OVER',
    });
    // Where policy requires questions, a login with the factor opens a set-up session, too.
    const byFactor = await identity.token({ userId, scope: 'set-up', amr: ['pwd', 'otp', 'mfa'] });
    expect(await gateway.setRecoveryAnswers({ answers: five }, byFactor)).toEqual({ answered: 5 });
  });

  it('stay the same until they are answered, whatever a guesser does to be asked others', async () => {
    const { gateway, clock } = identity;
    const { email } = await recoveries.someoneWithAnswers();
    const twelve = await recoveries.proveMailbox(email);
    const drawn = twelve.flow.questions;
    const step = fc.constantFrom('begin again', 'cancel', 'wrong', 'read', 'at once', 'a day later');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        clock.advance(86_400_000);
        let { key, flow } = await recoveries.proveMailbox(email);
        expect(flow.questions).toEqual(drawn);
        for (const each of steps) {
          if (each === 'cancel') await gateway.cancelRecoveryFlow({ key }).catch(() => undefined);
          if (each === 'wrong')
            await gateway.submitRecoveryAnswers({ key, answers: wrongAnswersTo(flow) }).catch(() => undefined);
          if (each === 'a day later') clock.advance(86_400_000);
          if (each === 'at once') await Promise.allSettled(inParallel(2, () => recoveries.begin(email)));
          if (each === 'read') flow = await gateway.getRecoveryFlow({ key }).then(flowOf, () => flow);
          if (each === 'begin again' || each === 'a day later') {
            ({ key, flow } = await recoveries.proveMailbox(email).catch(() => ({ key, flow })));
          }
          // Locked or cancelled flows ask nothing.
          expect([[], drawn]).toContainEqual(flow.questions);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('are drawn anew once they were answered', async () => {
    const { gateway, db } = identity;
    const { email, userId } = await recoveries.someoneWithAnswers();
    const { key, flow } = await recoveries.proveMailbox(email);
    const drawn = async () =>
      await db.selectFrom('questionChallenges').select('keys').where('userId', '=', userId).execute();
    expect(await drawn()).toEqual([{ keys: flow.questions.map((question) => question.key) }]);
    // Two recoveries that were asked the same: the second one is asked again.
    const other = await recoveries.begin(email);
    await recoveries.mailCode(other.key.flowId);
    await gateway.submitRecoveryCode({ key: other.key, code: rightCode });
    await gateway.submitRecoveryAnswers({ key, answers: answersTo(flow) });
    expect(await drawn()).toEqual([]);
  });
});

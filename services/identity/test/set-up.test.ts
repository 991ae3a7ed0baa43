import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPolicy } from '../src/policy/policy.ts';
import { isSetUpComplete } from '../src/set-up/set-up-completion.ts';
import { aDeviation, type IdentityUnderTest, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity({ RECOVERY_QUESTIONS: 'required' });
});
afterAll(() => identity.close());

async function answer(userId: string, keys: readonly string[]) {
  const answers = keys.map((questionKey) => ({
    userId,
    questionKey,
    answerHash: '$argon2id$none',
    pepperVersion: 1,
    ruleVersion: 1,
    createdAt: identity.clock.now(),
  }));
  await identity.db.insertInto('recoveryAnswers').values(answers).execute();
}

const five = ['childhood_friend', 'first_teacher', 'first_concert', 'first_job_town', 'failed_exam'];

describe('the set-up', () => {
  it('tells method by method what is left, and is complete with the last required one', async () => {
    const { userId } = await identity.register();
    const progress = async () =>
      await identity.gateway.getSetUpProgress({}, await identity.token({ userId, scope: 'set-up' }));
    const isComplete = async (kinds: readonly string[]) => await isSetUpComplete(identity.deps, userId, kinds);
    expect(await progress()).toEqual({
      methods: [
        { method: 'authenticator', required: true, done: false },
        { method: 'recovery_questions', required: true, done: false },
      ],
      done: 0,
      required: 2,
      kinds: ['totp', 'soft_token'],
    });
    identity.secondFactor.withFactor.add(userId);
    await answer(userId, five.slice(0, 4));
    expect(await progress()).toMatchObject({ methods: [{ done: true }, { done: false }], done: 1, required: 2 });
    expect(await isComplete(['totp'])).toBe(false);
    await answer(userId, five.slice(4));
    expect(await progress()).toMatchObject({ methods: [{ done: true }, { done: true }], done: 2, required: 2 });
    expect(await isComplete(['totp'])).toBe(true);
    expect(await isComplete([])).toBe(false);
  });

  it('needs a factor only, where questions are optional or off', async () => {
    const { userId } = await identity.register();
    for (const questions of ['optional', 'off'] as const) {
      const deps = { ...identity.deps, policy: readPolicy({ RECOVERY_QUESTIONS: questions }) };
      // oxlint-disable-next-line no-await-in-loop
      expect([await isSetUpComplete(deps, userId, ['totp']), await isSetUpComplete(deps, userId, [])]).toEqual([
        true,
        false,
      ]);
    }
  });

  it('is told to nobody without a session', async () => {
    await expect(identity.gateway.getSetUpProgress({})).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
  });
});

describe('the deviations of the policy', () => {
  it('are those of identity and of second-factor, in the order of the standards', async () => {
    const { profile, deviations } = await identity.gateway.listPolicyDeviations({});
    expect(profile).toBe('guide');
    expect(deviations).toContainEqual({ ...aDeviation, service: 'second-factor' });
    expect(deviations).toContainEqual(
      expect.objectContaining({ service: 'identity', setting: 'RECOVERY_QUESTIONS', value: 'required' }),
    );
    expect(deviations.map(({ standard, requirement }) => `${standard} ${requirement}`)).toEqual([
      'ASVS 5.0 6.3.6',
      'ASVS 5.0 6.4.2',
      'ASVS 5.0 6.4.4',
      'SP 800-63B-4 3.1.1.2',
      'SP 800-63B-4 3.1.1.2',
      'SP 800-63B-4 4.2.2.2',
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cheapHashes, flowOf, newPassword, recoveriesOf } from './recovery-under-test.ts';
import { type IdentityUnderTest, rightCode, startIdentity } from './under-test.ts';

let identity: IdentityUnderTest;
let recoveries: ReturnType<typeof recoveriesOf>;
beforeAll(async () => {
  identity = await startIdentity({ ...cheapHashes, AUTH_PROFILE: 'strict' });
  recoveries = recoveriesOf(identity);
});
afterAll(() => identity.close());

describe('a recovery under the strict profile', () => {
  it('never asks questions: the mailed code and the existing factor, or an officer', async () => {
    const { db, clock, gateway, secondFactor } = identity;
    const { email, userId } = await recoveries.someone();
    // Answers from a time when the policy took them.
    const createdAt = clock.now();
    const old = { userId, answerHash: '$argon2id$', pepperVersion: 1, ruleVersion: 1, createdAt };
    const keys = ['first_film', 'first_teacher', 'childhood_toy', 'failed_exam', 'childhood_hero'];
    await db
      .insertInto('recoveryAnswers')
      .values(keys.map((questionKey) => ({ ...old, questionKey })))
      .execute();
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_OFFICER_REQUIRED');
    secondFactor.withFactor.add(userId);
    const { key, flow } = await recoveries.proveMailbox(email);
    expect(flow.state).toBe('RECOVERY_FLOW_STATE_FACTOR_REQUIRED');
    await gateway.submitRecoveryFactorCode({ key, code: rightCode });
    expect(flowOf(await gateway.submitNewPassword({ key, password: newPassword })).state).toBe(
      'RECOVERY_FLOW_STATE_COMPLETED',
    );
  });

  it('is opened once by an officer who released the user', async () => {
    const { db, clock, gateway } = identity;
    const { email, userId } = await recoveries.someone();
    const releasedUntil = new Date(clock.now().getTime() + 86_400_000);
    await db.updateTable('users').set({ releasedUntil }).where('id', '=', userId).execute();
    const { key, flow } = await recoveries.proveMailbox(email);
    expect(flow.state).toBe('RECOVERY_FLOW_STATE_PASSWORD_REQUIRED');
    await gateway.submitNewPassword({ key, password: newPassword });
    expect((await recoveries.proveMailbox(email)).flow.state).toBe('RECOVERY_FLOW_STATE_OFFICER_REQUIRED');
  });

  it('takes no answers', async () => {
    const { userId } = await identity.register();
    const options = await identity.token({ userId });
    await expect(identity.gateway.setRecoveryAnswers({ answers: [] }, options)).rejects.toMatchObject({
      reason: 'RECOVERY_QUESTIONS_OFF',
      kind: 'conflict',
    });
    expect((await identity.gateway.listRecoveryQuestions({}, options)).policy).toBe('off');
  });
});

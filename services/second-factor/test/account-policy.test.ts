import { listAudit } from '@countersign/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kindsOf } from '../src/account-policy/methods.ts';
import {
  aLoginCode,
  anEnrolment,
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

let count = 0;
async function anAccount(policy?: { profile?: string; kinds?: string[]; required?: number }) {
  count += 1;
  const [accountId, userId] = [`acc_${count}`, `usr_${count}`];
  const actor = await secondFactor.as(userId, {
    accountId,
    roles: ['owner'],
    authenticatedAt: secondFactor.clock.now(),
  });
  const set = (over: typeof policy) =>
    secondFactor.gateway.setAccountFactorPolicy(
      { accountId, profile: 'guide', kinds: ['totp'], required: 1, ...over },
      actor,
    );
  if (policy !== undefined) await set(policy);
  const check = (amr = ['pwd', 'otp', 'mfa'], acr = 'urn:countersign:aal2') =>
    secondFactor.gateway.checkAccountFactorPolicy({ userId, accountId, amr, acr });
  return { accountId, userId, actor, set, check };
}

describe('the policy of an account', () => {
  it('is that of the installation until it says something', async () => {
    const { gateway } = secondFactor;
    const { accountId, actor, set, check } = await anAccount();
    const permittedKinds = ['totp', 'soft_token', 'grid_card', 'egrid', 'sms', 'email'];
    expect(await gateway.getAccountFactorPolicy({ accountId }, actor)).toEqual({
      policy: { profile: 'guide', kinds: permittedKinds, required: 1, permittedKinds },
    });
    expect(await check()).toEqual({ met: true, done: 1, required: 1, otherLoginNeeded: false });
    const policy = { profile: 'strict', kinds: ['totp', 'egrid'], required: 2, permittedKinds };
    expect(await set({ profile: 'strict', kinds: ['egrid', 'totp'], required: 2 })).toEqual({ policy });
    expect(await gateway.getAccountFactorPolicy({ accountId }, actor)).toEqual({ policy });
    expect(await listAudit(secondFactor.db, accountId, { after: 0, limit: 5 })).toMatchObject([
      { action: 'factor_policy.set', detail: { profile: 'strict', kinds: ['totp', 'egrid'], required: 2 } },
    ]);
  });

  it.each([
    [{ profile: 'lax' }, 'PROFILE_INVALID'],
    [{ kinds: [] }, 'KINDS_INVALID'],
    [{ kinds: ['totp', 'emergency_code'] }, 'KINDS_INVALID'],
    [{ required: 0 }, 'REQUIRED_INVALID'],
    [{ required: 4 }, 'REQUIRED_INVALID'],
  ])('is not %j', async (over, reason) => {
    const { set } = await anAccount();
    await expect(set(over)).rejects.toMatchObject({ kind: 'invalid', reason });
  });

  it('is set by its owners and administrators, and read by its members, of no other account', async () => {
    const { gateway, as } = secondFactor;
    const { accountId } = await anAccount();
    const wanted = { accountId, profile: 'guide', kinds: ['totp'], required: 1 };
    const member = await as('usr_member', { accountId, roles: ['requester'] });
    const stranger = await as('usr_stranger', { accountId: 'acc_other', roles: ['owner'] });
    await expect(gateway.setAccountFactorPolicy(wanted, member)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await expect(gateway.getAccountFactorPolicy({ accountId }, member)).resolves.toBeDefined();
    for (const call of [
      () => gateway.setAccountFactorPolicy(wanted, stranger),
      () => gateway.getAccountFactorPolicy({ accountId }, stranger),
    ]) {
      await expect(call()).rejects.toMatchObject({ kind: 'not_found', reason: 'ACCOUNT_NOT_FOUND' });
    }
  });

  it('asks for as many authenticators as it says, of the kinds that it permits, before a token opens more than set-up', async () => {
    const { gateway, identity, codeOf } = secondFactor;
    const { userId, actor, set, check } = await anAccount({ required: 2 });
    await secondFactor.anActiveAuthenticator(userId);
    expect(await check()).toEqual({ met: false, done: 1, required: 2, otherLoginNeeded: false });
    expect(await identity.getSetUpProgress({}, actor)).toEqual({
      methods: [
        { method: 'authenticator', done: true },
        { method: 'authenticator', done: false },
      ],
      done: 1,
      required: 2,
      kinds: ['totp'],
    });
    // What such a token opens is enough to set up what is left, though a factor is active.
    const limited = await secondFactor.as(userId, {
      scope: 'set-up',
      accountId: 'acc_any',
      authenticatedAt: secondFactor.clock.now(),
    });
    const enrolled = await gateway.enrolAuthenticator(anEnrolment(), limited);
    const second = { id: enrolled.authenticator?.id ?? '', secret: secretOf(enrolled.otpauthUri) };
    await gateway.activateAuthenticator({ authenticatorId: second.id, code: codeOf(second) }, limited);
    expect(await check()).toMatchObject({ met: true, done: 2 });
    await expect(gateway.removeAuthenticator({ authenticatorId: second.id }, actor)).rejects.toMatchObject({
      reason: 'LAST_AUTHENTICATOR',
    });
    await set({ kinds: ['soft_token'] });
    expect(await check()).toMatchObject({ met: false, done: 0 });
    await expect(gateway.enrolAuthenticator(anEnrolment(), actor)).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'KIND_NOT_PERMITTED',
    });
  });

  it('asks for a login by a permitted kind', async () => {
    const { identity, as } = secondFactor;
    const { userId, accountId, check } = await anAccount({ kinds: ['totp'] });
    await secondFactor.anActiveAuthenticator(userId);
    const amr = ['pwd', 'sms', 'mfa'];
    expect(await check(amr)).toEqual({ met: false, done: 1, required: 1, otherLoginNeeded: true });
    expect(await identity.getSetUpProgress({}, await as(userId, { accountId, amr }))).toMatchObject({
      methods: [
        { method: 'authenticator', done: true },
        { method: 'login_with_permitted_factor', done: false },
      ],
    });
    expect(await check([...amr, 'otp'])).toMatchObject({ met: true });
  });

  it('that is strict takes no login by a card whose cells come again, whatever else the user has', async () => {
    const { identity, as } = secondFactor;
    const { userId, accountId, set, check } = await anAccount({ kinds: ['totp', 'egrid'] });
    await secondFactor.anActiveAuthenticator(userId);
    const [amr, restricted] = [['pwd', 'grid', 'mfa'], 'urn:countersign:aal2-restricted'];
    expect(await check(amr, restricted)).toMatchObject({ met: true });
    await set({ profile: 'strict', kinds: ['totp', 'egrid'] });
    expect(await check(amr, restricted)).toMatchObject({ met: false, otherLoginNeeded: true });
    expect(await check(amr)).toMatchObject({ met: true });
    expect(await identity.getSetUpProgress({}, await as(userId, { accountId, amr, acr: restricted }))).toMatchObject({
      methods: [{ done: true }, { method: 'login_with_permitted_factor' }],
      kinds: ['totp', 'egrid'],
    });
  });

  it('that is strict narrows the window of the apps that it counts', async () => {
    const { identity, clock, codeOf } = secondFactor;
    const { userId, check } = await anAccount({ profile: 'strict' });
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    const logIn = (steps: number) =>
      identity.verifyLoginCode(
        aLoginCode({ userId, loginFlowId: `lgf_${(count += 1)}`, code: codeOf(authenticator, steps) }),
      );
    clock.advance(10 * stepMs - (clock.now().getTime() % stepMs) + 15_000);
    await expect(logIn(-1)).resolves.toBeDefined();
    expect(await check()).toMatchObject({ met: true, done: 1 });
    clock.advance(4 * stepMs);
    await expect(logIn(-1)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(logIn(1)).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(logIn(0)).resolves.toBeDefined();
  });
});

describe('the methods of a session', () => {
  it.each([
    [['pwd', 'otp', 'mfa'], ['totp']],
    [['pwd', 'otp', 'pin', 'mfa'], ['soft_token']],
    [
      ['pwd', 'grid', 'mfa'],
      ['grid_card', 'egrid'],
    ],
    [['pwd', 'sms', 'mfa'], ['sms']],
    [['pwd', 'emergency'], []],
  ])('%j come of %j', (amr, kinds) => {
    expect(kindsOf(amr)).toEqual(kinds);
  });
});

import { newId } from '@countersign/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  anApplicant,
  goodPassword,
  type IdentityUnderTest,
  inParallel,
  rightCode,
  startIdentity,
  tally,
} from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const otherPassword = 'seven slow green trains';
const passwordWorks = async (email: string, password: string) => {
  const key = await identity.begin(email);
  return await identity.gateway.submitPassword({ key, password }).then(
    () => true,
    () => false,
  );
};

describe('a registration', () => {
  it('makes a user whose ID is the address in normal form', async () => {
    const { userId } = await identity.register({ email: ' Grace.Example@Example.COM', mobile: '+15550100189' });
    const me = await identity.gateway.getMe({}, await identity.token({ userId, scope: 'set-up' }));
    expect(me).toEqual({
      userId,
      email: 'grace.example@example.com',
      givenName: 'Ada',
      surname: 'Sample',
      language: 'en',
      maskedMobile: '+1••••••89',
      staffRoles: [],
      personalValidation: 'PERSONAL_VALIDATION_STATE_UNSPECIFIED',
      recoveryQuestionsSet: false,
    });
  });

  it('repeated for the same activation replaces the password until the first login, and ends logins under way', async () => {
    const first = await identity.register();
    const under = await identity.begin(first.email);
    await identity.gateway.submitPassword({ key: under, password: goodPassword });
    const again = await identity.enrollment.registerUser({ ...first, password: otherPassword });
    expect(again.userId).toBe(first.userId);
    expect(await passwordWorks(first.email, goodPassword)).toBe(false);
    expect(await passwordWorks(first.email, otherPassword)).toBe(true);
    await expect(identity.gateway.submitCode({ key: under, code: rightCode })).rejects.toMatchObject({
      reason: 'LOGIN_FLOW_WRONG_STATE',
    });
  });

  it('repeated after the first login is refused and changes nothing', async () => {
    const first = await identity.register();
    await identity.logIn(first.email);
    await expect(identity.enrollment.registerUser({ ...first, password: otherPassword })).rejects.toMatchObject({
      reason: 'USER_EXISTS',
      kind: 'conflict',
    });
    expect(await passwordWorks(first.email, goodPassword)).toBe(true);
  });

  it('for a taken address, in whatever case, is refused; so is another address for the same activation', async () => {
    const first = await identity.register();
    const taken = { ...first, activationId: newId('act'), email: first.email.toUpperCase() };
    await expect(identity.enrollment.registerUser(taken)).rejects.toMatchObject({ reason: 'USER_EXISTS' });
    const moved = { ...first, email: `moved-${first.email}` };
    await expect(identity.enrollment.registerUser(moved)).rejects.toMatchObject({ reason: 'USER_EXISTS' });
  });

  it('makes one user for 10 parallel calls of one activation, and for 10 activations of one address', async () => {
    const same = anApplicant();
    const results = await Promise.all(inParallel(10, () => identity.enrollment.registerUser(same)));
    expect(new Set(results.map(({ userId }) => userId)).size).toBe(1);
    const address = anApplicant();
    const outcomes = await tally(
      inParallel(10, () => identity.enrollment.registerUser({ ...address, activationId: newId('act') })),
    );
    expect(outcomes).toEqual({ ok: 1, USER_EXISTS: 9 });
  });

  it('names the field at fault and stores nobody', async () => {
    const cases = [
      [{ email: 'nonsense' }, 'EMAIL_INVALID', '/email'],
      [{ givenName: ' ' }, 'NAME_INVALID', '/givenName'],
      [{ surname: '' }, 'NAME_INVALID', '/surname'],
      [{ mobile: '0155501001' }, 'MOBILE_INVALID', '/mobile'],
      [{ password: 'short' }, 'PASSWORD_TOO_SHORT', '/password'],
      [{ password: 'x y'.repeat(100) }, 'PASSWORD_TOO_LONG', '/password'],
      [{ password: 'password123' }, 'PASSWORD_BREACHED', '/password'],
      [{ password: 'my Sample password' }, 'PASSWORD_TOO_COMMON', '/password'],
      [{ activationId: '' }, 'ACTIVATION_ID_MISSING', '/activationId'],
    ] as const;
    const count = async () => (await identity.db.selectFrom('users').select('id').execute()).length;
    const before = await count();
    for (const [over, reason, pointer] of cases) {
      await expect(identity.register(over)).rejects.toMatchObject({ reason, kind: 'invalid', fields: [{ pointer }] });
    }
    expect(await count()).toBe(before);
  });

  it('shows nobody else: an actor whose user is unknown has no self', async () => {
    await expect(identity.gateway.getMe({}, await identity.token({ userId: 'usr_unknown' }))).rejects.toMatchObject({
      reason: 'USER_NOT_FOUND',
      kind: 'not_found',
    });
    await expect(identity.gateway.getMe({})).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
  });
});
